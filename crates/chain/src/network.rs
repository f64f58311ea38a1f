//! A network: its genesis document, checked, with what follows from it computed once.

use crate::{
    genesis::{Genesis, GenesisError},
    header::is_seed_key,
    time::{Calendar, Timestamp},
};
use alloy_primitives::B256;
use wepos_abi::addresses;

/// A checked genesis document and what follows from it.
#[derive(Clone, Debug)]
pub struct Network {
    genesis: Genesis,
    calendar: Calendar,
    hash: B256,
}

impl Network {
    /// Checks the document (WP-03, WP-04, WP-55, R12) and computes what follows.
    ///
    /// # Errors
    ///
    /// The first rule that the document breaks.
    pub fn new(genesis: Genesis) -> Result<Self, GenesisError> {
        genesis.check()?;
        genesis.check_addresses(|address| addresses::is_protocol_account(*address))?;
        for validator in &genesis.validators {
            if !is_seed_key(validator.seed_key.as_bytes()) {
                return Err(GenesisError::SeedKey(validator.name.clone()));
            }
        }
        let calendar = genesis.calendar()?;
        let hash = genesis.hash();
        Ok(Self {
            genesis,
            calendar,
            hash,
        })
    }

    /// The document.
    pub fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    /// The chain's calendar.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The document's hash: the first seed, and what two nodes of one network agree on.
    pub fn hash(&self) -> B256 {
        self.hash
    }

    /// What a signed transaction names (EIP-155).
    pub fn chain_id(&self) -> u64 {
        self.genesis.chain_id
    }

    /// Whole days since launch, by the chain's own day (R12).
    pub fn day_at(&self, instant: Timestamp) -> u64 {
        let since_launch = instant
            .millis()
            .saturating_sub(self.genesis.launch.millis());
        since_launch
            .checked_div(self.calendar.day_length_ms())
            .unwrap_or(0)
    }

    /// When a day since launch begins.
    pub fn day_start(&self, day: u64) -> Timestamp {
        let since_launch = day.saturating_mul(self.calendar.day_length_ms());
        Timestamp::from_millis(self.genesis.launch.millis().saturating_add(since_launch))
    }
}
