//! Fields that a genesis must not have because they would give somebody tokens (WP-03, WP-04).
//!
//! Unknown fields are refused anyway. This file sees to it that whoever adds a balance, as genesis files of other
//! chains have it, reads why there is none here instead of a list of expected fields.

use alloy_primitives::Address;
use serde_json::Value;

use super::{FORMAT, GenesisError};

/// The fields of the document (a test compares them with the struct).
pub(super) const KNOWN_FIELDS: &[&str] = &[
    "format",
    "network",
    "kind",
    "chainId",
    "launch",
    "utcOffsetMinutes",
    "monthBoundaries",
    "total",
    "pool",
    "stages",
    "committee",
    "validators",
    "limits",
    "ruleBook",
    "development",
];

/// Names under which other chains give balances to members, in lower case without separators.
const BALANCE_NAMES: &[&str] = &[
    "account",
    "accounts",
    "airdrop",
    "alloc",
    "allocation",
    "allocations",
    "allocs",
    "amount",
    "balance",
    "balances",
    "bank",
    "holders",
    "members",
    "premine",
    "presale",
    "sale",
    "supply",
    "tokens",
];

/// Parts of names under which other chains keep something for insiders.
const RESERVE_PARTS: &[&str] = &[
    "advisor",
    "foundation",
    "founder",
    "insider",
    "reserve",
    "team",
    "treasury",
    "unreleased",
    "vesting",
];

/// Refuses a document without a format, or with another one, before anything else is read into it.
pub(super) fn check_format(document: &Value) -> Result<(), GenesisError> {
    match document.get("format") {
        Some(Value::String(format)) if format == FORMAT => Ok(()),
        Some(found) => Err(GenesisError::Format(short(&found.to_string()))),
        None => Err(GenesisError::Format("nothing".to_owned())),
    }
}

/// Refuses fields that give tokens to somebody.
pub(super) fn check_fields(document: &Value) -> Result<(), GenesisError> {
    let Value::Object(fields) = document else {
        return Ok(());
    };
    for (name, value) in fields {
        match name.as_str() {
            // The one place where accounts and amounts belong; its own rules are checked later.
            "development" => {}
            // An amount in text. An object here would name who holds it.
            "pool" | "total" if value.is_object() || value.is_array() => {
                return Err(GenesisError::KeyHeldReserve(name.clone()));
            }
            _ => {
                check_names(name, name, value)?;
                if !KNOWN_FIELDS.contains(&name.as_str()) && names_an_address(value) {
                    return Err(GenesisError::KeyHeldReserve(short(name)));
                }
            }
        }
    }
    Ok(())
}

/// Refuses a field by its name, then the fields inside it. The depth is bounded by the JSON reader.
fn check_names(path: &str, name: &str, value: &Value) -> Result<(), GenesisError> {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    if BALANCE_NAMES.contains(&plain.as_str()) {
        return Err(GenesisError::MemberBalance(short(path)));
    }
    if RESERVE_PARTS.iter().any(|part| plain.contains(part)) {
        return Err(GenesisError::KeyHeldReserve(short(path)));
    }
    match value {
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| {
            check_names(&format!("{}.{}", short(path), short(name)), name, value)
        }),
        Value::Array(items) => items.iter().enumerate().try_for_each(|(index, item)| {
            check_names(&format!("{}[{index}]", short(path)), "", item)
        }),
        _ => Ok(()),
    }
}

/// Whether a value names an account anywhere, as a field or as a text.
fn names_an_address(value: &Value) -> bool {
    let is_address = |text: &str| text.parse::<Address>().is_ok();
    match value {
        Value::String(text) => is_address(text),
        Value::Array(items) => items.iter().any(names_an_address),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| is_address(name) || names_an_address(value)),
        _ => false,
    }
}

/// The beginning of a text from outside, short enough for an error.
pub(super) fn short(text: &str) -> String {
    clipped(text, 80)
}

/// At most `length_max` characters of a text from outside, without control characters.
pub(super) fn clipped(text: &str, length_max: usize) -> String {
    let mut shown: String = text
        .chars()
        .take(length_max)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(length_max).is_some() {
        shown.push('…');
    }
    shown
}
