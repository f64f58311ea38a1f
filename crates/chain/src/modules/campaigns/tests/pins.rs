//! Bytes and costs that do not change unseen.

use super::*;
use crate::{
    execution::Call,
    modules::{
        campaigns::{
            rules::tests::campaign,
            state::{
                ActivityType, ActivityTypes, Appeal, BOARDS, Board, CAMPAIGNS, COUNT, ENTRIES,
                Entry, FACTS, Hearing, Load, OPEN_CONTRIBUTIONS, ORGANISED, Organised,
                PARTICIPANTS, Participant, REVIEWERS, REVIEWS, Review, Reviewers, SUBMISSIONS,
                Status, Submission, TEXTS, TYPES, Texts, WAITING_APPEALS,
            },
            tasks::Task,
        },
        emission::Area,
    },
    stages::StageIndex,
    state::Record,
    testing::LAUNCH,
    tests::{digest, encodings::assert_hashes},
};
use alloy_primitives::{B256, hex};

fn submission(status: Status) -> Submission {
    Submission {
        account: Address::repeat_byte(2),
        fact: B256::repeat_byte(3),
        status,
        has_place: true,
        nominal: Amount::pos(4),
        submitted_at: LAUNCH,
        reviewer: Address::repeat_byte(5),
        before: Some((6, 7)),
    }
}

fn review() -> Review {
    Review {
        reviewer: Address::repeat_byte(1),
        approved: false,
        decided_at: LAUNCH,
        reason: "理由".into(),
        appeal: Some(Appeal {
            at: LAUNCH,
            reason: "again".into(),
            hearings: vec![Hearing {
                judge: Address::repeat_byte(2),
                overturn: Some(true),
                reason: "right".into(),
            }],
        }),
    }
}

#[test]
fn records_have_the_bytes_they_had() {
    let value = |value: bytes::Bytes| digest(value);
    let participant = Participant {
        stage: StageIndex(1),
        refusals: 2,
        last_submitted_at: LAUNCH,
        newest: Some((3, 4)),
        drafts: vec![5, 6],
    };
    let load = Load {
        reviewer: Address::repeat_byte(1),
        assigned: 2,
        decided: 3,
        undecided: 4,
        undecided_amount: Amount::pos(5),
        appeals_assigned: 6,
        appeals_heard: 7,
    };
    let texts = Texts {
        title_zh: "题".into(),
        title_en: "title".into(),
        text_zh: "文".into(),
        text_en: "text".into(),
    };
    let types = ActivityTypes(vec![ActivityType {
        name_zh: "型".into(),
        name_en: "type".into(),
        area: Area::Nodes,
        base: Amount::pos(1),
    }]);
    let board = Board {
        scheduled: true,
        loads: vec![load],
    };
    let statuses = [
        Status::Open,
        Status::Approved,
        Status::Rewarded,
        Status::Refused { appeal_until: None },
        Status::Appealed { until: LAUNCH },
        Status::Withdrawn,
    ];
    let statuses: Vec<u8> = statuses
        .into_iter()
        .flat_map(|status| submission(status).to_value())
        .collect();
    let tasks = [
        Task::LapseDraft { campaign: 1 },
        Task::Fund { campaign: 2 },
        Task::Close { campaign: 3 },
        Task::Promote { campaign: 4 },
        Task::EndRefusal {
            campaign: 5,
            number: 6,
        },
        Task::EndAppeal {
            campaign: 7,
            number: 8,
        },
        Task::Settle {
            stage: StageIndex(9),
        },
    ];
    let found = [
        ("Campaign", value(campaign().to_value())),
        ("Texts", value(texts.to_value())),
        ("Submission, by status", digest(statuses)),
        ("Review", value(review().to_value())),
        (
            "Entry",
            value(
                Entry {
                    open: Some(1),
                    approved: 2,
                }
                .to_value(),
            ),
        ),
        ("Participant", value(participant.to_value())),
        (
            "Reviewers",
            value(Reviewers(vec![Address::repeat_byte(1)]).to_value()),
        ),
        ("Board", value(board.to_value())),
        ("ActivityTypes", value(types.to_value())),
        (
            "Organised",
            value(Organised(vec![(Address::repeat_byte(1), Amount::pos(2))]).to_value()),
        ),
        ("Task, each", digest(borsh::to_vec(&tasks).unwrap())),
    ];
    assert_hashes(&found, RECORDS);
}

const RECORDS: &[(&str, &str)] = &[
    (
        "Campaign",
        "0x4ef9ba14b3ab85e88c8a150907a38e6c3bf5e7a76ef82c2fb60b7186e375ae5e",
    ),
    (
        "Texts",
        "0xd96cf98e1c8e307cb2ae90030b162bacf09d0a16ef42a86b72017dd8375b8507",
    ),
    (
        "Submission, by status",
        "0x06003ba12e9304c1818158ee7177a141df784b6d776aeaf0d8c2ff7a959b8da2",
    ),
    (
        "Review",
        "0xa6d16e75c29611f91580af0b23885aaafb5169c3e8f47d2fbb20aed372068b59",
    ),
    (
        "Entry",
        "0x33f13936e27972717f9287230103a5b80c6f31f921b213666403d84290057bec",
    ),
    (
        "Participant",
        "0x527a6e74c57e7b551c56a33fcde6c7702022c70b89bed2f9f6e860913b157f56",
    ),
    (
        "Reviewers",
        "0xf9bbcb6ba53dbd77be993ecf11ff78031c30cabfc1b85dfb2cb771b6073439c4",
    ),
    (
        "Board",
        "0x95af4b0f06895397f0760b02228dae645da352b903037d556835747db40c5d2e",
    ),
    (
        "ActivityTypes",
        "0xbb5c1310c2a31bf8ef122b6ca13a3fc0e00e04d0cd519a7cff527ca3ce5dd55a",
    ),
    (
        "Organised",
        "0x71ab8c809ccebbc6d1f8035fe56639b208276eaf078b53758ff5de2ef1701fe4",
    ),
    (
        "Task, each",
        "0x8316d0af0efe529145f966d5988bf96f4f401436d2f2425329ceb7d400d65424",
    ),
];

#[test]
fn keys_are_where_they_were() {
    let account = Address::repeat_byte(1);
    let found = [
        ("count", COUNT.key()),
        ("campaigns", CAMPAIGNS.key(&1)),
        ("texts", TEXTS.key(&1)),
        ("submissions", SUBMISSIONS.key(&(1, 2))),
        ("reviews", REVIEWS.key(&(1, 2))),
        ("entries", ENTRIES.key(&(1, account))),
        ("facts", FACTS.key(&(1, B256::repeat_byte(2)))),
        ("participants", PARTICIPANTS.key(&account)),
        ("reviewers", REVIEWERS.key()),
        ("boards", BOARDS.key(&1)),
        ("types", TYPES.key()),
        ("organised", ORGANISED.key(&1)),
        ("open_contributions", OPEN_CONTRIBUTIONS.key(&1)),
        ("waiting_appeals", WAITING_APPEALS.key(&(1, 2))),
    ];
    let found = found.map(|(name, key)| (name, hex::encode_prefixed(key.0)));
    assert_hashes(&found, KEYS);
}

const KEYS: &[(&str, &str)] = &[
    (
        "count",
        "0xc0ba8a33ac67f44abff5984dfbb6f56c46b880ac2b86e1f23e7fa9c402c53ae7",
    ),
    (
        "campaigns",
        "0xd2a916a0d1fb0c33a58e4b018244ad9dfa9cc9c463b29272859c34c080063bf5",
    ),
    (
        "texts",
        "0xe6291b98bc637e7e46b281f9d2602fcbf590bc39c4176e1ea3341bc790ee19da",
    ),
    (
        "submissions",
        "0x920a33998243653c624720579ea6f4ac9de9016eba477bc4a35d5c7297c5fae9",
    ),
    (
        "reviews",
        "0x1c007d3b2dffacda61bdbfbc3b8712a3b55f641451d06b03797109e56dce4f07",
    ),
    (
        "entries",
        "0x54822b750f8cd9767506e8e29e7ca0546120f22c5a7134bcd3709af23767d9e3",
    ),
    (
        "facts",
        "0x9d51dcaeae31d126a4c16d3572209cd3f871537036f9f26a602dcc586ca7c320",
    ),
    (
        "participants",
        "0x4e25b25e06a6f5853d16f75acd89369cbf8bd5a69079752c0b9b61ed5a2013fb",
    ),
    (
        "reviewers",
        "0xd6eb61185349af5834ca3f40c31b06cd74bcb64cb16feece4cc369b7c31245ec",
    ),
    (
        "boards",
        "0xc0596cee3362358952f056f4df8d982ad24ab4976e42a03744c2ac75947c249d",
    ),
    (
        "types",
        "0xb80d00ff2021d295c1d7ac48b7f3b9d2c3b33094fc76e5739db883e3a2d63c3f",
    ),
    (
        "organised",
        "0x5114a9a05ccbcba117aaa46093c2f11425267c159f496ff2287f73843fed3c69",
    ),
    (
        "open_contributions",
        "0xf7e36b0c189eaa6dde3fa344d9fcb19a9a532f554d960c92a70340f38eb50c15",
    ),
    (
        "waiting_appeals",
        "0xafb5c76d15790095c735ada6a23c5bb4597f7cf7085d2817f099b7245ae9ec5b",
    ),
];

#[test]
fn a_submission_is_small_wherever_it_is_kept() {
    let campaign = campaign().to_value().len();
    let submission = submission(Status::Open).to_value().len();
    assert!(
        campaign <= 256 && submission <= 160,
        "{campaign} {submission}"
    );
    let board = Board {
        scheduled: true,
        loads: vec![Load::default(); 4],
    };
    assert!(board.to_value().len() <= 256);
}

#[test]
fn every_action_costs_what_the_table_says() {
    let mut world = World::new();
    let organiser = world.organiser.clone();
    let id = world.open(world.terms(6, 2));
    let alice = World::member(1);
    let new = Member::named("newcomer");
    let gas = |world: &mut World, from: &Member, call: Vec<u8>| {
        let to = addresses::CAMPAIGNS;
        let preview = world.chain.call(Call {
            from: from.address,
            to,
            input: call.clone().into(),
            ..Call::default()
        });
        let receipt = world.chain.send(from, to, Amount::ZERO, call);
        assert_eq!(preview.result.is_ok(), receipt.success);
        assert_eq!(preview.gas_used, receipt.gas_used, "preview and receipt");
        receipt.gas_used
    };
    let mut found = Vec::new();
    let mut note = |name, gas: u64| found.push((name, gas.to_string()));
    let proposal = propose(world.terms(2, 5)).abi_encode();
    note("propose", gas(&mut world, &organiser, proposal));
    let call = ICampaigns::withdrawDraftCall { campaign: id + 1 };
    note(
        "withdrawDraft",
        gas(&mut world, &organiser, call.abi_encode()),
    );
    let content = "x".repeat(100);
    note(
        "submit",
        gas(&mut world, &alice, submit(id, &content).abi_encode()),
    );
    note(
        "submit, a newcomer",
        gas(&mut world, &new, submit(id, "y").abi_encode()),
    );
    let third = submit(id, "z").abi_encode();
    note(
        "submit, without a place",
        gas(&mut world, &World::member(2), third),
    );
    let again = submit(id, "z").abi_encode();
    note("submit, refused", gas(&mut world, &World::member(3), again));
    let call = ICampaigns::withdrawSubmissionCall {
        campaign: id,
        submission: 2,
    };
    note(
        "withdrawSubmission",
        gas(&mut world, &new, call.abi_encode()),
    );
    let reviewer = world.responsible(id, 1);
    note(
        "decide, refuse",
        gas(&mut world, &reviewer, decide(id, 1, false).abi_encode()),
    );
    let reviewer = world.responsible(id, 3);
    note(
        "decide, pay",
        gas(&mut world, &reviewer, decide(id, 3, true).abi_encode()),
    );
    note(
        "appeal",
        gas(&mut world, &alice, appeal(id, 1).abi_encode()),
    );
    let review = world.view(&ICampaigns::reviewCall {
        campaign: id,
        submission: 1,
    });
    for (name, hearing) in ["decideAppeal", "decideAppeal, pay"]
        .into_iter()
        .zip(review.hearings)
    {
        let judge = world.reviewer(hearing.judge);
        note(
            name,
            gas(&mut world, &judge, hear(id, 1, true).abi_encode()),
        );
    }
    assert_hashes(&found, GAS);
}

const GAS: &[(&str, &str)] = &[
    ("propose", "57208"),
    ("withdrawDraft", "28600"),
    ("submit", "46840"),
    ("submit, a newcomer", "45624"),
    ("submit, without a place", "41824"),
    ("submit, refused", "25000"),
    ("withdrawSubmission", "46000"),
    ("decide, refuse", "51012"),
    ("decide, pay", "59280"),
    ("appeal", "66580"),
    ("decideAppeal", "33312"),
    ("decideAppeal, pay", "62580"),
];
