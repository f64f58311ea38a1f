//! The form of `generated/<name>.json`: an ABI with its documentation.

use alloy_json_abi::JsonAbi;
use alloy_primitives::Address;
use serde::{Deserialize, Serialize};

/// What is known about one interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// The module's name; `errors` for the common errors.
    pub name: String,
    /// Where the module is called; nothing for the common errors.
    pub address: Option<Address>,
    /// What the module is, in English.
    pub notice_en: String,
    /// What the module is, in Chinese.
    pub notice_zh: String,
    /// The Solidity JSON ABI.
    pub abi: JsonAbi,
    /// One entry per function, event and error, in the order of the interface.
    pub docs: Vec<ItemDoc>,
    /// The structs that parameters refer to.
    pub structs: Vec<StructDoc>,
}

/// What an entry of the ABI is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// A function.
    Function,
    /// An event.
    Event,
    /// An error.
    Error,
}

/// The documentation of a function, an event or an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemDoc {
    /// What it is.
    pub kind: ItemKind,
    /// Its name, once per kind and interface: we overload nothing.
    pub name: String,
    /// The signature it is hashed by, such as `transfer(address,uint256)`.
    pub signature: String,
    /// `0x` and 4 bytes for functions and errors, 32 bytes (the first topic) for events.
    pub selector: String,
    /// What it does, in English. In errors `{parameter}` stands for a value.
    pub notice_en: String,
    /// What it does, in Chinese. In errors `{parameter}` stands for a value.
    pub notice_zh: String,
    /// Its parameters, in order.
    pub params: Vec<ParameterDoc>,
    /// What a function returns, in order.
    pub returns: Vec<ParameterDoc>,
    /// True if accounts without a record may call this function (R15).
    pub newcomer: bool,
}

/// The documentation of a parameter, a returned value or a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParameterDoc {
    /// Its name.
    pub name: String,
    /// Its Solidity type; the name of a struct where it is one.
    #[serde(rename = "type")]
    pub ty: String,
    /// What it means, in English.
    pub en: String,
    /// What it means, in Chinese.
    pub zh: String,
    /// How its value is shown, where the type does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
}

/// How a number is shown to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Base units with 18 decimals, shown in PoS (R19).
    Amount,
    /// Unix seconds, shown as ISO 8601 in UTC.
    Time,
}

/// The documentation of a struct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StructDoc {
    /// Its name.
    pub name: String,
    /// What it is, in English.
    pub notice_en: String,
    /// What it is, in Chinese.
    pub notice_zh: String,
    /// Its fields, in order.
    pub fields: Vec<ParameterDoc>,
}

impl Document {
    /// The struct that a parameter's type names, alone or in lists.
    pub fn structure(&self, ty: &str) -> Option<&StructDoc> {
        let name = ty.split('[').next()?;
        self.structs.iter().find(|item| item.name == name)
    }

    /// The documentation of a function, an event or an error by its name.
    pub fn item(&self, kind: ItemKind, name: &str) -> Option<&ItemDoc> {
        self.docs
            .iter()
            .find(|item| item.kind == kind && item.name == name)
    }
}
