//! The pool against a model that is too simple to be wrong: maps, searched anew each time.

use super::{
    queue::Queue,
    tests::{account, as_final, signed},
    *,
};
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

const SENDERS: usize = 4;
const NONCES: u64 = 24;

/// Two transactions for each nonce of each sender.
static SIGNED: LazyLock<Vec<Vec<[Arc<CheckedTransaction>; 2]>>> = LazyLock::new(|| {
    let of_sender = |sender| {
        let name = format!("sender {sender}");
        let nonces = (0..NONCES).map(|nonce| [signed(&name, nonce, 0), signed(&name, nonce, 1)]);
        nonces.collect()
    };
    (0..SENDERS).map(of_sender).collect()
});

#[derive(Clone, Debug)]
enum Action {
    Insert {
        sender: usize,
        ahead: u64,
        variant: usize,
    },
    Propose {
        height: u64,
        max: usize,
    },
    /// A proposal of another validator, with the nonces of a sender up to this one.
    ProposeElsewhere {
        height: u64,
        sender: usize,
        ahead: u64,
    },
    Exclude {
        index: usize,
        permanent: bool,
    },
    /// A final block with the next few nonces of each sender, whether they wait here or not.
    Finalize {
        counts: [u64; SENDERS],
    },
}

fn any_action() -> impl Strategy<Value = Action> {
    prop_oneof![
        6 => (0..SENDERS, 0u64..20, 0..2usize)
            .prop_map(|(sender, ahead, variant)| Action::Insert { sender, ahead, variant }),
        2 => (1u64..3, 1..30usize).prop_map(|(height, max)| Action::Propose { height, max }),
        1 => (1u64..3, 0..SENDERS, 0u64..4)
            .prop_map(|(height, sender, ahead)| Action::ProposeElsewhere { height, sender, ahead }),
        1 => (0..30usize, any::<bool>())
            .prop_map(|(index, permanent)| Action::Exclude { index, permanent }),
        1 => prop::array::uniform4(0u64..3).prop_map(|counts| Action::Finalize { counts }),
    ]
}

/// What should wait: by sender the next nonce, and by nonce which of the two and for which height it is in flight.
#[derive(Default)]
struct Model {
    next: [u64; SENDERS],
    waiting: [BTreeMap<u64, (usize, Option<u64>)>; SENDERS],
}

impl Model {
    fn pending(&self, sender: usize) -> u64 {
        (self.next[sender]..)
            .find(|nonce| !self.waiting[sender].contains_key(nonce))
            .unwrap()
    }

    fn ready(&self, sender: usize) -> Vec<u64> {
        (self.next[sender]..self.pending(sender))
            .filter(|nonce| self.waiting[sender][nonce].1.is_none())
            .collect()
    }

    /// Takes back what is in flight for a height that `abandoned` names, with all that follows it.
    fn release(&mut self, abandoned: impl Fn(u64) -> bool) {
        for waiting in &mut self.waiting {
            let first = waiting
                .iter()
                .find(|(_, (_, height))| height.is_some_and(&abandoned));
            if let Some((first, _)) = first.map(|(nonce, entry)| (*nonce, *entry)) {
                for (_, (_, height)) in waiting.range_mut(first..) {
                    *height = None;
                }
            }
        }
    }

    fn insert(&mut self, sender: usize, nonce: u64, variant: usize) -> bool {
        let pending = self.pending(sender);
        match self.waiting[sender].get(&nonce) {
            _ if nonce < self.next[sender] || nonce > pending + 16 => return false,
            Some((known, in_flight)) if *known == variant || in_flight.is_some() => return false,
            _ => {}
        }
        self.waiting[sender].insert(nonce, (variant, None));
        true
    }
}

proptest! {
    #[test]
    fn the_pool_does_what_a_simple_model_does(actions in prop::collection::vec(any_action(), 1..120)) {
        let limits = PoolLimits { replacements: u8::MAX, nonce_gap: 16, ..PoolLimits::default() };
        let pool = Pool::new(limits);
        let mut model = Model::default();
        let mut last: Vec<Arc<CheckedTransaction>> = Vec::new();
        let mut height = 0;
        let sender_of = |transaction: &CheckedTransaction| {
            (0..SENDERS).find(|sender| SIGNED[*sender][0][0].sender() == transaction.sender()).unwrap()
        };
        for action in actions {
            match action {
                Action::Insert { sender, ahead, variant } => {
                    let nonce = (model.next[sender] + ahead).saturating_sub(1).min(NONCES - 1);
                    let transaction = SIGNED[sender][nonce as usize][variant].clone();
                    let result = pool.insert(transaction, account(model.next[sender]), 0);
                    prop_assert_eq!(result.is_ok(), model.insert(sender, nonce, variant), "{:?}", result);
                }
                Action::Propose { height: above, max } => {
                    let at = height + above;
                    model.release(|other| other >= at);
                    let ready: Vec<_> = (0..SENDERS).map(|sender| model.ready(sender)).collect();
                    let candidates = pool.candidates(at, max, usize::MAX);
                    let all: usize = ready.iter().map(Vec::len).sum();
                    prop_assert_eq!(candidates.len(), all.min(max));
                    let mut counts = [0; SENDERS];
                    for candidate in &candidates {
                        let sender = sender_of(candidate);
                        // In order, without a gap, none twice.
                        prop_assert_eq!(candidate.nonce(), ready[sender][counts[sender]]);
                        counts[sender] += 1;
                        let entry = model.waiting[sender].get_mut(&candidate.nonce()).unwrap();
                        prop_assert_eq!(candidate, &SIGNED[sender][candidate.nonce() as usize][entry.0]);
                        entry.1 = Some(at);
                    }
                    // Nobody gets two turns more than somebody who still waits.
                    for sender in (0..SENDERS).filter(|sender| counts[*sender] < ready[*sender].len()) {
                        prop_assert!(counts.iter().all(|count| *count <= counts[sender] + 1), "{counts:?}");
                    }
                    last = candidates;
                }
                Action::ProposeElsewhere { height: above, sender, ahead } => {
                    let (at, next) = (height + above, model.next[sender].min(NONCES - 1));
                    let last = (next + ahead).min(NONCES - 1);
                    let block: Vec<_> = (next..=last)
                        .map(|nonce| as_final(&SIGNED[sender][nonce as usize][0]))
                        .collect();
                    pool.proposed(at, &block);
                    let pending = model.pending(sender);
                    for (nonce, (_, in_flight)) in &mut model.waiting[sender] {
                        if *nonce <= last && *nonce < pending {
                            *in_flight = Some(in_flight.map_or(at, |other| other.max(at)));
                        }
                    }
                }
                Action::Exclude { index, permanent } => {
                    let Some(transaction) = last.get(index) else { continue };
                    let (sender, nonce) = (sender_of(transaction), transaction.nonce());
                    let retry = if permanent { Retry::Never } else { Retry::NextBlock };
                    pool.excluded(&[(*transaction.hash(), retry)], 0);
                    let waiting = &mut model.waiting[sender];
                    let there = waiting.get(&nonce)
                        .is_some_and(|(variant, _)| SIGNED[sender][nonce as usize][*variant] == *transaction);
                    if there {
                        for (_, (_, height)) in waiting.range_mut(nonce..) {
                            *height = None;
                        }
                        if permanent {
                            waiting.remove(&nonce);
                        }
                    }
                }
                Action::Finalize { counts } => {
                    height += 1;
                    let mut block = Vec::new();
                    for (sender, count) in counts.into_iter().enumerate() {
                        for _ in 0..count {
                            let nonce = model.next[sender].min(NONCES - 1);
                            block.push(as_final(&SIGNED[sender][nonce as usize][0]));
                            model.next[sender] = nonce + 1;
                            model.waiting[sender].retain(|other, _| *other > nonce);
                        }
                    }
                    model.release(|other| other <= height);
                    pool.finalized(height, &block);
                }
            }
            pool.0.queue.lock().audit();
            let mut executable = BTreeSet::new();
            let mut gapped = BTreeSet::new();
            for sender in 0..SENDERS {
                let pending = model.pending(sender);
                for (nonce, (variant, _)) in &model.waiting[sender] {
                    let hash = *SIGNED[sender][*nonce as usize][*variant].hash();
                    if *nonce < pending { executable.insert(hash) } else { gapped.insert(hash) };
                }
                let expected = (pending > model.next[sender]).then_some(pending);
                prop_assert_eq!(pool.pending_nonce(SIGNED[sender][0][0].sender()), expected);
            }
            prop_assert_eq!(pool.status(), (executable.len(), gapped.len()));
            let content = pool.content();
            let hashes = |list: &[Arc<CheckedTransaction>]| {
                list.iter().map(|one| *one.hash()).collect::<BTreeSet<_>>()
            };
            prop_assert_eq!(hashes(&content.executable), executable);
            prop_assert_eq!(hashes(&content.gapped), gapped);
            let ready = (0..SENDERS).any(|sender| !model.ready(sender).is_empty());
            prop_assert_eq!(pool.has_ready(), ready);
        }
        // In the end everything is final and everybody forgotten: nothing is left in memory.
        let all: Vec<_> = SIGNED.iter().flatten().map(|pair| as_final(&pair[0])).collect();
        pool.finalized(height + 1, &all);
        pool.finalized(height + 100, &[]);
        prop_assert!(pool.0.queue.lock().is_blank());
    }
}

impl Queue {
    /// Panics unless every sum and order agrees with the entries.
    fn audit(&self) {
        let books = &self.books;
        let (mut ready, mut gapped, mut entries) = (0, 0, 0);
        for (address, sender) in &self.senders {
            assert!(sender.in_flight <= sender.executable);
            assert!(sender.executable <= sender.entries.len());
            let mut bytes = 0;
            let mut value = 0;
            for (index, entry) in sender.entries.iter().enumerate() {
                let consecutive = entry.nonce == sender.next_nonce + index as u64;
                assert_eq!(consecutive, index < sender.executable);
                assert_eq!(entry.gapped.is_none(), index < sender.executable);
                if let Some(key) = &entry.gapped {
                    assert_eq!(books.gapped[key], *entry.transaction.hash());
                    gapped += 1;
                }
                assert!(books.transactions.contains_key(entry.transaction.hash()));
                bytes += entry.bytes() as u64;
                value += entry.transaction.value().units();
            }
            for entry in sender.entries.range(..sender.in_flight) {
                assert!(books.in_flight[&entry.height].contains(address));
            }
            assert_eq!((sender.bytes, sender.value), (bytes, value));
            assert_eq!(sender.counted, sender.executable - sender.in_flight);
            assert!(sender.rest.is_none(), "nothing here rests");
            assert_eq!(sender.turn.is_some(), sender.counted > 0);
            if let Some(turn) = sender.turn {
                assert_eq!(books.members.turns[&turn], *address);
            }
            ready += sender.counted;
            entries += sender.entries.len();
        }
        assert_eq!(ready, books.ready);
        assert_eq!(gapped, books.gapped.len());
        assert_eq!(entries, books.transactions.len());
        assert_eq!(entries, books.members.transactions);
        let with_turns = self.senders.values().filter(|sender| sender.turn.is_some());
        assert_eq!(with_turns.count(), books.members.turns.len());
    }

    /// Whether nothing at all is kept.
    fn is_blank(&self) -> bool {
        let books = &self.books;
        self.senders.is_empty()
            && books.transactions.is_empty()
            && books.members.bytes == 0
            && books.gapped.is_empty()
            && books.resting.is_empty()
            && books.in_flight.is_empty()
            && books.remembered.is_empty()
    }
}
