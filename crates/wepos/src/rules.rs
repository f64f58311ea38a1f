//! The rule book that this program carries: both texts of every version, and their hashes (WP-00, R20).
//!
//! A genesis names the hashes of the version that its network promised to keep. The texts lie in the program, so that
//! whoever has the program can read what was promised without trusting a web page.

use std::iter::once;

use sha2::{Digest as _, Sha256};
use wepos_chain::genesis::RuleBook;
use wepos_client::{B256, Language};

#[cfg(test)]
mod tests;

/// What the program enforces of the newest version, in English. Not part of the rule book, so that it can follow
/// the program.
pub(crate) const STATUS_ENGLISH: &str = include_str!("../../../docs/rules/status.md");
/// The same in Chinese.
pub(crate) const STATUS_CHINESE: &str = include_str!("../../../docs/rules/status.zh-CN.md");

/// The newest version.
pub(crate) const NEWEST: Version = Version {
    number: 1,
    chinese: include_str!("../../../docs/rules/rulebook.zh-CN.md"),
    english: include_str!("../../../docs/rules/rulebook.en.md"),
};

/// Versions before the newest, the oldest first; none yet.
const OLDER: [Version; 0] = [];

/// A version of the rule book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) number: u32,
    /// The text that governs.
    chinese: &'static str,
    /// Its translation.
    english: &'static str,
}

impl Version {
    /// All versions that this program carries, the oldest first.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        OLDER.into_iter().chain(once(NEWEST))
    }

    /// The version whose hashes a genesis names. The Chinese text governs, so it must be named.
    pub(crate) fn named_by(named: &RuleBook) -> Option<Self> {
        Self::all().find(|version| {
            let hashes = version.hashes();
            let english_fits = named.en_sha256.is_none() || named.en_sha256 == hashes.en_sha256;
            named.zh_sha256 == hashes.zh_sha256 && english_fits
        })
    }

    /// The text in a language.
    pub(crate) fn text(&self, language: Language) -> &'static str {
        language.pick(self.english, self.chinese)
    }

    /// What a genesis says that promises this version.
    pub(crate) fn hashes(&self) -> RuleBook {
        RuleBook {
            zh_sha256: Some(sha256(self.chinese)),
            en_sha256: Some(sha256(self.english)),
        }
    }
}

/// What `sha256sum` says of the file.
fn sha256(text: &str) -> B256 {
    B256::from_slice(&Sha256::digest(text))
}
