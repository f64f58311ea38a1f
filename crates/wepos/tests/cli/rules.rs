//! `wepos rules`.

use sha2::{Digest as _, Sha256};

use crate::Place;

#[test]
fn what_is_printed_has_the_hash_that_is_promised() {
    let place = Place::new();
    let hashes = place.run(&["rules", "--hash"]).succeeds().out;
    let lines: Vec<&str> = hashes.lines().collect();
    assert_eq!(lines.len(), 2, "{hashes}");
    for (line, (language, file)) in lines
        .iter()
        .zip([("zh", "rulebook.zh-CN.md"), ("en", "rulebook.en.md")])
    {
        let text = place.run(&["rules", "--lang", language]).succeeds().out;
        let hash = Sha256::digest(text.as_bytes());
        assert_eq!(*line, format!("{hash:x}  {file}"));
    }
}

#[test]
fn the_rules_speak_the_language_of_the_reader() {
    let place = Place::new();
    let english = place.run(&["rules"]).succeeds().out;
    assert!(english.starts_with("# The WePoS rule book"), "{english}");
    let chinese = place
        .run(&["rules", "1", "--lang", "zh", "--json"])
        .succeeds();
    let chinese = chinese.json();
    assert_eq!(
        (&chinese["version"], &chinese["language"]),
        (&1.into(), &"zh".into())
    );
    assert!(
        chinese["text"]
            .as_str()
            .unwrap()
            .starts_with("# WePoS 规则书")
    );
    let status = place
        .run(&["rules", "--status", "--lang", "zh"])
        .succeeds()
        .out;
    assert!(status.starts_with("# 程序已经执行的规则"), "{status}");
}

#[test]
fn a_version_that_is_not_carried_is_refused_with_those_that_are() {
    Place::new().run(&["rules", "2"]).fails("no version 2");
}
