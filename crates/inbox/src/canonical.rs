//! The one way to write a JSON value, so that its hash means something: RFC 8785, with integers as the only numbers.

use serde_json::Value;
use std::fmt;

/// The largest integer that every JSON reader reads as it stands (2^53 − 1, RFC 8785 and ECMAScript).
const MAX_INTEGER: u64 = (1 << 53) - 1;

/// Levels that a value may be deep: far more than any document here, far less than a stack holds.
const MAX_DEPTH: usize = 32;

/// Why a value has no canonical form here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uncanonical {
    /// A number that not every reader reads alike.
    Number(String),
    /// Lists and objects inside each other, too many.
    Depth,
}

impl Uncanonical {
    /// The reason in Chinese.
    pub fn in_chinese(&self) -> String {
        match self {
            Self::Number(number) => {
                format!("数字 {number} 不是 ±(2^53 − 1) 以内的整数：带小数的数值请写成字符串")
            }
            Self::Depth => format!("嵌套超过 {MAX_DEPTH} 层"),
        }
    }
}

impl fmt::Display for Uncanonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(
                f,
                "the number {number} is no integer within ±(2^53 − 1): write it as a string"
            ),
            Self::Depth => write!(f, "more than {MAX_DEPTH} levels inside each other"),
        }
    }
}

impl std::error::Error for Uncanonical {}

/// The canonical text of a value: no white space, keys in the order of their UTF-16 units, integers only.
///
/// # Errors
///
/// [`Uncanonical`].
pub fn canonical(value: &Value) -> Result<String, Uncanonical> {
    let mut text = String::new();
    write(value, &mut text, 0)?;
    Ok(text)
}

fn write(value: &Value, text: &mut String, depth: usize) -> Result<(), Uncanonical> {
    if depth > MAX_DEPTH {
        return Err(Uncanonical::Depth);
    }
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => {
            let size = number
                .as_u64()
                .or(number.as_i64().map(i64::unsigned_abs))
                .filter(|size| *size <= MAX_INTEGER);
            if size.is_none() {
                return Err(Uncanonical::Number(number.to_string()));
            }
            text.push_str(&number.to_string());
        }
        // The escapes of `serde_json` are those of RFC 8785.
        Value::String(string) => text.push_str(&Value::from(string.as_str()).to_string()),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, text, depth + 1)?;
            }
            text.push(']');
        }
        Value::Object(object) => {
            let mut entries: Vec<(&String, &Value)> = object.iter().collect();
            entries.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            text.push('{');
            for (index, (key, item)) in entries.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(item, text, depth + 1)?;
            }
            text.push('}');
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn keys_are_ordered_and_nothing_stands_between() {
        let value = json!({"b": [1, -2, true, null], "a": "线\n\u{7}\"", "€": 1, "\u{1f600}": 2, "\u{fb33}": 3});
        let text = canonical(&value).unwrap();
        // The order of RFC 8785, section 3.2.3: an emoji begins with a surrogate, which is below U+FB33.
        assert_eq!(
            text,
            "{\"a\":\"线\\n\\u0007\\\"\",\"b\":[1,-2,true,null],\"€\":1,\"\u{1f600}\":2,\"\u{fb33}\":3}"
        );
    }

    #[test]
    fn numbers_that_readers_read_differently_have_no_canonical_form() {
        assert_eq!(
            canonical(&json!(1.5)),
            Err(Uncanonical::Number("1.5".into()))
        );
        assert!(canonical(&json!(9_007_199_254_740_991_u64)).is_ok());
        assert!(canonical(&json!(9_007_199_254_740_992_u64)).is_err());
        assert!(canonical(&json!(-9_007_199_254_740_992_i64)).is_err());
    }

    #[test]
    fn depth_is_bounded() {
        let deep = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
        assert!(canonical(&deep(MAX_DEPTH)).is_ok());
        assert_eq!(canonical(&deep(MAX_DEPTH + 1)), Err(Uncanonical::Depth));
    }

    proptest! {
        #[test]
        fn what_was_written_reads_as_the_same_value(
            map in proptest::collection::btree_map(any::<String>(), any::<(String, i32)>(), 0..8)
        ) {
            let value = serde_json::to_value(&map).unwrap();
            let text = canonical(&value).unwrap();
            let again: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&again, &value);
            prop_assert_eq!(canonical(&again).unwrap(), text);
        }
    }
}
