//! What happens to the pool, behind its lock. Every operation costs a few look-ups for each transaction concerned.

use super::{
    AccountState, FinalTransaction, PoolContent, PoolError, PoolLimits,
    books::{Books, Entry, Sender},
};
use alloy_primitives::{Address, B256, map::AddressMap};
use std::{collections::BTreeMap, sync::Arc};
use wepos_chain::{
    admission::Retry,
    amounts::Amount,
    modules::token::Account,
    state::{Record as _, Write},
    transaction::CheckedTransaction,
};

/// For how many final blocks a sender's next nonce is remembered when nothing of it waits any more: an insert whose
/// account was read before a block, and which comes after it, must not bring back a used nonce.
const REMEMBERED_BLOCKS: u64 = 32;

/// Among so many places of a proposal one is a newcomer's (R15: 5 %).
const NEWCOMER_PLACES: usize = 20;

/// After so many senders whose next transaction does not fit the bytes that are left, a proposal counts as full.
const MISFITS: usize = 16;

/// The pool's state.
pub(super) struct Queue {
    limits: PoolLimits,
    pub(super) senders: AddressMap<Sender>,
    pub(super) books: Books,
}

impl Queue {
    pub(super) fn new(limits: PoolLimits) -> Self {
        Self {
            limits,
            senders: AddressMap::default(),
            books: Books::default(),
        }
    }

    /// Executable ones that are not in flight.
    pub(super) fn ready(&self) -> usize {
        self.books.ready
    }

    /// Executable and gapped ones.
    pub(super) fn status(&self) -> (usize, usize) {
        let gapped = self.books.gapped.len();
        (self.books.transactions.len() - gapped, gapped)
    }

    pub(super) fn get(&self, hash: &B256) -> Option<&Arc<CheckedTransaction>> {
        self.books.transactions.get(hash)
    }

    pub(super) fn pending_nonce(&self, address: &Address) -> Option<u64> {
        let sender = self.senders.get(address)?;
        (sender.executable > 0).then(|| sender.pending_nonce())
    }

    pub(super) fn takes_newcomers(&self) -> bool {
        let (transactions, bytes) = self.room(true);
        self.books.newcomers.transactions < transactions && self.books.newcomers.bytes < bytes
    }

    /// Transactions and bytes that senders of a kind may have here together.
    fn room(&self, newcomer: bool) -> (usize, usize) {
        let (transactions, bytes) = (self.limits.transactions, self.limits.bytes);
        let percent = self.limits.newcomer_percent;
        let kept = (transactions * percent / 100, bytes / 100 * percent);
        if newcomer {
            kept
        } else {
            (transactions - kept.0, bytes - kept.1)
        }
    }

    /// See [`super::Pool::insert`]. `announced` gets the hashes of what became executable.
    pub(super) fn insert(
        &mut self,
        transaction: Arc<CheckedTransaction>,
        account: AccountState,
        now_ms: u64,
        announced: Option<&mut Vec<B256>>,
    ) -> Result<(), PoolError> {
        if self.books.transactions.contains_key(transaction.hash()) {
            return Err(PoolError::AlreadyKnown);
        }
        self.books.now_ms = now_ms;
        let address = transaction.sender();
        let known = self.senders.contains_key(&address);
        let (room_members, room_newcomers) = (self.room(false), self.room(true));
        let (limits, books) = (&self.limits, &mut self.books);
        let sender = self
            .senders
            .entry(address)
            .or_insert_with(|| Sender::new(account.next_nonce, account.newcomer));
        if known {
            if !account.newcomer {
                books.welcome(sender, address);
            }
            books.advance(sender, account.next_nonce);
        }
        let room = if sender.newcomer {
            room_newcomers
        } else {
            room_members
        };
        let before = sender.executable;
        let result = place(limits, books, sender, room, transaction, account);
        if let (Ok(index), Some(announced)) = (&result, announced) {
            let executable = if sender.executable > before {
                before..sender.executable
            } else {
                // One that replaced another.
                *index..(*index + 1).min(sender.executable).max(*index)
            };
            let entries = sender.entries.range(executable);
            announced.extend(entries.map(|entry| *entry.transaction.hash()));
        }
        books.settle(address, sender, false);
        if sender.entries.is_empty() {
            self.forget_if_idle(address);
        }
        result.map(|_| ())
    }

    /// See [`super::Pool::candidates`].
    pub(super) fn take(
        &mut self,
        height: u64,
        max_transactions: usize,
        max_bytes: usize,
    ) -> Vec<Arc<CheckedTransaction>> {
        let books = &mut self.books;
        let mut newcomer_places = (max_transactions / NEWCOMER_PLACES).max(1);
        let mut misfits: Vec<(bool, i64, Address)> = Vec::new();
        let mut left = max_bytes;
        let mut taken = Vec::with_capacity(max_transactions.min(books.ready));
        let mut holders = Vec::new();
        while taken.len() < max_transactions && misfits.len() < MISFITS {
            let newcomers_turn = taken.len() % NEWCOMER_PLACES == NEWCOMER_PLACES - 1
                || books.members.turns.is_empty();
            let newcomer =
                newcomers_turn && newcomer_places > 0 && !books.newcomers.turns.is_empty();
            let Some((turn, address)) = books.class(newcomer).turns.pop_first() else {
                break;
            };
            let sender = self
                .senders
                .get_mut(&address)
                .expect("who has a turn is known");
            let in_flight = sender.in_flight;
            let entry = &mut sender.entries[in_flight];
            let Some(rest) = left.checked_sub(entry.bytes()) else {
                misfits.push((newcomer, turn, address));
                continue;
            };
            left = rest;
            entry.height = height;
            taken.push(entry.transaction.clone());
            sender.in_flight += 1;
            sender.turn = None;
            newcomer_places -= usize::from(newcomer);
            if in_flight == 0 || sender.entries[in_flight - 1].height != height {
                holders.push(address);
            }
            books.settle(address, sender, false);
        }
        // Those keep their place, which is in front: the next block has room for them.
        for (newcomer, turn, address) in misfits {
            books.class(newcomer).turns.insert(turn, address);
        }
        if !holders.is_empty() {
            books.in_flight.entry(height).or_default().extend(holders);
        }
        taken
    }

    /// See [`super::Pool::proposed`].
    pub(super) fn proposed(&mut self, height: u64, transactions: &[FinalTransaction]) {
        let books = &mut self.books;
        let mut holders = Vec::new();
        for transaction in transactions {
            let Some(sender) = self.senders.get_mut(&transaction.sender) else {
                continue;
            };
            let Some(covered) = transaction.nonce.checked_sub(sender.next_nonce) else {
                continue;
            };
            let covered = usize::try_from(covered).map_or(usize::MAX, |covered| covered + 1);
            let covered = covered.min(sender.executable);
            let in_flight = sender.in_flight;
            let mut concerned = false;
            for (index, entry) in sender.entries.range_mut(..covered).enumerate() {
                // What this node proposed for an earlier height lost, and is in this one.
                if index >= in_flight || entry.height < height {
                    entry.height = height;
                    concerned = true;
                }
            }
            if concerned {
                sender.in_flight = in_flight.max(covered);
                holders.push(transaction.sender);
                books.settle(transaction.sender, sender, false);
            }
        }
        if !holders.is_empty() {
            books.in_flight.entry(height).or_default().extend(holders);
        }
    }

    /// Takes back what is in flight for `height` or a later one.
    pub(super) fn release_from(&mut self, height: u64) {
        let later = self.books.in_flight.split_off(&height);
        self.release(later, |other| other >= height);
    }

    /// Takes back entries of the senders listed, in front of all others and in their order.
    fn release(&mut self, listed: BTreeMap<u64, Vec<Address>>, abandoned: impl Fn(u64) -> bool) {
        for address in listed.into_values().flatten().rev() {
            if let Some(sender) = self.senders.get_mut(&address) {
                if sender.release(&abandoned) {
                    // What was judged after those may be judged otherwise without them.
                    self.books.wake(sender);
                }
                self.books.settle(address, sender, true);
            }
        }
    }

    /// See [`super::Pool::excluded`].
    pub(super) fn excluded(&mut self, transactions: &[(B256, Retry)], now_ms: u64) {
        self.books.now_ms = now_ms;
        // From the last to the first, so that the first ends up in front.
        for (hash, retry) in transactions.iter().rev() {
            let Some(transaction) = self.books.transactions.get(hash) else {
                continue;
            };
            let (address, nonce) = (transaction.sender(), transaction.nonce());
            let rests = match retry {
                Retry::Never => false,
                Retry::NextBlock => true,
                Retry::From(time) => self.rest(address, nonce, time.millis(), None),
                Retry::Funded(funds) => self.rest(address, nonce, u64::MAX, Some(*funds)),
            };
            if !rests {
                self.remove(address, nonce);
                continue;
            }
            let sender = self.known(&address);
            if let Ok(index) = sender.find(nonce) {
                sender.in_flight = sender.in_flight.min(index);
            }
            self.settle(address, true);
        }
    }

    /// Lets a transaction wait until `from_ms`, or for `funds`, but not longer than the limit. `false` if it has waited
    /// that long, or if too many do.
    fn rest(&mut self, address: Address, nonce: u64, from_ms: u64, funds: Option<Amount>) -> bool {
        let (limits, books) = (&self.limits, &mut self.books);
        let sender = self
            .senders
            .get_mut(&address)
            .expect("who has transactions is known");
        let Ok(index) = sender.find(nonce) else {
            return true;
        };
        let now_ms = books.now_ms;
        let since = *sender.entries[index].resting_since.get_or_insert(now_ms);
        let until = since.saturating_add(limits.resting_wait_ms);
        if until <= now_ms || sender.rest.is_none() && books.resting.len() >= limits.resting {
            return false;
        }
        if index < sender.executable {
            books.rest(address, sender, index, from_ms.min(until), funds);
        }
        true
    }

    /// See [`super::Pool::written`].
    pub(super) fn written(&mut self, writes: &[Write]) {
        if self.books.unfunded.is_empty() {
            return;
        }
        for write in writes {
            let Some(address) = self.books.unfunded.get(&write.key).copied() else {
                continue;
            };
            let sender = self
                .senders
                .get_mut(&address)
                .expect("who has transactions is known");
            let funds = sender.rest.as_ref().and_then(|rest| rest.funds);
            let balance = write
                .after
                .as_ref()
                .map(|value| Account::from_value(value).balance);
            if funds.is_some_and(|(_, funds)| balance.is_some_and(|balance| balance >= funds)) {
                self.books.wake(sender);
                self.books.settle(address, sender, true);
            }
        }
    }

    /// See [`super::Pool::finalized`].
    pub(super) fn finalized(&mut self, height: u64, transactions: &[FinalTransaction]) {
        let books = &mut self.books;
        books.finalized = books.finalized.max(height);
        let until = books.finalized + REMEMBERED_BLOCKS;
        for FinalTransaction { sender, nonce, .. } in transactions {
            let address = *sender;
            let next_nonce = nonce.saturating_add(1);
            let sender = self
                .senders
                .entry(address)
                .or_insert_with(|| Sender::new(next_nonce, false));
            books.welcome(sender, address);
            books.advance(sender, next_nonce);
            if sender.remembered_until != until {
                sender.remembered_until = until;
                books.remembered.push_back((until, address));
            }
            books.settle(address, sender, false);
        }
        let later = books.in_flight.split_off(&(height + 1));
        let until_height = std::mem::replace(&mut books.in_flight, later);
        self.release(until_height, |other| other <= height);
        while let Some((until, address)) = self.books.remembered.front().copied() {
            if until > self.books.finalized {
                break;
            }
            self.books.remembered.pop_front();
            self.forget_if_idle(address);
        }
    }

    /// See [`super::Pool::expire`].
    pub(super) fn expire(&mut self, now_ms: u64) {
        self.books.now_ms = now_ms;
        while let Some((key, hash)) = self.books.gapped.first_key_value() {
            if now_ms.saturating_sub(key.0) < self.limits.gapped_wait_ms {
                break;
            }
            let transaction = &self.books.transactions[hash];
            let (address, nonce) = (transaction.sender(), transaction.nonce());
            self.remove(address, nonce);
        }
        while let Some((key, address)) = self.books.resting.first_key_value() {
            if now_ms < key.0 {
                break;
            }
            let address = *address;
            let sender = self
                .senders
                .get_mut(&address)
                .expect("who has transactions is known");
            let rest = sender.rest.as_ref().expect("it is listed as resting");
            // Funds that have not come by now are not waited for any longer; a new day is a new chance.
            let given_up = rest.funds.is_some().then_some(rest.nonce);
            self.books.wake(sender);
            match given_up {
                Some(nonce) => self.remove(address, nonce),
                None => self.settle(address, true),
            }
        }
    }

    pub(super) fn content(&self, limit: usize) -> PoolContent {
        let mut content = PoolContent::default();
        for sender in self.senders.values() {
            if content.executable.len() >= limit && content.gapped.len() >= limit {
                break;
            }
            sender.list(&mut content);
        }
        content.executable.truncate(limit);
        content.gapped.truncate(limit);
        content
    }

    pub(super) fn content_of(&self, address: &Address) -> PoolContent {
        let mut content = PoolContent::default();
        if let Some(sender) = self.senders.get(address) {
            sender.list(&mut content);
        }
        content
    }

    /// Drops one transaction for good. Those after it have to wait for another with its nonce; a newcomer's may not
    /// wait.
    fn remove(&mut self, address: Address, nonce: u64) {
        let books = &mut self.books;
        let sender = self
            .senders
            .get_mut(&address)
            .expect("who has transactions is known");
        let Ok(index) = sender.find(nonce) else {
            return;
        };
        let last = if sender.newcomer {
            sender.entries.len()
        } else {
            index + 1
        };
        let dropped: Vec<_> = sender.entries.drain(index..last).collect();
        for entry in &dropped {
            books.forget(sender, entry);
        }
        if index < sender.executable {
            books.demote(sender, index);
        }
        self.settle(address, true);
    }

    fn known(&mut self, address: &Address) -> &mut Sender {
        self.senders
            .get_mut(address)
            .expect("who has transactions is known")
    }

    fn settle(&mut self, address: Address, in_front: bool) {
        if let Some(sender) = self.senders.get_mut(&address) {
            self.books.settle(address, sender, in_front);
        }
        self.forget_if_idle(address);
    }

    fn forget_if_idle(&mut self, address: Address) {
        let idle = self.senders.get(&address).is_some_and(|sender| {
            sender.entries.is_empty() && sender.remembered_until <= self.books.finalized
        });
        if idle {
            self.senders.remove(&address);
        }
    }
}

/// Puts a new transaction among its sender's, and returns where.
fn place(
    limits: &PoolLimits,
    books: &mut Books,
    sender: &mut Sender,
    room: (usize, usize),
    transaction: Arc<CheckedTransaction>,
    account: AccountState,
) -> Result<usize, PoolError> {
    let (nonce, next) = (transaction.nonce(), sender.pending_nonce());
    if nonce < sender.next_nonce {
        let next = sender.next_nonce;
        return Err(PoolError::NonceTooLow { next, nonce });
    }
    // A newcomer's first transaction decides whether it gets a record: what comes later cannot be judged before.
    let gap = if sender.newcomer { 0 } else { limits.nonce_gap };
    if nonce.saturating_sub(next) > gap {
        return Err(PoolError::NonceTooHigh { next, nonce });
    }
    let found = sender.find(nonce);
    let (count, bytes, value, replacements) = match found {
        Err(_) => (sender.entries.len(), sender.bytes, sender.value, 0),
        Ok(index) => {
            let old = &sender.entries[index];
            if index < sender.in_flight || old.replacements >= limits.replacements {
                return Err(PoolError::Underpriced);
            }
            (
                sender.entries.len() - 1,
                sender.bytes - old.bytes() as u64,
                sender.value - old.transaction.value().units(),
                old.replacements + 1,
            )
        }
    };
    let limit = if sender.newcomer {
        limits.newcomer_pending
    } else {
        limits.sender_pending
    };
    if count >= limit {
        return Err(PoolError::SenderFull { limit });
    }
    if count as u64 >= u64::from(account.transactions_left) {
        return Err(PoolError::DailyTransactions);
    }
    let size = transaction.raw().len();
    if bytes + size as u64 > account.bytes_left {
        return Err(PoolError::DailyBytes);
    }
    let enough = value
        .checked_add(transaction.value().units())
        .is_some_and(|sum| sum <= account.balance.units());
    if !enough {
        return Err(PoolError::Overdraft {
            balance: account.balance,
            pending: Amount::from_units(value),
            value: transaction.value(),
        });
    }
    let replaced = found.is_ok();
    let gapped = !replaced && nonce != next;
    let class = books.class(sender.newcomer);
    if class.transactions + usize::from(!replaced) > room.0
        || class.bytes + size > room.1
        || gapped && books.gapped.len() >= limits.gapped
    {
        return Err(PoolError::Full);
    }
    let mut entry = Entry {
        nonce,
        transaction,
        height: 0,
        gapped: None,
        replacements,
        resting_since: None,
    };
    let index = match found {
        Err(index) => index,
        Ok(index) => {
            if sender.rest.as_ref().is_some_and(|rest| rest.nonce == nonce) {
                books.wake(sender);
            }
            let mut old = sender.entries.remove(index).expect("it was found there");
            // A gapped one takes over its predecessor's place in the waiting line, with the new hash.
            entry.gapped = old.gapped.take();
            if let Some(key) = entry.gapped {
                books.gapped.insert(key, *entry.transaction.hash());
            }
            books.forget(sender, &old);
            index
        }
    };
    books.enter(sender, index, entry);
    books.promote(sender);
    if gapped {
        books.demote(sender, sender.executable);
    }
    Ok(index)
}
