//! The normal form of a text.

use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup, Script},
};

use crate::link;

/// How often the rules are applied before a text is taken as it is. Two rounds are enough for anything that people
/// write: a second one only where leaving something out brought two characters together that combine.
const ROUNDS_MAX: usize = 8;

/// What stays of a text.
const KEPT: GeneralCategoryGroup = GeneralCategoryGroup::Letter
    .union(GeneralCategoryGroup::Mark)
    .union(GeneralCategoryGroup::Number)
    .union(GeneralCategoryGroup::Symbol);

/// The normal form of a text, as the package describes it. No control character is in it, so it can be shown.
pub(crate) fn normalise(text: &str) -> String {
    let mut normal = round(text);
    for _ in 1..ROUNDS_MAX {
        let again = round(&normal);
        if again == normal {
            break;
        }
        normal = again;
    }
    normal
}

/// A character of a script that is written without spaces between words.
pub(crate) fn stands_alone(letter: char) -> bool {
    // Most of what is asked is ASCII, and none of that stands alone.
    !letter.is_ascii()
        && matches!(
            CodePointMapData::<Script>::new().get(letter),
            Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo
        )
}

fn round(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, link)) = link::find(rest) {
        add_words(&mut normal, &rest[..at.start]);
        separate(&mut normal);
        normal.push_str(&link);
        normal.push(' ');
        rest = &rest[at.end..];
    }
    add_words(&mut normal, rest);
    normal.truncate(normal.trim_end_matches(' ').len());
    normal
}

/// Adds a part of a text that has no link.
fn add_words(normal: &mut String, text: &str) {
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    let categories = CodePointMapData::<GeneralCategory>::new();
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();

    let visible: String = text
        .chars()
        .filter(|it| !ignorable.contains(*it) && categories.get(*it) != GeneralCategory::Format)
        .collect();
    let lower: String = nfkc
        .normalize(&visible)
        .chars()
        .flat_map(char::to_lowercase)
        .collect();
    let mut apart = false;
    for letter in nfkc.normalize(&lower).chars() {
        if !KEPT.contains(categories.get(letter)) {
            apart = true;
            continue;
        }
        let last = normal.chars().next_back();
        let beside_one = stands_alone(letter) || last.is_some_and(stands_alone);
        if apart && !beside_one {
            separate(normal);
        }
        apart = false;
        normal.push(letter);
    }
    if apart && !normal.chars().next_back().is_some_and(stands_alone) {
        separate(normal);
    }
}

/// One space, unless there is one, or nothing before it.
fn separate(normal: &mut String) {
    if !normal.is_empty() && !normal.ends_with(' ') {
        normal.push(' ');
    }
}
