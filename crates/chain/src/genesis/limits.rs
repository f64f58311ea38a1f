//! Limits that keep a chain without fees from being flooded (R15), and the size of its blocks.

use crate::transaction::{BLOCK_GAS, MAX_BLOCK_BYTES, MAX_TRANSACTION_BYTES, MAX_TRANSACTION_GAS};
use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use super::GenesisError;
use crate::{
    amounts::{Amount, BasisPoints, readable},
    time::Span,
};

/// The longest time between two blocks, and therefore between heartbeats: 10 minutes, a permanent rule.
pub const MAX_STEP: Span = Span::from_seconds(600);

/// The gas of a plain transfer, which wallets take as given: no smaller limit makes sense.
const TRANSFER_GAS: u64 = 21_000;

/// Bytes in a block, at most: what the block's encoding is bounded by. A genesis may tighten the protocol's limits, not
/// loosen them.
const BLOCK_BYTES_MAX: u32 = MAX_BLOCK_BYTES as u32;

/// Bytes of the largest transaction, at most.
const TRANSACTION_BYTES_MAX: u32 = MAX_TRANSACTION_BYTES as u32;

/// Bytes of the largest transaction, at least: a plain transfer has some 120.
const TRANSACTION_BYTES_MIN: u32 = 1_024;

/// The shortest heartbeat: an idle chain should not fill disks.
const HEARTBEAT_MIN: Span = Span::from_millis(100);

/// The shortest epoch: what consensus has under way at once, some blocks, does not reach beyond the next one.
pub const EPOCH_BLOCKS_MIN: u64 = 8;

/// The longest epoch, a month of blocks a few seconds apart: what was decided about validators must come to pass.
pub const EPOCH_BLOCKS_MAX: u64 = 1_000_000;

/// An epoch of an hour, at a block each second.
const EPOCH_BLOCKS: u64 = 3_600;

/// What one account may send in a day (a day of the network's calendar).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DailyLimit {
    /// How many transactions.
    pub transactions: u32,
    /// How many bytes they may have together.
    pub bytes: u64,
}

/// What accounts may send in a day, by their standing (R15).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DailyLimits {
    /// An account without balance.
    pub empty: DailyLimit,
    /// An account with a balance.
    pub with_balance: DailyLimit,
    /// An anchored account (R21).
    pub anchored: DailyLimit,
}

/// The limits of a network. The defaults are the rule book's; benchmarks run with published looser ones.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Limits {
    /// What one account may send in a day.
    pub daily: DailyLimits,
    /// The least a transfer carries that creates an account (R15).
    #[serde(with = "readable")]
    pub minimum_opening_transfer: Amount,
    /// The share of a block's gas, in basis points, that accounts without a record may use together (R15).
    pub newcomer_share_basis_points: BasisPoints,
    /// Gas the transactions of a block may use together.
    pub block_gas: u64,
    /// Bytes the transactions of a block may have together.
    pub block_bytes: u32,
    /// Gas one transaction may use.
    pub transaction_gas: u64,
    /// Bytes one transaction may have.
    pub transaction_bytes: u32,
    /// How long an idle chain waits before it makes an empty block, in milliseconds.
    pub heartbeat_ms: Span,
    /// Blocks of an epoch, the time for which the validators stay the same: between [`EPOCH_BLOCKS_MIN`] and
    /// [`EPOCH_BLOCKS_MAX`].
    pub epoch_blocks: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const KIB: u64 = 1_024;
        // One largest transaction a day for everybody, then 8 and 32 times as much, as the counts grow.
        let daily = DailyLimits {
            empty: DailyLimit {
                transactions: 20,
                bytes: 128 * KIB,
            },
            with_balance: DailyLimit {
                transactions: 200,
                bytes: 1_024 * KIB,
            },
            anchored: DailyLimit {
                transactions: 1_000,
                bytes: 4_096 * KIB,
            },
        };
        Self {
            daily,
            minimum_opening_transfer: Amount::from_units(10_000_000_000_000_000),
            // 5 percent is less than a whole.
            newcomer_share_basis_points: BasisPoints::percent(5).unwrap_or_default(),
            block_gas: BLOCK_GAS,
            block_bytes: BLOCK_BYTES_MAX,
            transaction_gas: MAX_TRANSACTION_GAS,
            transaction_bytes: TRANSACTION_BYTES_MAX,
            heartbeat_ms: Span::from_seconds(5),
            epoch_blocks: EPOCH_BLOCKS,
        }
    }
}

impl Limits {
    /// Gas of a block that accounts without a record may use together (R15).
    #[must_use]
    pub fn newcomer_gas(&self) -> u64 {
        self.newcomer_share_basis_points.of_count(self.block_gas)
    }

    /// Checks that the limits fit each other, in the order of the fields.
    ///
    /// # Errors
    /// [`GenesisError::Limit`] with the field and its rule.
    pub fn check(&self) -> Result<(), GenesisError> {
        let DailyLimits {
            empty,
            with_balance,
            anchored,
        } = self.daily;
        let rising = |from: DailyLimit, to: DailyLimit| {
            from.transactions <= to.transactions && from.bytes <= to.bytes
        };
        let rules = [
            (
                empty.transactions > 0 && empty.bytes > 0,
                "daily.empty",
                "it lets an account send something",
            ),
            (
                rising(empty, with_balance),
                "daily.withBalance",
                "it is not below daily.empty",
            ),
            (
                rising(with_balance, anchored),
                "daily.anchored",
                "it is not below daily.withBalance",
            ),
            (
                !self.minimum_opening_transfer.is_zero()
                    && self.minimum_opening_transfer <= Amount::pos(1),
                "minimumOpeningTransfer",
                "it is above 0 and at most 1 PoS",
            ),
            (
                (TRANSFER_GAS..=BLOCK_GAS).contains(&self.block_gas),
                "blockGas",
                "it lies between 21000, one transfer, and 30000000",
            ),
            (
                self.newcomer_gas() >= TRANSFER_GAS,
                "newcomerShareBasisPoints",
                "it leaves newcomers at least 21000 gas of a block, or nobody could join",
            ),
            (
                self.block_bytes <= BLOCK_BYTES_MAX,
                "blockBytes",
                "it is at most 2 MiB",
            ),
            (
                (TRANSFER_GAS..=self.block_gas.min(MAX_TRANSACTION_GAS))
                    .contains(&self.transaction_gas),
                "transactionGas",
                "it lies between 21000 and blockGas, and is at most 10000000",
            ),
            (
                (TRANSACTION_BYTES_MIN..=self.block_bytes.min(TRANSACTION_BYTES_MAX))
                    .contains(&self.transaction_bytes),
                "transactionBytes",
                "it lies between 1024 and blockBytes, and is at most 128 KiB",
            ),
            (
                (HEARTBEAT_MIN..MAX_STEP).contains(&self.heartbeat_ms),
                "heartbeatMs",
                "it lies between 100 and 599999: blocks are less than ten minutes apart",
            ),
            (
                (EPOCH_BLOCKS_MIN..=EPOCH_BLOCKS_MAX).contains(&self.epoch_blocks),
                "epochBlocks",
                "it lies between 8 and 1000000: validators change at the end of an epoch only",
            ),
        ];
        match rules.into_iter().find(|(holds, ..)| !holds) {
            None => Ok(()),
            Some((_, field, rule)) => Err(GenesisError::Limit { field, rule }),
        }
    }
}
