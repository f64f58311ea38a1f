//! Facts: what a claim rests on, and what is rewarded only so often in a campaign (I8).

use alloy_primitives::{Address, B256, keccak256};
use wepos_abi::ICampaigns;

/// The fact behind a text: its letters, however they are spaced. Case stays, because links differ by it.
#[must_use]
pub fn of_content(text: &str) -> B256 {
    let letters: String = text
        .chars()
        .filter(|letter| mutated!(BlanksMakeNewFacts, true, !is_blank(*letter)))
        .collect();
    keccak256(letters)
}

/// White space, and what is not seen: soft hyphens, joiners, marks of direction and variation.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// The fact behind a ticket is its number; behind a result, the account and its attempt.
pub(super) fn of_attestation(attestation: &ICampaigns::Attestation, account: Address) -> B256 {
    if attestation.holder == account {
        of_account(account, attestation.number)
    } else {
        keccak256(attestation.number.to_be_bytes())
    }
}

/// The fact of having taken part, for the `count`th time.
pub(super) fn of_account(account: Address, count: u32) -> B256 {
    keccak256([account.as_slice(), &count.to_be_bytes()].concat())
}
