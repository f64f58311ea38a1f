//! The index as an operator meets it: what a node has made is checked, taken out as tables, spoiled, and made anew.

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

use process::{Node, Place};
use program::{ask, pay, ready_account, text};
use rpc::block_on;
use serde_json::{Value, json};
use std::{fs, time::Duration};

/// Waits until the index is where the chain is.
fn wait_for_index(node: &Node) -> Value {
    block_on(async {
        rpc::until(
            "the index follows the chain",
            Duration::from_secs(60),
            async || {
                let status = node.call("wepos_indexStatus", json!([])).await;
                status["state"] == "following" && status["lagBlocks"].as_u64() <= Some(2)
            },
        )
        .await;
        node.call("wepos_indexStatus", json!([])).await
    })
}

fn history(node: &Node, role: &str) -> Value {
    let (_, address) = ready_account(role);
    block_on(async {
        let page = node.call("wepos_getAccountHistory", json!([address])).await;
        page["items"].clone()
    })
}

#[test]
fn an_index_is_checked_exported_spoiled_and_made_anew() {
    let place = Place::new();
    let (data, table) = (place.data(), place.file("history.csv"));
    let data = text(&data);
    let node = place.start(&[]);
    for amount in ["1PoS", "2.5PoS", "0.25PoS"] {
        pay(&node.url, "alice", &ready_account("bob").1, amount);
    }
    wait_for_index(&node);
    let before = history(&node, "bob");
    assert_eq!(before.as_array().map(Vec::len), Some(4), "{before}");

    let (_, bob) = ready_account("bob");
    let export = [
        "index",
        "export",
        "--what",
        "history",
        "--account",
        &bob,
        "--rpc",
        &node.url,
        "--out",
        text(&table),
        "--bom",
    ];
    let (success, exported) = ask(&export);
    assert!(success && exported["rows"] == 4, "{exported}");
    let rows = fs::read_to_string(&table).expect("the table is there");
    assert!(rows.starts_with("\u{feff}position,block,time,"), "{rows}");
    // Oldest first: what genesis gave, then what Alice paid.
    assert!(
        rows.lines()
            .nth(3)
            .is_some_and(|row| row.contains("2.5 PoS")),
        "{rows}"
    );
    let (success, refused) = ask(&[
        "index",
        "export",
        "--what",
        "events",
        "--module",
        "nothing",
        "--rpc",
        &node.url,
        "--out",
        text(&table),
    ]);
    assert!(
        !success && refused.to_string().contains("there is no module nothing"),
        "{refused}"
    );

    let (success, busy) = ask(&["index", "check", "--data-dir", data]);
    assert!(!success && busy["error"]["kind"] == "running", "{busy}");
    assert!(node.signal("TERM").success());

    let (success, checked) = ask(&["index", "check", "--data-dir", data]);
    assert!(success && checked["differences"] == 0, "{checked}");
    assert!(checked["rows"].as_u64() > Some(20), "{checked}");

    // Something is wrong: the check finds it, a rebuild puts it right.
    let file = data.to_owned() + "/index.sqlite";
    let spoil = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = fs::read(&file).expect("the file is there");
        change(&mut bytes);
        fs::write(&file, bytes).expect("the file can be changed");
    };
    let account: alloy_primitives::Address = bob.parse().expect("an address");
    spoil(&|bytes| {
        let found = bytes
            .windows(20)
            .position(|part| part == account.as_slice());
        bytes[found.expect("it is an account of an event")] ^= 1;
    });
    let (success, found) = ask(&["index", "check", "--data-dir", data]);
    assert!(
        !success && found["error"]["check"]["differences"].as_u64() > Some(0),
        "{found}"
    );
    let (success, rebuilt) = ask(&["index", "rebuild", "--data-dir", data]);
    assert!(success && rebuilt["resumedAfter"] == 0, "{rebuilt}");
    assert_eq!(rebuilt["blocks"], checked["tip"], "{rebuilt}");
    let (success, checked) = ask(&["index", "check", "--data-dir", data]);
    assert!(success && checked["differences"] == 0, "{checked}");

    // What an interrupted rebuild has done is not done again.
    fs::copy(&file, file.clone() + ".rebuild").expect("it can be copied");
    let (success, resumed) = ask(&["index", "rebuild", "--data-dir", data]);
    assert!(
        success && resumed["resumedAfter"] == checked["tip"],
        "{resumed}"
    );

    // Another release's file: the node makes it anew while it serves, and says so.
    // SQLite keeps the number of a file's format at byte 60.
    spoil(&|bytes| bytes[60..64].copy_from_slice(&99_u32.to_be_bytes()));
    let node = place.start(&[]);
    let status = wait_for_index(&node);
    let reason = status["madeAnew"]["en"].as_str().unwrap_or_default();
    assert!(reason.contains("index format 99"), "{status}");
    assert_eq!(history(&node, "bob"), before);

    // No file at all.
    assert!(node.signal("TERM").success());
    fs::remove_file(&file).expect("it is there");
    let node = place.start(&[]);
    let status = wait_for_index(&node);
    assert_eq!(status["madeAnew"], Value::Null);
    assert_eq!(history(&node, "bob"), before);
    assert!(node.signal("TERM").success());
}
