//! `wepos ticket` and `wepos invite`, without a node.

use std::collections::BTreeSet;

use crate::{Place, mode};

/// The first ready account of development networks: its key is known to everybody.
const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const SIGNER: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const OTHER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

const ISSUE: &[&str] = &[
    "ticket",
    "issue",
    "--campaign",
    "3",
    "--key",
    KEY,
    "--genesis",
    "genesis.json",
    "--portal",
    "https://pos.example.org",
    "--out",
    "out",
    "--json",
];

fn place() -> Place {
    let place = Place::new();
    genesis(&place, "genesis.json", "2027-01-01");
    place
}

/// A genesis document of its own for each launch.
fn genesis(place: &Place, name: &str, launch: &str) {
    let launch = format!("{launch}T00:00:00Z");
    let validator = format!("desk:0x{}:0x{}", "a".repeat(64), "a".repeat(96));
    let start = [
        "genesis", "new", name, "--month", "60s", "--launch", &launch,
    ];
    place
        .run(&[&start[..], &["--validator", &validator]].concat())
        .succeeds();
}

fn issue(place: &Place, more: &[&str]) -> crate::Ended {
    place.run(&[ISSUE, more].concat())
}

fn check(place: &Place, more: &[&str]) -> crate::Ended {
    let start = ["ticket", "check", "--genesis", "genesis.json"];
    place.run(&[&start, more].concat())
}

fn links(place: &Place, list: &str) -> Vec<String> {
    let text = std::fs::read_to_string(place.path(list)).unwrap();
    let lines = text.lines().skip(1);
    lines
        .map(|line| line.split_once(',').unwrap().1.to_owned())
        .collect()
}

#[test]
fn issued_tickets_are_good_private_and_all_different() {
    let place = place();
    let issued = issue(&place, &["--count", "30"]).succeeds().json();
    assert_eq!(issued["signedBy"], SIGNER);
    let list = "out/campaign-3-tickets-1-30.csv";
    assert_eq!(issued["list"], list);
    for file in [list, "out/campaign-3-tickets-1-30.pdf"] {
        assert_eq!(mode(&place.path(file)), 0o600, "{file}");
    }
    assert_eq!(mode(&place.path("out")), 0o700);
    let links = links(&place, list);
    assert_eq!(links.iter().collect::<BTreeSet<_>>().len(), 30);

    let verdict = check(&place, &["--csv", list, "--signed-by", SIGNER, "--json"]);
    let verdict = verdict.succeeds().json();
    assert_eq!((&verdict["good"], &verdict["bad"]), (&30.into(), &0.into()));
    assert_eq!(verdict["tickets"][29]["number"], 30);
}

#[test]
fn a_ticket_is_refused_with_the_reason() {
    let place = place();
    issue(&place, &["--numbers", "7", "--expires", "2026-01-01"]).succeeds();
    issue(&place, &["--numbers", "8"]).succeeds();
    let ended = links(&place, "out/campaign-3-tickets-7-7.csv").remove(0);
    let good = links(&place, "out/campaign-3-tickets-8-8.csv").remove(0);

    check(&place, &[&good, "--signed-by", SIGNER]).succeeds();
    check(&place, &[&ended, "--signed-by", SIGNER]).fails("ended 2026-01-01T00:00:00Z");
    check(&place, &[&good, "--signed-by", SIGNER, "--campaign", "4"]).fails("of campaign 3");
    check(&place, &[&good, "--signed-by", OTHER]).fails("not signed by");
    check(&place, &[&good[..good.len() - 4], "--signed-by", SIGNER]).fails("left out");
    genesis(&place, "genesis.json.other", "2027-02-01");
    place
        .run(&[
            "ticket",
            "check",
            &good,
            "--genesis",
            "genesis.json.other",
            "--signed-by",
            SIGNER,
        ])
        .fails("for this network");
    check(&place, &[&good, "--signed-by", OTHER, "--lang", "zh"]).fails("不是");
}

#[test]
fn tickets_are_never_overwritten_and_sheets_are_printed_again_from_the_list() {
    let place = place();
    issue(&place, &["--numbers", "5-20"]).succeeds();
    let list = "out/campaign-3-tickets-5-20.csv";
    let before = std::fs::read_to_string(place.path(list)).unwrap();
    let again = issue(&place, &["--numbers", "5-20"]);
    assert_eq!(again.status, 1);
    assert!(again.out.contains("exists already"), "{}", again.out);
    assert_eq!(std::fs::read_to_string(place.path(list)).unwrap(), before);

    place
        .run(&[
            "ticket",
            "print",
            list,
            "--numbers",
            "6-7",
            "--out",
            "again.pdf",
        ])
        .succeeds();
    let pdf = std::fs::read(place.path("again.pdf")).unwrap();
    let pdf = String::from_utf8_lossy(&pdf);
    assert!(pdf.contains("(No. 6)") && pdf.contains("(No. 7)") && !pdf.contains("(No. 5)"));
    assert_eq!(mode(&place.path("again.pdf")), 0o600);
    place
        .run(&[
            "ticket",
            "print",
            list,
            "--numbers",
            "99",
            "--out",
            "none.pdf",
        ])
        .fails("no ticket with these numbers");
    place
        .run(&["ticket", "print", "genesis.json", "--out", "none.pdf"])
        .fails("no list of tickets");
}

#[test]
fn an_account_makes_its_five_invitations() {
    let place = place();
    let start = [
        "invite",
        "--stage",
        "1",
        "--key",
        KEY,
        "--genesis",
        "genesis.json",
        "--portal",
        "https://pos.example.org/",
        "--json",
    ];
    let all = place.run(&start).succeeds().json();
    assert_eq!(all["inviter"], SIGNER);
    let made = all["invitations"].as_array().unwrap();
    assert_eq!(made.len(), 5);
    for one in made {
        let link = one["link"].as_str().unwrap();
        assert!(link.starts_with("https://pos.example.org/invite#AfOf1uUarYj29M5quIJyec__uSJm"));
    }
    let six = place.run(&[&start[..], &["--numbers", "6"]].concat());
    assert_eq!(six.status, 1);
    assert!(six.out.contains("5 invitations"), "{}", six.out);
}

#[test]
fn what_organisers_wait_for_is_measured_and_reported() {
    let place = Place::new();
    let bench = [
        "bench",
        "tools",
        "--items",
        "30",
        "--folder",
        ".",
        "--report",
        "report.md",
        "--json",
    ];
    let figures = place.run(&bench).succeeds().json();
    for tool in ["issue", "check", "print", "grade", "compare"] {
        let seconds = figures[format!("{tool}Seconds")].as_f64();
        assert!(seconds > Some(0.0), "{tool}: {figures}");
    }
    let report = std::fs::read_to_string(place.path("report.md")).unwrap();
    assert!(
        report.contains("## Tools") && report.contains("| 30 items |"),
        "{report}"
    );
    let left = std::fs::read_dir(place.path(".")).unwrap();
    assert_eq!(left.count(), 1, "nothing but the report");
}
