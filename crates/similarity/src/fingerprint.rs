//! Fingerprints of texts: 64 bits, few of which differ where texts are nearly the same.

use std::collections::BTreeSet;

use alloy_primitives::keccak256;

use crate::{link, normal::stands_alone};

/// Bits of a fingerprint.
pub const FINGERPRINT_BITS: u32 = 64;

/// Two texts may be nearly the same if their fingerprints differ in at most so many bits.
///
/// In the texts of `tests/corpus.rs`, edits of some words or a sentence differ in at most 13 bits, and what is no
/// copy in at least 19. Fingerprints of texts that have nothing in common are like coins that are thrown: one pair
/// in 280,000 differs in at most 14 of 64 bits, which would be 180 of the 50 million pairs of 10,000 submissions.
/// They are told from copies by [`NEAR_PERCENT`].
pub const NEAR_BITS: u32 = 14;

/// Two texts whose fingerprints are near are nearly the same if they have so many features in common, as a
/// percentage of those of both. Edited texts of `tests/corpus.rs` have 84 % and more, forms that were filled in by
/// different people 11 % and less.
pub const NEAR_PERCENT: usize = 50;

/// The highest threshold that makes sense: at 20 of 64 bits, one pair in 550 of texts that have nothing in common
/// has to be compared feature by feature.
pub const NEAR_BITS_MAX: u32 = 20;

/// A text with fewer features has no fingerprint, a sentence of some words or characters: each feature of it decides
/// bits alone, and texts that share a phrase would be near.
pub const MIN_FEATURES: usize = 16;

/// The fingerprint of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Nothing if the features are too few.
    pub(crate) fn of(features: &BTreeSet<String>) -> Option<Self> {
        if features.len() < MIN_FEATURES {
            return None;
        }
        let mut ones = [0_usize; FINGERPRINT_BITS as usize];
        for feature in features {
            let hash = keccak256(feature.as_bytes());
            let bits = u64::from_be_bytes(*hash.first_chunk().expect("a hash has 32 bytes"));
            for (bit, ones) in ones.iter_mut().enumerate() {
                *ones += usize::from(bits >> bit & 1 == 1);
            }
        }
        let majority = features.len() / 2;
        let bits = ones.iter().enumerate();
        Some(Self(bits.fold(0, |bits, (bit, ones)| {
            bits | (u64::from(*ones > majority) << bit)
        })))
    }

    /// In how many bits two fingerprints differ (Hamming distance).
    pub fn distance(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }
}

/// The words of a normal form, and the characters that stand alone. Links are left out.
pub(crate) fn tokens(normal: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    for piece in normal.split(' ').filter(|piece| !link::is_link(piece)) {
        let mut start = 0;
        for (at, letter) in piece.char_indices() {
            if stands_alone(letter) {
                tokens.extend(Some(&piece[start..at]).filter(|word| !word.is_empty()));
                start = at + letter.len_utf8();
                tokens.push(&piece[at..start]);
            }
        }
        tokens.extend(Some(&piece[start..]).filter(|word| !word.is_empty()));
    }
    tokens
}

/// The features of a text: its pairs of neighbours, each once.
pub(crate) fn features(tokens: &[&str]) -> BTreeSet<String> {
    tokens.windows(2).map(|pair| pair.join(" ")).collect()
}
