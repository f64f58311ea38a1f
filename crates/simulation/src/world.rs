//! What a simulated network is made of, and what is written down while it runs.
//!
//! One [`World`] belongs to one run. Nodes come and go in it; what they told the outside stays, so that nothing can be
//! taken back by a crash.

use crate::{
    chance::Chance,
    changes::{Change, NEXT_VERSION, Scripted},
};
use alloy_primitives::{Address, B256, Bytes, keccak256};
use commonware_cryptography::{Signer as _, ed25519};
use commonware_runtime::{Clock as _, Supervisor as _, deterministic};
use parking_lot::Mutex;
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};
use tokio::sync::Notify;
use wepos_abi::addresses;
use wepos_chain::{
    Network,
    amounts::{Amount, TOTAL_SUPPLY},
    genesis::{SeedKey as SeedKeyEntry, ValidatorEntry},
    header::{Extra, SeedKey},
    testing::{LAUNCH, Member, genesis, with_committee},
};
use wepos_node::{
    admission::Admission,
    application::Forgery,
    block::PublicKey,
    clock::Clock,
    epochs::Halt,
    ledger::Ledger,
    ledger::StoredBlock,
    results::{Results, ResultsArchive},
};

/// Members of a network; each validator's machine has the clients of some of them.
pub(crate) const MEMBERS: usize = 8;

/// Addresses that get PoS, beside the members', and send none.
const RECEIVERS: usize = 4;

/// How often a validator is started that does not know the rules: where they begin, and once more after that.
const HALTS: u64 = 2;

/// Blocks of an epoch: few, so that every run crosses epochs.
const EPOCH_BLOCKS: u64 = 10;

/// A month where a decision of the committee is waited for: its three days are six seconds.
const SHORT_MONTH_MS: u64 = 60_000;

/// When a run begins, by the clock on the wall: a second after launch.
const BEGINNING_MS: u64 = LAUNCH.millis() + 1_000;

/// Time that passes outside while no validator runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leap {
    /// When, since the beginning of the run.
    pub(crate) at: Duration,
    /// How much.
    pub(crate) by: Duration,
}

/// A validator that stops with what it took in the hands of others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fuse {
    /// Which.
    pub(crate) validator: usize,
    /// With which transaction of a member.
    pub(crate) transaction: usize,
}

/// A node without a vote, which gets its blocks from validators.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Follower {
    /// Which node it is.
    pub(crate) index: usize,
    /// Whether it begins with a recent state instead of the first block.
    pub(crate) from_state: bool,
    /// When it begins.
    pub(crate) begins: Duration,
}

/// A validator whose program does not know the next version of the protocol.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outdated {
    /// Which.
    pub(crate) validator: usize,
    /// When it gets a program that does.
    pub(crate) until: Duration,
}

/// What a validator left to the others when it stopped.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    /// Which.
    pub(crate) validator: usize,
    /// When it stopped.
    pub(crate) at: Duration,
    /// What it had taken, the others had heard of, and was not final.
    pub(crate) transactions: Vec<B256>,
}

/// How a validator misbehaves.
#[derive(Clone)]
pub(crate) enum Fault {
    /// It proposes other blocks than it built.
    Forges(Forgery),
    /// It proposes and votes for two things at once.
    Equivocates,
    /// It votes for what nobody proposed.
    Conflicts,
    /// It votes to skip what it votes to finalize.
    Nulls,
    /// It votes in others' names.
    Impersonates,
}

/// What a test breaks on purpose, to see that it is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// A node tells another block than it has at height 5: the follower if there is one, else the first validator.
    AnotherBlock,
    /// The same node forgets receipts when it reads them from its disk.
    LostReceipts,
    /// A client remembers a receipt that nobody gave it.
    FalseReceipt,
    /// One account is left out when the supply is counted.
    MissingAccount,
    /// The validators that were stopped stay so.
    NoRestart,
    /// Validators do not tell each other of transactions.
    NoGossip,
    /// The outdated validator never gets a newer program.
    NoRelease,
    /// Nobody approves what a member of the committee proposes.
    NoApproval,
}

/// A validator that runs, as far as clients and properties see it. Whoever has one holds its files open.
#[derive(Clone)]
pub(crate) struct Running {
    pub(crate) admission: Admission,
    pub(crate) ledger: Arc<Ledger>,
    /// Receipts as the disk has them.
    pub(crate) results: Arc<dyn ResultsArchive>,
    /// Whoever notifies it pulls the plug.
    pub(crate) power: Arc<Notify>,
    /// Tells that it does not run any more.
    pub(crate) gone: Arc<Notify>,
}

/// A transaction that a client sent.
pub(crate) struct Sent {
    pub(crate) raw: Bytes,
    pub(crate) hash: B256,
    /// The validator that has it, and since when; the client asks again when it hears nothing.
    pub(crate) with: usize,
    pub(crate) since: Duration,
    /// The height and place that a node told it, once it is final.
    pub(crate) receipt: Option<(u64, usize)>,
}

/// What a member sent.
#[derive(Default)]
pub(crate) struct Account {
    pub(crate) sent: Vec<Sent>,
}

/// What nodes told the outside of a height.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) hash: B256,
    pub(crate) receipts: B256,
    pub(crate) leader: B256,
    pub(crate) version: u16,
    pub(crate) transactions: Vec<B256>,
}

impl Told {
    pub(crate) fn of(block: &StoredBlock) -> Self {
        let extra = Extra::of(&block.header).expect("a final block is well formed");
        Self {
            hash: block.hash,
            leader: extra.proposal.leader.into(),
            version: extra.protocol_version,
            receipts: receipts_hash(&Results {
                receipts: block.receipts.clone(),
            }),
            transactions: block.hashes.clone(),
        }
    }
}

/// A hash of the receipts of a block.
pub(crate) fn receipts_hash(results: &Results) -> B256 {
    keccak256(results.to_bytes())
}

/// A network, and what is written down of it.
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) network: Arc<Network>,
    pub(crate) keys: Vec<ed25519::PrivateKey>,
    pub(crate) members: Vec<Member>,
    pub(crate) faults: BTreeMap<usize, Fault>,
    /// How far each validator's clock is off, in milliseconds.
    pub(crate) skews: BTreeMap<usize, i64>,
    pub(crate) leap: Option<Leap>,
    pub(crate) fuse: Option<Fuse>,
    pub(crate) follower: Option<Follower>,
    pub(crate) outdated: Option<Outdated>,
    /// The height that the network must reach.
    pub(crate) least_blocks: u64,
    /// Transfers that each member sends.
    pub(crate) quota: usize,
    /// Calls that the first members send before, one each.
    pub(crate) script: Vec<Scripted>,
    /// What comes of them.
    pub(crate) change: Option<Change>,
    pub(crate) sabotage: Option<Sabotage>,
    pub(crate) accounts: Mutex<Vec<Account>>,
    pub(crate) running: Mutex<BTreeMap<usize, Running>>,
    pub(crate) told: Mutex<BTreeMap<u64, Told>>,
    pub(crate) left: Mutex<Option<Left>>,
    /// How often the outdated validator stopped because it does not know the rules.
    pub(crate) halts: AtomicU64,
    /// The first thing that must not have happened.
    pub(crate) violation: Mutex<Option<String>>,
    /// Proposals that a liar made.
    pub(crate) forged: AtomicU64,
    /// Transactions that were sent once more, because nobody told what came of them.
    pub(crate) repeated: AtomicU64,
    /// Starts of a follower that were cut short.
    pub(crate) cut_short: AtomicU64,
}

impl World {
    /// A network of `validators`, and as many `others` that are none of them in the beginning.
    pub(crate) fn new(seed: u64, validators: usize, others: usize, change: Option<Change>) -> Self {
        let members: Vec<Member> = (0..MEMBERS)
            .map(|number| Member::named(&format!("simulated member {number}")))
            .collect();
        let funded: Vec<&Member> = members.iter().collect();
        let month_ms = change.map(|_| SHORT_MONTH_MS);
        let mut document = with_committee(genesis(&funded, month_ms), &funded[..3]);
        let keys: Vec<_> = (0..(validators + others) as u64)
            .map(ed25519::PrivateKey::from_seed)
            .collect();
        document.limits.epoch_blocks = EPOCH_BLOCKS;
        document.validators = (0..)
            .zip(&keys[..validators])
            .map(|(number, key)| ValidatorEntry {
                name: format!("validator {number}"),
                public_key: B256::from_slice(key.public_key().as_ref()),
                seed_key: SeedKeyEntry::new(seed_key(number).public_key().to_vec())
                    .expect("a seed key has 96 bytes"),
                address: String::new(),
            })
            .collect();
        let network = Network::new(document).expect("the simulated network is valid");
        let mut world = Self {
            seed,
            script: Vec::new(),
            change,
            network: Arc::new(network),
            keys,
            members,
            faults: BTreeMap::new(),
            skews: BTreeMap::new(),
            leap: None,
            fuse: None,
            follower: None,
            outdated: None,
            least_blocks: 0,
            quota: 6,
            sabotage: None,
            accounts: Mutex::new((0..MEMBERS).map(|_| Account::default()).collect()),
            running: Mutex::default(),
            told: Mutex::default(),
            left: Mutex::default(),
            halts: AtomicU64::new(0),
            violation: Mutex::default(),
            forged: AtomicU64::new(0),
            repeated: AtomicU64::new(0),
            cut_short: AtomicU64::new(0),
        };
        world.script = change.map_or_else(Vec::new, |change| change.script(&world));
        world
    }

    /// The validators' keys, in the order of genesis.
    pub(crate) fn participants(&self) -> Vec<PublicKey> {
        self.keys.iter().map(|key| key.public_key()).collect()
    }

    /// How many nodes do as they should.
    pub(crate) fn honest(&self) -> usize {
        self.keys.len() - self.faults.len()
    }

    /// The nodes that take transactions: honest ones that may be validators.
    pub(crate) fn takers(&self) -> Vec<usize> {
        let follower = self.follower.map(|follower| follower.index);
        (0..self.keys.len())
            .filter(|index| !self.faults.contains_key(index) && Some(*index) != follower)
            .collect()
    }

    /// Whether this node begins with a state, and has no blocks before it.
    pub(crate) fn begins_with_state(&self, index: usize) -> bool {
        let begins = |follower: Follower| follower.index == index && follower.from_state;
        self.follower.is_some_and(begins)
    }

    /// The node whose part a test breaks: the one that the scenario is about.
    pub(crate) fn victim(&self) -> usize {
        self.follower.map_or(0, |follower| follower.index)
    }

    /// Those of them that run.
    pub(crate) fn honest_running(&self) -> BTreeMap<usize, Running> {
        let mut running = self.running.lock().clone();
        running.retain(|index, _| !self.faults.contains_key(index));
        running
    }

    /// The clock of a validator's machine.
    pub(crate) fn clock(&self, context: &deterministic::Context, index: usize) -> Clock {
        let context = context.child("clock");
        let skew = self.skews.get(&index).copied().unwrap_or(0);
        let leap = self.leap;
        Clock::reading(move || {
            let elapsed = elapsed(&context);
            let leapt = leap.filter(|leap| elapsed >= leap.at);
            let elapsed = elapsed + leapt.map_or(Duration::ZERO, |leap| leap.by);
            let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
            (BEGINNING_MS + elapsed_ms).saturating_add_signed(skew)
        })
    }

    /// Chance for one of the clients' machines.
    pub(crate) fn chance(&self, stream: u64) -> Chance {
        Chance::new(self.seed, stream)
    }

    /// Addresses that transfers go to.
    pub(crate) fn receivers(&self) -> Vec<Address> {
        let strangers = (0..RECEIVERS)
            .map(|number| Member::named(&format!("simulated receiver {number}")).address);
        let members = self.members.iter().map(|member| member.address);
        members.chain(strangers).collect()
    }

    /// Every address that can hold PoS here.
    pub(crate) fn holders(&self) -> Vec<Address> {
        let mut holders = self.receivers();
        if self.sabotage == Some(Sabotage::MissingAccount) {
            holders.remove(0);
        }
        // The whole range that the protocol keeps for itself: no module can be forgotten here.
        let reserved = (0x1000..=0x11ff_u16).map(|number| {
            let mut bytes = [0; 20];
            bytes[18..].copy_from_slice(&number.to_be_bytes());
            Address::new(bytes)
        });
        holders.extend(reserved);
        holders.extend([addresses::BURNED, addresses::MIGRATED]);
        holders
    }

    /// Writes down what a validator told of a block, which nobody may ever tell differently.
    pub(crate) fn tell(&self, index: usize, block: &StoredBlock) {
        let number = block.header.number;
        let mut now = Told::of(block);
        if self.sabotage == Some(Sabotage::AnotherBlock) && (index, number) == (self.victim(), 5) {
            now.hash = B256::ZERO;
        }
        let mut told = self.told.lock();
        let before = told.entry(number).or_insert_with(|| now.clone());
        if *before != now {
            let text = format!(
                "validator {index} tells of block {number} {now:?}, before it was {before:?}"
            );
            self.violation.lock().get_or_insert(text);
        }
    }

    /// The highest block that anybody told of.
    pub(crate) fn tip(&self) -> u64 {
        self.told.lock().keys().next_back().copied().unwrap_or(0)
    }

    /// How many transactions the members have sent, and how many of them they know to be final.
    pub(crate) fn progress(&self) -> (usize, usize) {
        let accounts = self.accounts.lock();
        let sent = accounts.iter().flat_map(|account| &account.sent);
        let (mut all, mut known) = (0, 0);
        for one in sent {
            all += 1;
            known += usize::from(one.receipt.is_some());
        }
        (all, known)
    }

    /// Whether everything that was to be sent is final.
    pub(crate) fn is_done(&self) -> bool {
        let to_send = self.to_send();
        let has_stopped = self.fuse.is_none() || self.left.lock().is_some();
        let halts = self.halts.load(Ordering::Relaxed);
        let has_halted = self.outdated.is_none() || halts == HALTS;
        self.progress() == (to_send, to_send) && self.has_changed() && has_stopped && has_halted
    }

    /// Whether anybody told that it is final.
    pub(crate) fn is_final(&self, hash: &B256) -> bool {
        let told = self.told.lock();
        told.values().any(|block| block.transactions.contains(hash))
    }

    /// Whether an honest validator other than `index` has a transaction waiting.
    pub(crate) fn is_heard(&self, index: usize, hash: &B256) -> bool {
        let others = self.honest_running();
        let mut others = others.iter().filter(|(other, _)| **other != index);
        others.any(|(_, node)| node.admission.pool().get(hash).is_some())
    }

    /// Transactions of all members together.
    pub(crate) fn to_send(&self) -> usize {
        self.quota * MEMBERS + self.script.len()
    }

    /// What `member` sends before its transfers, if it has not yet.
    pub(crate) fn scripted(&self, member: usize) -> Option<&Scripted> {
        let accounts = self.accounts.lock();
        let is_open = accounts[member].sent.is_empty();
        self.script.get(member).filter(|_| is_open)
    }

    /// Whether it is a member's turn: what those before it send has its receipts.
    pub(crate) fn has_turn(&self, member: usize) -> bool {
        let accounts = self.accounts.lock();
        let before = accounts.iter().take(self.script.len().min(member));
        let mut firsts = before.map(|account| account.sent.first());
        firsts.all(|first| first.is_some_and(|one| one.receipt.is_some()))
    }

    /// Whether what the script is for has come of it.
    pub(crate) fn has_changed(&self) -> bool {
        let told = self.told.lock();
        self.change
            .is_none_or(|change| change.has_happened(&told, self))
    }

    /// The network as a node's program knows it at a time.
    pub(crate) fn network_of(&self, index: usize, now: Duration) -> Arc<Network> {
        let is_old = |it: Outdated| it.validator == index && now < it.until;
        match self.outdated {
            Some(outdated) if !is_old(outdated) => {
                Arc::new(Network::clone(&self.network).knowing(NEXT_VERSION))
            }
            _ => self.network.clone(),
        }
    }

    /// A validator cannot go on: that may be only the outdated one, because of the new rules, which it has not told of.
    pub(crate) fn halt(&self, index: usize, reason: Halt, tip: u64) {
        let told = self.told.lock().get(&tip).map_or(0, |told| told.version);
        let is_outdated = self.outdated.is_some_and(|it| it.validator == index);
        match reason {
            Halt::Protocol(unknown)
                if is_outdated && (unknown.version, unknown.known) == (NEXT_VERSION, told) =>
            {
                self.halts.fetch_add(1, Ordering::Relaxed);
            }
            _ => {
                let text = format!(
                    "validator {index} stops at block {tip}, which has version {told}: {reason}"
                );
                self.violation.lock().get_or_insert(text);
            }
        }
    }

    /// A forgery that is counted.
    pub(crate) fn forge(&self) {
        self.forged.fetch_add(1, Ordering::Relaxed);
    }
}

/// The supply that all holders together must have.
pub(crate) const SUPPLY: Amount = TOTAL_SUPPLY;

/// The key that a validator signs draw periods with.
pub(crate) fn seed_key(number: usize) -> SeedKey {
    let number = u8::try_from(number).expect("a simulated network is small");
    SeedKey::derive(&[number; 32])
}

/// How long a run has lasted, by the time of its runtime, which nothing skews.
pub(crate) fn elapsed(context: &deterministic::Context) -> Duration {
    let since = context.current().duration_since(UNIX_EPOCH);
    since.expect("the runtime's time begins in 1970")
}
