//! `wepos call`, `wepos send` and `wepos status` against a node.

use serde_json::json;

use crate::{
    Place,
    node::{Node, too_little},
};

const MEMBER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const SIGNER: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

#[test]
fn a_view_is_called_and_its_answer_printed() {
    let (place, node) = (Place::new(), Node::start([]));
    let arguments = ["call", "token", "balanceOf", MEMBER, "--rpc", &node.url];
    let text = place.run(&arguments).succeeds();
    assert_eq!(text.out, "0.000000000000000015 PoS\n");
    let value = place
        .run(&[&arguments[..], &["--json"]].concat())
        .succeeds()
        .json();
    assert_eq!(value["result"]["balance"], "15");
    assert_eq!(value["text"]["balance"], "0.000000000000000015 PoS");

    let stage = place
        .run(&["call", "emission", "stage", "--rpc", &node.url])
        .succeeds();
    assert_eq!(
        stage.out,
        "index       1\nmultiplier  2\nendsAt      2027-01-15T08:00:00Z\n"
    );
    let module = place.run(&["call", "token", "balanceOf", "emission", "--rpc", &node.url]);
    module.succeeds();
}

#[test]
fn the_amounts_of_a_struct_are_shown_in_pos_in_both_languages() {
    let (place, node) = (Place::new(), Node::start([]));
    for language in ["en", "zh"] {
        let arguments = [
            "call", "emission", "supply", "--lang", language, "--rpc", &node.url,
        ];
        let text = place.run(&arguments).succeeds();
        let lines: Vec<&str> = text.out.lines().collect();
        assert_eq!(lines[0], "total       100000000 PoS");
        assert_eq!(lines[5], "pool        9000000 PoS");
        let value = place
            .run(&[&arguments[..], &["--json"]].concat())
            .succeeds()
            .json();
        assert_eq!(
            value["result"]["parts"]["burned"],
            "400000000000000000000000"
        );
        let text = value["text"]["parts"].as_str().unwrap();
        assert!(text.contains("burned=400000 PoS"), "{text}");
    }
}

#[test]
fn arguments_that_make_no_sense_are_refused_before_anything_is_asked() {
    let (place, node) = (Place::new(), Node::start([]));
    let run = |arguments: &[&str]| place.run(&[arguments, &["--rpc", &node.url]].concat());
    run(&["call", "token", "balanceOf"]).fails("takes 1 argument(s), not 0");
    run(&["call", "token", "balanceOf", "0x12"]).fails("40 hexadecimal digits");
    run(&["send", "token", "transfer", MEMBER, "0.5", "--key", KEY]).fails("0.5PoS");
    run(&["send", "token", "transfer", MEMBER, "-1", "--key", KEY]).fails("for value");
    run(&["send", "token", "transfer", MEMBER, "1PoS"]).fails("--key");
    run(&[
        "send", "token", "transfer", MEMBER, "1PoS", "--key", "nobody",
    ])
    .fails("no key `nobody`");
    run(&["send", "token", "balanceOf", MEMBER, "--key", KEY]).fails("wepos call token balanceOf");
    run(&["send", "token", "transfer", MEMBER, "1PoS", "--key", "0x12"]).fails("no private key");
    assert_eq!(node.times("eth_call") + node.times("eth_estimateGas"), 0);
}

#[test]
fn a_transaction_is_sent_and_its_events_shown() {
    let (place, node) = (Place::new(), Node::start([]));
    let arguments = [
        "send", "token", "transfer", MEMBER, "10PoS", "--rpc", &node.url, "--key", KEY,
    ];
    let text = place.run(&arguments).succeeds();
    assert!(
        text.out.contains("token.Transfer(from=0x1111"),
        "{}",
        text.out
    );
    assert!(text.out.contains("value=10 PoS)"), "{}", text.out);
    assert!(
        text.err.contains(SIGNER),
        "what is about to happen: {}",
        text.err
    );
    let value = place.run(&[&arguments[..], &["--json"]].concat());
    assert!(value.err.is_empty(), "{}", value.err);
    let value = value.succeeds().json();
    assert_eq!(
        (&value["status"], &value["block"]),
        (&json!("success"), &json!(42))
    );
    assert_eq!(
        value["events"][0]["fields"]["value"],
        "10000000000000000000"
    );
    assert_eq!(value["from"], SIGNER);

    let hash = place
        .run(&[&arguments[..], &["--no-wait"]].concat())
        .succeeds();
    assert_eq!(hash.out.trim().len(), 66);
    assert_eq!(node.times("eth_sendRawTransaction"), 1);
    assert_eq!(node.times("eth_sendRawTransactionSync"), 2);
}

#[test]
fn a_key_of_the_keystore_signs_by_its_name() {
    let (place, node) = (Place::new(), Node::start([]));
    place.write("secret", KEY);
    place
        .run(&["keys", "import", "alice", "--from", "secret"])
        .succeeds();
    for key in ["alice", ".wepos/keys/alice.json"] {
        let arguments = [
            "send", "token", "transfer", MEMBER, "1PoS", "--rpc", &node.url, "--key", key,
        ];
        let value = place
            .run(&[&arguments[..], &["--json"]].concat())
            .succeeds()
            .json();
        assert_eq!(value["from"], SIGNER);
    }
}

#[test]
fn a_dry_run_sends_nothing() {
    let (place, node) = (Place::new(), Node::start([]));
    let arguments = [
        "send",
        "token",
        "transfer",
        MEMBER,
        "1PoS",
        "--rpc",
        &node.url,
        "--key",
        KEY,
        "--dry-run",
    ];
    let value = place
        .run(&[&arguments[..], &["--json"]].concat())
        .succeeds()
        .json();
    assert_eq!(
        (&value["nonce"], &value["gasLimit"]),
        (&json!(5), &json!(37_500))
    );
    assert_eq!(value["arguments"]["value"], "1000000000000000000");
    assert!(value["data"].as_str().unwrap().starts_with("0xa9059cbb"));
    let text = place.run(&arguments).succeeds();
    assert!(text.out.contains("nothing was sent"), "{}", text.out);
    assert_eq!(node.times("eth_sendRawTransactionSync"), 0);
}

#[test]
fn a_call_is_encoded_without_a_key_and_without_a_node() {
    let place = Place::new();
    let member = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    let nobody = "http://127.0.0.1:1";
    let encoded = place
        .run(&[
            "send", "token", "transfer", member, "1PoS", "--encode", "--rpc", nobody,
        ])
        .succeeds();
    let expected = format!(
        "0xa9059cbb{:0>64}{:0>64x}\n",
        &member[2..].to_lowercase(),
        10_u128.pow(18)
    );
    assert_eq!(encoded.out, expected);
}

#[test]
fn a_revert_gives_its_reason_in_both_languages() {
    let (place, node) = (
        Place::new(),
        Node::start([("eth_estimateGas", too_little())]),
    );
    let arguments = [
        "send", "token", "transfer", MEMBER, "10PoS", "--rpc", &node.url, "--key", KEY,
    ];
    let text = place
        .run(&arguments)
        .fails("holds 0 PoS, and this needs 10 PoS.");
    assert!(
        text.err.contains("持有 0 PoS，此操作需要 10 PoS。"),
        "{}",
        text.err
    );
    let chinese = place
        .run(&[&arguments[..], &["--lang", "zh"]].concat())
        .fails("错误：0x1111");
    assert!(
        chinese.err.lines().next().unwrap().contains("持有"),
        "{}",
        chinese.err
    );
    let json = place.run(&[&arguments[..], &["--json"]].concat());
    assert_eq!((json.status, json.err.as_str()), (1, ""));
    let error = &json.json()["error"];
    assert_eq!(error["kind"], "reverted");
    assert_eq!(error["name"], "ERC20InsufficientBalance");
    assert!(error["messageZh"].as_str().unwrap().contains("持有"));
    assert!(error["data"].as_str().unwrap().starts_with("0xe450d38c"));
}

#[test]
fn what_the_node_refuses_is_passed_on() {
    let refusal = json!({"code": -32000, "message": "nonce too low: next nonce 6, tx nonce 5"});
    let (place, node) = (
        Place::new(),
        Node::start([("eth_sendRawTransactionSync", refusal)]),
    );
    place
        .run(&[
            "send", "token", "transfer", MEMBER, "1PoS", "--rpc", &node.url, "--key", KEY,
        ])
        .fails("nonce too low: next nonce 6");
}

#[test]
fn a_module_that_only_the_node_knows_can_be_called() {
    let mut document: serde_json::Value =
        serde_json::from_str(wepos_abi::MODULES[0].interface.json).unwrap();
    document["name"] = json!("auction");
    let modules = json!({"modules": [document], "errors": {}});
    let (place, node) = (Place::new(), Node::start([("wepos_modules", modules)]));
    let called = place.run(&["call", "auction", "balanceOf", MEMBER, "--rpc", &node.url]);
    assert_eq!(called.succeeds().out, "0.000000000000000015 PoS\n");
}

#[test]
fn the_status_says_development_and_adds_up() {
    let (place, node) = (Place::new(), Node::start([]));
    let text = place.run(&["status", "--rpc", &node.url]).succeeds();
    for part in [
        "DEVELOPMENT",
        "20001",
        "wepos-development",
        "× 2",
        "2027-01-15T08:00:00Z",
        "2 blocks behind",
        "3 ready",
        "+5 s",
        "the parts add up",
        "100000000 PoS",
    ] {
        assert!(text.out.contains(part), "{part}: {}", text.out);
    }
    let chinese = place
        .run(&["status", "--rpc", &node.url, "--lang", "zh"])
        .succeeds();
    assert!(chinese.out.contains("开发网络"), "{}", chinese.out);
    let value = place
        .run(&["status", "--rpc", &node.url, "--json"])
        .succeeds()
        .json();
    assert_eq!(
        (&value["development"], &value["block"]),
        (&json!(true), &json!(42))
    );
    assert_eq!(value["supply"]["addsUp"], true);
    assert_eq!(value["schedule"]["multiplier"], 2);

    place
        .run(&["status", "--rpc", "http://127.0.0.1:1"])
        .fails("does not answer");
}
