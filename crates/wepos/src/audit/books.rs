//! The audit's own books: what everybody holds by the events, what by the state, and what became of each stage.

use super::{
    flows::{Judge, Judged, Place},
    mismatch::Mismatch,
    observed::{ObservedBlock, Transfer},
    rewards::RewardBooks,
};
use alloy_primitives::{Address, map::HashMap};
use std::collections::{BTreeMap, hash_map::Entry};
use wepos_abi::addresses;
use wepos_chain::{
    Network,
    amounts::Amount,
    block::Receipt,
    modules::token::{Account, account_key},
    state::{Key, Record as _, Write},
};

/// What became of one stage's release.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct StageBook {
    /// What the schedule gives it (WP-56…62).
    pub(crate) allotment: Amount,
    /// Its tranches so far.
    pub(crate) released: Amount,
    /// Paid out.
    pub(crate) issued: Amount,
    /// Burned.
    pub(crate) burned: Amount,
    /// Held for what was under review at its end (R5).
    pub(crate) settling: Amount,
}

/// What went into an escrow and out of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct EscrowBook {
    pub(crate) received: Amount,
    pub(crate) to_pool: Amount,
    pub(crate) to_others: Amount,
}

/// A transfer that touches a protocol account, and the row it fits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct JudgedTransfer {
    /// Its transaction's position in the block.
    pub(crate) transaction: usize,
    pub(crate) transfer: Transfer,
    pub(crate) judged: Judged,
}

/// What a block's events come to.
#[derive(Debug)]
pub(crate) struct Entered {
    /// Its transfers that touch a protocol account.
    pub(crate) judged: Vec<JudgedTransfer>,
    /// What its decisions, submissions and rewards break, under the invariant that they break.
    pub(crate) unfounded: Vec<Mismatch>,
}

/// An account that a block wrote, or whose events moved PoS.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Touched {
    pub(crate) account: Address,
    pub(crate) before: Amount,
    pub(crate) after: Amount,
}

/// Everything that is known after a block.
#[derive(Debug, Default)]
pub(crate) struct Books {
    /// The accounts whose keys can be recognised in the state.
    keys: HashMap<Key, Address>,
    /// Records by the state.
    pub(crate) records: HashMap<Address, Account>,
    /// Balances by the events alone; below zero is a mismatch.
    pub(crate) told: HashMap<Address, i128>,
    /// The sum of the balances in `records`.
    pub(crate) sum: Amount,
    /// How many tranches there were.
    pub(crate) tranches: u32,
    /// By the number of the stage.
    pub(crate) stages: Vec<StageBook>,
    /// The stage of the last tranche.
    current: usize,
    pub(crate) escrows: BTreeMap<Place, EscrowBook>,
    rewards: RewardBooks,
}

/// No sum of balances comes near the end of 128 bits unless the state is nonsense; then it stays there and is found.
fn add(one: Amount, other: Amount) -> Amount {
    one.checked_add(other).unwrap_or(Amount::MAX)
}

fn signed(amount: Amount) -> i128 {
    i128::try_from(amount.units()).unwrap_or(i128::MAX)
}

impl Books {
    pub(crate) fn new(network: &Network) -> Self {
        let stages = network.genesis().stages.entries().iter();
        Self {
            stages: stages
                .map(|stage| StageBook {
                    allotment: stage.release().unwrap_or(Amount::MAX),
                    ..StageBook::default()
                })
                .collect(),
            ..Self::default()
        }
    }

    /// What an account holds by its record.
    pub(crate) fn balance(&self, account: Address) -> Amount {
        self.records
            .get(&account)
            .map_or(Amount::ZERO, |record| record.balance)
    }

    /// Remembers every address that a block names, so that its record is recognised when it is written.
    pub(crate) fn meet(&mut self, recipients: &[Address], receipts: &[Receipt]) {
        let mut meet = |address: Address| {
            if let Entry::Vacant(unmet) = self.told.entry(address) {
                unmet.insert(0);
                self.keys.insert(account_key(&address), address);
            }
        };
        recipients.iter().copied().for_each(&mut meet);
        for receipt in receipts {
            meet(receipt.sender);
            for event in &receipt.logs {
                for topic in event.topics.iter().skip(1) {
                    // A topic is an address if 12 zero bytes lead it; a small number is one too, and nobody's.
                    if topic[..12] == [0; 12] {
                        meet(Address::from_word(*topic));
                    }
                }
            }
        }
    }

    /// Enters a block's events.
    pub(crate) fn enter(&mut self, network: &Network, block: &ObservedBlock) -> Entered {
        let mut judged = Vec::new();
        for (index, transaction) in block.transactions.iter().enumerate() {
            let mut judge = Judge::new(transaction, block.number);
            for transfer in &transaction.transfers {
                let amount = signed(transfer.amount);
                let from = self.told.entry(transfer.from).or_default();
                *from = from.saturating_sub(amount);
                let to = self.told.entry(transfer.to).or_default();
                *to = to.saturating_add(amount);
                let Some(row) = judge.transfer(transfer) else {
                    continue;
                };
                self.enter_flow(network, transfer);
                judged.push(JudgedTransfer {
                    transaction: index,
                    transfer: *transfer,
                    judged: row,
                });
            }
        }
        Entered {
            judged,
            unfounded: self.rewards.enter(network, block),
        }
    }

    fn enter_flow(&mut self, network: &Network, transfer: &Transfer) {
        let amount = transfer.amount;
        let (from, to) = (Place::of(transfer.from), Place::of(transfer.to));
        match (from, to) {
            (Place::Unreleased, Place::Stage) => {
                self.tranches += 1;
                let stage = network.genesis().stages.stage_at_month(self.tranches);
                let last = self.stages.len().saturating_sub(1);
                self.current = stage.map_or(last, |stage| usize::from(stage.0).min(last));
                self.with_current(|stage| stage.released = add(stage.released, amount));
            }
            (Place::Stage | Place::Reserved, Place::Stage | Place::Reserved) => {}
            (Place::Stage | Place::Reserved, Place::Burned) => {
                self.with_current(|stage| stage.burned = add(stage.burned, amount));
            }
            (Place::Stage | Place::Reserved, Place::Settlement) => {
                self.with_current(|stage| stage.settling = add(stage.settling, amount));
            }
            (Place::Stage | Place::Reserved, _) => {
                self.with_current(|stage| stage.issued = add(stage.issued, amount));
            }
            (Place::Settlement, _) => self.settle(amount, to == Place::Burned),
            _ => {}
        }
        if is_escrow(to) {
            let book = self.escrows.entry(to).or_default();
            book.received = add(book.received, amount);
        }
        if is_escrow(from) {
            let book = self.escrows.entry(from).or_default();
            match to {
                Place::Pool => book.to_pool = add(book.to_pool, amount),
                _ => book.to_others = add(book.to_others, amount),
            }
        }
    }

    fn with_current(&mut self, enter: impl FnOnce(&mut StageBook)) {
        if let Some(stage) = self.stages.get_mut(self.current) {
            enter(stage);
        }
    }

    /// What leaves the settlement escrow belongs to the oldest stage that still has something in it.
    fn settle(&mut self, amount: Amount, burned: bool) {
        let mut left = amount;
        for stage in &mut self.stages {
            let part = left.min(stage.settling);
            stage.settling = stage.settling.checked_sub(part).expect("it is the smaller");
            left = left.checked_sub(part).expect("it is the smaller");
            let entry = if burned {
                &mut stage.burned
            } else {
                &mut stage.issued
            };
            *entry = add(*entry, part);
        }
    }

    /// Enters a block's writes. Returns every account that it wrote or whose events moved PoS.
    pub(crate) fn write(&mut self, writes: &[Write], block: &ObservedBlock) -> Vec<Touched> {
        let mut touched: BTreeMap<Address, Touched> = BTreeMap::new();
        let moved = block
            .transactions
            .iter()
            .flat_map(|transaction| &transaction.transfers);
        for account in moved.flat_map(|transfer| [transfer.from, transfer.to]) {
            let before = self.balance(account);
            let entry = Touched {
                account,
                before,
                after: before,
            };
            touched.entry(account).or_insert(entry);
        }
        for write in writes {
            let Some(account) = self.keys.get(&write.key).copied() else {
                continue;
            };
            let before = self.balance(account);
            let record = write.after.as_ref().map(|value| Account::from_value(value));
            let after = record
                .as_ref()
                .map_or(Amount::ZERO, |record| record.balance);
            match record {
                Some(record) => self.records.insert(account, record),
                None => self.records.remove(&account),
            };
            let sum = self.sum.checked_sub(before).unwrap_or(Amount::ZERO);
            self.sum = add(sum, after);
            let entry = Touched {
                account,
                before,
                after,
            };
            touched.insert(account, entry);
        }
        // The supply comes from nowhere: that is no account.
        touched.remove(&Address::ZERO);
        touched.into_values().collect()
    }

    /// What an account should hold by the events.
    pub(crate) fn told_balance(&self, account: Address) -> i128 {
        self.told.get(&account).copied().unwrap_or(0)
    }

    /// Where all PoS are, by the state: the places in the order of the rule book, members last.
    pub(crate) fn supply(&self) -> Vec<(Place, Amount)> {
        let accounts = [
            addresses::UNRELEASED,
            addresses::STAGE,
            addresses::RESERVED,
            addresses::SETTLEMENT,
            addresses::POOL,
            addresses::PARTICIPATION,
            addresses::MARKET,
            addresses::AUCTION,
            addresses::WISHES,
            addresses::BURNED,
            addresses::MIGRATED,
        ];
        let mut supply: Vec<(Place, Amount)> = accounts
            .iter()
            .map(|account| (Place::of(*account), self.balance(*account)))
            .collect();
        let protocol = Amount::checked_sum(supply.iter().map(|(_, amount)| *amount));
        let members = self.sum.checked_sub(protocol.unwrap_or(Amount::MAX));
        supply.push((Place::Member, members.unwrap_or(Amount::ZERO)));
        supply
    }
}

pub(crate) fn is_escrow(place: Place) -> bool {
    matches!(place, Place::Market | Place::Auction | Place::Wishes)
}
