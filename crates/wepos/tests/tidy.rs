//! Checks that no compiler, linter or formatter makes: the direction of packages, words and names that are not wanted,
//! widths and lengths, links, and pages that must exist.
//!
//! A rule is a function from files to complaints. Each test first shows its rule files that are wrong and files that
//! are right, then the repository: a rule that complains about nothing would not be noticed otherwise.

#[path = "tidy/files.rs"]
mod files;
#[path = "tidy/rules.rs"]
mod rules;

use files::{Rule, assert_clean, cargo, file};
use rules::{MAX_LINES, new_arrows, unwanted_below_chain};
use serde_json::Value;

#[test]
fn packages_use_each_other_in_one_direction_only() {
    let sample = |from: &str, to: &str, kind: Value| {
        serde_json::json!({"packages": [
            {"name": "wepos-abi", "dependencies": []},
            {"name": from, "dependencies": [{"name": to, "kind": kind}, {"name": "serde", "kind": null}]},
        ]})
    };
    assert_clean(new_arrows(&sample("wepos-chain", "wepos-abi", Value::Null)));
    assert_eq!(
        new_arrows(&sample("wepos-chain", "wepos-node", Value::Null)),
        ["wepos-chain uses wepos-node"]
    );
    assert_eq!(
        new_arrows(&sample("wepos-abi", "wepos-client", "dev".into())).len(),
        1,
        "tests count too"
    );
    assert_eq!(
        new_arrows(&sample("wepos-new", "serde", Value::Null)),
        ["wepos-new is a package without a place"]
    );

    let metadata = cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--no-deps",
        "--offline",
    ]);
    let metadata: Value = serde_json::from_str(&metadata).expect("cargo prints JSON");
    assert_clean(new_arrows(&metadata));
}

#[test]
fn the_state_machine_has_no_network_clock_or_chance_below_it() {
    let bad = "wepos-chain v0.1.0 (/home/user/wepos)\nserde v1.0.0\ntokio v1.54.1 (*)\n";
    assert_eq!(unwanted_below_chain(bad), ["wepos-chain stands on tokio"]);
    assert_clean(unwanted_below_chain(
        "wepos-chain v0.1.0\ntokio-like v1.0.0\nrand_core v0.9.0\n",
    ));

    let tree = cargo(&[
        "tree",
        "-p",
        "wepos-chain",
        "-e",
        "normal",
        "--offline",
        "--prefix",
        "none",
    ]);
    assert!(
        tree.contains("wepos-abi "),
        "not the tree of wepos-chain: {tree}"
    );
    assert_clean(unwanted_below_chain(&tree));
}

#[test]
fn interfaces_bring_no_http_client_into_the_state_machine() {
    let macro_with_rpc = concat!("sol! { #[sol(", "rpc)] interface IToken {} }");
    Rule(rules::rpc_interfaces)
        .rejects("crates/abi/src/interfaces.rs", macro_with_rpc)
        .rejects(
            "crates/abi/src/interfaces.rs",
            concat!("#[sol(all_derives, ", "rpc)]"),
        )
        .accepts("crates/abi/src/interfaces.rs", "#[sol(abi, all_derives)]")
        .accepts(
            "crates/abi/src/lib.rs",
            concat!("//! There is no `sol(", "rpc)` here."),
        )
        .accepts("crates/client/src/token.rs", macro_with_rpc)
        .holds();
}

#[test]
fn nothing_is_left_for_later_in_the_sources() {
    Rule(rules::words_for_later)
        .rejects(
            "crates/chain/src/lib.rs",
            concat!("// TO", "DO: round down"),
        )
        .rejects("run.sh", concat!("# FIX", "ME"))
        .rejects(
            "crates/node/src/lib.rs",
            concat!("let x = db", "g!(height);"),
        )
        .rejects("crates/node/src/lib.rs", concat!("to", "do!()"))
        .accepts(
            "crates/node/src/lib.rs",
            "let todos = mktemp(\"XXXXXX\"); // a hackathon",
        )
        .holds();
}

#[test]
fn lines_fit_the_screen() {
    let words = "word ".repeat(25);
    Rule(rules::wide_lines)
        .rejects("crates/abi/src/lib.rs", &words)
        .rejects("docs/tutorial.md", &words)
        .rejects("run.sh", &words)
        .accepts("docs/tutorial.md", &format!("| {words} |"))
        .accepts(
            "docs/tutorial.md",
            &format!("See {}", "https://example.org/".repeat(8)),
        )
        .accepts("docs/tutorial.zh-CN.md", &"一个词 ".repeat(29))
        .accepts("crates/abi/generated/token.json", &words)
        .holds();
}

#[test]
fn files_are_short_enough_to_read_in_one_go() {
    let lines = "fn f() {}\n".repeat(MAX_LINES + 1);
    Rule(rules::long_files)
        .rejects("crates/chain/src/lib.rs", &lines)
        .accepts("crates/chain/src/lib.rs", &"fn f() {}\n".repeat(MAX_LINES))
        .accepts("crates/abi/generated/all.rs", &lines)
        .holds();
}

#[test]
fn links_between_documents_lead_somewhere() {
    Rule(rules::dead_links)
        .rejects("docs/README.md", "[next](tutorial.md)")
        .rejects("docs/README.md", "[up](../../LICENSE)")
        .rejects("README.md", "![picture](docs/picture.png \"title\")")
        .rejects("README.md", "[one]: missing.md")
        .accepts(
            "docs/README.md",
            "[here](README.md#top), [this folder](../docs/) and [top](#top)",
        )
        .accepts(
            "docs/README.md",
            "[page](https://example.org/missing.md), `[code](missing.md)`",
        )
        .accepts("docs/README.md", "```\n[code](missing.md)\n```")
        .holds();
}

#[test]
fn every_module_has_a_page() {
    Rule(rules::modules_without_a_page)
        .rejects(
            "crates/abi/interfaces/IAuction.sol",
            "interface IAuction {}",
        )
        .accepts("crates/abi/interfaces/IErrors.sol", "interface IErrors {}")
        .accepts("docs/IAuction.sol", "interface IAuction {}")
        .holds();
    let files = [
        file("crates/abi/interfaces/IMulticall3.sol", ""),
        file("docs/modules/multicall.md", ""),
    ];
    assert_clean(rules::modules_without_a_page(&files));
}

#[test]
fn the_consensus_library_is_named_in_few_files() {
    let import = concat!("use common", "ware_storage::qmdb;");
    Rule(rules::consensus_library_elsewhere)
        .rejects("crates/node/src/rpc/blocks.rs", import)
        .rejects("crates/chain/src/state/overlay.rs", import)
        .rejects("crates/node/src/rpc/archive.rs", import)
        .accepts("crates/node/src/engine.rs", import)
        .accepts("crates/node/src/engine/wiring.rs", import)
        .accepts("crates/node/src/engine_parts.rs", import)
        .accepts("crates/node/tests/simulation.rs", import)
        .accepts("crates/simulation/src/node.rs", import)
        .accepts(
            "crates/node/src/rpc.rs",
            concat!("// common", "ware_storage is not named here"),
        )
        .holds();
}

#[test]
fn the_state_machine_names_nothing_that_differs_between_runs() {
    Rule(rules::differs_between_runs)
        .rejects(
            "crates/chain/src/state/overlay.rs",
            "use std::collections::HashMap;",
        )
        .rejects(
            "crates/chain/src/time.rs",
            "    let now = SystemTime::now(); // the clock",
        )
        .rejects(
            "crates/chain/src/gas.rs",
            "let gas = 1.5_f64;\nlet gas = gas as f64;",
        )
        .accepts(
            "crates/chain/src/gas.rs",
            "/// No f64: rounding differs.\nlet half = 1; // HashMap",
        )
        .accepts(
            "crates/chain/src/gas.rs",
            "fn gas() {}\n#[cfg(test)]\nmod tests { use std::collections::HashMap; }",
        )
        .accepts(
            "crates/chain/src/modules/token/tests.rs",
            "use std::collections::HashMap;",
        )
        .accepts(
            "crates/node/src/mempool.rs",
            "use std::collections::HashMap;",
        )
        .holds();
}

#[test]
fn no_file_speaks_of_how_it_came_to_be() {
    Rule(rules::words_of_the_workshop)
        .rejects("docs/README.md", concat!("see /wo", "rk/notes.md"))
        .rejects(
            "crates/chain/src/lib.rs",
            concat!("// as the Assis", "tant said"),
        )
        .rejects("docs/README.md", concat!("in ../sha", "red/design"))
        .accepts(
            "docs/README.md",
            "the network/worker, an assisted setup, a shared library",
        )
        .holds();
}
