//! Texts that are compared with each other.

use std::collections::BTreeSet;

use alloy_primitives::{B256, keccak256};

use crate::{
    Fingerprint, NEAR_PERCENT,
    fingerprint::{features, tokens},
    link,
    normal::{normalise, stands_alone},
};

/// Tokens before a difference that are shown, to find the place.
const SHOWN_BEFORE: usize = 8;

/// Tokens of a difference that are shown on each side.
const SHOWN: usize = 12;

/// How far two texts are searched for the place where they agree again.
const REJOIN_WITHIN: usize = 48;

/// Tokens in a row that must be the same there: two of them meet by chance.
const REJOIN: usize = 3;

/// A text, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    normal: String,
    hash: B256,
    fingerprint: Option<Fingerprint>,
}

/// How one text is like another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// Both have one normal form.
    Same,
    /// The fingerprints are near, and most features are in common.
    Near {
        /// In how many bits the fingerprints differ.
        bits: u32,
        /// The percentage of features of both that each of them has.
        common_percent: usize,
    },
}

/// The first place where two texts differ, in their normal forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What both have before it.
    pub before: String,
    /// What the earlier text has there.
    pub earlier: String,
    /// What the later text has there.
    pub later: String,
}

impl Content {
    /// Prepares a text.
    pub fn of(text: &str) -> Self {
        let normal = normalise(text);
        Self {
            hash: keccak256(normal.as_bytes()),
            fingerprint: Fingerprint::of(&features(&tokens(&normal))),
            normal,
        }
    }

    /// The normal form. It has no control characters.
    pub fn normal(&self) -> &str {
        &self.normal
    }

    /// Keccak-256 of the normal form, in UTF-8.
    pub fn hash(&self) -> B256 {
        self.hash
    }

    /// The fingerprint; nothing for a text that is too short for one.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.fingerprint
    }

    /// The links in it, in their normal form, each once.
    pub fn links(&self) -> BTreeSet<&str> {
        let pieces = self.normal.split(' ');
        pieces.filter(|piece| link::is_link(piece)).collect()
    }

    /// How it is like another text; nothing beyond `near_bits`.
    pub fn likeness(&self, other: &Self, near_bits: u32) -> Option<Likeness> {
        if self.hash == other.hash {
            return Some(Likeness::Same);
        }
        let bits = self.fingerprint?.distance(other.fingerprint?);
        if bits > near_bits {
            return None;
        }
        // Two texts of which few come so far.
        let common_percent = self.common_percent(other);
        (common_percent >= NEAR_PERCENT).then_some(Likeness::Near {
            bits,
            common_percent,
        })
    }

    /// The percentage of features of both that each of them has (Jaccard's index), rounded down; 100 if there are
    /// none.
    pub fn common_percent(&self, other: &Self) -> usize {
        let (left, right) = (tokens(&self.normal), tokens(&other.normal));
        let (left, right) = (features(&left), features(&right));
        let both = left.intersection(&right).count();
        (both * 100)
            .checked_div(left.len() + right.len() - both)
            .unwrap_or(100)
    }

    /// The first place where a later text differs from this one; nothing if only links differ, or nothing at all.
    pub fn difference(&self, later: &Self) -> Option<Difference> {
        let (left, right) = (tokens(&self.normal), tokens(&later.normal));
        let agreed = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
        if agreed == left.len() && agreed == right.len() {
            return None;
        }
        let (before, left, right) = (&left[..agreed], &left[agreed..], &right[agreed..]);
        let (in_left, in_right) = rejoin(left, right);
        Some(Difference {
            before: shown(&before[before.len().saturating_sub(SHOWN_BEFORE)..]),
            earlier: shown(&left[..in_left.min(SHOWN)]),
            later: shown(&right[..in_right.min(SHOWN)]),
        })
    }
}

/// The text among earlier ones that a later one is most like, the oldest of several.
pub fn nearest_earlier(
    earlier: &[Content],
    later: &Content,
    near_bits: u32,
) -> Option<(usize, Likeness)> {
    let mut nearest = None;
    // Only what is nearer than the nearest so far is worth a comparison feature by feature.
    let mut below = near_bits.saturating_add(1);
    for (index, one) in earlier.iter().enumerate() {
        let found = match below.checked_sub(1) {
            Some(bits) => later.likeness(one, bits),
            None => (later.hash == one.hash).then_some(Likeness::Same),
        };
        match found {
            Some(Likeness::Same) => return Some((index, Likeness::Same)),
            Some(Likeness::Near { bits, .. }) => below = bits,
            None => continue,
        }
        nearest = found.map(|likeness| (index, likeness));
    }
    nearest
}

/// How many tokens of two texts that differ come before they agree again: the fewest.
fn rejoin(left: &[&str], right: &[&str]) -> (usize, usize) {
    for skipped in 1..=REJOIN_WITHIN {
        for in_left in 0..=skipped {
            let in_right = skipped - in_left;
            let (Some(rest), Some(other)) = (left.get(in_left..), right.get(in_right..)) else {
                continue;
            };
            let start = other.get(..REJOIN);
            if rest == other || start.is_some_and(|start| rest.starts_with(start)) {
                return (in_left, in_right);
            }
        }
    }
    (left.len(), right.len())
}

/// Tokens as a line of text.
fn shown(tokens: &[&str]) -> String {
    let mut line = String::new();
    for token in tokens {
        let alone = |letter: Option<char>| letter.is_some_and(stands_alone);
        let beside_one = alone(line.chars().next_back()) || alone(token.chars().next());
        if !line.is_empty() && !beside_one {
            line.push(' ');
        }
        line.push_str(token);
    }
    line
}
