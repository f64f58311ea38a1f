//! Values of the state database: a version byte, then the record's Borsh encoding.

use borsh::{BorshDeserialize, BorshSerialize};
use bytes::Bytes;

/// The largest value: what one read may cost, and what one proof may have to carry.
pub const MAX_VALUE_BYTES: usize = 64 * 1024;

/// Something that is stored under one key.
///
/// The encoding is consensus-critical: a conformance hash pins it, and a change of shape is a new [`Record::VERSION`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a state record",
    note = "derive `BorshSerialize` and `BorshDeserialize`, then implement `Record` with a name and a version"
)]
pub trait Record: BorshSerialize + BorshDeserialize + Sized {
    /// The record's name in the storage layout.
    const NAME: &'static str;
    /// The first byte of the encoding.
    const VERSION: u8 = 1;

    /// The stored bytes.
    ///
    /// # Panics
    ///
    /// When the encoding is larger than [`MAX_VALUE_BYTES`]: a rule that let an unbounded value through is a bug,
    /// and the executor turns it into a refused transaction.
    fn to_value(&self) -> Bytes {
        let mut buffer = Vec::with_capacity(128);
        buffer.push(Self::VERSION);
        self.serialize(&mut buffer)
            .expect("writing to a vector cannot fail");
        assert!(
            buffer.len() <= MAX_VALUE_BYTES,
            "{} is larger than a value may be",
            Self::NAME
        );
        buffer.into()
    }

    /// Reads what [`Record::to_value`] wrote.
    ///
    /// # Panics
    ///
    /// On anything else: the database is authenticated, so other bytes mean a bug.
    fn from_value(value: &[u8]) -> Self {
        let (version, body) = value
            .split_first()
            .expect("a stored value has a version byte");
        assert_eq!(
            *version,
            Self::VERSION,
            "{} was stored in another version",
            Self::NAME
        );
        Self::try_from_slice(body)
            .unwrap_or_else(|error| panic!("stored {} does not decode: {error}", Self::NAME))
    }
}

impl Record for u64 {
    const NAME: &'static str = "u64";
}

impl Record for alloy_primitives::Address {
    const NAME: &'static str = "address";
}
