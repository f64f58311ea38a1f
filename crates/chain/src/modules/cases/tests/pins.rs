//! Bytes and costs that do not change unseen.

use super::*;
use crate::{
    execution::Call,
    modules::cases::{
        Task,
        state::{
            ACCOUNTS, Accused, Appeal, CASES, COUNT, Case, Claim as Named, Decision, Hearing,
            OF_ACCOUNT, PROVEN, Status, TEXTS, Texts,
        },
    },
    state::Record,
    testing::LAUNCH,
    tests::{digest, encodings::assert_hashes},
};
use alloy_primitives::hex;

#[test]
fn records_have_the_bytes_they_had() {
    let statuses = [
        Status::Open,
        Status::Dismissed,
        Status::Proven {
            appeal_until: LAUNCH,
        },
        Status::Appealed { until: LAUNCH },
        Status::Final,
        Status::Overturned,
        Status::Lapsed,
    ];
    let cases = statuses.map(|status| {
        Case {
            account: Address::repeat_byte(1),
            opener: Address::repeat_byte(2),
            claims: vec![Named {
                campaign: 3,
                submission: 4,
            }],
            parties: vec![Address::repeat_byte(5)],
            opened_at: LAUNCH,
            reply_until: LAUNCH,
            replied_at: Some(LAUNCH),
            decide_until: LAUNCH,
            reviewer: Address::repeat_byte(6),
            status,
            decision: Some(Decision {
                decider: Address::repeat_byte(7),
                at: LAUNCH,
                bar_days: 8,
                barred_until: Some(LAUNCH),
            }),
            appeal: Some(Appeal {
                at: LAUNCH,
                hearings: vec![Hearing {
                    judge: Address::repeat_byte(9),
                    overturn: Some(true),
                }],
            }),
            ended_at: None,
        }
        .to_value()
    });
    let texts = Texts {
        evidence: "证据".into(),
        reply: "reply".into(),
        reason: "reason".into(),
        appeal: "appeal".into(),
        hearings: vec!["heard".into()],
    };
    let accused = Accused {
        cases: 2,
        proven: 1,
    };
    let tasks = [Task::Lapse { id: 1 }, Task::Settle { id: 2 }];
    let found = [
        ("Case, by status", digest(cases.concat())),
        ("Texts", digest(texts.to_value())),
        ("Accused", digest(accused.to_value())),
        ("Task, each", digest(borsh::to_vec(&tasks).unwrap())),
    ];
    assert_hashes(&found, RECORDS);
}

const RECORDS: &[(&str, &str)] = &[
    (
        "Case, by status",
        "0xd03224dbc211247803797290807bee72cf9141869ecb67257c4a89b350e222b0",
    ),
    (
        "Texts",
        "0x813f9ced8cf5baa58b3ed3ce83cdb5d2ab743928cdc3301897ec007781ec0aac",
    ),
    (
        "Accused",
        "0xeb37a26e1a153827a13f72482521f71bac880b14c4d799cc9d95ca2eee33b993",
    ),
    (
        "Task, each",
        "0x1cb4c3864c56e21c72b86601300d98fdacf4ee4325ae8da410fa982b0273c207",
    ),
];

#[test]
fn keys_are_where_they_were() {
    let account = Address::repeat_byte(1);
    let found = [
        ("count", COUNT.key()),
        ("cases", CASES.key(&1)),
        ("texts", TEXTS.key(&1)),
        ("accounts", ACCOUNTS.key(&account)),
        ("of_account", OF_ACCOUNT.key(&(account, 2))),
        ("proven", PROVEN.key(&(account, 2))),
    ];
    let found = found.map(|(name, key)| (name, hex::encode_prefixed(key.0)));
    assert_hashes(&found, KEYS);
}

const KEYS: &[(&str, &str)] = &[
    (
        "count",
        "0x707bf0b938f307b5c222e670598b865d5e1f8a8003df82c7abbf7c9f8fa4d720",
    ),
    (
        "cases",
        "0x14b500c7ccc2ed392b722c1080b77e91ccf98c35e1ab05d5628675504349c5b3",
    ),
    (
        "texts",
        "0x0e783531dfdf7e18efc3415123a6947cadc7af97b824db8dda6a7ec3f8fc8342",
    ),
    (
        "accounts",
        "0x2e146c9c305bc5a92d77428b0a924371e330544b5974789d78a14cea7455f898",
    ),
    (
        "of_account",
        "0x411d6cd82ed0bf29973bc64ee2ec566df43b426d7ed9332064df1c4ac9963554",
    ),
    (
        "proven",
        "0x00399f45744b9ab2b629501151bf7999465877895ec725a17b41778be215c5dc",
    ),
];

#[test]
fn every_action_costs_what_the_table_says() {
    let mut world = World::new();
    let campaign = world.open(world.terms(6, 2));
    let [alice, bob] = [1, 2].map(World::member);
    world.submit(&alice, campaign, "work");
    let gas = |world: &mut World, from: &Member, call: Vec<u8>| {
        let to = addresses::CASES;
        let preview = world.chain.call(Call {
            from: from.address,
            to,
            input: call.clone().into(),
            ..Call::default()
        });
        let receipt = world.chain.send(from, to, Amount::ZERO, call);
        assert!(receipt.success && preview.result.is_ok());
        assert_eq!(preview.gas_used, receipt.gas_used, "preview and receipt");
        receipt.gas_used
    };
    let mut found = Vec::new();
    let mut note = |name, gas: u64| found.push((name, gas.to_string()));
    let seat = world.committee[0].clone();
    let call = open(alice.address, &[(campaign, 1)]).abi_encode();
    note("open", gas(&mut world, &seat, call));
    note("reply", gas(&mut world, &alice, reply(1).abi_encode()));
    let reviewer = world.reviewer(world.case(1).reviewer);
    let dismiss = decide(1, false, 0).abi_encode();
    note("decide, dismiss", gas(&mut world, &reviewer, dismiss));
    world.submit(&bob, campaign, "other work");
    let call = open(bob.address, &[(campaign, 2)]).abi_encode();
    note("open, a second one", gas(&mut world, &seat, call));
    world.does(&bob, &reply(2));
    let reviewer = world.reviewer(world.case(2).reviewer);
    let prove = decide(2, true, 10).abi_encode();
    note("decide, prove", gas(&mut world, &reviewer, prove));
    note("appeal", gas(&mut world, &bob, appeal(2).abi_encode()));
    let said = world.ask(&ICases::textsCall { id: 2 });
    let votes = [("decideAppeal", true), ("decideAppeal, refuse", false)];
    for ((name, overturn), hearing) in votes.into_iter().zip(said.hearings) {
        let judge = world.judge_named(hearing.judge);
        let vote = hear(2, overturn).abi_encode();
        note(name, gas(&mut world, &judge, vote));
    }
    assert_hashes(&found, GAS);
}

const GAS: &[(&str, &str)] = &[
    ("open", "84776"),
    ("reply", "25056"),
    ("decide, dismiss", "53024"),
    ("open, a second one", "84776"),
    ("decide, prove", "52524"),
    ("appeal", "57676"),
    ("decideAppeal", "29760"),
    ("decideAppeal, refuse", "69168"),
];
