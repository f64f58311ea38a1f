//! What the pool writes down: entries, senders, and the sums and orders that agree with them.

use super::PoolContent;
use alloy_primitives::{Address, B256, map::B256Map};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};
use wepos_chain::{
    amounts::Amount, modules::token::account_key, state::Key, transaction::CheckedTransaction,
};

/// A transaction that waits.
pub(super) struct Entry {
    pub(super) nonce: u64,
    pub(super) transaction: Arc<CheckedTransaction>,
    /// For which height it is in flight, if it is.
    pub(super) height: u64,
    /// Its key in [`Books::gapped`], if it is gapped.
    pub(super) gapped: Option<(u64, u64)>,
    /// How often the nonce was replaced.
    pub(super) replacements: u8,
    /// Since when it waits for funds or for another day, in ms.
    pub(super) resting_since: Option<u64>,
}

impl Entry {
    pub(super) fn bytes(&self) -> usize {
        self.transaction.raw().len()
    }
}

/// What a transaction waits for that could run by its nonce. It and those after it are not ready.
pub(super) struct Rest {
    pub(super) nonce: u64,
    /// Its key in [`Books::resting`].
    pub(super) key: (u64, u64),
    /// The funds that are missing, with the key of the account's record; `None` if it waits for another day.
    pub(super) funds: Option<(Key, Amount)>,
}

/// What waits of one sender.
pub(super) struct Sender {
    pub(super) next_nonce: u64,
    pub(super) newcomer: bool,
    /// By nonce. The first `executable` ones are consecutive from `next_nonce`; the first `in_flight` of those are in
    /// flight.
    pub(super) entries: VecDeque<Entry>,
    pub(super) executable: usize,
    pub(super) in_flight: usize,
    pub(super) rest: Option<Rest>,
    /// What the entries send together.
    pub(super) value: u128,
    /// Bytes of the entries.
    pub(super) bytes: u64,
    /// What [`Books::ready`] counts of this sender.
    pub(super) counted: usize,
    /// Its place in the order of turns, while it has ready ones.
    pub(super) turn: Option<i64>,
    /// The height until which it is remembered.
    pub(super) remembered_until: u64,
}

impl Sender {
    pub(super) fn new(next_nonce: u64, newcomer: bool) -> Self {
        Self {
            next_nonce,
            newcomer,
            entries: VecDeque::new(),
            executable: 0,
            in_flight: 0,
            rest: None,
            value: 0,
            bytes: 0,
            counted: 0,
            turn: None,
            remembered_until: 0,
        }
    }

    pub(super) fn find(&self, nonce: u64) -> Result<usize, usize> {
        self.entries
            .binary_search_by_key(&nonce, |entry| entry.nonce)
    }

    /// The nonce after the executable ones.
    pub(super) fn pending_nonce(&self) -> u64 {
        self.next_nonce + self.executable as u64
    }

    /// How many of the first entries may run, as far as funds and days go.
    fn runnable(&self) -> usize {
        let rests_at = self.rest.as_ref().map_or(usize::MAX, |rest| {
            let ahead = rest.nonce.saturating_sub(self.next_nonce);
            usize::try_from(ahead).unwrap_or(usize::MAX)
        });
        self.executable.min(rests_at)
    }

    /// Takes back the first entry in flight for a height that `abandoned` names, and all after it, which need it.
    /// Returns whether there was one.
    pub(super) fn release(&mut self, abandoned: impl Fn(u64) -> bool) -> bool {
        let before = self.in_flight;
        let kept = self.entries.iter().take(before);
        self.in_flight = kept.take_while(|entry| !abandoned(entry.height)).count();
        self.in_flight < before
    }

    /// Adds the entries to what is shown.
    pub(super) fn list(&self, content: &mut PoolContent) {
        for (index, entry) in self.entries.iter().enumerate() {
            let list = if index < self.executable {
                &mut content.executable
            } else {
                &mut content.gapped
            };
            list.push(entry.transaction.clone());
        }
    }
}

/// Senders of one kind.
#[derive(Default)]
pub(super) struct Class {
    /// Who has ready transactions, in the order of their turns.
    pub(super) turns: BTreeMap<i64, Address>,
    pub(super) transactions: usize,
    pub(super) bytes: usize,
}

/// All but the senders themselves, so that both can be changed at once.
#[derive(Default)]
pub(super) struct Books {
    pub(super) transactions: B256Map<Arc<CheckedTransaction>>,
    pub(super) members: Class,
    pub(super) newcomers: Class,
    /// Gapped ones by (since when in ms, number).
    pub(super) gapped: BTreeMap<(u64, u64), B256>,
    /// Senders that rest, by (when to look at them in ms, number).
    pub(super) resting: BTreeMap<(u64, u64), Address>,
    /// Those of them that wait for funds, by the key of their account's record.
    pub(super) unfunded: BTreeMap<Key, Address>,
    /// Numbers what waits, so that no two keys are the same.
    pub(super) waiting_number: u64,
    /// Who has entries in flight for a height. Some may have been released since.
    pub(super) in_flight: BTreeMap<u64, Vec<Address>>,
    /// Senders to look at when the height is final: whether to forget them.
    pub(super) remembered: VecDeque<(u64, Address)>,
    pub(super) finalized: u64,
    pub(super) ready: usize,
    pub(super) first_turn: i64,
    pub(super) last_turn: i64,
    pub(super) now_ms: u64,
}

impl Books {
    pub(super) fn class(&mut self, newcomer: bool) -> &mut Class {
        if newcomer {
            &mut self.newcomers
        } else {
            &mut self.members
        }
    }

    /// Takes an entry that has left `sender.entries` off the books.
    pub(super) fn forget(&mut self, sender: &mut Sender, entry: &Entry) {
        self.transactions.remove(entry.transaction.hash());
        if let Some(key) = entry.gapped {
            self.gapped.remove(&key);
        }
        let class = self.class(sender.newcomer);
        class.transactions -= 1;
        class.bytes -= entry.bytes();
        sender.bytes -= entry.bytes() as u64;
        sender.value -= entry.transaction.value().units();
    }

    /// Puts an entry at its place on the books.
    pub(super) fn enter(&mut self, sender: &mut Sender, index: usize, entry: Entry) {
        self.transactions
            .insert(*entry.transaction.hash(), entry.transaction.clone());
        let class = self.class(sender.newcomer);
        class.transactions += 1;
        class.bytes += entry.bytes();
        sender.bytes += entry.bytes() as u64;
        // Each sum was compared with a balance, so it fits.
        sender.value += entry.transaction.value().units();
        sender.entries.insert(index, entry);
    }

    /// Counts what follows on the executable ones among them.
    pub(super) fn promote(&mut self, sender: &mut Sender) {
        while let Some(entry) = sender.entries.get_mut(sender.executable) {
            if entry.nonce != sender.next_nonce + sender.executable as u64 {
                break;
            }
            if let Some(key) = entry.gapped.take() {
                self.gapped.remove(&key);
            }
            sender.executable += 1;
        }
    }

    /// Marks everything from `index` on as gapped.
    pub(super) fn demote(&mut self, sender: &mut Sender, index: usize) {
        sender.executable = sender.executable.min(index);
        sender.in_flight = sender.in_flight.min(index);
        for entry in sender.entries.range_mut(sender.executable..) {
            if entry.gapped.is_none() {
                self.waiting_number += 1;
                let key = (self.now_ms, self.waiting_number);
                self.gapped.insert(key, *entry.transaction.hash());
                entry.gapped = Some(key);
            }
        }
    }

    /// Drops what a final nonce covers.
    pub(super) fn advance(&mut self, sender: &mut Sender, next_nonce: u64) {
        if next_nonce <= sender.next_nonce {
            return;
        }
        sender.next_nonce = next_nonce;
        while let Some(entry) = sender
            .entries
            .pop_front_if(|entry| entry.nonce < next_nonce)
        {
            sender.executable = sender.executable.saturating_sub(1);
            sender.in_flight = sender.in_flight.saturating_sub(1);
            self.forget(sender, &entry);
        }
        self.promote(sender);
    }

    /// Lets the sender wait with the executable entry at `index` until `until_ms`, or until it has the funds.
    pub(super) fn rest(
        &mut self,
        address: Address,
        sender: &mut Sender,
        index: usize,
        until_ms: u64,
        funds: Option<Amount>,
    ) {
        self.wake(sender);
        self.waiting_number += 1;
        let key = (until_ms, self.waiting_number);
        self.resting.insert(key, address);
        let funds = funds.map(|funds| (account_key(&address), funds));
        if let Some((key, _)) = &funds {
            self.unfunded.insert(*key, address);
        }
        let nonce = sender.entries[index].nonce;
        sender.rest = Some(Rest { nonce, key, funds });
    }

    /// Ends the sender's rest, if it rests.
    pub(super) fn wake(&mut self, sender: &mut Sender) {
        if let Some(rest) = sender.rest.take() {
            self.resting.remove(&rest.key);
            if let Some((key, _)) = &rest.funds {
                self.unfunded.remove(key);
            }
        }
    }

    /// Makes the count of ready ones and the order of turns agree with the sender after any change.
    pub(super) fn settle(&mut self, address: Address, sender: &mut Sender, in_front: bool) {
        let is_gone = sender.rest.as_ref().is_some_and(|rest| {
            rest.nonce < sender.next_nonce || rest.nonce >= sender.pending_nonce()
        });
        if is_gone {
            self.wake(sender);
        }
        let ready = sender.runnable().saturating_sub(sender.in_flight);
        self.ready = self.ready + ready - sender.counted;
        sender.counted = ready;
        match sender.turn {
            None if ready > 0 => {
                let turn = if in_front {
                    self.first_turn -= 1;
                    self.first_turn
                } else {
                    self.last_turn += 1;
                    self.last_turn
                };
                sender.turn = Some(turn);
                self.class(sender.newcomer).turns.insert(turn, address);
            }
            Some(turn) if ready == 0 => {
                sender.turn = None;
                self.class(sender.newcomer).turns.remove(&turn);
            }
            _ => {}
        }
    }

    /// The sender has an account record from now on (R15).
    pub(super) fn welcome(&mut self, sender: &mut Sender, address: Address) {
        if !sender.newcomer {
            return;
        }
        sender.newcomer = false;
        let bytes: usize = sender.entries.iter().map(Entry::bytes).sum();
        self.newcomers.transactions -= sender.entries.len();
        self.newcomers.bytes -= bytes;
        self.members.transactions += sender.entries.len();
        self.members.bytes += bytes;
        if let Some(turn) = sender.turn {
            self.newcomers.turns.remove(&turn);
            self.members.turns.insert(turn, address);
        }
    }
}
