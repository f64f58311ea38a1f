//! The document of all methods: that it is what the code has, and that answers are what it says.

use super::*;
use crate::rpc::{method::Place, methods, openrpc};
use std::{collections::BTreeSet, fs, path::PathBuf};

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_document_and_the_page_say_what_the_table_of_methods_says() {
    let document = openrpc::document(env!("CARGO_PKG_VERSION"));
    let document = serde_json::to_string_pretty(&document).unwrap() + "\n";
    for (path, text) in [
        (package().join("generated/openrpc.json"), document),
        (
            package().join("../../docs/concepts/json-rpc-methods.md"),
            openrpc::page(),
        ),
    ] {
        if std::env::var_os("WEPOS_REGENERATE").is_some_and(|value| value == "1") {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            found == text,
            "{} is out of date. Run: WEPOS_REGENERATE=1 cargo test -p wepos-node openrpc",
            path.display()
        );
    }
}

#[test]
fn names_are_unique_texts_are_complete_and_types_are_known() {
    let schemas = openrpc::schemas();
    let mut names = BTreeSet::new();
    let mut used = BTreeSet::new();
    for method in methods::all() {
        assert!(names.insert(method.name), "{} is there twice", method.name);
        let mut optional = false;
        for param in method.params {
            assert!(
                !(optional && param.required),
                "{}: {} is required behind an optional parameter",
                method.name,
                param.name
            );
            optional |= !param.required;
        }
        let texts = method.params.iter().map(|param| param.about);
        for [english, chinese] in texts.chain([method.about]) {
            assert!(
                english.is_ascii() || english.contains(['’', '⁻']),
                "{english}"
            );
            assert!(english.ends_with('.'), "{}: {english}", method.name);
            assert!(chinese.ends_with('。'), "{}: {chinese}", method.name);
        }
        let types = method.params.iter().map(|param| param.schema);
        for expression in types.chain([method.result]) {
            references(&openrpc::schema(expression), &mut used);
        }
    }
    for name in schemas.as_object().unwrap().keys() {
        references(&schemas[name], &mut used);
    }
    let known: BTreeSet<String> = schemas.as_object().unwrap().keys().cloned().collect();
    assert_eq!(used, known, "types that are used, and types that are there");
}

/// The names that a schema refers to.
fn references(schema: &Value, into: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
                let name = reference.strip_prefix("#/components/schemas/").unwrap();
                into.insert(name.to_owned());
            }
            fields.values().for_each(|field| references(field, into));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, into)),
        _ => {}
    }
}

#[tokio::test]
async fn a_node_tells_its_methods() {
    let node = Node::start().await;
    let document = node.result("rpc.discover", json!([])).await;
    assert_eq!(document["info"]["version"], "0.0.0");
    let listed: Vec<&str> = document["methods"]
        .as_array()
        .unwrap()
        .iter()
        .map(|method| method["name"].as_str().unwrap())
        .collect();
    let table: Vec<&str> = methods::all().map(|method| method.name).collect();
    assert_eq!(listed, table);
    let namespaces = node.result("rpc_modules", json!([])).await;
    assert!(namespaces.get("ots").is_some() && namespaces.get("wepos").is_some());
}

#[tokio::test]
async fn methods_of_other_places_are_refused_there_with_the_reason() {
    let node = Node::start().await;
    node.chain
        .development
        .store(false, std::sync::atomic::Ordering::Relaxed);
    for method in methods::all() {
        let word = match method.place {
            Place::Anywhere => continue,
            Place::Socket => "WebSocket",
            Place::Development => "development",
        };
        let (code, message) = node.error(method.name, json!([])).await;
        assert_eq!(code, -32601, "{}", method.name);
        assert!(message.contains(word), "{message}");
    }
    for (method, word) in [
        ("eth_getProof", "wepos_getProof"),
        ("eth_sendTransaction", "no keys"),
        ("eth_signTypedData_v4", "no keys"),
        ("personal_sign", "no keys"),
        ("debug_traceTransaction", "no virtual machine"),
        ("trace_block", "no virtual machine"),
        ("txpool_content", "txpool_status"),
        ("admin_peers", "operated by its configuration"),
        ("eth_noSuchThing", "eth_noSuchThing does not exist"),
        ("", "does not exist"),
    ] {
        let (code, message) = node.error(method, json!([])).await;
        assert_eq!(code, -32601, "{method}");
        assert!(message.contains(word), "{message}");
    }
}
