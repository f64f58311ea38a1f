//! What is done to a network, by name.

use crate::{
    chance::Chance,
    changes::Change,
    world::{Fault, Follower, Fuse, Leap, Outdated, Sabotage, World},
};
use alloy_primitives::{B256, Bloom};
use commonware_consensus::types::{Epoch, Round, View};
use commonware_glue::simulate::action::{Action, Crash, Schedule};
use commonware_p2p::simulated::Link;
use commonware_runtime::deterministic::{FaultConfig, PartialWriteMode, WriteConfig};
use commonware_utils::Probability;
use parking_lot::Mutex;
use serde::Serialize;
use std::{str::FromStr, sync::Arc, time::Duration};
use wepos_chain::{block::Block as ChainBlock, header::MAX_DRIFT_MS};
use wepos_node::block::PublicKey;

/// Validators of a simulated network: as many as bear one that is broken.
const VALIDATORS: usize = 4;

/// How long a network may take to settle after the last fault.
const GRACE: Duration = Duration::from_secs(90);

/// How long a message takes between validators within a continent.
const LINK_MS: u64 = 10;

/// How long a machine that is started again is away, at least.
const REBOOT: Duration = Duration::from_millis(100);

/// When a validator that stopped with transactions comes back: members have sent enough after a few seconds.
const AWAY: Duration = Duration::from_secs(30);

/// Epochs at whose ends validators stop while a change of the validators is on its way.
const ENDS: u64 = 4;

/// What is done to a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scenario {
    /// Nothing.
    Healthy,
    /// Validators stop and start, sometimes several at once.
    Crash,
    /// Messages are lost and late, and validators stop and start.
    LossyCrashes,
    /// The network falls apart, without a quorum on any side or with one, and heals.
    Partition,
    /// A validator that has nothing begins late, and fetches all blocks.
    LateJoiner,
    /// Disks fail to write or to sync, and what was not synced is lost.
    StorageFaults,
    /// A clock is wrong by up to an hour, and the others a little.
    ClockSkew,
    /// No validator runs for three days.
    ThreeDaysOff,
    /// A validator proposes blocks with a state that is not theirs.
    WrongState,
    /// A validator proposes blocks of the past, of the future, or of the day after.
    WrongTime,
    /// A validator proposes blocks with other receipts, gas or events than theirs.
    WrongReceipts,
    /// A validator proposes transactions twice, or bytes that are none.
    WrongTransactions,
    /// A validator proposes two blocks at once.
    Equivocator,
    /// A validator votes for blocks that nobody proposed.
    Conflicter,
    /// A validator votes to skip what it votes to finalize.
    Nuller,
    /// A validator votes in others' names.
    Impersonator,
    /// The committee adds a validator, and validators stop at the ends of epochs.
    ValidatorAdded,
    /// The committee removes a validator, and validators stop at the ends of epochs.
    ValidatorRemoved,
    /// A validator changes its keys, and validators stop at the ends of epochs.
    ValidatorRotated,
    /// A validator stops as soon as others have heard of what it took, and comes back when that must be final.
    ReceiverStops,
    /// A follower begins late with the first block, and stops and starts, while a validator changes its keys.
    FollowerByBlocks,
    /// The same with a follower that begins with a state, and stops while it fetches that, too.
    FollowerByState,
    /// A new version of the protocol begins, which one validator gets later than the others.
    Upgrade,
}

impl Scenario {
    /// All of them.
    pub const ALL: [Self; 23] = [
        Self::Healthy,
        Self::Crash,
        Self::LossyCrashes,
        Self::Partition,
        Self::LateJoiner,
        Self::StorageFaults,
        Self::ClockSkew,
        Self::ThreeDaysOff,
        Self::WrongState,
        Self::WrongTime,
        Self::WrongReceipts,
        Self::WrongTransactions,
        Self::Equivocator,
        Self::Conflicter,
        Self::Nuller,
        Self::Impersonator,
        Self::ValidatorAdded,
        Self::ValidatorRemoved,
        Self::ValidatorRotated,
        Self::ReceiverStops,
        Self::FollowerByBlocks,
        Self::FollowerByState,
        Self::Upgrade,
    ];

    /// The scenario of a seed: seeds in a row go through all of them.
    pub fn of_seed(seed: u64) -> Self {
        let count = Self::ALL.len() as u64;
        Self::ALL[usize::try_from(seed % count).expect("it is below a length")]
    }

    /// Its name, as it is typed.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Crash => "crash",
            Self::LossyCrashes => "lossy-crashes",
            Self::Partition => "partition",
            Self::LateJoiner => "late-joiner",
            Self::StorageFaults => "storage-faults",
            Self::ClockSkew => "clock-skew",
            Self::ThreeDaysOff => "three-days-off",
            Self::WrongState => "wrong-state",
            Self::WrongTime => "wrong-time",
            Self::WrongReceipts => "wrong-receipts",
            Self::WrongTransactions => "wrong-transactions",
            Self::Equivocator => "equivocator",
            Self::Conflicter => "conflicter",
            Self::Nuller => "nuller",
            Self::Impersonator => "impersonator",
            Self::ValidatorAdded => "validator-added",
            Self::ValidatorRemoved => "validator-removed",
            Self::ValidatorRotated => "validator-rotated",
            Self::ReceiverStops => "receiver-stops",
            Self::FollowerByBlocks => "follower-by-blocks",
            Self::FollowerByState => "follower-by-state",
            Self::Upgrade => "upgrade",
        }
    }
}

/// No scenario has this name.
#[derive(Clone, Debug, thiserror::Error)]
#[error("there is no scenario {name:?}; there are: {}", names())]
pub struct UnknownScenario {
    name: String,
}

fn names() -> String {
    Scenario::ALL.map(Scenario::name).join(", ")
}

impl FromStr for Scenario {
    type Err = UnknownScenario;

    fn from_str(name: &str) -> Result<Self, UnknownScenario> {
        let found = Self::ALL.into_iter().find(|it| it.name() == name);
        found.ok_or_else(|| UnknownScenario { name: name.into() })
    }
}

/// A scenario with everything that its seed decides.
pub(crate) struct Setup {
    pub(crate) world: World,
    pub(crate) link: Link,
    pub(crate) crashes: Vec<Crash<PublicKey>>,
    /// When the last fault ends.
    pub(crate) calm_from: Duration,
    pub(crate) grace: Duration,
    /// Faults that the harness does not count: links, disks, clocks, liars that are not ours.
    pub(crate) faults: u64,
}

impl Setup {
    /// What `seed` makes of `scenario`.
    pub(crate) fn new(scenario: Scenario, seed: u64, sabotage: Option<Sabotage>) -> Self {
        let change = match scenario {
            Scenario::ValidatorAdded => Some(Change::Added),
            Scenario::ValidatorRemoved => Some(Change::Removed),
            Scenario::ValidatorRotated | Scenario::FollowerByBlocks | Scenario::FollowerByState => {
                Some(Change::Rotated)
            }
            Scenario::Upgrade => Some(Change::Upgraded),
            _ => None,
        };
        let follows = matches!(
            scenario,
            Scenario::FollowerByBlocks | Scenario::FollowerByState
        );
        let joins = matches!(
            change,
            Some(Change::Added | Change::Removed | Change::Rotated)
        );
        let others = usize::from(joins) + usize::from(follows);
        let mut world = World::new(seed, VALIDATORS, others, change);
        world.sabotage = sabotage;
        if sabotage == Some(Sabotage::NoApproval) {
            world.script.truncate(1);
        }
        let mut setup = Self {
            world,
            link: good_link(),
            crashes: Vec::new(),
            calm_from: Duration::ZERO,
            grace: GRACE,
            faults: 0,
        };
        let chance = &mut Chance::new(seed, 1);
        match scenario {
            Scenario::Healthy => {}
            Scenario::Crash => setup.crash(chance),
            Scenario::LossyCrashes => {
                setup.link = lossy_link(chance);
                setup.faults += 1;
                setup.crash(chance);
            }
            Scenario::Partition => setup.partition(chance),
            Scenario::LateJoiner => setup.join_late(chance),
            Scenario::StorageFaults => setup.fail_disks(chance),
            Scenario::ClockSkew => setup.skew_clocks(chance),
            Scenario::ThreeDaysOff => setup.leave_for_days(),
            Scenario::WrongState
            | Scenario::WrongTime
            | Scenario::WrongReceipts
            | Scenario::WrongTransactions => {
                let chance = Mutex::new(chance.clone());
                let forgery = move |block: &mut ChainBlock| forge(scenario, &chance, block);
                setup.corrupt(seed, Fault::Forges(Arc::new(forgery)));
            }
            Scenario::Equivocator => setup.corrupt_by_votes(seed, Fault::Equivocates),
            Scenario::Conflicter => setup.corrupt_by_votes(seed, Fault::Conflicts),
            Scenario::Nuller => setup.corrupt_by_votes(seed, Fault::Nulls),
            Scenario::Impersonator => setup.corrupt_by_votes(seed, Fault::Impersonates),
            Scenario::ValidatorAdded | Scenario::ValidatorRemoved | Scenario::ValidatorRotated => {
                setup.crash_at_ends(chance);
            }
            Scenario::ReceiverStops => setup.stop_a_receiver(chance),
            Scenario::Upgrade => setup.upgrade(chance),
            Scenario::FollowerByBlocks => setup.follow(chance, false),
            Scenario::FollowerByState => setup.follow(chance, true),
        }
        setup
    }

    /// Some validators stop and start at times of their own: three, so that two may be down at once, which stops the
    /// chain, or one twice.
    fn crash(&mut self, chance: &mut Chance) {
        let participants = self.world.participants();
        let mut events = Vec::new();
        for _ in 0..3 {
            let validator = participants[chance.index(participants.len())].clone();
            let at = chance.between(Duration::from_secs(1), Duration::from_secs(8));
            let downtime = chance.between(REBOOT, Duration::from_secs(4));
            events.push((at, Action::Crash(validator.clone())));
            if self.world.sabotage != Some(Sabotage::NoRestart) {
                events.push((at + downtime, Action::Restart(validator)));
            }
        }
        self.schedule(events);
    }

    /// At the end of each of the first epochs a validator stops: also at the one with which the validators change.
    fn crash_at_ends(&mut self, chance: &mut Chance) {
        let participants = self.world.participants();
        let blocks = self.world.network.epoch_blocks();
        for epoch in 0..ENDS {
            let end = self.world.network.last_of_epoch(epoch);
            let first = end - 2 + chance.below(4);
            self.crashes.push(Crash::ProcessedHeight {
                participant: participants[chance.index(participants.len())].clone(),
                // However late it is seen: one that catches up goes through many heights at once.
                heights: first..=u64::MAX,
                downtime: chance.between(REBOOT, Duration::from_secs(3)),
            });
        }
        self.world.least_blocks = (ENDS + 1) * blocks;
    }

    /// It is away for longer than the others need.
    fn stop_a_receiver(&mut self, chance: &mut Chance) {
        let fuse = Fuse {
            validator: chance.index(VALIDATORS),
            transaction: chance.index(4),
        };
        self.world.fuse = Some(fuse);
        self.faults += 1;
        let receiver = self.world.participants()[fuse.validator].clone();
        self.schedule(vec![(AWAY, Action::Restart(receiver))]);
    }

    /// One validator gets the new program late: it stops where the rules begin, stops at once when it is started again,
    /// and goes on with the new one. Another stops around that time for some other reason.
    fn upgrade(&mut self, chance: &mut Chance) {
        let late = chance.index(VALIDATORS);
        let (again, until) = (Duration::from_secs(42), Duration::from_secs(46));
        self.world.outdated = Some(Outdated {
            validator: late,
            until: match self.world.sabotage {
                Some(Sabotage::NoRelease) => Duration::MAX,
                _ => until,
            },
        });
        let participants = self.world.participants();
        let other = &participants[(late + 1 + chance.index(VALIDATORS - 1)) % VALIDATORS];
        let down = chance.between(Duration::from_secs(28), Duration::from_secs(36));
        let up = down + chance.between(REBOOT, Duration::from_secs(3));
        self.faults += 1;
        self.schedule(vec![
            (down, Action::Crash(other.clone())),
            (up, Action::Restart(other.clone())),
            (again, Action::Restart(participants[late].clone())),
            (until, Action::Restart(participants[late].clone())),
        ]);
    }

    /// A follower begins late. It stops a few times, soon after its start, when it fetches what it begins with, and
    /// later. Validators, which are its sources, stop too.
    fn follow(&mut self, chance: &mut Chance, from_state: bool) {
        let index = self.world.keys.len() - 1;
        let begins = chance.between(Duration::from_secs(2), Duration::from_secs(6));
        self.world.follower = Some(Follower {
            index,
            from_state,
            begins,
        });
        // So that members still send when it has begun.
        self.world.quota *= 3;
        self.world.least_blocks = 4 * self.world.network.epoch_blocks();
        let participants = self.world.participants();
        let follower = &participants[index];
        let mut events = Vec::new();
        let mut at = begins;
        for stop in 0..5 {
            let longest = match stop {
                0..3 => Duration::from_millis(600),
                _ => Duration::from_secs(4),
            };
            at += chance.between(Duration::from_millis(1), longest);
            events.push((at, Action::Crash(follower.clone())));
            if self.world.sabotage == Some(Sabotage::NoRestart) {
                break;
            }
            at += chance.between(REBOOT, 2 * REBOOT);
            events.push((at, Action::Restart(follower.clone())));
        }
        let validator = &participants[chance.index(VALIDATORS)];
        let down = begins + chance.between(Duration::ZERO, Duration::from_secs(2));
        let up = down + chance.between(REBOOT, Duration::from_secs(3));
        events.push((down, Action::Crash(validator.clone())));
        events.push((up, Action::Restart(validator.clone())));
        self.schedule(events);
    }

    fn schedule(&mut self, mut events: Vec<(Duration, Action<PublicKey>)>) {
        // Stable: what was added first comes first among those of one time.
        events.sort_by_key(|(at, _)| *at);
        if let Some((last, _)) = events.last() {
            self.calm_from = self.calm_from.max(*last);
        }
        let links = events.iter().filter(|(_, action)| {
            matches!(
                action,
                Action::UpdateLink { .. } | Action::SetStorageFault(_)
            )
        });
        self.faults += links.count() as u64;
        self.crashes.push(Crash::Schedule(Schedule { events }));
    }

    fn partition(&mut self, chance: &mut Chance) {
        let participants = self.world.participants();
        let from = chance.between(Duration::from_secs(1), Duration::from_secs(4));
        let to = from + chance.between(Duration::from_secs(3), Duration::from_secs(15));
        // One alone or two and two; either way somebody is cut off from a quorum.
        let alone = 1 + chance.index(2);
        let first = chance.index(VALIDATORS);
        let on_one_side = |index: usize| (index + VALIDATORS - first) % VALIDATORS < alone;
        let dead = Link {
            success_rate: probability(0),
            ..good_link()
        };
        let mut events = Vec::new();
        for (a, one) in participants.iter().enumerate() {
            for (b, other) in participants.iter().enumerate() {
                if on_one_side(a) != on_one_side(b) {
                    let action = Action::UpdateLink {
                        from: one.clone(),
                        to: other.clone(),
                        link: dead.clone(),
                    };
                    events.push((from, action));
                }
            }
        }
        events.push((to, Action::Heal(good_link())));
        self.schedule(events);
    }

    fn join_late(&mut self, chance: &mut Chance) {
        let participants = self.world.participants();
        let late = participants[chance.index(participants.len())].clone();
        let view = View::new(10 + chance.below(30));
        self.crashes.push(Crash::DelayRound {
            participants: vec![late],
            round: Round::new(Epoch::zero(), view),
        });
        self.faults += 1;
    }

    /// Every disk fails now and then for a while, then all validators are started again: one whose disk failed has
    /// stopped by itself, and loses what was not synced.
    fn fail_disks(&mut self, chance: &mut Chance) {
        let from = chance.between(Duration::from_secs(1), Duration::from_secs(5));
        let to = from + chance.between(Duration::from_millis(200), Duration::from_secs(3));
        let rate = 1 + chance.below(30);
        let rate = Probability::new(rate, 1_000).expect("a thousandth is a probability");
        let write = WriteConfig {
            failure_rate: rate,
            retention_rate: probability(50),
            mode: match chance.once_in(2) {
                true => PartialWriteMode::Prefix,
                false => PartialWriteMode::Subset,
            },
        };
        let fault = match chance.below(3) {
            0 => FaultConfig::default().sync(rate),
            1 => FaultConfig::default().write(write),
            _ => FaultConfig::default().sync(rate).write(write),
        };
        let mut events = vec![
            (from, Action::SetStorageFault(fault)),
            (to, Action::SetStorageFault(FaultConfig::default())),
        ];
        for validator in self.world.participants() {
            events.push((to, Action::Crash(validator.clone())));
            events.push((to + REBOOT, Action::Restart(validator)));
        }
        self.schedule(events);
    }

    /// One clock is wrong, the others a little. Two that are slow would be two validators too many: they may not vote
    /// for what comes from their future.
    fn skew_clocks(&mut self, chance: &mut Chance) {
        const HOUR_MS: u64 = 3_600_000;
        let wrong = chance.index(VALIDATORS);
        for index in 0..VALIDATORS {
            let ms = match (index == wrong, chance.below(3)) {
                (true, 0) => HOUR_MS,
                (true, 1) => MAX_DRIFT_MS + chance.below(2_000),
                (true, _) => chance.below(HOUR_MS),
                (false, _) => chance.below(MAX_DRIFT_MS / 2 - LINK_MS),
            };
            let ms = i64::try_from(ms).expect("an hour is short");
            let skew = if chance.once_in(2) { ms } else { -ms };
            self.world.skews.insert(index, skew);
        }
        self.faults += 1;
    }

    fn leave_for_days(&mut self) {
        let (from, to) = (Duration::from_secs(4), Duration::from_secs(5));
        self.world.leap = Some(Leap {
            at: Duration::from_millis(4_500),
            by: Duration::from_secs(3 * 24 * 3_600),
        });
        let mut events = Vec::new();
        for validator in self.world.participants() {
            events.push((from, Action::Crash(validator.clone())));
            events.push((to, Action::Restart(validator)));
        }
        self.schedule(events);
        self.faults += 1;
    }

    fn corrupt(&mut self, seed: u64, fault: Fault) {
        let liar = Chance::new(seed, 2).index(VALIDATORS);
        self.world.faults.insert(liar, fault);
    }

    fn corrupt_by_votes(&mut self, seed: u64, fault: Fault) {
        self.corrupt(seed, fault);
        self.faults += 1;
    }
}

/// Turns a block into one that nobody may accept.
fn forge(scenario: Scenario, chance: &Mutex<Chance>, block: &mut ChainBlock) {
    let mut chance = chance.lock();
    let choice = chance.below(3);
    let header = &mut block.header;
    match (scenario, choice) {
        (Scenario::WrongState, _) => header.state_root = B256::with_last_byte(1),
        (Scenario::WrongTime, 0) => header.timestamp -= 3_600,
        (Scenario::WrongTime, 1) => header.timestamp += 30,
        (Scenario::WrongTime, _) => header.timestamp += 24 * 3_600,
        (Scenario::WrongReceipts, 0) => header.receipts_root = B256::with_last_byte(1),
        (Scenario::WrongReceipts, 1) => header.gas_used += 1,
        (Scenario::WrongReceipts, _) => header.logs_bloom = Bloom::with_last_byte(1),
        (_, 0) => block.transactions.push(vec![1, 2, 3].into()),
        _ => match block.transactions.last().cloned() {
            Some(last) => block.transactions.push(last),
            None => header.transactions_root = B256::with_last_byte(1),
        },
    }
}

fn probability(percent: u64) -> Probability {
    Probability::new(percent, 100).expect("a percentage is a probability")
}

/// Validators within a continent.
fn good_link() -> Link {
    Link {
        latency: Duration::from_millis(LINK_MS),
        jitter: Duration::from_millis(5),
        success_rate: probability(100),
    }
}

fn lossy_link(chance: &mut Chance) -> Link {
    Link {
        latency: chance.between(Duration::from_millis(20), Duration::from_millis(150)),
        jitter: chance.between(Duration::ZERO, Duration::from_millis(100)),
        success_rate: probability(75 + chance.below(25)),
    }
}
