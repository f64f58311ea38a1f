//! How alike two texts are, for reviewers of many submissions (WP-44).
//!
//! - [`Content`]: a text in a normal form, with the hash of that form, a fingerprint, and the links in it.
//! - [`Content::likeness`]: whether two are the same, nearly the same, or neither.
//! - [`Content::difference`]: the first place where two differ, to look at.
//!
//! # Normal form
//!
//! Two texts have the same normal form if they differ in nothing but width, case, white space, punctuation and
//! characters that nobody sees. In this order, until nothing changes:
//!
//! 1. Links (`http://`, `https://`) are taken out of the text; see below.
//! 2. What has no look of its own is left out (Unicode's `Default_Ignorable_Code_Point`, and format characters), then
//!    NFKC, lower case, NFKC again.
//! 3. Letters, marks, numbers and symbols stay; everything between them becomes one space. Beside a character of a
//!    script that is written without spaces there is none, because people put them there as they like.
//!
//! A link loses scheme, `www.`, fragment and the parameters by which senders follow their readers ([`TRACKING`]); the
//! other parameters are sorted. Upper and lower case of a path mean something and stay.
//!
//! What this does not see: simplified and traditional Chinese are different characters, and a translation or a text
//! told anew in other words is another text.
//!
//! # Fingerprint
//!
//! SimHash (M. Charikar, *Similarity estimation techniques from rounding algorithms*, STOC 2002), 64 bits: each
//! feature of a text is hashed, each bit of the fingerprint is the majority of the features' bits, so that texts
//! with most features in common differ in few bits. A feature is a pair of neighbours, and what is a neighbour fits
//! both scripts: a character of Chinese or Japanese, or a word of anything else. A feature counts once, however
//! often it occurs, so that a text that repeats itself is not a text about one pair. Links are no features: those of
//! one site would make all texts that name it alike, and they are compared exactly anyway.
//!
//! G. Manku, A. Jain and A. Das Sarma (*Detecting near-duplicates for web crawling*, WWW 2007) use 3 of 64 bits for
//! long web pages, and find them by tables of permuted blocks. What is submitted here has a few hundred features, of
//! which a small edit changes a larger part: [`NEAR_BITS`] is higher, and what is near is looked at once more,
//! feature by feature ([`NEAR_PERCENT`]). Blocks for 14 bits would be four bits wide and tell hardly anything apart;
//! all pairs of 10,000 fingerprints are compared in less time than their events take to be read.
//!
//! `tests/corpus.rs` measures both on texts whose likeness is known.

mod compare;
mod fingerprint;
mod link;
mod normal;

pub use compare::{Content, Difference, Likeness, nearest_earlier};
pub use fingerprint::{
    FINGERPRINT_BITS, Fingerprint, MIN_FEATURES, NEAR_BITS, NEAR_BITS_MAX, NEAR_PERCENT,
};
pub use link::TRACKING;
