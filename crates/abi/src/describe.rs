//! Revert data as sentences, in both languages.

use crate::{COMMON_ERRORS, Document, ItemDoc, ItemKind, MODULES, values};
use alloy_dyn_abi::{DynSolValue, JsonAbiExt};
use alloy_json_abi::Error as AbiError;
use alloy_sol_types::{Panic, Revert, SolError};
use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

/// What revert data says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The name of the error, such as `ERC20InsufficientBalance`.
    pub name: Cow<'static, str>,
    /// A sentence in English, with the values filled in. JSON-RPC answers `execution reverted: ` and this.
    pub english: String,
    /// The same in Chinese.
    pub chinese: String,
}

/// Explains the data of a revert: any error of any module, a common error, `Error(string)` or `Panic(uint256)`.
///
/// Nothing for empty data (an unknown function), an unknown selector, or data that does not decode.
pub fn describe_revert(data: &[u8]) -> Option<Described> {
    let (selector, arguments) = data.split_first_chunk::<4>()?;
    match *selector {
        Revert::SELECTOR => Revert::abi_decode(data)
            .ok()
            .map(|revert| plain_text(revert.reason)),
        Panic::SELECTOR => Panic::abi_decode(data)
            .ok()
            .map(|panic| describe_panic(&panic)),
        selector => {
            let known = KNOWN_ERRORS.get(&selector)?;
            let values = known.abi.abi_decode_input(arguments).ok()?;
            Some(Described {
                name: Cow::Borrowed(&known.doc.name),
                english: fill(&known.doc.notice_en, known.doc, &values),
                chinese: fill(&known.doc.notice_zh, known.doc, &values),
            })
        }
    }
}

struct KnownError {
    abi: &'static AbiError,
    doc: &'static ItemDoc,
}

/// Every error of every interface. Two interfaces may declare the same error; a test keeps their texts equal.
static KNOWN_ERRORS: LazyLock<BTreeMap<[u8; 4], KnownError>> = LazyLock::new(|| {
    let modules = MODULES.iter().map(|module| module.document());
    modules
        .chain([COMMON_ERRORS.document()])
        .flat_map(errors_of)
        .collect()
});

fn errors_of(document: &'static Document) -> impl Iterator<Item = ([u8; 4], KnownError)> {
    document.abi.errors().filter_map(|abi| {
        let doc = document.item(ItemKind::Error, &abi.name)?;
        Some((abi.selector().0, KnownError { abi, doc }))
    })
}

/// Puts the values in place of `{parameter}`. One pass, so that a value cannot bring placeholders of its own.
fn fill(template: &str, doc: &ItemDoc, values: &[DynSolValue]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, opened)) = rest.split_once('{') {
        filled.push_str(before);
        let named = opened.split_once('}').and_then(|(name, after)| {
            let index = doc
                .params
                .iter()
                .position(|parameter| parameter.name == name)?;
            Some((index, values.get(index)?, after))
        });
        let Some((index, value, after)) = named else {
            filled.push('{');
            rest = opened;
            continue;
        };
        filled.push_str(&values::show(value, doc.params[index].format));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

fn plain_text(reason: String) -> Described {
    Described {
        name: Cow::Borrowed("Error"),
        english: reason.clone(),
        chinese: reason,
    }
}

/// A panic is a fault of the program, not of the caller, who should hear both that and that nothing happened.
fn describe_panic(panic: &Panic) -> Described {
    let (english, chinese) = match u64::try_from(panic.code) {
        Ok(0x01) => (
            "a rule of the protocol would have been broken",
            "协议的规则将被破坏",
        ),
        Ok(0x11) => ("a number grew beyond its bounds", "数值超出范围"),
        Ok(0x12) => ("a division by zero", "除数为零"),
        Ok(0x32) => ("an index beyond the end of a list", "序号超出列表末尾"),
        _ => ("a fault of the program", "程序故障"),
    };
    let code = panic.code;
    Described {
        name: Cow::Borrowed("Panic"),
        english: format!(
            "The network stopped this call: {english} (panic {code:#04x}). Nothing was changed; please report it."
        ),
        chinese: format!(
            "网络中止了此调用：{chinese}（panic {code:#04x}）。未作任何更改，请予报告。"
        ),
    }
}

#[cfg(test)]
#[path = "describe_tests.rs"]
mod tests;
