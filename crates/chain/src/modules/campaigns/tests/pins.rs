//! Bytes and costs that do not change unseen.

use super::*;
use crate::{
    execution::Call,
    modules::{
        campaigns::{
            rules::tests::campaign,
            state::{
                ANCHORS, ActivityType, ActivityTypes, Anchor, AnchorKind, Appeal, BARRED_FACTS,
                BOARDS, Bar, Before, Board, CAMPAIGNS, CONTRIBUTIONS, CONTRIBUTORS, COUNT,
                Contribution, Contributor, DRAWS, Drawn, ENTRIES, Entry, FACTS, FORMS, FieldKind,
                Form, FormField, Hearing, List, Load, OPEN_CONTRIBUTIONS, ORGANISED, Organised,
                Outcome, PARTICIPANTS, Participant, RELEASED, REVIEWERS, REVIEWS, Ranked, Ranking,
                Review, Reviewers, SUBMISSIONS, Score, Scores, Status, Submission, TEXTS, TYPES,
                Texts, Undecided, WAITING, WAITING_APPEALS, Waiting,
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
        author: Address::repeat_byte(9),
        fact: B256::repeat_byte(3),
        status,
        has_place: true,
        nominal: Amount::pos(4),
        submitted_at: LAUNCH,
        reviewer: Address::repeat_byte(5),
        before: Some((6, 7)),
    }
}

fn contested(before: Before) -> Status {
    Status::Contested { case: 7, before }
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
        bar: Some(Bar {
            until: LAUNCH,
            case: 7,
        }),
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
        commitment: B256::repeat_byte(1),
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
        Status::Unanchored,
        Status::Unpaid,
        contested(Before::Open),
        contested(Before::Approved),
        contested(Before::Appealed { left: 8 }),
        contested(Before::Unanchored),
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
        Task::Draw { campaign: 10 },
        Task::PayWaiting {
            account: Address::repeat_byte(1),
        },
        Task::Announce { campaign: 11 },
        Task::TellResult { campaign: 12 },
        Task::PayList {
            campaign: 13,
            next: 14,
            last: 15,
        },
    ];
    let scores = Scores(vec![Score {
        reviewer: Address::repeat_byte(1),
        points: 80,
        at: LAUNCH,
        reason: "why".into(),
    }]);
    let ranking = Ranking {
        ranked: vec![Ranked {
            median: 80,
            total: 240,
            number: 1,
        }],
        result: Some(Outcome {
            winners: 1,
            next: 2,
            undecided: vec![Undecided {
                number: 2,
                reviewer: Address::repeat_byte(2),
            }],
            lost: 1,
        }),
    };
    let list = List {
        confirmed: 1,
        paid: 2,
        paid_from: LAUNCH,
    };
    let form = Form(vec![FormField {
        kind: FieldKind::Choice,
        required: true,
        private: false,
        label_zh: "问".into(),
        label_en: "ask".into(),
        choices: vec!["甲".into(), "乙".into()],
    }]);
    let kinds = [
        AnchorKind::Ticket,
        AnchorKind::Delegation,
        AnchorKind::Contribution,
        AnchorKind::Invitation,
    ];
    let anchors = kinds.map(|kind| {
        Anchor {
            kind,
            source: B256::repeat_byte(1),
            at: LAUNCH,
        }
        .to_value()
    });
    let anchors = anchors.concat();
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
                    period: 3,
                    run: 4,
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
        ("Form", value(form.to_value())),
        ("Scores", value(scores.to_value())),
        ("Ranking", value(ranking.to_value())),
        ("List", value(list.to_value())),
        ("Drawn", value(Drawn(B256::repeat_byte(1)).to_value())),
        (
            "Contributor",
            value(
                Contributor {
                    count: 3,
                    kinds: vec![(6, 2), (2, 1)],
                }
                .to_value(),
            ),
        ),
        (
            "Contribution",
            value(
                Contribution {
                    campaign: 1,
                    submission: 2,
                }
                .to_value(),
            ),
        ),
        ("Anchor, by kind", digest(anchors)),
        ("Waiting", value(Waiting(vec![(1, 2), (3, 4)]).to_value())),
        ("Task, each", digest(borsh::to_vec(&tasks).unwrap())),
    ];
    assert_hashes(&found, RECORDS);
}

const RECORDS: &[(&str, &str)] = &[
    (
        "Campaign",
        "0x954858716c1207e2d62dd899a51c6f4c3d814ea81fd018cc860d0a8645ed1e05",
    ),
    (
        "Texts",
        "0xd34e2a68edbd29c4f44c4a271704dc51ad0b123f4124e2c1b176439e8025b9cd",
    ),
    (
        "Submission, by status",
        "0x1e12adbe8bc06749bd450aa46817a9f5d2da1a4ac610a38e8028f12193ffada9",
    ),
    (
        "Review",
        "0xa6d16e75c29611f91580af0b23885aaafb5169c3e8f47d2fbb20aed372068b59",
    ),
    (
        "Entry",
        "0x27f035f5bb31b97218c33184549bd454e7d6b50057e4673faf345673ab68a25c",
    ),
    (
        "Participant",
        "0x9bed6608f0dc464b6df422dcd9601b068bb6db3f9a0f089932fe849c1883b1cc",
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
        "Form",
        "0xac2a3295c9fa85c17df0166df4c05f91bcd7ddfb2cf1a9400e432d91fbd3f238",
    ),
    (
        "Scores",
        "0x3ae825a82cab6d84a3f617595da8a9d1795aa329c535ae780d6893dcb7ab9dc4",
    ),
    (
        "Ranking",
        "0x2e0ae885768e0f46bda1f88959acfb1f7cc1c2da89f14bce5d1600cf0feb8c94",
    ),
    (
        "List",
        "0xc8f4670e4d88f61eb2bc532c8350880bb179572aa3ac366bd5c1ae10f0dcea31",
    ),
    (
        "Drawn",
        "0xd9dc1708dbe284a6b17e42c1c1b003ff28e2b7c9e22c993da9fad5bf6f1b8acb",
    ),
    (
        "Contributor",
        "0x49d9520c6264a5de05c204822b338591c1d18c4e7d089ce3e33beedc824da0b7",
    ),
    (
        "Contribution",
        "0x62cc9ee1c3e549bd1db7c101d12b09aef5c7df1cc2c9a49d58a575a511a223d8",
    ),
    (
        "Anchor, by kind",
        "0xc094b6c779839d4eb13dce7eb21c4b95fc80c5a3ede742f6d8bf0aec6083a647",
    ),
    (
        "Waiting",
        "0xf4b6ceee97d16c8f6c594f32be41b8e6a73b60c6f831c2f72dab7dc85cdf9420",
    ),
    (
        "Task, each",
        "0xf986011642541905711a458e2a3519d0974e70934569f0e2ad0ba610714e8984",
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
        ("forms", FORMS.key(&1)),
        ("draws", DRAWS.key(&1)),
        ("anchors", ANCHORS.key(&Address::repeat_byte(1))),
        ("waiting", WAITING.key(&Address::repeat_byte(1))),
        ("contributors", CONTRIBUTORS.key(&Address::repeat_byte(1))),
        (
            "contributions",
            CONTRIBUTIONS.key(&(Address::repeat_byte(1), 2)),
        ),
        ("barred_facts", BARRED_FACTS.key(&B256::repeat_byte(1))),
        ("released", RELEASED.key(&(1, 2))),
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
    (
        "forms",
        "0xd93f68a0a6f7f7fb6a4a3feae044e6edc2573e48c9d093649819d43b524b9243",
    ),
    (
        "draws",
        "0x9e1817cc3ac58f1f212b6e72e402ac385e1a197c9476819acb0f3c5064dd7b36",
    ),
    (
        "anchors",
        "0x38baf6b2e36ae046b8d7c762b4a2ef7448a2715d14b588a911a5a188afe44989",
    ),
    (
        "waiting",
        "0xfae73ab02fb0d79daa32cdf7ee71e1eb460b47d9b77e653c8ec4fee401d61a7c",
    ),
    (
        "contributors",
        "0xf3ab170965ddc2597bc717642522839ae2c3aca05587ec43ee4414c0a8b52fd7",
    ),
    (
        "contributions",
        "0x5f77b5f8046990293deb537b611d629c80260d5fdb3d28a303f0b103bf5aef59",
    ),
    (
        "barred_facts",
        "0xbea96f329a1d5d4031e3731fe716aa82af607d606fb9fcfeedb110d960ef3891",
    ),
    (
        "released",
        "0x5f50a4f4fb92ee8c64493994f12d86e05c6399270e96eb9966dd25b6f16325e0",
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
    let event = world.open(world.terms_by(1, 3));
    let quiz = world.open(world.terms_by(2, 30));
    let (visitor, fresh) = (Member::named("visitor"), Member::named("fresh"));
    let calls = [
        ("redeem a ticket", world.ticket(event, 1, alice.address)),
        (
            "redeem a ticket, a newcomer",
            world.ticket(event, 2, visitor.address),
        ),
        ("redeem a result", world.result(quiz, 1, alice.address)),
        (
            "redeem a result, without an anchor",
            world.result(quiz, 1, fresh.address),
        ),
    ];
    for ((name, call), from) in calls.into_iter().zip([&alice, &visitor, &alice, &fresh]) {
        note(name, gas(&mut world, from, call.abi_encode()));
    }
    assert_hashes(&found, GAS);
}

const GAS: &[(&str, &str)] = &[
    ("propose", "62328"),
    ("withdrawDraft", "28600"),
    ("submit", "47996"),
    ("submit, a newcomer", "46780"),
    ("submit, without a place", "42980"),
    ("submit, refused", "25900"),
    ("withdrawSubmission", "46000"),
    ("decide, refuse", "51112"),
    ("decide, pay", "70380"),
    ("appeal", "67480"),
    ("decideAppeal", "33312"),
    ("decideAppeal, pay", "72980"),
    ("redeem a ticket", "92604"),
    ("redeem a ticket, a newcomer", "98404"),
    ("redeem a result", "80268"),
    ("redeem a result, without an anchor", "62400"),
];
