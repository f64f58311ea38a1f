//! What the committee may change, what it may not, and what only it may do (WP-17, WP-68, R14).

use super::{World, proposal};
use crate::{
    Failure,
    execution::Call,
    modules::{
        MODULES,
        committee::{PARAMETERS, Parameter},
    },
    testing::TestChain,
};
use alloy_json_abi::Param;
use alloy_json_abi::StateMutability;
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError};
use std::collections::BTreeSet;
use wepos_abi::{ICommittee, IEmission, addresses};

fn set(name: &str, value: u64) -> Vec<u8> {
    ICommittee::setParameterCall {
        name: name.into(),
        value: U256::from(value),
    }
    .abi_encode()
}

#[test]
fn every_parameter_has_a_name_bounds_and_a_meaning_in_both_languages() {
    let names: BTreeSet<_> = PARAMETERS.iter().map(|entry| entry.name).collect();
    assert_eq!(names.len(), PARAMETERS.len());
    for (place, entry) in (0..).zip(PARAMETERS) {
        assert_eq!(entry.parameter as usize, place, "{}", entry.name);
        assert!(
            (entry.minimum..=entry.maximum).contains(&entry.initial),
            "{}",
            entry.name
        );
        assert!(
            entry.minimum < entry.maximum && entry.maximum <= 10_000,
            "{}",
            entry.name
        );
        assert!(entry.meaning_en.ends_with('.') && entry.meaning_zh.ends_with('。'));
        assert!(["days", "number", "basis points"].contains(&entry.unit));
        assert_eq!(
            entry.unit == "days",
            entry.name.ends_with("Days"),
            "{}",
            entry.name
        );
    }
    let world = World::new(2);
    let shown = world.view(&ICommittee::parametersCall {});
    assert_eq!(shown.len(), PARAMETERS.len());
    for (shown, entry) in shown.iter().zip(PARAMETERS) {
        assert_eq!(
            (shown.name.as_str(), shown.meaningZh.as_str()),
            (entry.name, entry.meaning_zh)
        );
        assert_eq!(
            (shown.value, shown.initial),
            (U256::from(entry.initial), shown.value)
        );
    }
}

#[test]
fn the_rule_book_s_numbers_are_the_initial_ones() {
    let table = [
        (Parameter::ProposalLapseDays, 14),
        (Parameter::DecisionDelayDays, 3),
        (Parameter::DraftLapseDays, 30),
        (Parameter::OpenDrafts, 3),
        (Parameter::NextStageDays, 30),
        (Parameter::ReviewedWindowDays, 7),
        (Parameter::SubmissionsPerPlace, 3),
        (Parameter::RefusalsBeforeWait, 3),
        (Parameter::RefusalWaitDays, 7),
        (Parameter::ReviewersMin, 3),
        (Parameter::UnopenedCaseDays, 7),
        (Parameter::FirstDecisionDays, 14),
        (Parameter::AppealDays, 7),
        (Parameter::AppealDecisionDays, 7),
        (Parameter::UncappedSeats, 5),
        (Parameter::CampaignCap, 500),
        (Parameter::OrganiserCap, 1_000),
        (Parameter::FraudReplyDays, 7),
        (Parameter::FraudDecisionDays, 14),
        (Parameter::FraudBarStages, 1),
        (Parameter::CorrectionDays, 7),
    ];
    assert_eq!(table.len(), PARAMETERS.len());
    for (parameter, value) in table {
        assert_eq!(
            PARAMETERS[parameter as usize].initial, value,
            "{parameter:?}"
        );
    }
}

#[test]
fn a_parameter_keeps_its_bounds() {
    let mut world = World::new(2);
    let first = world.member(1);
    for entry in PARAMETERS {
        for value in (entry.minimum.checked_sub(1).into_iter()).chain([entry.maximum + 1]) {
            let error = ICommittee::ParameterOutOfBounds {
                name: entry.name.into(),
                value: U256::from(value),
                minimum: U256::from(entry.minimum),
                maximum: U256::from(entry.maximum),
            };
            let call = proposal(addresses::COMMITTEE, set(entry.name, value));
            world.refused(&first, &call, error);
        }
    }
    let unknown = ICommittee::UnknownParameter {
        name: "totalSupply".into(),
    };
    let call = proposal(addresses::COMMITTEE, set("totalSupply", 1));
    world.refused(&first, &call, unknown);
    let huge = ICommittee::setParameterCall {
        name: "appealDays".into(),
        value: U256::MAX,
    };
    let receipt = world.send(&first, &proposal(addresses::COMMITTEE, huge.abi_encode()));
    assert_eq!(
        receipt.error[..4],
        ICommittee::ParameterOutOfBounds::SELECTOR
    );
}

#[test]
fn reviews_always_end_before_settlement_does() {
    let mut world = World::new(2);
    let first = world.member(1);
    let too_long = ICommittee::ReviewTooLong {
        total: U256::from(29),
        settlement: U256::from(28),
    };
    let longer = proposal(addresses::COMMITTEE, set("appealDays", 8));
    world.refused(&first, &longer, too_long.clone());
    // Two decisions that fit alone, and not together: the second one fails when it takes effect.
    let shorter = world.propose(1, addresses::COMMITTEE, set("firstDecisionDays", 13));
    world.approve(2, shorter);
    world.days(3);
    let one = world.propose(1, addresses::COMMITTEE, set("appealDays", 8));
    let other = world.propose(1, addresses::COMMITTEE, set("appealDecisionDays", 8));
    world.approve(2, one);
    world.approve(2, other);
    world.days(3);
    let failed = world.proposal(other);
    assert_eq!(failed.state, ICommittee::State::Failed);
    assert_eq!(failed.failure, too_long.abi_encode());
}

#[test]
fn changed_terms_hold_for_what_begins_after_them() {
    let mut world = World::new(3);
    let before = world.propose(3, super::SUBJECT, super::act(1, &[]));
    for (name, value) in [("proposalLapseDays", 20), ("decisionDelayDays", 5)] {
        let id = world.propose(1, addresses::COMMITTEE, set(name, value));
        world.approve(2, id);
    }
    world.days(3);
    let lapses = |world: &World, id| {
        let proposal = world.proposal(id);
        proposal.lapsesAt - proposal.openedAt
    };
    assert_eq!(lapses(&world, before), 14 * 86_400);
    let after = world.propose(1, addresses::COMMITTEE, set("openDrafts", 4));
    assert_eq!(lapses(&world, after), 20 * 86_400);
    world.approve(2, after);
    let proposal = world.proposal(after);
    assert_eq!(proposal.effectiveAt, proposal.decidedAt + 5 * 86_400);
}

/// Everything that the committee may decide on: whoever adds to it adds a line here, and says why it cannot mint, move
/// the pool, or edit a balance (R13).
const DECIDABLE: &[(&str, &str)] = &[
    ("emission", "setBudget"),
    ("committee", "fill"),
    ("committee", "renew"),
    ("committee", "seat"),
    ("committee", "setParameter"),
    ("campaigns", "approve"),
    ("campaigns", "award"),
    ("campaigns", "dismissReviewer"),
    ("campaigns", "nameReviewer"),
    ("campaigns", "resumeKey"),
    ("campaigns", "setActivityType"),
    // Who orders blocks, and by which release: no account holds anything for it.
    ("network", "addValidator"),
    ("network", "cancelUpgrade"),
    ("network", "removeValidator"),
    ("network", "scheduleUpgrade"),
];

/// A call of a function with arguments that decode: zeros, and empty texts and lists.
fn empty_call(function: &alloy_json_abi::Function) -> Vec<u8> {
    [&function.selector()[..], &empty(&function.inputs)].concat()
}

/// Empty values of these types: heads, where a dynamic one has the offset of its tail, then the tails.
fn empty(parameters: &[Param]) -> Vec<u8> {
    let head_bytes = |parameter: &Param| match is_dynamic(parameter) {
        true => 32,
        false => empty_value(parameter).len(),
    };
    let heads: usize = parameters.iter().map(head_bytes).sum();
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    for parameter in parameters {
        let value = empty_value(parameter);
        if is_dynamic(parameter) {
            let offset = U256::from(heads + tail.len());
            head.extend(offset.to_be_bytes::<32>());
            tail.extend(value);
        } else {
            head.extend(value);
        }
    }
    [head, tail].concat()
}

fn is_dynamic(parameter: &Param) -> bool {
    let kind = parameter.ty.as_str();
    kind == "string"
        || kind == "bytes"
        || kind.ends_with("[]")
        || (kind == "tuple" && parameter.components.iter().any(is_dynamic))
}

fn empty_value(parameter: &Param) -> Vec<u8> {
    if parameter.ty == "tuple" {
        return empty(&parameter.components);
    }
    let length = parameter
        .ty
        .strip_suffix(']')
        .and_then(|kind| kind.split('[').nth(1));
    let words = length.and_then(|length| length.parse().ok()).unwrap_or(1);
    vec![0; 32 * words]
}

#[test]
fn the_committee_may_decide_on_what_this_list_says_and_on_nothing_else() {
    let world = World::new(2);
    let chain = TestChain::new(world.chain.network().genesis().clone());
    let mut found = Vec::new();
    for module in MODULES.0 {
        let info = module.info();
        for function in info.document().abi.functions() {
            let call = ICommittee::declaresCall {
                target: info.address,
                callData: empty_call(function).into(),
            };
            let answer = chain.call(Call {
                to: addresses::COMMITTEE,
                input: call.abi_encode().into(),
                ..Call::default()
            });
            let refused = |error: &[u8]| error.starts_with(&ICommittee::NotDecidable::SELECTOR);
            // Any other error is a reason for which this very call could not succeed.
            if !answer.result.is_err_and(|error| refused(&error)) {
                found.push((info.name, function.name.as_str()));
            }
        }
    }
    assert_eq!(found, DECIDABLE);
}

/// What the white paper fixes, as anybody can ask for it.
fn constants(chain: &TestChain) -> Vec<Vec<u8>> {
    let views = [
        IEmission::boundariesCall {}.abi_encode(),
        IEmission::monthCall {}.abi_encode(),
        IEmission::stageCall {}.abi_encode(),
        IEmission::supplyCall {}.abi_encode(),
    ];
    let answers = views.into_iter().map(|input| {
        let answer = chain.call(Call {
            to: addresses::EMISSION,
            input: input.into(),
            ..Call::default()
        });
        answer.result.expect("the view answers").to_vec()
    });
    answers.collect()
}

#[test]
fn no_parameter_and_no_function_changes_supply_stages_multipliers_boundaries_or_pool() {
    let twin = |world: &World| TestChain::new(world.chain.network().genesis().clone());
    let mut world = World::new(2);
    world.chain = twin(&world);
    let mut idle = twin(&world);
    // Every parameter to its largest value, then to its smallest, by decisions.
    for largest in [true, false] {
        for entry in PARAMETERS {
            let value = if largest {
                entry.maximum
            } else {
                entry.minimum
            };
            let call = proposal(addresses::COMMITTEE, set(entry.name, value));
            let first = world.member(1);
            let receipt = world.send(&first, &call);
            if !receipt.success {
                assert_eq!(receipt.error[..4], ICommittee::ReviewTooLong::SELECTOR);
                continue;
            }
            let id = world.view(&ICommittee::proposalCountCall {}) - 1;
            world.approve(2, id);
            world.days(15);
            assert_eq!(
                world.proposal(id).state,
                ICommittee::State::Executed,
                "{}",
                entry.name
            );
            let name = entry.name.to_owned();
            assert_eq!(
                world.view(&ICommittee::parameterCall { name }),
                U256::from(value)
            );
        }
    }
    // Every function of every module, by a member and by a stranger.
    for from in [world.member(1), crate::testing::Member::named("ann")] {
        for module in MODULES.0 {
            for function in module.info().document().abi.functions() {
                if function.state_mutability == StateMutability::NonPayable {
                    let to = module.info().address;
                    let nothing = crate::amounts::Amount::ZERO;
                    world.chain.send(&from, to, nothing, empty_call(function));
                }
            }
        }
    }
    let passed = world.chain.time().millis() - idle.time().millis();
    idle.block_after(passed, Vec::new());
    assert_eq!(constants(&world.chain), constants(&idle));
}

#[test]
fn what_a_decision_does_nobody_else_can_do() {
    let mut world = World::new(2);
    let calls: [Vec<u8>; 4] = [
        ICommittee::seatCall {
            member: Address::repeat_byte(9),
            name: "New".into(),
        }
        .abi_encode(),
        ICommittee::renewCall {
            member: world.member(1).address,
        }
        .abi_encode(),
        ICommittee::fillCall {
            caretaker: world.member(1).address,
            member: Address::repeat_byte(9),
            name: "New".into(),
        }
        .abi_encode(),
        set("appealDays", 6),
    ];
    for from in [world.member(1), crate::testing::Member::named("ann")] {
        for call in calls.clone() {
            let nothing = crate::amounts::Amount::ZERO;
            let receipt = world.chain.send(&from, addresses::COMMITTEE, nothing, call);
            let caller = from.address;
            let error: Failure = ICommittee::OnlyByDecision { caller }.into();
            assert_eq!(receipt.error, error.into_revert().to_vec());
        }
    }
}
