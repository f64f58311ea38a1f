//! The inbox as members and operators meet it: beside a node, and as a file.

#[path = "inbox/journeys.rs"]
mod journeys;
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

use alloy_primitives::{Address, B256};
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use process::Place;
use program::{ask, ready_account, text, wepos};
use rpc::block_on;
use serde_json::{Value, json};
use wepos_inbox::Database;

#[test]
fn a_node_serves_its_inbox_and_goes_on_without_it() {
    let place = Place::new();
    let node = place.start(&[]);
    let http = reqwest::Client::new();
    let (key, address) = ready_account("alice");
    let key: PrivateKeySigner = key.parse().expect("a key");
    let post = async |path: &str, token: &str, body: Value| -> Value {
        let request = http.post(format!("{}/inbox{path}", node.url));
        let request = request.bearer_auth(token).body(body.to_string());
        let reply = request.send().await.expect("the node answers");
        assert_eq!(reply.headers()["access-control-allow-origin"], "*");
        reply.json().await.expect("JSON")
    };
    block_on(async {
        let asked = post("/login/message", "", json!({"account": address})).await;
        let message = asked["message"].as_str().expect("a message");
        assert!(message.starts_with(&node.url), "{message}");
        let signature = key.sign_message_sync(message.as_bytes()).expect("signs");
        let signed = json!({
            "account": address, "nonce": asked["nonce"], "issuedAt": asked["issuedAt"],
            "signature": signature.to_string(),
        });
        let session = post("/login", "", signed).await;
        let token = session["token"].as_str().expect("a token");
        // The chain is asked: there is no such campaign.
        let answers = json!({"campaign": 7, "answers": ["private"]});
        let refused = post("/answers", token, answers).await;
        assert_eq!(refused["error"]["code"], "unknown", "{refused}");
    });
    let data = place.data();
    let data = text(&data);
    let (success, status) = ask(&["inbox", "status", "--data-dir", data]);
    assert!(success && status["sessions"] == 1, "{status}");
    assert!(node.signal("TERM").success());

    // Another network's file in its place: the node starts, says why there is no inbox, and does all the rest.
    let (file, key) = (
        data.to_owned() + "/inbox.sqlite",
        data.to_owned() + "/inbox.key",
    );
    for name in [&file, &key] {
        std::fs::remove_file(name).expect("it is there");
    }
    drop(Database::open_or_create(
        file.as_ref(),
        key.as_ref(),
        B256::repeat_byte(1),
    ));
    let node = place.start(&[]);
    block_on(async {
        let reply = reqwest::get(format!("{}/inbox", node.url)).await;
        let reply: Value = reply.expect("an answer").json().await.expect("JSON");
        assert_eq!(reply["error"]["code"], "unusable", "{reply}");
        node.call("eth_blockNumber", json!([])).await;
    });
}

#[test]
fn an_operator_backs_up_erases_and_restores() {
    let directory = tempfile::tempdir().expect("a directory");
    let at = |name: &str| directory.path().join(name);
    let data = text(directory.path()).to_owned();
    let (file, key) = (at("inbox.sqlite"), at("inbox.key"));
    let mut inbox = Database::open_or_create(&file, &key, B256::ZERO).expect("a new inbox");
    let account = Address::repeat_byte(7);
    let now = std::time::SystemTime::now();
    let now = now
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970");
    let mut store = |campaign, at| {
        let stored = inbox.store_answers(campaign, account, vec!["private".into()], at);
        stored.expect("it is stored").id.to_string()
    };
    let (first, second) = (store(1, now.as_secs()), store(2, now.as_secs()));
    store(3, 1_000);
    let inbox = |arguments: &[&str]| {
        let all = [&["inbox"], arguments, &["--data-dir", &data]].concat();
        ask(&all)
    };
    let backup = at("backup.sqlite");
    let (success, made) = inbox(&["backup", "--to", text(&backup)]);
    assert!(success && made["bytes"].as_u64() > Some(0), "{made}");
    let (success, refused) = inbox(&["backup", "--to", text(&backup)]);
    assert!(!success && refused["error"]["kind"] == "file", "{refused}");
    assert!(refused["error"]["messageZh"].is_string(), "{refused}");

    assert_eq!(inbox(&["sweep"]).1["erased"], 1);
    assert_eq!(inbox(&["erase", "--record", &first]).1["erased"], 1);
    let (success, again) = inbox(&["erase", "--record", &first]);
    assert!(!success && again["error"]["cause"] == "operator", "{again}");
    let account = account.to_string();
    let theirs = ["erase", "--account", &account, "--campaign", "1"];
    assert_eq!(inbox(&theirs).1["erased"], 0);
    assert_eq!(inbox(&["status"]).1["records"], 1);

    let (success, restored) = inbox(&["restore", "--from", text(&backup)]);
    assert!(success && restored["erased"] == 2, "{restored}");
    let (_, status) = inbox(&["status"]);
    assert_eq!(
        (&status["records"], &status["erased"]),
        (&json!(1), &json!(2))
    );
    assert_eq!(inbox(&["log", "--record", &second]).1["reads"], json!([]));
    let words = ["inbox", "status", "--data-dir", &data, "--lang", "zh"];
    let words = wepos(&words);
    let words = String::from_utf8(words.stdout).expect("UTF-8");
    assert!(words.contains("记录"), "{words}");
}

#[test]
fn a_bank_is_checked_and_its_attempts_are_drawn_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let at = |name: &str| directory.path().join(name);
    let words = |text: &str| json!({"zh": format!("甲{text}"), "en": text});
    let mut bank = json!({
        "version": 1, "salt": B256::repeat_byte(5), "draws": 1, "pass": 1, "retryHours": 1, "attempts": 3,
        "questions": [
            {"kind": "choice", "zh": "问", "en": "asked", "choices": [words("a"), words("b"), words("c")], "answer": 1},
        ],
    });
    let (file, public) = (at("bank.json"), at("questions.json"));
    let write = |bank: &Value| std::fs::write(&file, bank.to_string()).expect("written");
    write(&bank);
    let check = ["quiz", "check", text(&file), "--out", text(&public)];
    let (success, checked) = ask(&check);
    assert!(success && checked["questions"] == 1, "{checked}");
    let questions = std::fs::read_to_string(&public).expect("written");
    assert!(
        !questions.contains("answer") && !questions.contains("salt"),
        "{questions}"
    );
    let commitment = checked["commitment"].as_str().expect("a hash");
    assert!(questions.contains(commitment), "{questions}");

    let (hash, account) = (
        B256::repeat_byte(1).to_string(),
        Address::repeat_byte(2).to_string(),
    );
    let draw = |file: &str| ask(&["quiz", "draw", file, "--draw", &hash, "--account", &account]);
    let (success, drawn) = draw(text(&file));
    assert!(success && drawn["drawn"][0]["question"] == 0, "{drawn}");
    assert_eq!(draw(text(&public)).1, drawn, "the public part suffices");

    bank["questions"][0]["answer"] = json!(3);
    write(&bank);
    let (success, refused) = ask(&check);
    assert!(!success && refused["error"]["question"] == 1, "{refused}");
    let chinese = refused["error"]["messageZh"].as_str().expect("Chinese");
    assert!(chinese.starts_with("第 1 题"), "{chinese}");
}
