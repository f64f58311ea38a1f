//! What the pool writes down: entries, senders, and the sums and orders that agree with them.

use super::PoolContent;
use alloy_primitives::{Address, B256, map::B256Map};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};
use wepos_chain::transaction::CheckedTransaction;

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
}

impl Entry {
    pub(super) fn bytes(&self) -> usize {
        self.transaction.raw().len()
    }
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

    /// Takes back the first entry in flight for a height that `abandoned` names, and all after it, which need it.
    pub(super) fn release(&mut self, abandoned: impl Fn(u64) -> bool) {
        let kept = self.entries.iter().take(self.in_flight);
        self.in_flight = kept.take_while(|entry| !abandoned(entry.height)).count();
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
    pub(super) gapped_number: u64,
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
                self.gapped_number += 1;
                let key = (self.now_ms, self.gapped_number);
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

    /// Makes the count of ready ones and the order of turns agree with the sender after any change.
    pub(super) fn settle(&mut self, address: Address, sender: &mut Sender, in_front: bool) {
        let ready = sender.executable - sender.in_flight;
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
