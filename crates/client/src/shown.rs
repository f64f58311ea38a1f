//! Values of the ABI as people and programs read them.

use alloy_json_abi::Param;
use alloy_primitives::{U256, hex};
use serde_json::{Map, Value, json};
use wepos_abi::{Document, Format, ParameterDoc, show_amount};

use crate::DynSolValue;

/// Integers up to this width are JSON numbers: every language reads them exactly. Wider ones are decimal strings.
const JSON_NUMBER_BITS: usize = 32;

/// A value with its name, as it stands among the arguments, the returned values or the fields of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The name in the interface; its position if it has none.
    pub name: String,
    /// The value.
    pub value: DynSolValue,
    pub(crate) shape: Shape,
}

/// How a value is shown: by its own format, or by those of its fields. Lists are shown as what they hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shape {
    format: Option<Format>,
    /// The fields of a struct, in order.
    fields: Vec<(String, Shape)>,
}

impl Shape {
    /// The shape of a parameter, a returned value or a field. What has no documentation has no format.
    pub(crate) fn of(
        name: &str,
        components: &[Param],
        docs: &[ParameterDoc],
        document: &Document,
    ) -> Self {
        let doc = docs.iter().find(|doc| doc.name == name);
        let structure = doc.and_then(|doc| document.structure(&doc.ty));
        let docs = structure.map_or(&[][..], |structure| &structure.fields);
        let fields = components.iter().map(|field| {
            let shape = Self::of(&field.name, &field.components, docs, document);
            (field.name.clone(), shape)
        });
        Self {
            format: doc.and_then(|doc| doc.format),
            fields: fields.collect(),
        }
    }
}

/// An event with the names of its fields.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownEvent {
    /// The module that wrote it.
    pub module: String,
    /// The name of the event.
    pub name: String,
    /// Its fields, in order.
    pub fields: Vec<Named>,
}

impl Named {
    /// The value on one line: amounts in PoS, moments in UTC.
    pub fn text(&self) -> String {
        text(&self.value, &self.shape)
    }

    /// The exact value: whole numbers of more than 32 bits as decimal strings (amounts in base units, moments in Unix
    /// seconds), bytes in hexadecimal, structs as objects.
    pub fn json(&self) -> Value {
        json_value(&self.value, &self.shape)
    }

    /// The fields of a struct, one after the other; nothing for any other value.
    pub fn fields(&self) -> Vec<Named> {
        match &self.value {
            DynSolValue::Tuple(values) if values.len() == self.shape.fields.len() => self
                .shape
                .fields
                .iter()
                .zip(values)
                .map(|((name, shape), value)| Named {
                    name: name.clone(),
                    value: value.clone(),
                    shape: shape.clone(),
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The value as an unsigned number.
    pub fn as_unsigned(&self) -> Option<U256> {
        self.value.as_uint().map(|(number, _)| number)
    }
}

impl ShownEvent {
    /// The event on one line.
    pub fn text(&self) -> String {
        let fields: Vec<String> = self
            .fields
            .iter()
            .map(|field| format!("{}={}", field.name, field.text()))
            .collect();
        format!("{}.{}({})", self.module, self.name, fields.join(", "))
    }

    /// The event with exact values.
    pub fn json(&self) -> Value {
        json!({"module": self.module, "event": self.name, "fields": named_json(&self.fields)})
    }
}

/// Exact values by name.
pub(crate) fn named_json(values: &[Named]) -> Value {
    let fields = values
        .iter()
        .map(|value| (value.name.clone(), value.json()));
    Value::Object(fields.collect::<Map<_, _>>())
}

/// A moment in UTC, such as `2026-11-22T10:13:02Z`; the bare number if it lies beyond the calendar, and for 0, which
/// stands for "never" in every interface.
pub fn show_moment(unix_seconds: u64) -> String {
    i64::try_from(unix_seconds)
        .ok()
        .filter(|seconds| *seconds != 0)
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map_or_else(|| unix_seconds.to_string(), |moment| moment.to_string())
}

fn text(value: &DynSolValue, shape: &Shape) -> String {
    match (shape.format, value) {
        (Some(Format::Amount), DynSolValue::Uint(number, _)) => show_amount(*number),
        (Some(Format::Time), DynSolValue::Uint(number, _)) => {
            u64::try_from(*number).map_or_else(|_| number.to_string(), show_moment)
        }
        // A list of amounts is tagged as one amount is.
        (_, DynSolValue::Array(values) | DynSolValue::FixedArray(values)) => {
            let shown: Vec<String> = values.iter().map(|value| text(value, shape)).collect();
            format!("[{}]", shown.join(", "))
        }
        (_, DynSolValue::Tuple(values)) => {
            let shown: Vec<String> = values
                .iter()
                .enumerate()
                .map(|(index, value)| match shape.fields.get(index) {
                    Some((name, shape)) => format!("{name}={}", text(value, shape)),
                    None => text(value, &Shape::default()),
                })
                .collect();
            format!("({})", shown.join(", "))
        }
        (_, value) => plain(value),
    }
}

fn plain(value: &DynSolValue) -> String {
    match value {
        DynSolValue::Bool(value) => value.to_string(),
        DynSolValue::Int(number, _) => number.to_string(),
        DynSolValue::Uint(number, _) => number.to_string(),
        DynSolValue::FixedBytes(word, size) => hex::encode_prefixed(&word[..(*size).min(32)]),
        DynSolValue::Address(address) => address.to_string(),
        DynSolValue::Bytes(bytes) => hex::encode_prefixed(bytes),
        DynSolValue::String(text) => without_controls(text),
        other => format!("{other:?}"),
    }
}

/// Members wrote these texts: a terminal must not obey what they contain.
fn without_controls(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\n' | '\t' => letter,
            letter if letter.is_control() => '\u{fffd}',
            letter => letter,
        })
        .collect()
}

fn json_value(value: &DynSolValue, shape: &Shape) -> Value {
    match value {
        DynSolValue::Bool(value) => Value::Bool(*value),
        DynSolValue::Uint(number, bits) if *bits <= JSON_NUMBER_BITS => {
            u64::try_from(*number).map_or_else(|_| json!(number.to_string()), |it| json!(it))
        }
        DynSolValue::Int(number, bits) if *bits <= JSON_NUMBER_BITS => {
            i64::try_from(*number).map_or_else(|_| json!(number.to_string()), |it| json!(it))
        }
        DynSolValue::String(text) => json!(text),
        DynSolValue::Array(values) | DynSolValue::FixedArray(values) => values
            .iter()
            .map(|value| json_value(value, shape))
            .collect(),
        DynSolValue::Tuple(values) if values.len() == shape.fields.len() => shape
            .fields
            .iter()
            .zip(values)
            .map(|((name, shape), value)| (name.clone(), json_value(value, shape)))
            .collect(),
        DynSolValue::Tuple(values) => {
            let values = values.iter();
            values
                .map(|value| json_value(value, &Shape::default()))
                .collect()
        }
        other => json!(plain(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(value: DynSolValue, format: Option<Format>) -> Named {
        Named {
            name: "it".to_owned(),
            value,
            shape: Shape {
                format,
                fields: Vec::new(),
            },
        }
    }

    #[test]
    fn amounts_and_moments_are_shown_as_such_and_exact_in_json() {
        let amount = named(
            DynSolValue::Uint(U256::from(1_500_000_000_000_000_000_u64), 256),
            Some(Format::Amount),
        );
        assert_eq!(amount.text(), "1.5 PoS");
        assert_eq!(amount.json(), json!("1500000000000000000"));
        let moment = named(
            DynSolValue::Uint(U256::from(1_792_700_000_u64), 64),
            Some(Format::Time),
        );
        assert_eq!(moment.text(), "2026-10-22T20:13:20Z");
        assert_eq!(moment.json(), json!("1792700000"));
        let never = named(DynSolValue::Uint(U256::MAX, 256), Some(Format::Time));
        assert_eq!(never.text(), U256::MAX.to_string());
        assert_eq!(show_amount(U256::ZERO), "0 PoS");
        assert_eq!(show_moment(u64::MAX), u64::MAX.to_string());
    }

    #[test]
    fn small_numbers_are_numbers_in_json() {
        assert_eq!(
            named(DynSolValue::Uint(U256::from(7), 32), None).json(),
            json!(7)
        );
        assert_eq!(
            named(DynSolValue::Uint(U256::from(7), 64), None).json(),
            json!("7")
        );
        assert_eq!(named(DynSolValue::Bool(true), None).json(), json!(true));
    }

    #[test]
    fn structs_have_named_fields() {
        let plain = |name: &str| (name.to_owned(), Shape::default());
        let number = |number| DynSolValue::Uint(U256::from(number), 8);
        let value = Named {
            name: "parts".to_owned(),
            value: DynSolValue::Tuple(vec![number(1), number(2)]),
            shape: Shape {
                format: None,
                fields: vec![plain("first"), plain("second")],
            },
        };
        assert_eq!(value.text(), "(first=1, second=2)");
        assert_eq!(value.json(), json!({"first": 1, "second": 2}));
        assert_eq!(value.fields()[1].name, "second");
    }

    #[test]
    fn texts_of_members_cannot_command_a_terminal() {
        let text = named(DynSolValue::String("a\u{1b}[2Jb\n".to_owned()), None);
        assert_eq!(text.text(), "a\u{fffd}[2Jb\n");
        assert_eq!(text.json(), json!("a\u{1b}[2Jb\n"));
    }
}
