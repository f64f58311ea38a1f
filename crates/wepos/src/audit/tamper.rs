//! Showing that the audit can fail: one alteration in the replayed copy, chosen the same way every time.
//!
//! Nothing is written to the data directory. The alteration is made in memory, between reading a block and checking it,
//! and whoever checks does not know of it.

use super::{
    observed::{Transfer, transfer},
    reader::Prepared,
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolEvent as _;
use clap::ValueEnum;
use serde_json::{Value, json};
use wepos_abi::{IToken, addresses};
use wepos_chain::{
    amounts::Amount,
    block::{Event, Outcome},
    modules::token::{Account, account_key},
    state::{Record as _, Write},
};
use wepos_node::replay::{FreshState, ReplayError, StoredChain, StoredEntry};

/// What is altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tamper {
    /// One account gets 10⁻¹⁸ PoS more in the state, without an event.
    Balance,
    /// One stored receipt tells of a transfer of 10⁻¹⁸ PoS more.
    Receipt,
    /// The last byte of one stored transaction is flipped.
    Block,
    /// A rule mints 1 PoS: state, event and stored receipt agree with each other.
    Supply,
    /// A rule pays 1 PoS from the stage's budget to somebody, and no decision says so: all books agree.
    Payout,
}

/// One alteration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Alteration {
    pub(crate) kind: Tamper,
    pub(crate) block: u64,
    /// The account whose record, receipt or transaction it is.
    pub(crate) account: Address,
    /// The transaction's position in the block, and that of its event.
    transaction: usize,
    position: usize,
}

impl Alteration {
    /// How much appears; nothing where bytes change and not amounts.
    pub(crate) fn amount(&self) -> Option<Amount> {
        match self.kind {
            Tamper::Balance | Tamper::Receipt => Some(Amount::UNIT),
            Tamper::Supply | Tamper::Payout => Some(Amount::pos(1)),
            Tamper::Block => None,
        }
    }

    /// Where an event says that the amount comes from, for what tells of itself: nowhere, or the stage's budget.
    fn source(&self) -> Option<Address> {
        match self.kind {
            Tamper::Supply => Some(Address::ZERO),
            Tamper::Payout => Some(addresses::STAGE),
            Tamper::Balance | Tamper::Receipt | Tamper::Block => None,
        }
    }

    pub(crate) fn json(&self) -> Value {
        let kind = self
            .kind
            .to_possible_value()
            .expect("every kind has a name");
        json!({
            "kind": kind.get_name(),
            "block": self.block,
            "account": self.account,
            "amount": self.amount().map(|amount| amount.units().to_string()),
        })
    }

    /// Alters a block as it was read.
    pub(crate) fn alter_entry(&self, entry: &mut StoredEntry) {
        if entry.block.header.number != self.block {
            return;
        }
        let receipt = entry
            .results
            .as_mut()
            .and_then(|results| results.receipts.get_mut(self.transaction));
        match self.kind {
            Tamper::Block => {
                let raw = &mut entry.block.transactions[self.transaction];
                let mut bytes = raw.to_vec();
                if let Some(last) = bytes.last_mut() {
                    *last ^= 1;
                }
                *raw = bytes.into();
            }
            Tamper::Receipt => {
                let event = receipt.and_then(|receipt| receipt.logs.get_mut(self.position));
                if let Some(event) = event {
                    let amount = U256::from_be_slice(&event.data) + U256::ONE;
                    event.data = amount.to_be_bytes_vec();
                }
            }
            Tamper::Balance | Tamper::Supply | Tamper::Payout => {
                if let (Some(source), Some(receipt)) = (self.source(), receipt) {
                    receipt.logs.push(paid(source, self.account));
                }
            }
        }
    }

    /// Alters what a block's execution gave.
    pub(crate) async fn alter_outcome(
        &self,
        prepared: &Prepared,
        outcome: &mut Outcome,
        state: &FreshState,
    ) {
        let (true, Some(amount)) = (prepared.number() == self.block, self.amount()) else {
            return;
        };
        if self.kind == Tamper::Receipt {
            return;
        }
        if let Some(source) = self.source() {
            let logs = &mut outcome.receipts[self.transaction].logs;
            logs.push(paid(source, self.account));
        }
        alter_balance(outcome, state, self.account, |balance| {
            balance.checked_add(amount)
        })
        .await;
        if self.kind == Tamper::Payout {
            alter_balance(outcome, state, addresses::STAGE, |balance| {
                balance.checked_sub(amount)
            })
            .await;
        }
    }
}

/// Writes another balance than the block did.
async fn alter_balance(
    outcome: &mut Outcome,
    state: &FreshState,
    account: Address,
    change: impl Fn(Amount) -> Option<Amount>,
) {
    let key = account_key(&account);
    let place = outcome.writes.binary_search_by(|write| write.key.cmp(&key));
    let place = match place {
        Ok(place) => place,
        Err(place) => {
            let before = state.read(&[key]).await.remove(0);
            let write = Write {
                key,
                after: before.clone(),
                before,
            };
            outcome.writes.insert(place, write);
            place
        }
    };
    let write = &mut outcome.writes[place];
    let record = write.after.as_ref();
    let mut record = record.map_or_else(Account::default, |value| Account::from_value(value));
    // Where there is too little to take it from, it is taken all the same: that is found as well.
    record.balance = change(record.balance).unwrap_or_default();
    write.after = Some(record.to_value());
}

/// The event of a transfer of 1 PoS.
fn paid(source: Address, account: Address) -> Event {
    let event = IToken::Transfer {
        from: source,
        to: account,
        value: Amount::pos(1).into(),
    };
    let data = event.encode_log_data();
    Event {
        address: addresses::TOKEN,
        topics: data.topics().to_vec(),
        data: data.data.to_vec(),
    }
}

/// Chooses what to alter: in the first block from the middle of the chain on that a member's transfer is in; before the
/// middle if there is none after it, and the protocol's own transfers if no member ever made one.
///
/// # Errors
///
/// The chain has nothing of this kind.
pub(crate) async fn choose(
    chain: &StoredChain,
    kind: Tamper,
    newest: u64,
) -> Result<Option<Alteration>, ReplayError> {
    let middle = (newest / 2).max(1);
    for of_members in [true, false] {
        for number in (middle..=newest).chain((1..middle).rev()) {
            let entry = chain.entry(number).await?;
            if let Some(alteration) = candidate(&entry, kind, of_members) {
                return Ok(Some(alteration));
            }
        }
    }
    Ok(None)
}

fn candidate(entry: &StoredEntry, kind: Tamper, of_members: bool) -> Option<Alteration> {
    let receipts = &entry.results.as_ref()?.receipts;
    for (transaction, receipt) in receipts.iter().enumerate() {
        if receipt.sender.is_zero() == of_members {
            continue;
        }
        let alteration = |account, position| Alteration {
            kind,
            block: entry.block.header.number,
            account,
            transaction,
            position,
        };
        if kind == Tamper::Block {
            if of_members {
                return Some(alteration(receipt.sender, 0));
            }
            continue;
        }
        let transfers = receipt.logs.iter().enumerate();
        let mut transfers = transfers.filter_map(|(position, event)| transfer(event, position)?);
        let moved = transfers.find(|it| it.from != it.to && it.amount != Amount::ZERO);
        if let Some(Transfer { to, position, .. }) = moved {
            return Some(alteration(to, position));
        }
    }
    None
}

/// Whether a transaction's stored receipt says who sent it.
pub(crate) fn stored_sender(entry: &StoredEntry, transaction: usize) -> Option<Address> {
    let results = entry.results.as_ref()?;
    results.receipts.get(transaction).map(|it| it.sender)
}

/// The hash of a transaction's bytes.
pub(crate) fn transaction_hash(entry: &StoredEntry, transaction: usize) -> B256 {
    entry
        .block
        .transactions
        .get(transaction)
        .map(alloy_primitives::keccak256)
        .unwrap_or_default()
}
