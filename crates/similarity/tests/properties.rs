//! What holds for every text.

use proptest::prelude::*;
use wepos_similarity::{Content, Likeness, MIN_FEATURES, NEAR_BITS, nearest_earlier};

/// Texts as people write them and as they do not: any characters, words of several scripts, links.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[a-zA-Z0-9 ,.!é]{0,20}",
        "[质押委托节点奖励，。！？ がー゙㈱①Ａｂ]{0,20}",
        "(http|HTTPS)://(www\\.)?[a-z.:@/0-9]{0,12}[/?#]?[a-zA-Z0-9=&%_.,/#?+()'*~-]{0,24}",
        "https://[a-z]{1,5}\\.org/[质押a-z/=?&，。]{0,10}",
        "[\u{200b}\u{200d}\u{ad}\u{fe0f}\u{301}\u{3099}\u{345}ΣςßİIıǅ\u{1160}\u{ffa0} ]{0,8}",
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_normal_form_of_a_normal_form_is_itself(text in text()) {
        let once = Content::of(&text);
        let twice = Content::of(once.normal());
        prop_assert_eq!(&once, &twice);
        prop_assert!(!once.normal().chars().any(char::is_control));
    }

    #[test]
    fn likeness_is_the_same_in_both_directions(left in text(), right in text()) {
        let (left, right) = (Content::of(&left), Content::of(&right));
        prop_assert_eq!(left.likeness(&right, 64), right.likeness(&left, 64));
        prop_assert_eq!(left.likeness(&left, 0), Some(Likeness::Same));
        prop_assert_eq!(left.common_percent(&right), right.common_percent(&left));
        prop_assert_eq!(left.difference(&left), None);
    }

    #[test]
    fn a_text_differs_from_an_edited_one_where_it_was_edited(
        words in prop::collection::vec("[a-z]{3,8}", 30..60),
        at in 0..30_usize,
    ) {
        // Each word once: after a word that stands twice in a row, either could be the one that was added.
        let words: Vec<String> = words.iter().enumerate().map(|(at, it)| format!("{it}{at}")).collect();
        let mut edited = words.clone();
        edited[at] = "0".to_owned();
        let (earlier, later) = (Content::of(&words.join(" ")), Content::of(&edited.join(", ")));
        let difference = earlier.difference(&later).expect("edited");
        prop_assert_eq!(&difference.later, "0");
        prop_assert_eq!(&difference.earlier, &words[at]);
        prop_assert_eq!(difference.before.is_empty(), at == 0);
    }
}

/// Numbers that look like chance and are the same in every run (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    /// An essay of 40 to 90 words that come as unevenly as words do: the first of 3,000 far more often than the last.
    fn essay(&mut self) -> Vec<String> {
        let length = 40 + self.below(50);
        let word = |chance: &mut Self| {
            let (a, b) = (chance.below(3_000), chance.below(3_000));
            format!("w{}", a * b / 3_000)
        };
        (0..length).map(|_| word(self)).collect()
    }
}

#[test]
fn a_planted_copy_among_ten_thousand_is_found_and_nothing_else() {
    let mut chance = Chance(44);
    let mut essays: Vec<Vec<String>> = (0..10_000).map(|_| chance.essay()).collect();
    let mut copy = essays[1_234].clone();
    let middle = copy.len() / 2;
    copy[middle] = "edited".to_owned();
    copy.insert(5, "added".to_owned());
    essays.push(copy);
    let contents: Vec<Content> = essays.iter().map(|it| Content::of(&it.join(" "))).collect();

    let (copy, earlier) = contents.split_last().expect("not empty");
    let (found, likeness) = nearest_earlier(earlier, copy, NEAR_BITS).expect("found");
    assert_eq!(found, 1_234);
    let Likeness::Near {
        bits,
        common_percent,
    } = likeness
    else {
        panic!("it was edited: {likeness:?}");
    };
    assert!((1..=NEAR_BITS).contains(&bits), "{likeness:?}");
    assert!(common_percent > 80, "{likeness:?}");

    // A sample of the 50 million pairs: 500 texts with all others before them.
    let wrong = (9_500..10_000).filter(|index| {
        nearest_earlier(&contents[..*index], &contents[*index], NEAR_BITS).is_some()
    });
    assert_eq!(wrong.count(), 0, "texts that have nothing in common");
}

#[test]
fn what_is_too_short_is_compared_exactly_and_not_nearly() {
    let (left, right) = (
        Content::of("写得很好，支持！"),
        Content::of("写得很好，点赞！"),
    );
    assert_eq!(left.fingerprint(), None);
    assert_eq!(left.likeness(&right, 64), None);
    let again = Content::of("写得很好 支持");
    assert_eq!(left.likeness(&again, 0), Some(Likeness::Same));

    let words = |count: usize| {
        let words: Vec<String> = (0..count).map(|it| it.to_string()).collect();
        Content::of(&words.join(" "))
    };
    assert_eq!(words(MIN_FEATURES).fingerprint(), None);
    assert!(words(MIN_FEATURES + 1).fingerprint().is_some());
}

#[test]
fn links_are_compared_apart_from_the_words_around_them() {
    let link = "https://example.org/articles/a-long-address-of-an-article";
    let left = Content::of(&format!("我的教程 {link}?utm_source=chat 请审阅"));
    let right = Content::of(&format!("My tutorial: {link}"));
    assert_eq!(left.links(), right.links());
    assert_eq!(left.likeness(&right, NEAR_BITS), None);
    let other = Content::of("https://example.org/articles/a-long-address-of-an-article-2");
    let alone = Content::of(link);
    assert_eq!(alone.fingerprint(), None, "a link alone is no text");
    assert_eq!(alone.likeness(&other, 64), None);
}

#[test]
fn the_oldest_of_the_most_alike_is_the_one_that_is_named() {
    let essay = Chance(7).essay();
    let plain = essay.join(" ");
    let edited = format!("{plain} and more");
    let earlier = [&edited, &plain, &plain].map(|it| Content::of(it));
    let later = Content::of(&plain.to_uppercase());
    let found = nearest_earlier(&earlier, &later, NEAR_BITS);
    assert_eq!(found, Some((1, Likeness::Same)));
    let found = nearest_earlier(&earlier[..1], &later, NEAR_BITS).map(|(index, _)| index);
    assert_eq!(found, Some(0));
}

#[test]
fn the_normal_form_is_what_the_guide_says() {
    for (text, normal) in [
        ("Ｈｅｌｌｏ，  WORLD！！", "hello world"),
        ("质押 staking，奖励。", "质押staking奖励"),
        ("zero\u{200b}width \u{ad}hyphen", "zerowidth hyphen"),
        ("ﬁrst ① ㎏", "first 1 kg"),
        (
            "看 HTTP://www.Example.org/A/?utm_source=x#top，好",
            "看 https://example.org/A 好",
        ),
        ("？！…", ""),
    ] {
        assert_eq!(Content::of(text).normal(), normal);
    }
}
