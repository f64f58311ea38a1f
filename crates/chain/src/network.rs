//! A network: its genesis document, checked, with what follows from it computed once.

use crate::{
    ecdsa::Domains,
    genesis::{Genesis, GenesisError},
    header::{FIRST_PROTOCOL_VERSION, HeaderError, PROTOCOL_VERSION, is_seed_key},
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
    domains: Domains,
    known_version: u16,
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
            domains: Domains::new(genesis.chain_id, hash),
            genesis,
            calendar,
            hash,
            known_version: PROTOCOL_VERSION,
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

    /// What is signed for rules is signed for these.
    pub(crate) fn domains(&self) -> &Domains {
        &self.domains
    }

    /// The epoch of a block: a run of blocks with one set of validators.
    pub fn epoch_of(&self, number: u64) -> u64 {
        number.checked_div(self.epoch_blocks()).unwrap_or(0)
    }

    /// The last block of an epoch, which settles the validators of the next.
    pub fn last_of_epoch(&self, epoch: u64) -> u64 {
        let next = epoch.saturating_add(1).saturating_mul(self.epoch_blocks());
        next.saturating_sub(1)
    }

    /// Whether a block is the last of its epoch.
    pub fn ends_epoch(&self, number: u64) -> bool {
        number == self.last_of_epoch(self.epoch_of(number))
    }

    /// Blocks of an epoch.
    pub fn epoch_blocks(&self) -> u64 {
        self.genesis.limits.epoch_blocks
    }

    /// The newest protocol version that this binary computes.
    pub fn known_version(&self) -> u16 {
        self.known_version
    }

    /// Whether this binary computes blocks of a protocol version.
    ///
    /// # Errors
    ///
    /// [`HeaderError::Version`] when it does not.
    pub fn check_version(&self, have: u16) -> Result<(), HeaderError> {
        match (FIRST_PROTOCOL_VERSION..=self.known_version).contains(&have) {
            true => Ok(()),
            false => Err(HeaderError::Version { have }),
        }
    }

    /// The same network for a binary that knows versions up to `known_version`: how an upgrade is tried before there is
    /// anything to upgrade to.
    #[cfg(any(test, feature = "testing"))]
    pub fn knowing(mut self, known_version: u16) -> Self {
        self.known_version = known_version;
        self
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
