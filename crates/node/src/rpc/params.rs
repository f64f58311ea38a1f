//! Parameters: positions, names, and errors that say which one is wrong and why.

use super::error::{RpcError, quote};
use alloy_primitives::{Bytes, hex};
use serde::{Deserialize, Deserializer, de};
use serde_json::{Value, value::RawValue};

/// Parameters a method may have at most.
const PARAMS_MAX: usize = 8;

/// The result of a method: JSON text.
pub(super) type Answer = Result<String, RpcError>;

/// The answer with this value.
pub(super) fn answer<T: serde::Serialize + ?Sized>(value: &T) -> Answer {
    serde_json::to_string(value).map_err(|error| RpcError::internal(error.to_string()))
}

/// The parameters of one call, by position.
pub(super) struct Params<'a>(Vec<&'a RawValue>);

impl<'a> Params<'a> {
    /// Reads the list; nothing at all is an empty one.
    pub(super) fn parse(raw: Option<&'a RawValue>) -> Result<Self, RpcError> {
        let text = raw.map_or("null", RawValue::get);
        if text == "null" {
            return Ok(Self(Vec::new()));
        }
        if !text.starts_with('[') {
            return Err(RpcError::invalid_params("params must be a list"));
        }
        let list: Vec<&RawValue> = serde_json::from_str(text)
            .map_err(|error| RpcError::invalid_params(error.to_string()))?;
        if list.len() > PARAMS_MAX {
            return Err(RpcError::invalid_params(format!(
                "too many arguments: {}, no method takes more than {PARAMS_MAX}",
                list.len()
            )));
        }
        Ok(Self(list))
    }

    /// The text of a parameter; nothing for `null` and for one that is not there.
    fn raw(&self, index: usize) -> Option<&'a str> {
        self.0
            .get(index)
            .map(|raw| raw.get())
            .filter(|text| *text != "null")
    }

    /// A parameter that must be there.
    pub(super) fn required<T: Deserialize<'a>>(
        &self,
        index: usize,
        name: &str,
    ) -> Result<T, RpcError> {
        self.optional(index, name)?.ok_or_else(|| {
            RpcError::invalid_params(format!(
                "missing value for required argument {index} ({name})"
            ))
        })
    }

    /// A parameter that may be missing or `null`.
    pub(super) fn optional<T: Deserialize<'a>>(
        &self,
        index: usize,
        name: &str,
    ) -> Result<Option<T>, RpcError> {
        let Some(text) = self.raw(index) else {
            return Ok(None);
        };
        serde_json::from_str(text).map(Some).map_err(|error| {
            // Line and column count from the start of the parameter, which helps nobody.
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or(&reason);
            RpcError::invalid_params(format!(
                "invalid argument {index} ({name}): {}",
                quote(reason)
            ))
        })
    }

    /// Refuses a parameter that this node does not understand, unless it says nothing.
    pub(super) fn unsupported(&self, index: usize, name: &str) -> Result<(), RpcError> {
        let says_nothing = match self.optional::<Value>(index, name)? {
            None => true,
            Some(Value::Object(map)) => map.is_empty(),
            Some(Value::Array(list)) => list.is_empty(),
            Some(_) => false,
        };
        if says_nothing {
            return Ok(());
        }
        Err(RpcError::invalid_params(format!(
            "argument {index} ({name}) is not supported by this node"
        )))
    }
}

/// The bytes of `["0x…"]`, the parameters of `eth_sendRawTransaction`: the hot path, without a detour.
pub(super) fn raw_transaction(params: Option<&RawValue>) -> Result<Bytes, RpcError> {
    let text = params.map_or("[]", RawValue::get);
    let [transaction]: [&str; 1] = serde_json::from_str(text).map_err(|_| {
        RpcError::invalid_params(
            "eth_sendRawTransaction takes one argument: the signed transaction as a hex string",
        )
    })?;
    transaction_bytes(transaction)
}

/// The bytes of a hex string that is a transaction.
pub(super) fn transaction_bytes(text: &str) -> Result<Bytes, RpcError> {
    let invalid = |reason: &str| {
        RpcError::invalid_params(format!("invalid argument 0 (transaction): {reason}"))
    };
    let digits = text
        .strip_prefix("0x")
        .ok_or_else(|| invalid("hex string without 0x prefix"))?;
    hex::decode(digits)
        .map(Bytes::from)
        .map_err(|error| invalid(&error.to_string()))
}

/// A number: `"0x10"`, or 16 as some tools write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quantity(pub(super) u64);

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Quantity;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number, or a hex string such as \"0x10\"")
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Quantity, E> {
                Ok(Quantity(value))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Quantity, E> {
                text.strip_prefix("0x")
                    .filter(|digits| !digits.starts_with('+'))
                    .and_then(|digits| u64::from_str_radix(digits, 16).ok())
                    .map(Quantity)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(quote(text)), &self))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}
