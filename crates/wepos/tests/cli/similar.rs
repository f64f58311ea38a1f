//! `wepos similar` against a node that answers from a table.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use serde_json::{Value, json};
use wepos_abi::ICampaigns;

use crate::{Place, node::Node};

const ESSAY: &str = "质押之前先想清楚三件事：钱多久不用，节点是否可靠，收益从哪里来。";

/// The event of a submission.
fn submitted(number: u32, account: u8, content: &str) -> Value {
    let account = Address::repeat_byte(account);
    let event = ICampaigns::Submitted {
        campaign: 3,
        submission: number,
        account,
        author: account,
        nominal: U256::ZERO,
        hasPlace: true,
        reviewer: Address::ZERO,
        content: content.to_owned(),
    };
    let log = event.encode_log_data();
    json!({"topics": log.topics(), "data": log.data})
}

fn node() -> Node {
    let near = ESSAY.replace("可靠", "可信");
    let logs = json!([
        submitted(1, 0x11, ESSAY),
        submitted(
            2,
            0x22,
            "见 https://example.org/x?utm_source=chat，这是我写的。"
        ),
        submitted(3, 0x33, &ESSAY.replace('，', " , ")),
        submitted(4, 0x11, &near),
        submitted(5, 0x44, "\u{1b}[2J Mine: http://www.example.org/x/"),
    ]);
    Node::start([("eth_getLogs", logs)])
}

#[test]
fn copies_are_listed_below_the_oldest_with_the_place_where_they_differ() {
    let (place, node) = (Place::new(), node());
    let ask = ["similar", "--campaign", "3", "--rpc", &node.url];
    let found = place
        .run(&[&ask[..], &["--json"]].concat())
        .succeeds()
        .json();
    assert_eq!(found["submissions"], 5);
    let groups = found["groups"].as_array().unwrap();
    assert_eq!(groups.len(), 1, "{groups:?}");
    let members = groups[0]["submissions"].as_array().unwrap();
    let numbers: Vec<&Value> = members.iter().map(|it| &it["submission"]).collect();
    assert_eq!(numbers, [1, 3, 4]);
    assert_eq!(
        (&members[1]["kind"], &members[1]["like"]),
        (&json!("same"), &json!(1))
    );
    assert_eq!(
        (&members[2]["kind"], &members[2]["like"]),
        (&json!("near"), &json!(1))
    );
    assert_eq!(members[1]["sameAccount"], false);
    assert_eq!(members[2]["sameAccount"], true);
    assert_eq!(members[2]["difference"]["earlier"], "靠");
    assert_eq!(members[2]["difference"]["later"], "信");
    let link = json!({"link": "https://example.org/x", "submissions": [2, 5]});
    assert_eq!(found["links"], json!([link]));

    let exact = place.run(&[&ask[..], &["--json", "--threshold", "0"]].concat());
    let exact = exact.succeeds().json();
    assert_eq!(
        exact["groups"][0]["submissions"].as_array().unwrap().len(),
        2
    );
}

#[test]
fn a_reviewer_is_told_in_both_languages_that_it_is_a_hint() {
    let (place, node) = (Place::new(), node());
    for (language, hint, difference) in [
        (
            "en",
            "A hint and not a verdict",
            "#4  0x1111111111111111111111111111111111111111  near #1",
        ),
        (
            "zh",
            "以下仅为提示，不是结论",
            "#4  0x1111111111111111111111111111111111111111  与 #1 相近",
        ),
    ] {
        let ask = [
            "similar",
            "--campaign",
            "3",
            "--lang",
            language,
            "--rpc",
            &node.url,
        ];
        let found = place.run(&ask).succeeds();
        assert!(found.out.contains(hint), "{}", found.out);
        assert!(found.out.contains(difference), "{}", found.out);
        assert!(found.out.contains("[靠 → 信]"), "{}", found.out);
        assert!(
            !found.out.contains('\u{1b}'),
            "what a stranger wrote moves no cursor"
        );
    }
}

#[test]
fn a_threshold_that_tells_nothing_apart_is_refused() {
    let (place, node) = (Place::new(), node());
    let ask = [
        "similar",
        "--campaign",
        "3",
        "--threshold",
        "21",
        "--rpc",
        &node.url,
    ];
    let wrong = place.run(&ask);
    assert_eq!(wrong.status, 2, "{}", wrong.err);
    assert!(wrong.err.contains("21 is not in 0..=20"), "{}", wrong.err);
    let refused = json!({"code": -32005, "message": "query takes too long"});
    let busy = Node::start([("eth_getLogs", refused)]);
    let ask = ["similar", "--campaign", "3", "--rpc", &busy.url];
    place.run(&ask).fails("query takes too long");
}
