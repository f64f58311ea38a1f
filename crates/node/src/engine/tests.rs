//! Whole validators on a deterministic runtime: epochs end, nodes crash around their ends, others come late.

mod cluster;

use cluster::{EPOCH_BLOCKS, HEARTBEAT, run};
use std::time::Duration;

/// More than a boundary and its successors need when nothing fails.
const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn a_lone_validator_goes_through_epochs() {
    run(1, |mut cluster| async move {
        cluster.start_all().await;
        cluster.wait_for(0, 5 * EPOCH_BLOCKS, PATIENCE).await;
        cluster.check_chain(0, 5 * EPOCH_BLOCKS).await;
    });
}

#[test]
fn validators_go_through_epochs_together_without_losing_a_view() {
    run(4, |mut cluster| async move {
        cluster.start_all().await;
        cluster.wait_for_all(1, PATIENCE).await;
        let started = cluster.now();
        let blocks = 6 * EPOCH_BLOCKS;
        cluster.wait_for_all(blocks, PATIENCE).await;
        // A view that fails costs more than a heartbeat; messages of a new epoch that come too early must not.
        let took = cluster.now().duration_since(started).unwrap();
        let expected = HEARTBEAT * u32::try_from(blocks).unwrap();
        assert!(took < expected + HEARTBEAT, "{took:?}, not {expected:?}");
        for index in 0..4 {
            cluster.check_chain(index, blocks).await;
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
