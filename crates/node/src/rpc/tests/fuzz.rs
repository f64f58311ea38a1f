//! Whatever arrives, the answer is JSON-RPC: nothing panics, and what a method answers is what the document says.

use super::{chain::Chain, schema, state};
use crate::rpc::{Rpc, RpcLimits, batch::respond, method::Place, methods, socket::Caller};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json};
use std::{
    net::Ipv4Addr,
    sync::{Arc, LazyLock, atomic::Ordering},
};
use tokio::runtime::{Builder, Runtime};
use wepos_chain::testing::Member;

/// One server for all cases: a chain takes longer to make than a question.
struct Server {
    rpc: Rpc,
    runtime: Runtime,
}

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    let (anna, ben) = (Member::named("anna"), Member::named("ben"));
    let genesis = wepos_chain::testing::genesis(&[&anna, &ben], None);
    let chain = Arc::new(Chain::new(genesis));
    // Time is not for these tests to move.
    chain.development.store(false, Ordering::Relaxed);
    for _ in 0..20 {
        chain.mine();
    }
    Server {
        rpc: Rpc::new(state(&chain, RpcLimits::development())),
        runtime: Builder::new_current_thread().enable_all().build().unwrap(),
    }
});

/// The answer to a message, if there is one.
fn ask(message: &[u8]) -> Option<Value> {
    let caller = Caller::http(Ipv4Addr::LOCALHOST.into());
    let response = SERVER
        .runtime
        .block_on(respond(&SERVER.rpc, message, &caller));
    let text = response.text?;
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")))
}

/// Panics unless a value is an answer of JSON-RPC 2.0, section 5.
fn check_answer(answer: &Value) {
    let fields = answer.as_object().unwrap_or_else(|| panic!("{answer}"));
    assert_eq!(fields["jsonrpc"], "2.0");
    assert!(
        !fields["id"].is_object() && !fields["id"].is_array(),
        "{answer}"
    );
    assert_eq!(fields.len(), 3, "{answer}");
    match fields.get("error") {
        None => assert!(fields.contains_key("result"), "{answer}"),
        Some(error) => {
            assert!(error["code"].is_i64(), "{answer}");
            assert!(error["message"].as_str().is_some_and(|it| !it.is_empty()));
        }
    }
}

/// An answer to a message as a whole, or the answers to a batch.
fn check_reply(reply: &Value) {
    match reply {
        Value::Array(answers) => {
            assert!(!answers.is_empty(), "an empty list is no answer");
            answers.iter().for_each(check_answer);
        }
        answer => check_answer(answer),
    }
}

/// Values that methods understand, and some that come close.
fn plausible() -> impl Strategy<Value = Value> {
    let address = Member::named("anna").address.to_string();
    let token = wepos_abi::addresses::TOKEN.to_string();
    let tip = SERVER.rpc.state.ledger.tip().hash.to_string();
    let known = vec![
        json!(address),
        json!(token),
        json!(tip),
        json!("latest"),
        json!("pending"),
        json!("earliest"),
        json!("0x0"),
        json!("0x5"),
        json!("0x15"),
        json!("0xffffffffffffffff"),
        json!("0x1ffffffffffffffff"),
        json!("0x"),
        json!("0x00"),
        json!("0x0102"),
        json!({"blockHash": tip}),
        json!({"blockNumber": "0x3"}),
        json!({"from": address, "to": token, "data": "0x313ce567"}),
        json!({"from": address, "to": token, "value": "0x1"}),
        json!({"to": token, "data": "0x01", "input": "0x02"}),
        json!({"to": token, "gas": "0xffffffffffffffff", "nonce": "0xffffffffffffffff"}),
        json!({"fromBlock": "0x0", "toBlock": "latest"}),
        json!({"fromBlock": "0x9", "toBlock": "0x2"}),
        json!({"fromBlock": "0x0", "toBlock": "0xffffffffffffffff", "topics": [null, [tip, null]]}),
        json!({"address": [token, address], "topics": [[], []]}),
        json!([25, 75]),
        json!(true),
        json!(null),
    ];
    select(known)
}

/// Any JSON.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => plausible(),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => ".{0,12}".prop_map(Value::from),
        1 => "0x[0-9a-fA-F]{0,70}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec((field(), inner), 0..5).prop_map(|fields| Value::Object(Map::from_iter(fields))),
        ]
    })
}

/// Names that requests, calls and filters have.
fn field() -> impl Strategy<Value = String> {
    let names = vec![
        "id",
        "method",
        "params",
        "jsonrpc",
        "to",
        "from",
        "value",
        "data",
        "input",
        "gas",
        "type",
        "accessList",
        "topics",
        "address",
        "fromBlock",
        "toBlock",
        "blockHash",
        "key",
        "",
    ];
    select(names).prop_map(str::to_owned)
}

fn method() -> impl Strategy<Value = String> {
    let names: Vec<_> = methods::all()
        .map(|method| method.name.to_owned())
        .collect();
    prop_oneof![9 => select(names), 1 => "[a-z]{0,6}_[a-zA-Z]{0,12}"]
}

fn request() -> impl Strategy<Value = Value> {
    (method(), vec(value(), 0..5)).prop_map(
        |(method, params)| json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params}),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn bytes_of_any_kind_are_answered(message in vec(any::<u8>(), 0..200)) {
        if let Some(reply) = ask(&message) {
            check_reply(&reply);
        }
    }

    #[test]
    fn json_of_any_kind_is_answered(message in value()) {
        if let Some(reply) = ask(message.to_string().as_bytes()) {
            check_reply(&reply);
        }
    }

    #[test]
    fn parameters_of_any_kind_are_answered_with_what_the_document_says(request in request()) {
        let answer = ask(request.to_string().as_bytes()).expect("it has an id");
        check_answer(&answer);
        prop_assert_eq!(&answer["id"], 7);
        if let Some(result) = answer.get("result") {
            schema::check_result(request["method"].as_str().unwrap(), result);
        }
    }

    #[test]
    fn a_batch_has_an_answer_for_each_of_its_items_in_order(items in vec(prop_oneof![request(), value()], 1..12)) {
        let items: Vec<Value> = items
            .into_iter()
            .enumerate()
            .map(|(index, mut item)| {
                if let Some(fields) = item.as_object_mut().filter(|fields| fields.contains_key("method")) {
                    fields.insert("id".into(), index.into());
                }
                item
            })
            .collect();
        let message = Value::from(items.clone()).to_string();
        let reply = ask(message.as_bytes()).expect("every item has an id or is no request");
        let answers = reply.as_array().unwrap();
        answers.iter().for_each(check_answer);
        prop_assert_eq!(answers.len(), items.len());
        for (index, answer) in answers.iter().enumerate() {
            // Of an item that is no request the id may be unknown.
            prop_assert!(answer["id"] == index || answer["id"].is_null(), "{}", answer);
        }
    }

    #[test]
    fn a_message_with_a_byte_changed_or_cut_off_is_answered(
        request in request(), at in any::<proptest::sample::Index>(), byte in any::<u8>(), cut in any::<bool>(),
    ) {
        let mut message = request.to_string().into_bytes();
        let at = at.index(message.len());
        match cut {
            true => message.truncate(at),
            false => message[at] = byte,
        }
        if let Some(reply) = ask(&message) {
            check_reply(&reply);
        }
    }
}

#[test]
fn every_method_without_parameters_answers_or_says_what_is_missing() {
    for method in methods::all() {
        let request = json!({"jsonrpc": "2.0", "id": 7, "method": method.name});
        let answer = ask(request.to_string().as_bytes()).unwrap();
        check_answer(&answer);
        if method.place != Place::Anywhere {
            assert_eq!(answer["error"]["code"], -32601, "{answer}");
        } else if let Some(param) = method.params.first().filter(|param| param.required) {
            assert_eq!(answer["error"]["code"], -32602, "{}: {answer}", method.name);
            let message = answer["error"]["message"].as_str().unwrap();
            let named = format!("({})", param.name);
            assert!(message.contains(&named), "{}: {message}", method.name);
        }
    }
}
