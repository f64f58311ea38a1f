//! Why a call did not succeed.

use alloy_primitives::Bytes;
use alloy_sol_types::{Panic, PanicKind, Revert, SolError};

/// The outcome of a rule that did not run to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The user's mistake: the ABI bytes of a Solidity error that carries the facts which would change the answer.
    Revert(Bytes),
    /// A key has to be loaded first. It never reaches a receipt: the executor loads the key and runs the call again.
    NotLoaded,
}

impl Failure {
    /// The ABI bytes that a receipt's reader gets.
    ///
    /// # Panics
    ///
    /// For [`Failure::NotLoaded`], which cannot be expressed in a receipt.
    pub fn into_revert(self) -> Bytes {
        match self {
            Self::Revert(data) => data,
            Self::NotLoaded => panic!("a missing key is not an outcome"),
        }
    }

    /// `Error(string)`: for what no interface has an error of its own.
    pub fn text(reason: &str) -> Self {
        Revert::from(reason).into()
    }

    /// `Panic(uint256)`: a bug in a rule, contained.
    pub fn panic() -> Self {
        Panic::from(PanicKind::Assert).into()
    }

    /// A revert without data: what a call of a function that does not exist gives.
    pub fn empty() -> Self {
        Self::Revert(Bytes::new())
    }
}

impl<E: SolError> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Revert(error.abi_encode().into())
    }
}

/// Fails with a Solidity error unless a condition holds.
#[macro_export]
macro_rules! ensure {
    ($condition:expr, $error:expr $(,)?) => {
        if !$condition {
            return Err($crate::Failure::from($error));
        }
    };
}
