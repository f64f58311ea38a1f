//! Checks values against the schemas of the document: the part of JSON Schema that they use, and nothing else.

use crate::rpc::{methods, openrpc};
use regex::Regex;
use serde_json::Value;
use std::sync::OnceLock;

/// Panics unless the result of a method is what the document says.
pub(super) fn check_result(method: &str, result: &Value) {
    let Some(method) = methods::find(method) else {
        panic!("{method} is no method");
    };
    if let Err(complaint) = check(&openrpc::schema(method.result), result) {
        panic!(
            "{} answers with something else than {}: {complaint}: {result}",
            method.name, method.result
        );
    }
}

fn schemas() -> &'static Value {
    static SCHEMAS: OnceLock<Value> = OnceLock::new();
    SCHEMAS.get_or_init(openrpc::schemas)
}

/// Why `value` is not what `schema` describes.
pub(super) fn check(schema: &Value, value: &Value) -> Result<(), String> {
    for (word, rule) in schema.as_object().expect("a schema is an object") {
        let holds = match word.as_str() {
            "title" => true,
            "$ref" => {
                let name = rule.as_str().unwrap().rsplit('/').next().unwrap();
                check(&schemas()[name], value).map_err(|why| format!("{name}: {why}"))?;
                true
            }
            "anyOf" => {
                let each = rule.as_array().unwrap().iter();
                let tries: Vec<_> = each.map(|schema| check(schema, value)).collect();
                if tries.iter().all(Result::is_err) {
                    let why: Vec<_> = tries.into_iter().filter_map(Result::err).collect();
                    return Err(format!("none of ({})", why.join("; ")));
                }
                true
            }
            "type" => match rule.as_str().unwrap() {
                "null" => value.is_null(),
                "boolean" => value.is_boolean(),
                "string" => value.is_string(),
                "number" => value.is_number(),
                "integer" => value.is_i64() || value.is_u64(),
                "array" => value.is_array(),
                "object" => value.is_object(),
                other => panic!("unknown type {other}"),
            },
            "enum" => rule.as_array().unwrap().contains(value),
            "const" => rule == value,
            "pattern" => value
                .as_str()
                .is_none_or(|text| Regex::new(rule.as_str().unwrap()).unwrap().is_match(text)),
            "minimum" => value.as_f64().is_none_or(|it| it >= rule.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|it| it <= rule.as_f64().unwrap()),
            "maxItems" => value
                .as_array()
                .is_none_or(|items| items.len() as u64 <= rule.as_u64().unwrap()),
            "maxProperties" => value
                .as_object()
                .is_none_or(|fields| fields.len() as u64 <= rule.as_u64().unwrap()),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(rule, item).map_err(|why| format!("[{index}]: {why}"))?;
                }
                true
            }
            "required" => {
                for name in rule.as_array().unwrap() {
                    if value.get(name.as_str().unwrap()).is_none() {
                        return Err(format!("{name} is missing"));
                    }
                }
                true
            }
            "properties" => {
                for (name, schema) in rule.as_object().unwrap() {
                    if let Some(field) = value.get(name) {
                        check(schema, field).map_err(|why| format!("{name}: {why}"))?;
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = schema.get("properties").and_then(Value::as_object);
                for (name, field) in value.as_object().into_iter().flatten() {
                    if known.is_some_and(|known| known.contains_key(name)) {
                        continue;
                    }
                    if *rule == Value::Bool(false) {
                        return Err(format!("{name} is not described"));
                    }
                    check(rule, field).map_err(|why| format!("{name}: {why}"))?;
                }
                true
            }
            other => panic!("{other} is a word of schemas that no test knows"),
        };
        if !holds {
            return Err(format!("{word} is not {rule}"));
        }
    }
    Ok(())
}

#[test]
fn values_that_are_not_what_a_schema_describes_are_found() {
    use serde_json::json;

    let hash = format!("0x{}", "ab".repeat(32));
    let receipt_like = json!({"pending": "0x1", "queued": "0x0"});
    for (expression, good, bad) in [
        ("Quantity", json!("0x0"), json!("0x00")),
        ("Hash", json!(hash), json!("0xab")),
        ("Hash?", json!(null), json!(1)),
        ("[Hash]", json!([hash]), json!([null])),
        ("[Log] | [Hash]", json!([hash]), json!(["0x"])),
        ("Syncing", json!(false), json!(true)),
        ("PoolStatus", receipt_like, json!({"pending": "0x1"})),
        (
            "PoolStatus",
            json!({"pending": "0x1", "queued": "0x0"}),
            json!({"pending": "0x1", "queued": "0x0", "x": 1}),
        ),
        ("Namespaces", json!({"eth": "1.0"}), json!({"eth": 1})),
        ("Percentile", json!(50), json!(101)),
        ("Nothing", json!({}), json!({"a": 1})),
    ] {
        let schema = openrpc::schema(expression);
        assert_eq!(check(&schema, &good), Ok(()), "{expression}");
        assert!(check(&schema, &bad).is_err(), "{expression}: {bad}");
    }
}
