//! How far apart texts are whose likeness is known. The table is printed by
//! `cargo test -p wepos-similarity --test corpus -- --nocapture`, and stands in the guide for reviewers.

use std::collections::BTreeMap;

use wepos_similarity::{Content, Likeness, NEAR_BITS, NEAR_PERCENT};

/// One text of the corpus.
struct Text {
    name: String,
    /// What it was made from, and how.
    origin: Option<(String, String)>,
    content: Content,
}

fn corpus() -> Vec<Text> {
    let file = include_str!("corpus.txt");
    let texts = file.split("\n== ").skip(1);
    texts
        .map(|text| {
            let (head, body) = text.split_once('\n').expect("a text after its name");
            let (name, origin) = match head.split_once(" < ") {
                Some((name, origin)) => (name, origin.split_once(": ")),
                None => (head, None),
            };
            Text {
                name: name.to_owned(),
                origin: origin.map(|(from, how)| (from.to_owned(), how.to_owned())),
                content: Content::of(body),
            }
        })
        .collect()
}

fn language(name: &str) -> &str {
    if name.contains(".zh") { "zh" } else { "en" }
}

/// What a text is about: the start of its name, without the place of a visit.
fn subject(name: &str) -> &str {
    name.split(['.', '-']).next().unwrap_or(name)
}

/// In how many bits two fingerprints differ, and the percentage of features that they have in common.
fn measure(left: &Content, right: &Content) -> (u32, usize) {
    let fingerprint = |content: &Content| content.fingerprint().expect("long enough");
    let bits = fingerprint(left).distance(fingerprint(right));
    (bits, left.common_percent(right))
}

/// Measures by relation and language.
fn table() -> BTreeMap<(String, String), Vec<(u32, usize)>> {
    let corpus = corpus();
    let mut table: BTreeMap<(String, String), Vec<(u32, usize)>> = BTreeMap::new();
    for (index, text) in corpus.iter().enumerate() {
        if let Some((from, how)) = &text.origin {
            let from = corpus.iter().find(|it| it.name == *from).expect("named");
            let key = (how.clone(), language(&text.name).to_owned());
            let measured = measure(&from.content, &text.content);
            table.entry(key).or_default().push(measured);
        }
        for other in &corpus[..index] {
            let one_language = language(&text.name) == language(&other.name);
            if one_language && subject(&text.name) != subject(&other.name) {
                let key = ("unrelated".to_owned(), language(&text.name).to_owned());
                let measured = measure(&other.content, &text.content);
                table.entry(key).or_default().push(measured);
            }
        }
    }
    table
}

#[test]
fn copies_are_within_the_threshold_and_everything_else_is_far_beyond_it() {
    let table = table();
    println!(
        "| relation | language | pairs | bits: least | median | most | in common: least | most |"
    );
    for ((how, language), measured) in &table {
        let mut bits: Vec<u32> = measured.iter().map(|(bits, _)| *bits).collect();
        let mut common: Vec<usize> = measured.iter().map(|(_, common)| *common).collect();
        bits.sort_unstable();
        common.sort_unstable();
        let (pairs, last) = (bits.len(), bits.len() - 1);
        println!(
            "| {how} | {language} | {pairs} | {} | {} | {} | {} % | {} % |",
            bits[0],
            bits[pairs / 2],
            bits[last],
            common[0],
            common[last]
        );
        match how.as_str() {
            "same" => assert_eq!((bits[last], common[0]), (0, 100), "{how} {language}"),
            "edited" | "edited short" => {
                assert!(
                    bits[last] <= NEAR_BITS && common[0] >= 80,
                    "{how} {language}"
                );
            }
            _ => assert!(
                bits[0] > NEAR_BITS && common[last] < NEAR_PERCENT / 2,
                "{how} {language}"
            ),
        }
    }
    assert_eq!(table.len(), 12, "a relation is missing: {table:?}");
}

#[test]
fn width_case_and_punctuation_make_no_other_text() {
    let corpus = corpus();
    let mut same = 0;
    for (index, text) in corpus.iter().enumerate() {
        for other in &corpus[..index] {
            let found = text.content.likeness(&other.content, 0) == Some(Likeness::Same);
            let known = text.origin.as_ref();
            let known = known.is_some_and(|(from, how)| *from == other.name && how == "same");
            assert_eq!(found, known, "{} and {}", text.name, other.name);
            same += usize::from(found);
        }
    }
    assert_eq!(same, 2);
}
