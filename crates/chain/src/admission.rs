//! Who may send what, and how much of a block (R15): the rules that decide whether a transaction may be *in* a block.
//!
//! Nobody pays, so these limits are what keeps the chain from being flooded. They are the same for a proposer, a
//! verifier and a mempool, which all call [`admissible`].

use crate::{
    amounts::Amount,
    gas,
    modules::token::{Account, usage},
    network::Network,
    time::Timestamp,
    transaction::CheckedTransaction,
};
use alloy_primitives::Bytes;

/// Why a transaction may not be in a block now. The texts are geth's where clients match them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Exclusion {
    /// More bytes than this network's limits allow.
    #[error("oversized data: transaction size {size}, limit {limit}")]
    Oversized {
        /// The transaction's bytes.
        size: usize,
        /// The network's limit.
        limit: u32,
    },
    /// More work before it runs than this network's limits allow.
    #[error("intrinsic gas too high: {need}, a transaction of this network may use {limit}")]
    IntrinsicGas {
        /// What it costs before it runs.
        need: u64,
        /// The network's limit.
        limit: u64,
    },
    /// The nonce was used.
    #[error("nonce too low: next nonce {next}, tx nonce {nonce}")]
    NonceTooLow {
        /// The account's next nonce.
        next: u64,
        /// The transaction's.
        nonce: u64,
    },
    /// Transactions before it are missing.
    #[error("nonce too high: next nonce {next}, tx nonce {nonce}")]
    NonceTooHigh {
        /// The account's next nonce.
        next: u64,
        /// The transaction's.
        nonce: u64,
    },
    /// The value is more than the balance.
    #[error("insufficient funds for transfer: balance {balance}, value {value}")]
    Funds {
        /// The sender's balance.
        balance: Amount,
        /// The transaction's value.
        value: Amount,
    },
    /// The day's transactions are used up.
    #[error(
        "daily limit reached: {allowed} transactions a day for this account; \
         the next day begins at unix time {available_from}"
    )]
    DailyTransactions {
        /// Transactions a day.
        allowed: u32,
        /// When the next day begins, in Unix seconds.
        available_from: u64,
    },
    /// The day's bytes are used up.
    #[error(
        "daily limit reached: {allowed} bytes a day for this account; the next day begins at unix time {available_from}"
    )]
    DailyBytes {
        /// Bytes a day.
        allowed: u64,
        /// When the next day begins, in Unix seconds.
        available_from: u64,
    },
    /// An account without a record called something that is not open to newcomers.
    #[error(
        "this account is new: until it has received PoS or taken part once, it may \
         only call functions that are open to newcomers"
    )]
    NewcomerFunction,
    /// A newcomer's call would fail; nothing is stored for it.
    #[error("execution reverted")]
    NewcomerFailed(Bytes),
    /// Newcomers have used their share of this block.
    #[error("newcomers have used their share of this block; it goes into a later one")]
    NewcomerShare,
    /// The block has no room left.
    #[error("the block is full")]
    BlockFull,
}

/// When a transaction that was left out of a block may be in one as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// In no block: as it is, it never fits.
    Never,
    /// In the next one.
    NextBlock,
    /// When the account's day is over (R15).
    From(Timestamp),
    /// When the account has this much.
    Funded(Amount),
}

impl Exclusion {
    /// When the transaction may be in a block as it is.
    pub fn retry(&self) -> Retry {
        match self {
            Self::NonceTooHigh { .. } | Self::NewcomerShare | Self::BlockFull => Retry::NextBlock,
            Self::Funds { value, .. } => Retry::Funded(*value),
            Self::DailyTransactions { available_from, .. }
            | Self::DailyBytes { available_from, .. } => {
                Retry::From(Timestamp::from_millis(available_from.saturating_mul(1_000)))
            }
            Self::Oversized { .. }
            | Self::IntrinsicGas { .. }
            | Self::NonceTooLow { .. }
            | Self::NewcomerFunction
            | Self::NewcomerFailed(_) => Retry::Never,
        }
    }
}

/// Whether an account with this record (the default one, if it has none) may send `transaction` at `now`: the network's
/// limits for one transaction, then the nonce, then funds, then the daily limits.
///
/// # Errors
///
/// The first reason why not.
pub fn admissible(
    network: &Network,
    account: &Account,
    transaction: &CheckedTransaction,
    now: Timestamp,
) -> Result<(), Exclusion> {
    let limits = &network.genesis().limits;
    let (size, limit) = (transaction.raw().len(), limits.transaction_bytes);
    if size as u64 > u64::from(limit) {
        return Err(Exclusion::Oversized { size, limit });
    }
    let (need, limit) = (
        gas::intrinsic(transaction.input().len()),
        limits.transaction_gas,
    );
    if need > limit {
        return Err(Exclusion::IntrinsicGas { need, limit });
    }
    let (next, nonce) = (account.nonce, transaction.nonce());
    if nonce < next {
        return Err(Exclusion::NonceTooLow { next, nonce });
    }
    if nonce > next {
        return Err(Exclusion::NonceTooHigh { next, nonce });
    }
    let (balance, value) = (account.balance, transaction.value());
    if value > balance {
        return Err(Exclusion::Funds { balance, value });
    }
    let usage = usage(network, account, now);
    let available_from = usage.ends_at.ceil_seconds();
    if usage.transactions >= usage.transactions_allowed {
        return Err(Exclusion::DailyTransactions {
            allowed: usage.transactions_allowed,
            available_from,
        });
    }
    if usage.bytes.saturating_add(size as u64) > usage.bytes_allowed {
        return Err(Exclusion::DailyBytes {
            allowed: usage.bytes_allowed,
            available_from,
        });
    }
    Ok(())
}
