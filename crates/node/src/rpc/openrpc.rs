//! The table of methods as an OpenRPC document, and as a page for people.
//!
//! A type in the table is an expression: a name of `schemas.json`, `[T]` for a list, `T?` for a value that may be null,
//! `A | B` for one of several.

use super::{
    error::CODES,
    method::{Method, Param, Place},
    methods::SUBJECTS,
};
use serde_json::{Map, Value, json};
use std::sync::OnceLock;

/// The version of OpenRPC that the document follows.
const OPENRPC: &str = "1.3.2";

/// The named types.
const SCHEMAS: &str = include_str!("schemas.json");

/// The document of this release as text. It changes with the program only, so it is put together once.
pub(super) fn text(version: &str) -> String {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| document(version).to_string()).clone()
}

/// The document.
pub(super) fn document(version: &str) -> Value {
    let methods: Vec<Value> = SUBJECTS
        .iter()
        .flat_map(|subject| {
            subject
                .methods
                .iter()
                .map(|method| describe(method, subject.name[0]))
        })
        .collect();
    let errors: Map<String, Value> = CODES
        .iter()
        .map(|(name, code, means)| {
            (
                (*name).to_owned(),
                json!({"code": code, "message": means[0]}),
            )
        })
        .collect();
    json!({
        "openrpc": OPENRPC,
        "info": {
            "title": "WePoS JSON-RPC",
            "version": version,
            "description": "Ethereum's JSON-RPC, as far as a network without a virtual machine and fees has it, and \
                what is WePoS's own. POST and WebSocket on one path.",
            "x-description-zh": "以太坊 JSON-RPC（适用于没有虚拟机、也不收费的网络）以及 WePoS 自有的方法；\
                POST 与 WebSocket 使用同一路径。",
            "license": {"name": "MIT OR Apache-2.0"},
        },
        "methods": methods,
        "components": {"schemas": schemas(), "errors": errors},
    })
}

/// The named types by name.
pub(super) fn schemas() -> Value {
    serde_json::from_str(SCHEMAS).expect("schemas.json is JSON")
}

fn describe(method: &Method, subject: &str) -> Value {
    let mut description = json!({
        "name": method.name,
        "summary": method.about[0],
        "x-summary-zh": method.about[1],
        "tags": [{"name": subject}],
        "paramStructure": "by-position",
        "params": method.params.iter().map(describe_param).collect::<Vec<_>>(),
        "result": {"name": "result", "schema": schema(method.result)},
    });
    match method.place {
        Place::Anywhere => {}
        Place::Socket => description["x-place"] = "websocket".into(),
        Place::Development => description["x-place"] = "development".into(),
    }
    description
}

fn describe_param(param: &Param) -> Value {
    json!({
        "name": param.name,
        "description": param.about[0],
        "x-description-zh": param.about[1],
        "required": param.required,
        "schema": schema(param.schema),
    })
}

/// The JSON schema of a type expression.
pub(super) fn schema(expression: &str) -> Value {
    let alternatives: Vec<&str> = expression.split(" | ").collect();
    if alternatives.len() > 1 {
        let any: Vec<Value> = alternatives.into_iter().map(schema).collect();
        return json!({ "anyOf": any });
    }
    if let Some(inner) = expression.strip_suffix('?') {
        return json!({"anyOf": [schema(inner), {"type": "null"}]});
    }
    if let Some(inner) = expression.strip_prefix('[') {
        let inner = inner
            .strip_suffix(']')
            .unwrap_or_else(|| panic!("{expression} has no end"));
        return json!({"type": "array", "items": schema(inner)});
    }
    json!({"$ref": format!("#/components/schemas/{expression}")})
}

/// All methods as a page.
#[cfg(test)]
pub(super) fn page() -> String {
    use std::fmt::Write as _;

    let mut page = String::from(
        "# JSON-RPC methods\n\n\
         This page is written by a test, from the table of methods in the code; `rpc.discover` answers with the same \
         as an\nOpenRPC document.\n\
         What differs from Ethereum, and the words of errors: [JSON-RPC](json-rpc.md).\n\n\
         Parameters with a question mark may be left out; `T?` may be null, `[T]` is a list.\n\n\
         本页由测试根据代码中的方法表生成；`rpc.discover` 以 OpenRPC 文档的形式返回同样的内容。\n\
         带问号的参数可以省略；`T?` 可为 null，`[T]` 为列表。\n",
    );
    for subject in SUBJECTS {
        let [english, chinese] = subject.name;
        let name = if english == chinese {
            english.to_owned()
        } else {
            format!("{english} {chinese}")
        };
        write!(
            page,
            "\n## {name}\n\n| Method 方法 | Takes 参数 | Gives 返回 | |\n|---|---|---|---|\n"
        )
        .expect("a string takes all");
        for method in subject.methods {
            let params: Vec<String> = method
                .params
                .iter()
                .map(|param| {
                    let optional = if param.required { "" } else { "?" };
                    format!("{}{optional}: `{}`", param.name, escape(param.schema))
                })
                .collect();
            let place = match method.place {
                Place::Anywhere => "",
                Place::Socket => " (WebSocket)",
                Place::Development => "",
            };
            let [english, chinese] = method.about;
            writeln!(
                page,
                "| `{}`{place} | {} | `{}` | {english} {chinese} |",
                method.name,
                params.join(", "),
                escape(method.result),
            )
            .expect("a string takes all");
        }
    }
    page
}

/// A type inside a table: a bar would end its cell.
#[cfg(test)]
fn escape(expression: &str) -> String {
    expression.replace('|', "\\|")
}
