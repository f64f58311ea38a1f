//! Help, names, and readers that leave early.

use std::process::Stdio;

use crate::{Place, ended};

#[test]
fn every_command_explains_itself() {
    let place = Place::new();
    for command in [
        &["--help"][..],
        &["keys", "--help"],
        &["keys", "new", "--help"],
        &["keys", "import", "--help"],
        &["keys", "list", "--help"],
        &["keys", "show", "--help"],
        &["keys", "export", "--help"],
        &["call", "--help"],
        &["send", "-h"],
        &["status", "--help"],
        &["verify", "--help"],
        &["audit", "--help"],
        &["genesis", "--help"],
        &["genesis", "new", "--help"],
        &["genesis", "check", "--help"],
        &["genesis", "show", "--help"],
        &["rules", "--help"],
        &["ticket", "--help"],
        &["ticket", "issue", "--help"],
        &["ticket", "check", "--help"],
        &["ticket", "print", "--help"],
        &["invite", "--help"],
        &["similar", "--help"],
    ] {
        let help = place.run(command).succeeds();
        assert!(
            help.out.contains("Usage: wepos"),
            "{command:?}: {}",
            help.out
        );
        assert!(help.err.is_empty(), "{command:?}: {}", help.err);
    }
    let help = place.run(&["--version"]).succeeds();
    assert!(help.out.starts_with("wepos "), "{}", help.out);
}

#[test]
fn modules_and_functions_are_explained_in_both_languages_without_a_node() {
    let place = Place::new();
    let modules = place.run(&["call"]).succeeds();
    assert!(modules.out.contains("  emission  "), "{}", modules.out);
    let token = place.run(&["call", "token"]).succeeds();
    assert!(
        token.out.contains("balanceOf(address account)"),
        "{}",
        token.out
    );
    let english = place
        .run(&["send", "token", "transfer", "--help"])
        .succeeds();
    assert!(
        english
            .out
            .contains("wepos send token transfer <to> <value>"),
        "{}",
        english.out
    );
    assert!(
        english.out.contains("The account that receives."),
        "{}",
        english.out
    );
    let chinese = place
        .run(&["call", "token", "balanceOf", "--help", "--lang", "zh"])
        .succeeds();
    assert!(chinese.out.contains("参数："), "{}", chinese.out);
    let mut command = place.command(&["call", "token", "balanceOf", "-h"]);
    let by_system = ended(command.env("LANG", "zh_CN.UTF-8").output().unwrap()).succeeds();
    assert_eq!(by_system.out, chinese.out);
    let value = place
        .run(&["call", "token", "balanceOf", "--help", "--json"])
        .succeeds()
        .json();
    assert_eq!(value["parameters"][0]["name"], "account");
}

#[test]
fn misspelt_names_are_answered_with_the_nearest() {
    let place = Place::new();
    place.run(&["call", "tokn"]).fails("did you mean `token`?");
    place
        .run(&["call", "token", "balancOf"])
        .fails("did you mean `balanceOf`?");
    place
        .run(&["send", "nothing", "x"])
        .fails("there are: token, emission");
    let error = place.run(&["call", "tokn", "--json"]);
    assert_eq!(error.status, 1);
    assert_eq!(error.json()["error"]["kind"], "unknownModule");
    assert_eq!(error.json()["error"]["nearest"][0], "token");
    assert!(error.err.is_empty(), "{}", error.err);
}

#[test]
fn a_senseless_command_line_has_its_own_exit_status() {
    let place = Place::new();
    let text = place.run(&["bogus"]);
    assert_eq!(text.status, 2);
    assert!(text.err.contains("bogus") && text.out.is_empty());
    let json = place.run(&["bogus", "--json"]);
    assert_eq!(json.status, 2);
    assert_eq!(json.json()["error"]["kind"], "usage");
}

#[test]
fn a_reader_that_leaves_is_no_panic() {
    let place = Place::new();
    for arguments in [
        &["call", "token"][..],
        &["--help"],
        &["call", "tokn", "--json"],
    ] {
        let mut command = place.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let ended = ended(child.wait_with_output().unwrap());
        assert!(!ended.err.contains("panicked"), "{}", ended.err);
        assert_ne!(ended.status, 101);
    }
}
