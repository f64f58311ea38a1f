//! The token's records: the only file that knows its keys.

use super::holding::Holding;
use crate::{
    amounts::Amount,
    state::{Field, Key, Map, Record},
};
use alloy_primitives::{Address, U256};
use borsh::{BorshDeserialize, BorshSerialize};
use bytes::Bytes;

/// The module's number in keys.
pub(super) const MODULE: u8 = 1;

/// Accounts by address.
pub(super) const ACCOUNTS: Map<Address, Account> = Map::new(ACCOUNTS_FIELD);

/// The one field that holds money: the executor counts every write to it (I1).
pub(crate) const ACCOUNTS_FIELD: Field = Field::new(MODULE, 0);

/// Allowances by (owner, spender).
pub(super) const ALLOWANCES: Map<(Address, Address), Allowance> = Map::new(Field::new(MODULE, 1));

/// EIP-2612 nonces by owner.
pub(super) const PERMIT_NONCES: Map<Address, u64> = Map::new(Field::new(MODULE, 2));

pub(super) const LAYOUT: &[(u8, &str, &str)] = &[
    (0, "accounts", "address -> Account"),
    (1, "allowances", "(owner, spender) -> Allowance"),
    (2, "permit_nonces", "owner -> u64"),
];

/// An account: balance, nonce, what it sent today, and how long it has held.
///
/// One record, so that a transfer reads and writes two keys and "what did this account hold last month" costs one read.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Account {
    /// Plain PoS: what is in an escrow counts for nobody.
    pub balance: Amount,
    /// Transactions sent.
    pub nonce: u64,
    /// Whether the account has an anchor (R21).
    pub anchored: bool,
    /// The day, counted from launch, that the two counters below belong to.
    pub day: u32,
    /// Transactions sent on that day (R15).
    pub transactions_today: u32,
    /// Bytes of transactions sent on that day (R15).
    pub bytes_today: u64,
    /// Time-weighted holding.
    pub holding: Holding,
}

impl Record for Account {
    const NAME: &'static str = "Account";
}

/// An ERC-20 allowance.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Allowance(pub(super) U256);

impl Record for Allowance {
    const NAME: &'static str = "Allowance";
}

/// The balance in a stored record; none is nothing.
pub(crate) fn balance_in(value: Option<Bytes>) -> Amount {
    value.map_or(Amount::ZERO, |value| Account::from_value(&value).balance)
}

/// The database key of an account's record: what a proof of a balance is about.
pub fn account_key(address: &Address) -> Key {
    ACCOUNTS.key(address)
}
