//! What does not hold, where, and by how much.

use alloy_primitives::Address;
use serde_json::{Value, json};
use wepos_chain::amounts::Amount;
use wepos_client::show_amount;

/// Something that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// The check: an invariant's name such as `I1`, or one word such as `receipts`.
    pub(crate) check: &'static str,
    /// The block.
    pub(crate) block: u64,
    /// The account that it is about, where it is about one.
    pub(crate) account: Option<Address>,
    /// What should be and what is, where these are amounts.
    pub(crate) amounts: Option<(Amount, Amount)>,
    /// What does not hold, in English.
    pub(crate) english: String,
    /// The same in Chinese.
    pub(crate) chinese: String,
}

impl Mismatch {
    pub(crate) fn new(
        check: &'static str,
        block: u64,
        english: impl Into<String>,
        chinese: impl Into<String>,
    ) -> Self {
        Self {
            check,
            block,
            account: None,
            amounts: None,
            english: english.into(),
            chinese: chinese.into(),
        }
    }

    pub(crate) fn of(mut self, account: Address) -> Self {
        self.account = Some(account);
        self
    }

    pub(crate) fn amounts(mut self, expected: Amount, found: Amount) -> Self {
        self.amounts = Some((expected, found));
        self
    }

    /// `[I1] block 7, account 0x…: …; difference +1 PoS`.
    pub(crate) fn text(&self, chinese: bool) -> String {
        let mut text = if chinese {
            format!("[{}] 区块 {}", self.check, self.block)
        } else {
            format!("[{}] block {}", self.check, self.block)
        };
        let words = if chinese {
            ["，账户 ", "：", "；应为 ", "，实为 ", "，相差 "]
        } else {
            [
                ", account ",
                ": ",
                "; expected ",
                ", found ",
                ", difference ",
            ]
        };
        if let Some(account) = self.account {
            text.push_str(words[0]);
            text.push_str(&account.to_string());
        }
        text.push_str(words[1]);
        text.push_str(if chinese {
            &self.chinese
        } else {
            &self.english
        });
        if let Some((expected, found)) = self.amounts {
            text.push_str(words[2]);
            text.push_str(&show_amount(expected.into()));
            text.push_str(words[3]);
            text.push_str(&show_amount(found.into()));
            text.push_str(words[4]);
            text.push_str(&show_difference(expected, found));
        }
        text
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "check": self.check,
            "block": self.block,
            "account": self.account,
            "expected": self.amounts.map(|(expected, _)| expected.units().to_string()),
            "found": self.amounts.map(|(_, found)| found.units().to_string()),
            "difference": self.amounts.map(|(expected, found)| show_difference(expected, found)),
            "message": self.english,
            "messageZh": self.chinese,
        })
    }
}

/// By how much `found` is above or below `expected`: `+1 PoS`.
pub(crate) fn show_difference(expected: Amount, found: Amount) -> String {
    let (sign, difference) = match found.checked_sub(expected) {
        Some(more) => ('+', more),
        None => (
            '-',
            expected.checked_sub(found).expect("it is the larger one"),
        ),
    };
    format!("{sign}{}", show_amount(difference.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mismatch_names_block_account_and_difference_in_both_languages() {
        let mismatch = Mismatch::new("I1", 7, "too much", "过多")
            .of(Address::repeat_byte(0x11))
            .amounts(Amount::pos(10), Amount::pos(9));
        assert_eq!(
            mismatch.text(false),
            "[I1] block 7, account 0x1111111111111111111111111111111111111111: too much; expected 10 PoS, found 9 \
             PoS, difference -1 PoS"
        );
        assert!(
            mismatch
                .text(true)
                .contains("应为 10 PoS，实为 9 PoS，相差 -1 PoS")
        );
        assert_eq!(mismatch.json()["difference"], "-1 PoS");
        assert_eq!(mismatch.json()["found"], "9000000000000000000");
    }
}
