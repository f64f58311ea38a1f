use std::collections::{BTreeMap, BTreeSet};

use wepos_chain::modules::committee;
use wepos_client::{B256, Language};

use super::*;

/// Every version that was published, with what `sha256sum` says of its texts: Chinese, then English.
///
/// Networks name these hashes in their genesis. Once one does, the texts of that version are never edited again: a
/// change of the rules is a new version, and `docs/rules/README.md` says how one is made.
const PUBLISHED: &[(u32, &str, &str)] = &[(
    1,
    "6d586a0f755ce52aabe60ca188e12c40638009acc0821bc80aa9728bddd0c14f",
    "b0cdc84fcf315034635bb80b5ef4f9a4354b91f24b6821e7c35cfdc70b218d57",
)];

/// A clause: what stands from its number to the next one.
type Clauses = BTreeMap<Vec<u32>, String>;

/// The clauses of a text, by chapter and number within it. A clause begins with its number in bold.
fn clauses(text: &str) -> Clauses {
    let mut clauses = Clauses::new();
    let mut current = None;
    for line in text.lines() {
        if line.starts_with("## ") {
            current = None;
        }
        if let Some((number, _)) = line
            .strip_prefix("**")
            .and_then(|rest| rest.split_once("** "))
        {
            let number: Vec<u32> = number
                .split('.')
                .map(|part| part.parse().unwrap())
                .collect();
            assert!(!clauses.contains_key(&number), "{number:?} stands twice");
            current = Some(number);
        }
        if let Some(number) = &current {
            let clause = clauses.entry(number.clone()).or_default();
            clause.push_str(line);
            clause.push('\n');
        }
    }
    clauses
}

/// The sources a clause names: `WP-57`, `R5`, `I8`.
fn sources(clause: &str) -> BTreeSet<&str> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    clause
        .split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-'))
        .filter(|word| {
            let number = ["WP-", "R", "I"]
                .iter()
                .find_map(|start| word.strip_prefix(start));
            number.is_some_and(is_number)
        })
        .collect()
}

/// The name, value and bounds of each parameter in a text: the first three cells of a row that begins with a name.
fn parameters(text: &str) -> Vec<[&str; 3]> {
    text.lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let mut cells = line.split('|').skip(1).map(str::trim);
            [(); 3].map(|()| cells.next().unwrap())
        })
        .collect()
}

#[test]
fn an_edit_of_the_rules_is_a_new_version() {
    let carried: Vec<(u32, String, String)> = Version::all()
        .map(|version| {
            let hex = |hash: Option<B256>| format!("{:x}", hash.unwrap());
            let hashes = version.hashes();
            (version.number, hex(hashes.zh_sha256), hex(hashes.en_sha256))
        })
        .collect();
    let published: Vec<_> = PUBLISHED
        .iter()
        .map(|(number, zh, en)| (*number, (*zh).to_owned(), (*en).to_owned()))
        .collect();
    assert_eq!(
        carried, published,
        "the texts differ from what was published"
    );
}

#[test]
fn versions_are_numbered_from_one_without_a_gap() {
    let numbers: Vec<u32> = Version::all().map(|version| version.number).collect();
    let expected: Vec<u32> = (1..).take(numbers.len()).collect();
    assert_eq!(numbers, expected);
    for version in Version::all() {
        let number = version.number;
        assert!(
            version
                .text(Language::Chinese)
                .contains(&format!("第 {number} 版"))
        );
        assert!(
            version
                .text(Language::English)
                .contains(&format!("Version {number}"))
        );
    }
}

#[test]
fn both_languages_have_the_same_clauses_from_the_same_sources() {
    let chinese = clauses(NEWEST.text(Language::Chinese));
    let english = clauses(NEWEST.text(Language::English));
    assert!(chinese.len() > 100, "{} clauses", chinese.len());
    assert_eq!(
        chinese.keys().collect::<Vec<_>>(),
        english.keys().collect::<Vec<_>>()
    );
    for (number, clause) in &chinese {
        let found = sources(clause);
        assert!(!found.is_empty(), "{number:?} has no source");
        assert_eq!(found, sources(&english[number]), "{number:?}");
    }
}

#[test]
fn both_languages_have_the_same_parameters_with_the_same_values_and_bounds() {
    let chinese = parameters(NEWEST.text(Language::Chinese));
    assert!(chinese.len() > 50, "{} parameters", chinese.len());
    assert_eq!(chinese, parameters(NEWEST.text(Language::English)));
}

#[test]
fn what_the_committee_can_set_has_the_names_values_and_bounds_of_the_rules() {
    let written = parameters(NEWEST.text(Language::Chinese));
    let number = |text: &str| text.replace(',', "").parse::<u64>().unwrap();
    for entry in committee::PARAMETERS {
        let name = format!("`{}`", entry.name);
        let row = written.iter().find(|row| row[0] == name);
        let [_, value, bounds] = row.unwrap_or_else(|| panic!("{name} is not in the rules"));
        let (minimum, maximum) = bounds.split_once('–').unwrap();
        assert_eq!(
            (number(value), number(minimum), number(maximum)),
            (entry.initial, entry.minimum, entry.maximum),
            "{name}"
        );
    }
}

#[test]
fn the_rules_have_the_sources_that_they_must_have() {
    let text = NEWEST.text(Language::Chinese);
    let found = sources(text);
    let missing: Vec<String> = (1..=25)
        .map(|number| format!("R{number}"))
        .chain((1..=10).map(|number| format!("I{number}")))
        .filter(|source| !found.contains(source.as_str()))
        .collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn the_list_of_sources_follows_the_rules() {
    let mut clauses_of: BTreeMap<(usize, u32), Vec<String>> = BTreeMap::new();
    const KINDS: [&str; 3] = ["WP-", "R", "I"];
    for (number, clause) in &clauses(NEWEST.text(Language::Chinese)) {
        let [chapter, clause_number] = number[..] else {
            panic!("{number:?} is no number of a clause");
        };
        for source in sources(clause) {
            let kind = KINDS
                .iter()
                .position(|kind| source.starts_with(kind))
                .unwrap();
            let source = source[KINDS[kind].len()..].parse().unwrap();
            let clauses = clauses_of.entry((kind, source)).or_default();
            clauses.push(format!("{chapter}.{clause_number}"));
        }
    }
    let mut expected = SOURCES_HEAD.to_owned();
    for ((kind, source), clauses) in clauses_of {
        let width = if kind == 0 { 2 } else { 1 };
        let (kind, clauses) = (KINDS[kind], clauses.join(", "));
        expected.push_str(&format!("| {kind}{source:0width$} | {clauses} |\n"));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rules/sources.md");
    if std::env::var_os("WEPOS_REGENERATE").is_some_and(|value| value == "1") {
        std::fs::write(path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap();
    assert_eq!(
        found, expected,
        "WEPOS_REGENERATE=1 cargo test -p wepos rules writes it anew"
    );
}

const SOURCES_HEAD: &str = "\
# Sources of the rule book

Which clauses of the [rule book](README.md) rest on which statement of the white paper (WP), ruling (R) or
invariant (I). Written by a test from the Chinese text, in which the sources stand in brackets.

每个出处对应的条款；由测试从中文文本生成。

| source 出处 | clauses 条款 |
|---|---|
";

#[test]
fn the_status_speaks_of_every_clause_once_and_alike_in_both_languages() {
    let clauses: Vec<Vec<u32>> = clauses(NEWEST.text(Language::Chinese))
        .into_keys()
        .collect();
    let english = status(STATUS_ENGLISH);
    assert_eq!(english.keys().cloned().collect::<Vec<_>>(), clauses);
    assert_eq!(english, status(STATUS_CHINESE));
}

/// What a status says of each clause: a sign, by the number of the clause. A row begins with numbers such as
/// `3.1–3.4, 3.6`, and has the sign in its second cell.
fn status(text: &str) -> BTreeMap<Vec<u32>, &str> {
    let mut signs = BTreeMap::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, numbers, sign, ..] = cells[..] else {
            continue;
        };
        if !numbers.starts_with(|first: char| first.is_ascii_digit()) {
            continue;
        }
        for range in numbers.split(", ") {
            let (first, last) = range.split_once('–').unwrap_or((range, range));
            let parse = |number: &str| -> (u32, u32) {
                let (chapter, clause) = number.split_once('.').unwrap();
                (chapter.parse().unwrap(), clause.parse().unwrap())
            };
            let ((chapter, first), (end, last)) = (parse(first), parse(last));
            assert_eq!(chapter, end, "{range} spans chapters");
            for number in first..=last {
                assert_eq!(
                    signs.insert(vec![chapter, number], sign),
                    None,
                    "{chapter}.{number} stands twice"
                );
            }
        }
    }
    signs
}

#[test]
fn a_genesis_names_a_version_by_the_text_that_governs() {
    let hashes = NEWEST.hashes();
    assert_eq!(Version::named_by(&hashes), Some(NEWEST));
    let only_chinese = RuleBook {
        en_sha256: None,
        ..hashes
    };
    assert_eq!(Version::named_by(&only_chinese), Some(NEWEST));
    for unknown in [
        RuleBook::default(),
        RuleBook {
            zh_sha256: None,
            ..hashes
        },
        RuleBook {
            en_sha256: Some(B256::ZERO),
            ..hashes
        },
        RuleBook {
            zh_sha256: hashes.en_sha256,
            en_sha256: hashes.zh_sha256,
        },
    ] {
        assert_eq!(Version::named_by(&unknown), None, "{unknown:?}");
    }
}
