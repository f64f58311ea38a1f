//! Stops, starts and wrong starts: what a node says, and where it goes on.

use crate::{
    book::{Sender, check_supply},
    process::{Node, Place},
    program::program,
    rpc::{block_on, hash, number, until},
};
use alloy_primitives::{Address, B256};
use serde_json::{Value, json};
use std::{
    net::TcpListener,
    path::Path,
    process::{Command, Output},
    time::Duration,
};
use wepos_chain::amounts::Amount;

/// Three days.
const THREE_DAYS_MS: u64 = 3 * 86_400_000;

/// The longest step between two blocks: ten minutes.
const MAX_STEP_MS: u64 = 600_000;

/// How long three days of empty blocks may take to catch up on a busy machine.
const CATCH_UP: Duration = Duration::from_secs(90);

fn millis(block: &Value) -> u64 {
    number(&block["timestampMillis"])
}

async fn tip(node: &Node) -> Value {
    node.call("eth_getBlockByNumber", json!(["latest", false]))
        .await
}

async fn offset_ms(node: &Node) -> u64 {
    let clock = node.call("wepos_clock", json!(["status"])).await;
    clock["offsetMs"].as_u64().expect("the offset is a number")
}

async fn caught_up(node: &Node) {
    until("the chain catches up", CATCH_UP, async || {
        node.call("eth_syncing", json!([])).await == json!(false)
    })
    .await;
}

/// Sends a transfer and waits until it is final.
async fn send_one(node: &Node, sender: &mut Sender) -> Value {
    sender.next = node.nonce(sender.address).await;
    let (_, raw) = sender.sign(
        node.chain_id,
        Address::repeat_byte(7),
        Amount::pos(1),
        Vec::new(),
    );
    let receipt = node.call("eth_sendRawTransactionSync", json!([raw])).await;
    assert_eq!(receipt["status"], "0x1");
    receipt
}

#[test]
fn a_node_that_is_asked_to_stop_ends_with_status_0_and_goes_on_where_it_was() {
    let place = Place::new();
    let mut alice = Sender::of_role("alice");
    let mut told: Vec<Value> = Vec::new();
    let mut height = 0;
    for signal in ["TERM", "INT", "TERM"] {
        let node = place.start(&[]);
        block_on(async {
            let now = node.height().await;
            assert!(now >= height, "it was at {height} and is at {now}");
            for receipt in &told {
                let again = node.call(
                    "eth_getTransactionReceipt",
                    json!([receipt["transactionHash"]]),
                );
                assert_eq!(again.await, *receipt);
            }
            told.push(send_one(&node, &mut alice).await);
            height = node.height().await;
        });
        let status = node.signal(signal);
        assert_eq!(
            status.code(),
            Some(0),
            "after {signal}:\n{}",
            place.log_tail()
        );
    }
}

#[test]
fn a_node_that_is_asked_to_stop_as_soon_as_it_is_ready_ends_with_status_0() {
    let place = Place::new();
    for _ in 0..3 {
        let mut node = place.spawn(&[]);
        let ready = node.stdout.take().expect("its output is read");
        // The shell reads the ready line itself, so that nothing comes between the two.
        let script = format!("read -r ready && kill -TERM {}", node.id());
        let mut shell = Command::new("sh");
        let sent = shell.args(["-c", &script]).stdin(ready).status();
        let status = node.wait().expect("it ends");
        assert!(
            sent.expect("a shell starts").success(),
            "{}",
            place.log_tail()
        );
        assert_eq!(status.code(), Some(0), "{}", place.log_tail());
    }
}

#[test]
fn a_clock_that_was_moved_stays_moved_after_a_restart() {
    let place = Place::new();
    let mut alice = Sender::of_role("alice");
    let node = place.start(&[]);
    let (before, offset) = block_on(async {
        node.call("evm_increaseTime", json!([THREE_DAYS_MS / 1_000]))
            .await;
        caught_up(&node).await;
        let receipt = send_one(&node, &mut alice).await;
        let block = node.block(number(&receipt["blockNumber"])).await;
        let offset = offset_ms(&node).await;
        assert!(offset >= THREE_DAYS_MS, "the clock is {offset} ms ahead");
        (block, offset)
    });
    node.kill();

    let node = place.start(&[]);
    block_on(async {
        assert_eq!(offset_ms(&node).await, offset, "the offset is kept");
        let receipt = send_one(&node, &mut alice).await;
        let block = node.block(number(&receipt["blockNumber"])).await;
        assert!(millis(&block) > millis(&before), "time goes on");
        assert!(
            millis(&block) < millis(&before) + MAX_STEP_MS,
            "it does not jump"
        );
        let kept = node.block(number(&before["number"])).await;
        assert_eq!(hash(&kept["hash"]), hash(&before["hash"]));
        // A stopped clock stays stopped, and the chain lives.
        node.call("wepos_clock", json!(["pause"])).await;
    });
    assert!(node.signal("TERM").success());

    let node = place.start(&[]);
    block_on(async {
        let clock = node.call("wepos_clock", json!(["status"])).await;
        assert_eq!(clock["paused"], true, "{clock}");
        let paused_at = clock["nowMs"].as_u64().expect("the time is a number");
        node.call("wepos_clock", json!(["resume"])).await;
        let receipt = send_one(&node, &mut alice).await;
        let block = node.block(number(&receipt["blockNumber"])).await;
        let moved = millis(&block).saturating_sub(paused_at);
        assert!(
            moved < MAX_STEP_MS,
            "it goes on from where it stopped, not {moved} ms later"
        );
    });
}

/// All validators are off for three days: the one there is, with a clock that is three days later at its next start.
#[test]
fn a_chain_whose_validators_were_off_for_three_days_catches_up_in_steps_of_ten_minutes() {
    let place = Place::new();
    let (mut alice, mut bob) = (Sender::of_role("alice"), Sender::of_role("bob"));
    let node = place.start(&[]);
    let last = block_on(async {
        send_one(&node, &mut alice).await;
        tip(&node).await
    });
    node.kill();
    let clock = json!({"offsetMs": THREE_DAYS_MS, "pausedAt": null});
    std::fs::write(place.data().join("clock.json"), clock.to_string())
        .expect("the clock can be set");

    let node = place.start(&[]);
    block_on(async {
        let syncing = node.call("eth_syncing", json!([])).await;
        assert!(
            syncing.is_object(),
            "three days behind, eth_syncing says {syncing}"
        );
        let (current, highest) = (
            number(&syncing["currentBlock"]),
            number(&syncing["highestBlock"]),
        );
        let left = highest.saturating_sub(current);
        assert!(
            (1..=433).contains(&left),
            "{syncing}: three days have 432 steps"
        );
        let status = node.call("wepos_status", json!([])).await;
        assert_eq!(status["catchingUp"], true, "{status}");

        // What is sent meanwhile waits, and lands in a block of today.
        let mut sent = Vec::<B256>::new();
        for sender in [&mut alice, &mut bob] {
            sender.next = node.nonce(sender.address).await;
            let (hash, raw) = sender.sign(
                node.chain_id,
                Address::repeat_byte(7),
                Amount::pos(1),
                Vec::new(),
            );
            node.call("eth_sendRawTransaction", json!([raw])).await;
            sent.push(hash);
        }
        caught_up(&node).await;
        until("what waited lands", CATCH_UP, async || {
            node.receipts(&sent)
                .await
                .iter()
                .all(|receipt| !receipt.is_null())
        })
        .await;
        let now = node.call("wepos_clock", json!(["status"])).await["nowMs"]
            .as_u64()
            .expect("the time is a number");
        for receipt in node.receipts(&sent).await {
            assert_eq!(receipt["status"], "0x1");
            let block = node.block(number(&receipt["blockNumber"])).await;
            assert!(
                millis(&block) + MAX_STEP_MS >= now,
                "it landed in a block of the past"
            );
        }

        // From the last block on, no step is longer than ten minutes, and none is missing.
        let first = number(&last["number"]);
        let mut time = millis(&last);
        let mut long_steps = 0;
        let heights = first + 1..=node.height().await;
        let params = heights.map(|height| json!([format!("{height:#x}"), false]));
        for block in node.batch("eth_getBlockByNumber", params).await {
            let block = block.expect("every block is there");
            let step = millis(&block) - time;
            assert!(
                step <= MAX_STEP_MS,
                "a step of {step} ms to block {}",
                block["number"]
            );
            long_steps += u64::from(step == MAX_STEP_MS);
            time += step;
        }
        assert!(
            (428..=432).contains(&long_steps),
            "{long_steps} steps of ten minutes in three days"
        );
        check_supply(&node).await;
    });
    assert!(node.signal("TERM").success());
}

/// A start that is refused: status 1, and the reason as the one line of JSON that a program reads.
fn assert_refused(place: &Place, arguments: &[&str], words: &[&str]) {
    assert_says_why(&place.refused(arguments), words);
}

fn assert_says_why(output: &Output, words: &[&str]) {
    let log = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{log}");
    assert!(!log.contains("panicked"), "{log}");
    let line: Value = serde_json::from_slice(&output.stdout).expect("one line of JSON says why");
    let text = line["error"]["message"]
        .as_str()
        .expect("the reason is a text");
    for word in words {
        assert!(text.contains(word), "'{word}' is missing: {text}");
    }
}

#[test]
fn a_busy_port_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener
        .local_addr()
        .expect("it has a port")
        .port()
        .to_string();
    let place = Place::new();
    let output = Command::new(program())
        .args(["dev", "--json", "--port", &port, "--data-dir"])
        .arg(place.data())
        .output()
        .expect("the program starts");
    assert_says_why(&output, &[&port, "--port"]);
    assert!(!place.data().exists(), "nothing was made");
}

#[test]
fn a_data_directory_in_use_is_refused() {
    let place = Place::new();
    let node = place.start(&[]);
    assert_refused(
        &place,
        &[],
        &["is in use by another wepos process", "--data-dir"],
    );
    block_on(async {
        send_one(&node, &mut Sender::of_role("alice")).await;
    });
    assert!(node.signal("TERM").success());
}

#[test]
fn a_data_directory_of_another_format_network_calendar_or_purpose_is_refused() {
    let place = Place::new();
    let node = place.start(&["--month", "60s"]);
    assert!(node.signal("TERM").success());

    assert_refused(&place, &["--month", "30s"], &["60000 ms", "never changes"]);

    let document = place.file("other.json");
    std::fs::copy(place.data().join("genesis.json"), &document).expect("it can be copied");
    change(&document, |genesis| {
        genesis["network"] = "another-development".into()
    });
    let path = document.to_str().expect("the path is text");
    assert_refused(
        &place,
        &["--genesis", path],
        &["belongs to the network", "--data-dir"],
    );

    std::fs::write(&document, "{\"format\": 1").expect("a document can be written");
    assert_refused(&place, &["--genesis", path], &["other.json", "is refused"]);

    change(&place.data().join("wepos.json"), |identity| {
        identity["format"] = 99.into()
    });
    assert_refused(&place, &[], &["has format 99", "--data-dir"]);

    let foreign = Place::new();
    std::fs::create_dir(foreign.data()).expect("a folder can be made");
    std::fs::write(foreign.data().join("letter.txt"), "not ours").expect("a file can be written");
    assert_refused(&foreign, &[], &["is not empty and holds no WePoS data"]);
}

#[test]
fn a_damaged_data_directory_is_named() {
    let place = Place::new();
    assert!(place.start(&[]).signal("TERM").success());
    std::fs::write(place.data().join("clock.json"), "noon").expect("a file can be written");
    assert_refused(&place, &[], &["clock.json"]);
    std::fs::remove_file(place.data().join("clock.json")).expect("the file is there");

    let key = place.data().join("validator.key");
    let secret = std::fs::read(&key).expect("the key is there");
    std::fs::write(&key, "short").expect("a file can be written");
    assert_refused(&place, &[], &["validator.key", "is damaged"]);
    std::fs::write(&key, secret).expect("a file can be written");

    change(&place.data().join("genesis.json"), |genesis| {
        genesis["chainId"] = 1_234_567.into()
    });
    assert_refused(&place, &[], &["genesis.json", "is damaged"]);
}

fn change(path: &Path, edit: impl FnOnce(&mut Value)) {
    let text = std::fs::read(path).expect("the file is there");
    let mut document: Value = serde_json::from_slice(&text).expect("the file is JSON");
    edit(&mut document);
    std::fs::write(path, document.to_string()).expect("the file can be written");
}
