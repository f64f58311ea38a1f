//! Anybody can check everything: `wepos audit` on a chain that ran, `wepos verify` against a node that runs, and both
//! against whoever alters something.

// Helpers of several tests; this one needs some of them.
#[allow(dead_code)]
#[path = "kill/process.rs"]
mod process;
#[allow(dead_code)]
#[path = "support/program.rs"]
mod program;
#[allow(dead_code)]
#[path = "support/rpc.rs"]
mod rpc;

use axum::{Json, Router, routing::post};
use process::{Node, Place};
use program::{answer, pay, ready_account, text, wepos};
use rpc::block_on;
use serde_json::{Value, json};
use std::{path::Path, time::Duration};
use wepos_abi::addresses;

/// A stage boundary after one minute, the next after four: the clock is moved over them, and a slow machine is not.
const MONTH: &str = "60s";

/// Somebody who never had an account.
const NOBODY: &str = "0x00000000000000000000000000000000000000aa";

/// Moves the development clock and waits until the chain has followed.
fn pass(node: &Node, seconds: u64) {
    block_on(async {
        let before = node.call("wepos_status", json!([])).await["block"]["timeMs"].as_u64();
        let until = before.expect("a time") + seconds * 1_000;
        node.call("evm_increaseTime", json!([seconds])).await;
        rpc::until(
            "the chain follows its clock",
            Duration::from_secs(60),
            async || {
                let status = node.call("wepos_status", json!([])).await;
                status["block"]["timeMs"].as_u64() >= Some(until)
            },
        )
        .await;
    });
}

/// A chain with transfers before, between and after two stage boundaries, and one that fails.
fn run_a_chain(place: &Place) {
    let node = place.start(&["--month", MONTH]);
    let (_, bob) = ready_account("bob");
    let data = place.data();
    pay(&node.url, "alice", &bob, "1PoS");
    let refused = wepos(&["audit", "--data-dir", text(&data), "--json"]);
    let (success, value) = answer(&refused);
    assert!(!success && value["error"]["kind"] == "running", "{value}");
    for (seconds, amount) in [(70, "2PoS"), (90, "0.5PoS"), (90, "3PoS"), (20, "4PoS")] {
        pass(&node, seconds);
        pay(&node.url, "alice", &bob, amount);
        pay(&node.url, "bob", &ready_account("carol").1, "0.25PoS");
    }
    assert!(node.signal("TERM").success());
}

#[test]
fn a_chain_that_ran_holds_and_every_alteration_is_named_by_block_account_and_difference() {
    let place = Place::new();
    run_a_chain(&place);
    let (data, export) = (place.data(), place.file("export"));
    let data = text(&data);
    let before = files(Path::new(data));

    let holds = wepos(&[
        "audit",
        "--data-dir",
        data,
        "--from",
        "genesis",
        "--json",
        "--export",
        text(&export),
    ]);
    let (success, report) = answer(&holds);
    assert!(success, "{report}");
    assert_eq!(report["holds"], true);
    assert!(report["blocks"].as_u64() > Some(10), "{report}");
    assert_eq!(report["transactions"], 9);
    assert_eq!(report["certificates"], report["blocks"]);
    // Two stages have ended: the ready accounts are what the first one issued, and the rest of both was burned.
    let pos = |whole: u64| format!("{whole}000000000000000000");
    assert_eq!(report["stages"][0]["issued"], pos(130_000));
    assert_eq!(report["stages"][0]["burned"], pos(870_000));
    assert_eq!(report["stages"][1]["burned"], pos(6_000_000));
    assert_eq!(report["supply"]["member"], pos(130_000));
    check_export(&export);

    let words = wepos(&["audit", "--data-dir", data, "--lang", "zh"]);
    let words = String::from_utf8(words.stdout).expect("UTF-8");
    assert!(
        words.ends_with("全部成立\n") && words.contains("✓ I4"),
        "{words}"
    );

    for (kind, check, difference) in [
        ("balance", "balances", Some("+0.000000000000000001 PoS")),
        ("receipt", "receipts", Some("+0.000000000000000001 PoS")),
        ("supply", "I1", Some("+1 PoS")),
        ("payout", "I6", Some("+1 PoS")),
        ("block", "transactions", None),
    ] {
        let found = wepos(&["audit", "--data-dir", data, "--tamper", kind, "--json"]);
        let (success, value) = answer(&found);
        assert!(!success, "{kind}: {value}");
        let error = &value["error"];
        assert_eq!(error["kind"], "mismatch", "{kind}: {value}");
        let (altered, first) = (&error["audit"]["altered"], &error["mismatches"][0]);
        assert_eq!(altered["kind"], kind);
        assert_eq!(first["check"], check, "{kind}: {value}");
        assert_eq!(first["block"], altered["block"], "{kind}: {value}");
        assert_eq!(first["account"], altered["account"], "{kind}: {value}");
        assert_eq!(first["difference"], json!(difference), "{kind}: {value}");
        let blocks_before = altered["block"].as_u64().map(|block| block - 1);
        assert_eq!(
            error["audit"]["blocks"].as_u64(),
            blocks_before,
            "{kind}: all before it hold"
        );
        assert!(!first["messageZh"].as_str().unwrap_or_default().is_empty());
    }
    let default = answer(&wepos(&["audit", "--data-dir", data, "--tamper", "--json"])).1;
    assert_eq!(default["error"]["audit"]["altered"]["kind"], "balance");
    assert_eq!(
        files(Path::new(data)),
        before,
        "an audit leaves the blocks and receipts as they are"
    );
    // The node goes on from where it was.
    let node = place.start(&[]);
    let height = block_on(node.height());
    assert!(Some(height) >= report["blocks"].as_u64());
}

/// What lies in the archives: names and contents.
fn files(data: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![data.join("storage")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("readable").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let content = std::fs::read(&path).expect("readable");
                found.push((path.display().to_string(), content));
            }
        }
    }
    found.sort();
    found
}

fn check_export(directory: &Path) {
    let read = |name: &str| -> Vec<Value> {
        let json = std::fs::read(directory.join(format!("{name}.json"))).expect("written");
        let rows: Vec<Value> = serde_json::from_slice(&json).expect("a list");
        let csv = std::fs::read_to_string(directory.join(format!("{name}.csv"))).expect("written");
        assert_eq!(csv.lines().count(), rows.len() + 1, "{name}");
        rows
    };
    let accounts = read("accounts");
    let held = |address: String| {
        let row = accounts.iter().find(|row| row["account"] == address);
        row.expect("the account is listed")["balance"].clone()
    };
    assert_eq!(held(addresses::POOL.to_string()), "9000000");
    assert_eq!(held(ready_account("alice").1), "9989.5");
    assert_eq!(held(ready_account("carol").1), "10001");
    let supply = read("supply");
    let months: Vec<_> = supply
        .iter()
        .filter_map(|row| row["month"].as_u64())
        .collect();
    assert!(
        months.starts_with(&[1, 2]) && months.len() >= 4,
        "{months:?}"
    );
    assert_eq!(supply[0]["unreleased"], "90000000");
    let payouts = read("payouts");
    let funded = payouts.iter().filter(|row| row["to"] == "member").count();
    assert_eq!(funded, 13, "every ready account is paid once");
    let first = payouts
        .iter()
        .find(|row| row["to"] == "member")
        .expect("one");
    let said = first["saidBy"].as_str().unwrap_or_default();
    assert!(
        said.starts_with("emission.DevelopmentFunded(account=0x"),
        "{said}"
    );
    assert!(!said.contains(';'), "only its own account's event: {said}");
    assert!(read("blocks").len() > 10);
}

#[test]
fn a_guest_who_waits_is_told_how_to_be_anchored_then_invited_and_paid_and_the_audit_follows() {
    let place = Place::new();
    let node = place.start(&[]);
    let run = |role: &str, arguments: &[&str]| -> Value {
        let key = ready_account(role).0;
        let rest = ["--key", &key, "--rpc", &node.url, "--json"];
        let (success, value) = answer(&wepos(&[arguments, &rest].concat()));
        assert!(success, "{value}");
        value
    };
    let status = block_on(node.call("wepos_status", json!([])));
    let now = status["block"]["timeMs"].as_u64().expect("a time") / 1_000;
    // Nobody decides; a hundred rewards over two days.
    let (nobody, none) = ("0".repeat(40), "0".repeat(64));
    let closes = now + 2 * 86_400;
    let terms = format!("(3,0,100,{now},{closes},1,1,10000,3,0x{nobody},0x{none},0,0,false,0,0)");
    let texts = r#"("签到","Hello","打个招呼。","Say hello.")"#;
    let propose = ["send", "campaigns", "propose", &terms, texts, "[]"];
    run("dev1", &propose);
    let encoded = wepos(&["send", "campaigns", "approve", "1", "--encode"]).stdout;
    let call = String::from_utf8(encoded).expect("UTF-8");
    let committee = ["send", "committee"];
    let propose = ["propose", "campaigns", call.trim(), "好。", "Good."];
    run("wetez", &[&committee[..], &propose].concat());
    let approve = ["approve", "0", "同意。", "Agreed."];
    run("sorosreport", &[&committee[..], &approve].concat());

    let hello = ["send", "campaigns", "submit", "1", "hello"];
    let paid = run("alice", &hello);
    assert!(paid["waiting"].is_null(), "{paid}");
    // Not in the genesis document.
    let waits = run("guest", &hello);
    assert_eq!(waits["waiting"]["for"], "anchor", "{waits}");
    assert_eq!(waits["waiting"]["keptUntil"], closes, "{waits}");
    assert_eq!(waits["waiting"]["ways"]["invitation"], true, "{waits}");

    let invite = [
        "invite",
        "--stage",
        "0",
        "--portal",
        &node.url,
        "--numbers",
        "2",
    ];
    let invited = run("alice", &invite);
    let link = invited["invitations"][0]["link"].as_str().expect("a link");
    run("guest", &["redeem", link]);
    let guest = ready_account("guest").1;
    block_on(rpc::until(
        "what waited is paid",
        Duration::from_secs(30),
        async || node.call("eth_getBalance", json!([guest, "latest"])).await != "0x0",
    ));

    assert!(node.signal("TERM").success());
    let data = place.data();
    let (success, report) = answer(&wepos(&["audit", "--data-dir", text(&data), "--json"]));
    assert!(success && report["holds"] == true, "{report}");
}

#[test]
fn an_audit_without_a_chain_says_what_is_missing() {
    let place = Place::new();
    let folder = place.file("nothing");
    let nothing = wepos(&["audit", "--data-dir", text(&folder), "--json"]);
    let (success, value) = answer(&nothing);
    assert!(!success && value["error"]["kind"] == "data-dir", "{value}");
    assert!(!folder.exists(), "asking makes nothing");
    let node = place.start(&[]);
    assert!(node.signal("TERM").success());
    let data = place.data();
    // No member has acted: there is no signed transaction to alter, and the protocol's own transfers remain.
    let block = wepos(&[
        "audit",
        "--data-dir",
        text(&data),
        "--tamper",
        "block",
        "--json",
    ]);
    assert_eq!(answer(&block).1["error"]["kind"], "nothingToAlter");
    let balance = wepos(&[
        "audit",
        "--data-dir",
        text(&data),
        "--tamper",
        "balance",
        "--json",
    ]);
    assert_eq!(
        answer(&balance).1["error"]["mismatches"][0]["check"],
        "balances"
    );
}

#[test]
fn a_balance_is_verified_from_the_genesis_document_alone_and_a_lying_node_is_found_out() {
    let place = Place::new();
    let node = place.start(&[]);
    let (_, bob) = ready_account("bob");
    pay(&node.url, "alice", &bob, "1.5PoS");
    let document = place.data().join("genesis.json");
    let verify = |account: &str, url: &str| {
        let arguments = [
            "verify",
            account,
            "--rpc",
            url,
            "--genesis",
            text(&document),
            "--json",
        ];
        answer(&wepos(&arguments))
    };

    let (success, member) = verify(&bob, &node.url);
    assert!(success, "{member}");
    assert_eq!(member["record"]["balance"], "10001500000000000000000");
    assert_eq!(member["certificate"]["signers"], 1);
    let (success, pool) = verify("pool", &node.url);
    assert!(
        success && pool["record"]["balance"] == "9000000000000000000000000",
        "{pool}"
    );
    let (success, nobody) = verify(NOBODY, &node.url);
    assert!(
        success && nobody["exists"] == false && nobody["record"].is_null(),
        "{nobody}"
    );
    let arguments = [
        "verify",
        &bob,
        "--rpc",
        &node.url,
        "--genesis",
        text(&document),
        "--lang",
        "zh",
    ];
    let words = String::from_utf8(wepos(&arguments).stdout).expect("UTF-8");
    assert!(
        words.contains("10001.5 PoS") && words.contains("所信赖的"),
        "{words}"
    );

    // Another network's document trusts other validators.
    let other = Place::new();
    let elsewhere = other.start(&[]);
    let (success, value) = verify(&bob, &elsewhere.url);
    assert!(
        !success && value["error"]["step"] == "validators",
        "{value}"
    );
    drop(elsewhere);

    let chain = block_on(node.call("wepos_getCertificateChain", json!([])));

    let proof = block_on(node.call("wepos_getProof", json!([bob])));
    let absent = block_on(node.call("wepos_getProof", json!([NOBODY])));
    let liar = |change: &dyn Fn(&mut Value)| {
        let mut proof = proof.clone();
        change(&mut proof);
        let (success, value) = verify(&bob, &answering(chain.clone(), proof));
        assert!(!success, "{value}");
        assert!(
            value["error"]["messageZh"]
                .as_str()
                .unwrap_or_default()
                .contains("证明不成立")
        );
        value["error"]["step"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let flipped = |text: &Value| {
        let text = text.as_str().expect("hexadecimal");
        let (middle, digits) = (text.len() / 2, text.as_bytes());
        let digit = if digits[middle] == b'0' { "1" } else { "0" };
        json!([&text[..middle], digit, &text[middle + 1..]].concat())
    };
    assert_eq!(liar(&|it| it["key"] = absent["key"].clone()), "answer");
    assert_eq!(liar(&|it| it["value"] = flipped(&it["value"])), "path");
    assert_eq!(liar(&|it| it["path"] = flipped(&it["path"])), "path");
    assert_eq!(liar(&|it| it["value"] = Value::Null), "path");
    assert_eq!(
        liar(&|it| it["headers"][0] = flipped(&it["headers"][0])),
        "headers"
    );
    assert_eq!(liar(&|it| it["headers"] = json!([])), "headers");
    assert_eq!(
        liar(&|it| it["finalization"] = flipped(&it["finalization"])),
        "certificate"
    );
    assert_eq!(liar(&|it| *it = absent.clone()), "answer");
}

/// A node that answers every question with this.
fn answering(chain: Value, proof: Value) -> String {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
                .await
                .expect("a port");
            let address = listener.local_addr().expect("an address");
            sender
                .send(format!("http://{address}"))
                .expect("the test waits");
            let answer = move |Json(request): Json<Value>| async move {
                let result = match request["method"].as_str() {
                    Some("wepos_getCertificateChain") => chain,
                    _ => proof,
                };
                Json(json!({"jsonrpc": "2.0", "id": request["id"], "result": result}))
            };
            axum::serve(listener, Router::new().route("/", post(answer)))
                .await
                .expect("served");
        });
    });
    receiver.recv().expect("it starts")
}
