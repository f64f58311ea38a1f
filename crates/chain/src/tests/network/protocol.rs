//! Protocol versions: scheduled, begun, taken back, and not known.

use super::{DAY, World, adding, events, logs};
use crate::{
    MODULES,
    execution::{BlockExecution, Mode, Step},
    header::{Extra, FIRST_PROTOCOL_VERSION},
    modules::network::UnknownProtocol,
    tests::header,
    time::Timestamp,
};
use wepos_abi::INetwork;

/// A week: the shortest notice.
const NOTICE: u64 = 7 * DAY;

impl World {
    /// Seconds of the chain's time, `after_ms` from now.
    fn seconds_after(&self, after_ms: u64) -> u64 {
        (self.chain.time().millis() + after_ms).div_ceil(1_000)
    }

    /// Version 2 is decided, to begin a while after the shortest notice.
    fn upgrade(&mut self) -> u64 {
        let activation = self.seconds_after(NOTICE + 4 * DAY);
        self.decide(&INetwork::scheduleUpgradeCall {
            version: 2,
            activation,
        });
        activation
    }

    /// How a block `after_ms` after the last one would run.
    fn step_after(&self, after_ms: u64) -> Step {
        let block = self.chain.environment_after(after_ms);
        let mut execution = BlockExecution::new(block, MODULES, Mode::Build, Vec::new());
        loop {
            match execution.advance(usize::MAX) {
                Step::NeedsKeys(keys) => {
                    let state = self.chain.state();
                    execution.supply(keys.into_iter().map(|key| (key, state.get(&key).cloned())));
                }
                step => return step,
            }
        }
    }
}

#[test]
fn a_version_begins_with_the_first_block_at_its_time_and_not_before() {
    let mut world = World::new();
    world.chain = world.chain.knowing(2);
    let activation = world.upgrade();
    let plan = world.view(&INetwork::protocolCall {});
    assert_eq!(
        (plan.version, plan.nextVersion, plan.activation),
        (FIRST_PROTOCOL_VERSION, 2, activation)
    );
    let until = activation * 1_000 - world.chain.time().millis();
    let version_of = |world: &World, outcome: &crate::block::Outcome| {
        let placement = header::placement(world.chain.number(), world.chain.time());
        let header = outcome.header(&placement, &outcome.roots(), header::commitment());
        Extra::of(&header).unwrap().protocol_version
    };
    let (before, _) = world.chain.block_after(until - 1, Vec::new());
    assert_eq!(version_of(&world, &before), 1);
    let (first, _) = world.chain.block_after(1, Vec::new());
    assert_eq!(version_of(&world, &first), 2);
    let begun: Vec<INetwork::UpgradeActivated> = events(&logs(&first));
    assert_eq!(begun.len(), 1);
    let (after, _) = world.chain.block_after(1, Vec::new());
    assert_eq!(version_of(&world, &after), 2);
    assert!(logs(&after).is_empty());
    let plan = world.view(&INetwork::protocolCall {});
    assert_eq!((plan.version, plan.nextVersion, plan.activation), (2, 0, 0));
}

#[test]
fn a_binary_without_the_version_stops_there_and_says_what_to_do() {
    let mut world = World::new();
    let activation = world.upgrade();
    let until = activation * 1_000 - world.chain.time().millis();
    assert_eq!(world.step_after(until - 1), Step::Complete);
    let unknown = UnknownProtocol {
        version: 2,
        since: Timestamp::from_millis(activation * 1_000),
        known: 1,
    };
    for late in [0, 1, DAY] {
        assert_eq!(world.step_after(until + late), Step::Unknown(unknown));
    }
    let (english, chinese) = (unknown.to_string(), unknown.in_chinese());
    assert!(english.contains("protocol version 2") && english.contains("install a newer release"));
    assert!(chinese.contains("协议版本 2") && chinese.contains("请安装新版本"));
    // What was there before can still be asked for.
    assert_eq!(world.view(&INetwork::protocolCall {}).nextVersion, 2);
}

#[test]
fn a_scheduled_version_can_be_taken_back_within_its_notice() {
    let mut world = World::new();
    let activation = world.upgrade();
    let cancelled: Vec<INetwork::UpgradeCancelled> =
        events(&world.decide(&INetwork::cancelUpgradeCall {}));
    assert_eq!(
        (cancelled[0].version, cancelled[0].activation),
        (2, activation)
    );
    let after = activation * 1_000 - world.chain.time().millis() + DAY;
    assert_eq!(world.step_after(after), Step::Complete);
    // And another one can follow.
    world.upgrade();
}

#[test]
fn notice_is_counted_from_the_execution_and_not_from_the_proposal() {
    let mut world = World::new();
    let activation = world.seconds_after(NOTICE + DAY);
    let failed = world.decide(&INetwork::scheduleUpgradeCall {
        version: 2,
        activation,
    });
    let failed: Vec<wepos_abi::ICommittee::ExecutionFailed> = events(&failed);
    let error = wepos_abi::describe_revert(&failed[0].failure).unwrap();
    assert_eq!(error.name, "ActivationUnfit");
}

#[test]
fn a_version_is_newer_announced_in_time_and_the_only_one() {
    let mut world = World::new();
    let schedule = |version, activation| INetwork::scheduleUpgradeCall {
        version,
        activation,
    };
    let (earliest, latest) = (world.seconds_after(NOTICE), world.seconds_after(366 * DAY));
    // The chain's time has a millisecond: the last whole second is the one before.
    let latest = latest - 1;
    for version in [0, 1] {
        let error = INetwork::VersionNotNewer {
            version,
            current: 1,
        };
        world.undecidable(&schedule(version, 0), error);
    }
    for activation in [0, earliest - 1, latest + 1, u64::MAX] {
        let error = INetwork::ActivationUnfit {
            activation,
            earliest,
            latest,
        };
        world.undecidable(&schedule(2, activation), error);
    }
    world.undecidable(&INetwork::cancelUpgradeCall {}, INetwork::NoUpgradeWaits {});
    let activation = world.upgrade();
    let far = world.seconds_after(NOTICE + 1_000);
    world.undecidable(
        &schedule(3, far),
        INetwork::UpgradeWaits {
            version: 2,
            activation,
        },
    );
    // It has nothing to do with validators, who change meanwhile.
    world.decide(&adding(4));
}
