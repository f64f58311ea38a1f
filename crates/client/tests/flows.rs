//! The client against a node that answers from a table: calls, reverts, sending, and what goes wrong on the way.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use alloy_sol_types::SolError;
use axum::{Json, Router, extract::State, routing::post};
use serde_json::{Value, json};
use wepos_client::{Client, ClientError, Modules, Outgoing, PrivateKeySigner, Signed, U256};

const MEMBER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

/// Answers a method with a result or an error; the number counts the calls of that method from 1.
type Answer = fn(method: &str, params: &Value, time: usize) -> Result<Value, Value>;

#[derive(Clone)]
struct Node {
    answer: Answer,
    calls: Arc<Mutex<Vec<String>>>,
}

impl Node {
    async fn start(answer: Answer) -> (Self, Client) {
        let node = Self {
            answer,
            calls: Arc::default(),
        };
        let router = Router::new()
            .route("/", post(serve))
            .with_state(node.clone());
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
            .await
            .unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (node, Client::connect(&url).unwrap())
    }

    fn times(&self, method: &str) -> usize {
        let calls = self.calls.lock().unwrap();
        calls.iter().filter(|call| *call == method).count()
    }
}

async fn serve(State(node): State<Node>, Json(request): Json<Value>) -> Json<Value> {
    let method = request["method"].as_str().unwrap().to_owned();
    node.calls.lock().unwrap().push(method.clone());
    let time = node.times(&method);
    Json(match (node.answer)(&method, &request["params"], time) {
        Ok(result) => json!({"jsonrpc": "2.0", "id": request["id"], "result": result}),
        Err(error) => json!({"jsonrpc": "2.0", "id": request["id"], "error": error}),
    })
}

fn receipt(hash: &Value, status: &str) -> Value {
    json!({
        "type": "0x2", "status": status, "cumulativeGasUsed": "0x5208", "gasUsed": "0x5208",
        "logs": [], "logsBloom": format!("0x{}", "0".repeat(512)), "transactionHash": hash,
        "transactionIndex": "0x0", "blockHash": format!("0x{}", "1".repeat(64)), "blockNumber": "0x7",
        "effectiveGasPrice": "0x0", "from": MEMBER, "to": MEMBER, "contractAddress": null,
    })
}

fn too_little() -> Value {
    let error = wepos_abi::IToken::ERC20InsufficientBalance {
        sender: MEMBER.parse().unwrap(),
        balance: U256::ZERO,
        needed: U256::from(10).pow(U256::from(18)),
    };
    let data = alloy_primitives::hex::encode_prefixed(error.abi_encode());
    json!({"code": 3, "message": "execution reverted: too little", "data": data})
}

fn not_found() -> Value {
    json!({"code": -32601, "message": "the method does not exist"})
}

/// What a node without surprises answers; the hash of the transaction that comes in is not looked at.
fn ordinary(method: &str) -> Result<Value, Value> {
    match method {
        "eth_chainId" => Ok(json!("0x4e21")),
        "eth_getTransactionCount" => Ok(json!("0x5")),
        "eth_estimateGas" => Ok(json!("0x5208")),
        _ => Err(not_found()),
    }
}

fn hash_of(params: &Value) -> Value {
    let raw: alloy_primitives::Bytes = serde_json::from_value(params[0].clone()).unwrap();
    json!(alloy_primitives::keccak256(raw))
}

async fn signed(client: &Client) -> Signed {
    let signer = PrivateKeySigner::random();
    let outgoing = Outgoing {
        to: MEMBER.parse().unwrap(),
        value: U256::from(1),
        data: Default::default(),
    };
    let transaction = client.prepare(signer.address(), &outgoing).await.unwrap();
    assert_eq!((transaction.chain_id, transaction.nonce), (20_001, 5));
    assert_eq!(transaction.gas_limit, 26_250);
    Signed::new(transaction, &signer).unwrap()
}

#[tokio::test]
async fn a_view_is_answered_with_names_and_amounts() {
    let (_, client) = Node::start(|method, params, _| {
        assert_eq!(method, "eth_call");
        assert_eq!(params[1], "0x7");
        Ok(json!(format!("0x{:064x}", 1_500_000_000_000_000_000_u64)))
    })
    .await;
    let modules = Modules::built_in();
    let view = modules.get("token").unwrap().function("balanceOf").unwrap();
    let arguments = view.read_arguments(&[MEMBER], &modules).unwrap();
    let returned = client.view(&view, &arguments, Some(7), None).await.unwrap();
    assert_eq!(returned[0].name, "balance");
    assert_eq!(returned[0].text(), "1.5 PoS");
}

#[tokio::test]
async fn a_revert_is_explained_in_both_languages() {
    let (_, client) = Node::start(|_, _, _| Err(too_little())).await;
    let error = client
        .estimate_gas(
            MEMBER.parse().unwrap(),
            &Outgoing {
                to: MEMBER.parse().unwrap(),
                value: U256::from(1),
                data: Default::default(),
            },
        )
        .await
        .unwrap_err();
    let ClientError::Reverted(reverted) = error else {
        panic!("{error}")
    };
    assert_eq!(reverted.name.as_deref(), Some("ERC20InsufficientBalance"));
    assert_eq!(
        reverted.english,
        format!("{MEMBER} holds 0 PoS, and this needs 1 PoS.")
    );
    assert!(reverted.chinese.contains("持有 0 PoS"));
}

#[tokio::test]
async fn an_error_of_a_newer_module_keeps_the_words_of_the_node() {
    let (_, client) = Node::start(|_, _, _| {
        Err(json!({"code": 3, "message": "execution reverted: The auction is closed.", "data": "0xdeadbeef"}))
    })
    .await;
    let outgoing = Outgoing {
        to: MEMBER.parse().unwrap(),
        value: U256::ZERO,
        data: Default::default(),
    };
    let error = client.call(None, &outgoing, None).await.unwrap_err();
    assert_eq!(error.to_string(), "The auction is closed.");
}

#[tokio::test]
async fn a_transaction_is_sent_and_its_receipt_comes_with_the_same_answer() {
    let (node, client) = Node::start(|method, params, _| match method {
        "eth_sendRawTransactionSync" => Ok(receipt(&hash_of(params), "0x1")),
        _ => ordinary(method),
    })
    .await;
    let signed = signed(&client).await;
    let receipt = client
        .send_and_wait(&signed, Duration::from_secs(5))
        .await
        .unwrap();
    assert_eq!(receipt.transaction_hash, signed.hash);
    assert_eq!(node.times("eth_getTransactionReceipt"), 0);
}

#[tokio::test]
async fn a_node_that_cannot_wait_is_asked_again_until_it_has_the_receipt() {
    let (node, client) = Node::start(|method, params, time| match method {
        "eth_sendRawTransaction" => Ok(hash_of(params)),
        "eth_getTransactionReceipt" if time < 3 => Ok(Value::Null),
        "eth_getTransactionReceipt" => Ok(receipt(&params[0], "0x1")),
        _ => ordinary(method),
    })
    .await;
    let signed = signed(&client).await;
    let receipt = client
        .send_and_wait(&signed, Duration::from_secs(5))
        .await
        .unwrap();
    assert_eq!(receipt.transaction_hash, signed.hash);
    assert_eq!(node.times("eth_getTransactionReceipt"), 3);
}

#[tokio::test]
async fn waiting_for_a_receipt_ends() {
    let (_, client) = Node::start(|method, params, _| match method {
        "eth_sendRawTransaction" => Ok(hash_of(params)),
        "eth_getTransactionReceipt" => Ok(Value::Null),
        _ => ordinary(method),
    })
    .await;
    let signed = signed(&client).await;
    let error = client
        .send_and_wait(&signed, Duration::from_millis(300))
        .await
        .unwrap_err();
    assert!(matches!(error, ClientError::NoReceipt { hash, .. } if hash == signed.hash));
}

#[tokio::test]
async fn a_failed_transaction_comes_with_its_reason() {
    let (_, client) = Node::start(|method, params, _| match method {
        "eth_sendRawTransactionSync" => Ok(receipt(&hash_of(params), "0x0")),
        "eth_call" => {
            assert_eq!(params[1], "0x6", "the state before the block");
            Err(too_little())
        }
        _ => ordinary(method),
    })
    .await;
    let signed = signed(&client).await;
    let error = client
        .send_and_wait(&signed, Duration::from_secs(5))
        .await
        .unwrap_err();
    let ClientError::Reverted(reverted) = error else {
        panic!("{error}")
    };
    assert_eq!(reverted.transaction, Some(signed.hash));
    assert_eq!(reverted.name.as_deref(), Some("ERC20InsufficientBalance"));
}

#[tokio::test]
async fn what_the_node_refuses_is_said_in_its_words() {
    let (node, client) = Node::start(|method, _, _| match method {
        "eth_sendRawTransactionSync" => {
            Err(json!({"code": -32000, "message": "nonce too low: next nonce 6, tx nonce 5"}))
        }
        _ => ordinary(method),
    })
    .await;
    let signed = signed(&client).await;
    let error = client
        .send_and_wait(&signed, Duration::from_secs(5))
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "nonce too low: next nonce 6, tx nonce 5");
    assert_eq!(node.times("eth_sendRawTransactionSync"), 1);
}

#[tokio::test]
async fn a_node_that_is_not_there_or_no_node_is_said_so() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = Client::connect(&url).unwrap().chain_id().await.unwrap_err();
    assert!(matches!(error, ClientError::Unreachable { .. }), "{error}");
    assert!(error.to_string().contains("does not answer"), "{error}");

    let (_, client) = Node::start(|_, _, _| Ok(json!({"not": "a number"}))).await;
    let error = client.chain_id().await.unwrap_err();
    assert!(matches!(error, ClientError::Unexpected { .. }), "{error}");

    for (url, reason) in [
        ("localhost:8545", "http://127.0.0.1:8545"),
        ("ws://127.0.0.1:8545", "write http://"),
        ("", "is not the address"),
    ] {
        let error = Client::connect(url).unwrap_err().to_string();
        assert!(error.contains(reason), "{url}: {error}");
    }
}

#[tokio::test]
async fn the_modules_of_a_node_are_used_as_they_come() {
    let (_, client) = Node::start(|method, _, _| {
        assert_eq!(method, "wepos_modules");
        let modules: Vec<Value> = wepos_abi::MODULES
            .iter()
            .map(|module| serde_json::from_str(module.interface.json).unwrap())
            .collect();
        Ok(json!({"modules": modules, "errors": {}}))
    })
    .await;
    let modules = client.modules().await.unwrap();
    assert_eq!(modules.iter().count(), wepos_abi::MODULES.len());
    assert!(modules.get("token").unwrap().function("transfer").is_ok());
}
