//! The chain does what the rule book says: 100,000 transactions on four networks of different length and committee.

use wepos_workload::{Options, run};

/// Transactions on each of the four networks.
const TRANSACTIONS: u64 = 25_000;

/// What payouts, burns, refusals and the sets of validators rest on: if it never happens, the comparison compares
/// little.
const EVENTS: [&str; 36] = [
    "campaigns.Answered",
    "campaigns.AwardsConfirmed",
    "campaigns.Contested",
    "campaigns.ContestEnded",
    "campaigns.KeyResumed",
    "campaigns.ResultAnnounced",
    "campaigns.ResultNotPaid",
    "campaigns.Scored",
    "cases.Appealed",
    "cases.AppealHeard",
    "cases.Ended",
    "cases.Replied",
    "campaigns.Anchored",
    "campaigns.Redeemed",
    "campaigns.StreakExtended",
    "identity.InvitationAccepted",
    "campaigns.Rewarded",
    "campaigns.PlaceTaken",
    "campaigns.AppealEnded",
    "campaigns.BudgetReturned",
    "campaigns.BurnedUndecided",
    "campaigns.CampaignQueued",
    "committee.BallotNeeded",
    "committee.ConflictAnswered",
    "committee.ExecutionFailed",
    "committee.ParameterSet",
    "emission.BudgetSet",
    "network.AdditionQueued",
    "network.KeysQueued",
    "network.RemovalQueued",
    "network.UpgradeActivated",
    "network.UpgradeCancelled",
    "network.UpgradeScheduled",
    "network.ValidatorAdded",
    "network.ValidatorChanged",
    "network.ValidatorRemoved",
];

/// Errors that only a longer history brings about.
const ERRORS: [&str; 11] = [
    "AnswerInvalid",
    "CannotBeListed",
    "HasInterest",
    "KeyIsStopped",
    "AlreadyRedeemed",
    "DailyCeiling",
    "PeriodDone",
    "InvitationUsed",
    "SubmissionsSpacedOut",
    "MemberRecused",
    "ConflictUnanswered",
];

fn agrees(seed: u64) {
    let options = Options {
        seed,
        transactions: TRANSACTIONS,
    };
    let report = run(options, |_| {}).unwrap_or_else(|difference| panic!("{difference}"));
    assert!(report.months > 13, "every boundary is crossed");
    for (operation, counts) in &report.operations {
        let all = counts.succeeded + counts.failed + counts.left_out;
        assert!(all > 0, "{operation} never happened");
    }
    for event in EVENTS {
        assert!(report.events.contains_key(event), "no {event}");
    }
    for error in ERRORS {
        assert!(report.errors.contains_key(error), "no {error}");
    }
}

#[test]
fn the_chain_does_what_the_rule_book_says_on_a_first_network() {
    agrees(1);
}

#[test]
fn the_chain_does_what_the_rule_book_says_on_a_second_network() {
    agrees(2);
}

#[test]
fn the_chain_does_what_the_rule_book_says_on_a_third_network() {
    agrees(4);
}

#[test]
fn the_chain_does_what_the_rule_book_says_on_a_fourth_network() {
    agrees(5);
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let options = Options {
        seed: 7,
        transactions: 600,
    };
    assert_eq!(run(options, |_| {}), run(options, |_| {}));
}
