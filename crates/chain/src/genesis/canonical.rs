//! Canonical JSON (RFC 8785) and its hash.
//!
//! Written out because the order of a `serde_json` map depends on a feature that any other package may switch on.
//! Numbers of a genesis are integers below 2⁵³ and its field names are ASCII, so the RFC's rules for floating point and
//! for sorting by UTF-16 never apply.

use alloy_primitives::B256;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Genesis;

/// SHA-256 of a genesis in canonical form.
pub(super) fn hash(genesis: &Genesis) -> B256 {
    B256::from_slice(&Sha256::digest(text(genesis)))
}

/// A genesis in canonical form.
pub(super) fn text(genesis: &Genesis) -> String {
    // Strings, integers and lists always have a JSON form.
    let value = serde_json::to_value(genesis).expect("a genesis has a JSON form");
    let mut text = String::new();
    write(&value, &mut text);
    text
}

/// Appends a value: fields sorted, no white space.
fn write(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(name, _)| *name);
            text.push('{');
            for (index, (name, field)) in fields.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(&Value::from(name.as_str()), text);
                text.push(':');
                write(field, text);
            }
            text.push('}');
        }
        // Strings with their escapes, integers, true, false and null have one form already.
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {
            text.push_str(&value.to_string())
        }
    }
}
