//! Whole validators on a deterministic runtime: epochs end, nodes crash around their ends, others come late.

mod cluster;

use crate::epochs::Halt;
use cluster::{EPOCH_BLOCKS, HEARTBEAT, Start, run};
use commonware_utils::probability;
use std::time::Duration;

/// More than a boundary and its successors need when nothing fails.
const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn a_lone_validator_goes_through_epochs_at_the_pace_of_its_heartbeat() {
    run(1, |mut cluster| async move {
        cluster.start_all().await;
        cluster.wait_for(0, 1, PATIENCE).await;
        let started = cluster.now();
        let last = 5 * EPOCH_BLOCKS - 1;
        cluster.wait_for(0, last, PATIENCE).await;
        cluster.check_chain(0, last).await;
        assert_eq!(cluster.lost_views(0, last).await, 0);
        // The first block of an epoch is no reason for another pace: four of them made at once would be four
        // heartbeats less.
        let took = cluster.now().duration_since(started).unwrap();
        let expected = HEARTBEAT * u32::try_from(last - 1).unwrap();
        let apart = took.abs_diff(expected);
        assert!(apart < HEARTBEAT, "{took:?}, not {expected:?}");
    });
}

#[test]
fn validators_go_through_epochs_together_and_lose_no_view() {
    run(4, |mut cluster| async move {
        cluster.start_all().await;
        let last = 8 * EPOCH_BLOCKS - 1;
        cluster.wait_for_all(last, PATIENCE).await;
        for index in 0..4 {
            cluster.check_chain(index, last).await;
            assert_eq!(cluster.lost_views(index, last).await, 0);
        }
    });
}

#[test]
fn a_lone_validator_that_stops_around_the_end_of_an_epoch_goes_on() {
    for stop in EPOCH_BLOCKS - 2..=EPOCH_BLOCKS + 1 {
        run(1, |mut cluster| async move {
            cluster.start_all().await;
            cluster.wait_for(0, stop, PATIENCE).await;
            let seen = cluster.hashes(0, stop).await;
            cluster.crash(0);
            cluster.start(0).await;
            cluster.wait_for(0, 3 * EPOCH_BLOCKS, PATIENCE).await;
            assert_eq!(cluster.hashes(0, stop).await, seen);
            cluster.check_chain(0, 3 * EPOCH_BLOCKS).await;
        });
    }
}

#[test]
fn validators_that_all_stop_around_the_end_of_an_epoch_go_on() {
    for stop in EPOCH_BLOCKS - 2..=EPOCH_BLOCKS + 1 {
        run(4, |mut cluster| async move {
            cluster.start_all().await;
            cluster.wait_for(2, stop, PATIENCE).await;
            let seen = cluster.hashes(2, stop).await;
            for index in 0..4 {
                cluster.crash(index);
            }
            cluster.start_all().await;
            cluster.wait_for_all(3 * EPOCH_BLOCKS, PATIENCE).await;
            for index in 0..4 {
                assert_eq!(cluster.hashes(index, stop).await, seen);
                cluster.check_chain(index, 3 * EPOCH_BLOCKS).await;
            }
        });
    }
}

#[test]
fn a_validator_that_is_several_epochs_behind_catches_up() {
    run(4, |mut cluster| async move {
        for index in 0..3 {
            cluster.start(index).await;
        }
        cluster
            .wait_for(0, 4 * EPOCH_BLOCKS + 3, PATIENCE * 4)
            .await;
        cluster.start(3).await;
        let tip = cluster.tip(0);
        cluster.wait_for(3, tip, Duration::from_secs(10)).await;
        cluster.check_chain(3, tip).await;
        // And it takes part again: without it, two of four would be too few.
        cluster.crash(0);
        cluster
            .wait_for(3, tip + 2 * EPOCH_BLOCKS, PATIENCE * 4)
            .await;
    });
}

#[test]
fn journals_of_old_epochs_are_removed() {
    run(1, |mut cluster| async move {
        cluster.start_all().await;
        cluster.wait_for(0, 6 * EPOCH_BLOCKS + 1, PATIENCE).await;
        let mut kept = Vec::new();
        for epoch in 0..7 {
            if cluster.has_journal(0, epoch).await {
                kept.push(epoch);
            }
        }
        // That of the epoch before may stay until its blocks are acknowledged.
        assert!(kept == [6] || kept == [5, 6], "{kept:?}");
    });
}

#[test]
fn epochs_end_although_a_third_of_all_messages_is_lost() {
    run(4, |mut cluster| async move {
        cluster.start_all().await;
        cluster.wait_for_all(1, PATIENCE).await;
        cluster.lose_messages(probability!(0.67)).await;
        let blocks = 4 * EPOCH_BLOCKS;
        cluster.wait_for_all(blocks, PATIENCE * 20).await;
        for index in 0..4 {
            cluster.check_chain(index, blocks).await;
            let hashes = cluster.hashes(index, blocks).await;
            assert_eq!(hashes, cluster.hashes(0, blocks).await);
        }
    });
}

#[test]
fn a_validator_whose_clock_is_ahead_delays_nobody_for_long() {
    run(4, |mut cluster| async move {
        for index in 0..3 {
            cluster.start(index).await;
        }
        // Within what a block may be after its parent: its time is not wrong, only too early.
        let ahead = Start {
            clock_ahead_ms: 9 * 60 * 1_000,
            ..Start::default()
        };
        cluster.start_with(3, ahead).await;
        let blocks = 2 * EPOCH_BLOCKS;
        // One view in four fails, and what the others wait for in it holds up none of the next.
        let patience = 3 * HEARTBEAT * u32::try_from(blocks).unwrap();
        cluster.wait_for_all(blocks, patience).await;
        assert_eq!(cluster.proposed_by(0, blocks, 3).await, 0);
        cluster.check_chain(3, blocks).await;
    });
}

#[test]
fn a_node_that_meets_rules_it_does_not_have_stops_and_goes_on_with_a_newer_release() {
    run(1, |mut cluster| async move {
        cluster.start(0).await;
        cluster.wait_for(0, EPOCH_BLOCKS + 3, PATIENCE).await;
        let seen = cluster.hashes(0, EPOCH_BLOCKS + 3).await;
        cluster.crash(0);
        // A release from before the first version there is.
        let old = Start {
            known_version: Some(0),
            ..Start::default()
        };
        cluster.start_with(0, old).await;
        let Halt::Protocol(unknown) = cluster.halted(0).await else {
            panic!("it stopped for another reason");
        };
        assert_eq!((unknown.version, unknown.known), (1, 0));
        cluster.start(0).await;
        cluster.wait_for(0, 3 * EPOCH_BLOCKS, PATIENCE).await;
        assert_eq!(cluster.hashes(0, EPOCH_BLOCKS + 3).await, seen);
    });
}

#[test]
fn a_validator_that_changes_its_keys_goes_on_by_the_new_ones() {
    run(4, |mut cluster| async move {
        let spare = cluster.spare();
        for index in 0..3 {
            cluster.start(index).await;
        }
        let prepared = Start {
            next_key: Some(spare),
            ..Start::default()
        };
        cluster.start_with(3, prepared).await;
        cluster.wait_for_all(1, PATIENCE).await;
        cluster.change_keys(3, spare).await;
        let Halt::NextKey { epoch } = cluster.halted(3).await else {
            panic!("it stopped for another reason");
        };
        let same_disk = Start {
            disk: Some(3),
            ..Start::default()
        };
        cluster.start_with(spare, same_disk).await;
        let blocks = (epoch + 2) * EPOCH_BLOCKS;
        cluster.wait_for_all(blocks, PATIENCE).await;
        assert!(cluster.proposed_by(0, blocks, spare).await > 0);
        // Its vote counts: without another one, the other two are too few.
        cluster.crash(0);
        let more = blocks + EPOCH_BLOCKS;
        cluster.wait_for(spare, more, PATIENCE * 4).await;
        cluster.check_chain(spare, more).await;
    });
}

#[test]
fn who_joins_with_an_empty_disk_catches_up_and_signs_and_who_left_follows() {
    run(4, |mut cluster| async move {
        let spare = cluster.spare();
        cluster.start_all().await;
        cluster.wait_for_all(EPOCH_BLOCKS, PATIENCE).await;
        cluster.change_keys(3, spare).await;
        cluster.wait_for_all(4 * EPOCH_BLOCKS, PATIENCE * 4).await;
        assert!(!cluster.signs(3));
        cluster.start(spare).await;
        let blocks = cluster.tip(0) + 2 * EPOCH_BLOCKS;
        cluster.wait_for_all(blocks, PATIENCE * 4).await;
        assert!(cluster.signs(spare));
        assert!(cluster.proposed_by(0, blocks, spare).await > 0);
        for index in [3, spare] {
            cluster.check_chain(index, blocks).await;
        }
    });
}
