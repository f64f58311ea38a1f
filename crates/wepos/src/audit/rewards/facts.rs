//! What a reward rests on (I8).

use alloy_primitives::{Address, B256, keccak256};

/// The fact behind a text: what is left of it without white space and invisible characters.
pub(super) fn of_text(text: &str) -> B256 {
    let invisible = |letter: char| {
        matches!(u32::from(letter), 0xad | 0x34f | 0x61c | 0x180b..=0x180f | 0x200b..=0x200f)
            || matches!(u32::from(letter), 0x202a..=0x202e | 0x2060..=0x206f | 0xfe00..=0xfe0f | 0xfeff)
    };
    let visible = |letter: &char| !letter.is_whitespace() && !invisible(*letter);
    keccak256(text.chars().filter(visible).collect::<String>())
}

/// The fact of having taken part, for the `count`th time.
pub(super) fn of_account(account: Address, count: u32) -> B256 {
    keccak256([account.as_slice(), &count.to_be_bytes()].concat())
}
