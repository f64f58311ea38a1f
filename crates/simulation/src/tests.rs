//! The properties hold, and are able not to.

use super::*;
use alloy_primitives::B256;
use std::{collections::BTreeMap, process::Command};

/// One run of a scenario. `wepos sim --seeds N` makes many.
fn holds(scenario: Scenario, seed: u64) -> Report {
    run(scenario, seed).unwrap_or_else(|violation| {
        let name = scenario.name();
        panic!("{violation}\n  again: wepos sim --scenario {name} --seed {seed}")
    })
}

/// What comes of a run in which something was broken on purpose.
fn broken(scenario: Scenario, sabotage: Sabotage) -> String {
    let outcome = run_sabotaged(scenario, 1, Some(sabotage));
    outcome.expect_err("what is broken is noticed").text
}

#[test]
fn a_seed_gives_the_same_run_twice_and_another_seed_another() {
    let first = holds(Scenario::Crash, 7);
    assert_eq!(holds(Scenario::Crash, 7), first);
    assert_ne!(holds(Scenario::Crash, 8).audit, first.audit);
}

#[test]
fn a_seed_gives_the_same_run_in_another_process() {
    let program = std::env::current_exe().unwrap();
    let output = Command::new(program)
        .args([
            "--exact",
            "tests::a_run_is_told",
            "--ignored",
            "--nocapture",
        ])
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let report = format!("{:?}", holds(Scenario::LossyCrashes, 3));
    assert!(told.contains(&report), "{report} is not in {told}");
}

#[test]
#[ignore = "runs in another process of the test above"]
fn a_run_is_told() {
    println!("{:?}", holds(Scenario::LossyCrashes, 3));
}

#[test]
fn a_network_without_faults_takes_everything_the_first_time() {
    let report = holds(Scenario::Healthy, 1);
    assert_eq!((report.faults, report.repeated), (0, 0), "{report:?}");
    assert!(report.transactions > 40 && report.blocks > 10, "{report:?}");
}

#[test]
fn validators_that_stop_and_start_lose_nothing() {
    assert!(holds(Scenario::Crash, 1).faults > 0);
}

#[test]
fn validators_that_stop_on_a_bad_network_lose_nothing() {
    assert!(holds(Scenario::LossyCrashes, 1).faults > 1);
}

#[test]
fn a_network_that_fell_apart_goes_on_when_it_heals() {
    assert!(holds(Scenario::Partition, 1).faults >= 6);
}

#[test]
fn a_validator_that_begins_late_gets_all_blocks() {
    holds(Scenario::LateJoiner, 1);
}

#[test]
fn disks_that_fail_lose_nothing_that_was_told() {
    assert!(holds(Scenario::StorageFaults, 1).faults >= 5);
}

#[test]
fn clocks_that_are_wrong_by_an_hour_stop_nobody() {
    assert!(holds(Scenario::ClockSkew, 1).faults > 0);
}

#[test]
fn three_days_without_validators_are_caught_up_in_steps_of_ten_minutes() {
    let report = holds(Scenario::ThreeDaysOff, 1);
    assert!(report.blocks > 3 * 24 * 6, "{report:?}");
}

#[test]
fn nobody_believes_a_wrong_state() {
    assert!(holds(Scenario::WrongState, 1).faults > 0);
}

#[test]
fn nobody_believes_a_wrong_time() {
    assert!(holds(Scenario::WrongTime, 1).faults > 0);
}

#[test]
fn nobody_believes_wrong_receipts() {
    assert!(holds(Scenario::WrongReceipts, 1).faults > 0);
}

#[test]
fn nobody_believes_transactions_that_cannot_be() {
    assert!(holds(Scenario::WrongTransactions, 1).faults > 0);
}

#[test]
fn a_validator_joins_while_others_stop_and_start() {
    holds(Scenario::ValidatorAdded, 1);
}

#[test]
fn a_validator_leaves_while_others_stop_and_start() {
    holds(Scenario::ValidatorRemoved, 1);
}

#[test]
fn a_validator_changes_its_keys_while_others_stop_and_start() {
    holds(Scenario::ValidatorRotated, 1);
}

#[test]
fn what_others_heard_of_is_final_without_the_validator_that_took_it() {
    holds(Scenario::ReceiverStops, 1);
}

#[test]
fn validators_that_keep_transactions_to_themselves_are_noticed() {
    let found = broken(Scenario::ReceiverStops, Sabotage::NoGossip);
    assert!(found.contains("had taken transaction"), "{found}");
}

#[test]
fn a_follower_that_stops_and_starts_gets_every_block_while_the_validators_change() {
    holds(Scenario::FollowerByBlocks, 1);
}

#[test]
fn a_follower_that_stops_while_it_fetches_a_state_gets_it_nevertheless() {
    let report = holds(Scenario::FollowerByState, 1);
    assert!(report.cut_short > 0, "{report:?}");
}

#[test]
fn a_follower_that_tells_another_block_is_noticed() {
    let found = broken(Scenario::FollowerByBlocks, Sabotage::AnotherBlock);
    assert!(found.contains("validator 5 tells of block 5"), "{found}");
}

#[test]
fn a_follower_that_begins_with_a_state_and_loses_receipts_is_noticed() {
    let found = broken(Scenario::FollowerByState, Sabotage::LostReceipts);
    assert!(found.contains("validator 5 has lost receipts"), "{found}");
}

#[test]
fn a_follower_that_does_not_come_back_is_noticed() {
    let found = broken(Scenario::FollowerByState, Sabotage::NoRestart);
    assert!(found.contains("no progress for 90 s"), "{found}");
}

#[test]
fn a_validator_without_the_new_rules_stops_and_goes_on_with_a_newer_program() {
    holds(Scenario::Upgrade, 1);
}

#[test]
fn a_validator_that_never_gets_the_new_rules_is_noticed() {
    let found = broken(Scenario::Upgrade, Sabotage::NoRelease);
    assert!(found.contains("3 stops for new rules"), "{found}");
}

#[test]
fn validators_that_vote_falsely_stop_nobody() {
    for scenario in [
        Scenario::Equivocator,
        Scenario::Conflicter,
        Scenario::Nuller,
        Scenario::Impersonator,
    ] {
        holds(scenario, 1);
    }
}

#[test]
fn a_validator_that_tells_another_block_is_noticed() {
    let found = broken(Scenario::Healthy, Sabotage::AnotherBlock);
    assert!(found.contains("tells of block 5"), "{found}");
}

#[test]
fn a_disk_that_loses_receipts_is_noticed() {
    let found = broken(Scenario::Healthy, Sabotage::LostReceipts);
    assert!(found.contains("validator 0 has lost receipts"), "{found}");
}

#[test]
fn a_receipt_that_leads_nowhere_is_noticed() {
    let found = broken(Scenario::Healthy, Sabotage::FalseReceipt);
    assert!(found.contains("was told to be final at"), "{found}");
}

#[test]
fn a_transaction_that_is_final_twice_is_noticed() {
    let block = |transactions: &[u8]| world::Told {
        hash: B256::ZERO,
        receipts: B256::ZERO,
        leader: B256::ZERO,
        version: 1,
        transactions: transactions
            .iter()
            .copied()
            .map(B256::repeat_byte)
            .collect(),
    };
    let world = world::World::new(1, 4, 0, None);
    let mut told = BTreeMap::from([(1, block(&[1, 2])), (2, block(&[3]))]);
    properties::receipts_are_kept(&world, &told).unwrap();
    told.insert(3, block(&[4, 2]));
    let found = properties::receipts_are_kept(&world, &told).unwrap_err();
    assert!(
        found.contains("is final 2 times: [(1, 1), (3, 1)]"),
        "{found}"
    );
}

#[test]
fn pos_that_are_missing_are_noticed() {
    let found = broken(Scenario::Healthy, Sabotage::MissingAccount);
    assert!(found.contains("in all accounts together"), "{found}");
}

#[test]
fn a_network_that_stands_still_is_noticed() {
    let found = broken(Scenario::Crash, Sabotage::NoRestart);
    assert!(found.contains("no progress for 90 s"), "{found}");
}

#[test]
fn a_change_of_validators_that_does_not_happen_is_noticed() {
    let found = broken(Scenario::ValidatorAdded, Sabotage::NoApproval);
    assert!(
        found.contains("what the members decided has not happened"),
        "{found}"
    );
}

#[test]
fn seeds_in_a_row_go_through_all_scenarios_and_names_are_unique() {
    let of_seeds: Vec<_> = (0..Scenario::ALL.len() as u64)
        .map(Scenario::of_seed)
        .collect();
    assert_eq!(of_seeds, Scenario::ALL);
    for scenario in Scenario::ALL {
        assert_eq!(scenario.name().parse::<Scenario>().unwrap(), scenario);
    }
    let error = "storm".parse::<Scenario>().unwrap_err().to_string();
    assert!(error.contains("storage-faults"), "{error}");
}
