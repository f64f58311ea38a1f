//! `wepos genesis`.

use serde_json::{Value, json};

use crate::Place;

const MEMBER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const OTHER: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

fn validator(name: &str, digit: &str) -> String {
    format!("{name}:0x{}:0x{}", digit.repeat(64), digit.repeat(96))
}

fn development(place: &Place) -> Value {
    let arguments = [
        "genesis",
        "new",
        "genesis.json",
        "--month",
        "60s",
        "--json",
        "--launch",
        "2026-12-01T00:00:00Z",
        "--validator",
        &validator("desk", "a"),
        "--ready-account",
        &format!("alice:{MEMBER}:1000PoS"),
    ];
    place.run(&arguments).succeeds().json()
}

#[test]
fn a_development_genesis_is_made_checked_and_shown() {
    let place = Place::new();
    let new = development(&place);
    assert_eq!(new["kind"], "development");
    assert_eq!(new["network"], "wepos-development");

    let check = place.run(&["genesis", "check", "genesis.json"]).succeeds();
    assert!(
        check
            .out
            .lines()
            .filter(|line| line.starts_with('✓'))
            .count()
            >= 12
    );
    assert!(check.out.contains(new["hash"].as_str().unwrap()));
    let check = place
        .run(&["genesis", "check", "genesis.json", "--json"])
        .succeeds()
        .json();
    assert_eq!((&check["ok"], &check["hash"]), (&json!(true), &new["hash"]));

    let show = place.run(&["genesis", "show", "genesis.json"]).succeeds();
    assert!(show.out.contains("DEVELOPMENT"), "{}", show.out);
    assert!(show.out.contains("2026-12-01T00:13:00Z"), "{}", show.out);
    let show = place
        .run(&["genesis", "show", "genesis.json", "--json"])
        .succeeds()
        .json();
    assert_eq!(show["stages"][4]["multiplier"], 16);
    assert_eq!(show["stages"][0]["ends"], show["stages"][1]["starts"]);
    assert_eq!(show["document"]["chainId"], new["chainId"]);
    let chinese = place
        .run(&["genesis", "show", "genesis.json", "--lang", "zh"])
        .succeeds();
    assert!(chinese.out.contains("稳定增长期"), "{}", chinese.out);

    place
        .run(&[
            "genesis",
            "new",
            "genesis.json",
            "--validator",
            &validator("desk", "a"),
        ])
        .fails("exists");
}

#[test]
fn a_public_genesis_needs_what_nobody_can_guess() {
    let place = Place::new();
    place.write("zh.md", "规则");
    place.write("en.md", "rules");
    let validators: Vec<Value> = ["1", "2", "3", "4"]
        .iter()
        .map(|digit| {
            json!({"name": format!("node {digit}"), "publicKey": format!("0x{}", digit.repeat(64)),
                "seedKey": format!("0x{}", digit.repeat(96))})
        })
        .collect();
    place.write("validators.json", &Value::Array(validators).to_string());
    let mut arguments = vec!["genesis", "new", "main.json", "--kind", "main"];
    for (option, value, missing) in [
        ("--chain-id", "7057", "--chain-id"),
        ("--launch", "2027-01-01T00:00:00+08:00", "--launch"),
        ("--wetez", MEMBER, "--wetez"),
        ("--soros-report", OTHER, "--soros-report"),
        ("--validators", "validators.json", "needs a validator"),
    ] {
        place.run(&arguments).fails(missing);
        arguments.extend([option, value]);
    }
    arguments.extend(["--rule-book-zh", "zh.md", "--rule-book-en", "en.md"]);
    let new = place
        .run(&[&arguments[..], &["--json"]].concat())
        .succeeds()
        .json();
    assert_eq!(new["advice"], json!([]));
    let document = std::fs::read_to_string(place.path("main.json")).unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["launch"], 1_798_732_800_000_u64);
    assert!(document.get("development").is_none());
    place.run(&["genesis", "check", "main.json"]).succeeds();

    arguments[2] = "other.json";
    let ready = format!("alice:{MEMBER}:1PoS");
    place
        .run(&[&arguments[..], &["--ready-account", &ready]].concat())
        .fails("for development networks");
    place
        .run(&[&arguments[..], &["--network", "wepos-test"]].concat())
        .fails("must contain neither");
}

#[test]
fn malformed_options_are_said_with_their_form() {
    let place = Place::new();
    let good = validator("desk", "a");
    for (options, reason) in [
        (&["--validator", "desk"][..], "NAME:PUBLIC_KEY:SEED_KEY"),
        (&["--validator", "desk:0x12:0x12"], "32 bytes"),
        (
            &["--validator", &format!("desk:0x{}:0x12", "a".repeat(64))],
            "48 or 96 bytes",
        ),
        (&["--validator", &good, "--validator", &good], "the same"),
        (&["--validator", &good, "--month", "soon"], "such as 60s"),
        (&["--validator", &good, "--month", "1s"], "out of bounds"),
        (&["--validator", &good, "--launch", "tomorrow"], "--launch"),
        (
            &["--validator", &good, "--ready-account", "alice"],
            "ROLE:ADDRESS:AMOUNT",
        ),
        (
            &["--validator", &good, "--ready-account", "a:0x12:1PoS"],
            "40 hexadecimal",
        ),
        (&["--validator", &good, "--chain-id", "1"], "chain id"),
        (
            &["--validator", &good, "--wetez", MEMBER],
            "public networks",
        ),
    ] {
        place
            .run(&[&["genesis", "new", "g.json"][..], options].concat())
            .fails(reason);
        assert!(!place.path("g.json").exists());
    }
    let protocol = "alice:0x0000000000000000000000000000000000001001:1PoS";
    place
        .run(&[
            "genesis",
            "new",
            "g.json",
            "--validator",
            &good,
            "--ready-account",
            protocol,
        ])
        .fails("protocol");
}

#[test]
fn a_malformed_genesis_is_refused_with_the_reason() {
    let place = Place::new();
    development(&place);
    let text = std::fs::read_to_string(place.path("genesis.json")).unwrap();
    let change = |change: &dyn Fn(&mut Value)| {
        let mut document: Value = serde_json::from_str(&text).unwrap();
        change(&mut document);
        document.to_string()
    };
    for (malformed, reason) in [
        (String::new(), "cannot be read"),
        ("\u{0}\u{1}".to_owned(), "cannot be read"),
        ("[]".to_owned(), "refused"),
        (
            text.replace("wepos-genesis/1", "wepos-genesis/9"),
            "wepos-genesis/9",
        ),
        (
            change(&|it| it["balances"] = json!({MEMBER: "1 PoS"})),
            "members start with 0",
        ),
        (change(&|it| it["surprise"] = json!(1)), "surprise"),
        (
            change(&|it| it["total"] = json!("100000001 PoS")),
            "for ever (WP-55)",
        ),
        (
            change(&|it| it["pool"] = json!("9000001 PoS")),
            "9000001 PoS",
        ),
        (
            change(&|it| it["monthBoundaries"][3] = json!(5)),
            "boundary",
        ),
        (change(&|it| it["validators"] = json!([])), "no validator"),
        (change(&|it| it["chainId"] = json!(1)), "chain id"),
        (" ".repeat(1 << 21), "bytes"),
    ] {
        place.write("bad.json", &malformed);
        place.run(&["genesis", "check", "bad.json"]).fails(reason);
        let json = place.run(&["genesis", "show", "bad.json", "--json"]);
        assert_eq!(json.status, 1);
        assert_eq!(json.json()["error"]["kind"], "genesis");
    }
    place
        .run(&["genesis", "check", "missing.json"])
        .fails("missing.json");
}

#[test]
fn a_genesis_names_the_rule_book_of_the_program_that_makes_it() {
    let place = Place::new();
    development(&place);
    let hashes = place.run(&["rules", "--hash", "--json"]).succeeds().json();
    let text = std::fs::read_to_string(place.path("genesis.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["ruleBook"], hashes["ruleBook"]);
    let check = |document: &Value| {
        place.write("checked.json", &document.to_string());
        let people = place.run(&["genesis", "check", "checked.json"]).succeeds();
        let json = ["genesis", "check", "checked.json", "--json"];
        (
            people.out,
            place.run(&json).succeeds().json()["ruleBook"].clone(),
        )
    };

    let (people, json) = check(&document);
    assert!(people.contains("✓ rule book: version 1"), "{people}");
    assert_eq!((&json["version"], &json["newest"]), (&json!(1), &json!(1)));

    let mut other = document.clone();
    other["ruleBook"]["zhSha256"] = json!(format!("0x{}", "07".repeat(32)));
    let (people, json) = check(&other);
    assert!(people.contains("! rule book: not one"), "{people}");
    assert_eq!(json["version"], Value::Null);

    let mut none = document;
    none.as_object_mut().unwrap().remove("ruleBook");
    let (people, json) = check(&none);
    assert!(people.contains("! rule book: none is named"), "{people}");
    assert_eq!(
        (&json["named"], &json["version"]),
        (&json!({}), &Value::Null)
    );
}
