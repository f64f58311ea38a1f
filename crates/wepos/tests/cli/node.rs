//! A node that answers from a table, in a thread of its own.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, mpsc},
};

use alloy_primitives::{Address, Bytes, U256, hex, keccak256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use axum::{Json, Router, extract::State, routing::post};
use serde_json::{Value, json};
use wepos_abi::{ICampaigns, IEmission, IToken, addresses};

/// A running node.
pub(crate) struct Node {
    pub(crate) url: String,
    calls: Arc<Mutex<Vec<String>>>,
}

#[derive(Clone)]
struct Table {
    answers: Arc<HashMap<&'static str, Value>>,
    calls: Arc<Mutex<Vec<String>>>,
}

impl Node {
    /// Starts a node; `changes` replace its ordinary answers. An answer with a `code` is an error.
    pub(crate) fn start(changes: impl IntoIterator<Item = (&'static str, Value)>) -> Self {
        let mut answers: HashMap<&'static str, Value> = ordinary().into_iter().collect();
        answers.extend(changes);
        let calls = Arc::default();
        let table = Table {
            answers: Arc::new(answers),
            calls: Arc::clone(&calls),
        };
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.expect("a runtime").block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
                    .await
                    .expect("a port");
                let address = listener.local_addr().expect("an address");
                sender
                    .send(format!("http://{address}"))
                    .expect("the test waits");
                let router = Router::new().route("/", post(serve)).with_state(table);
                axum::serve(listener, router).await.expect("served");
            });
        });
        Self {
            url: receiver.recv().expect("the node starts"),
            calls,
        }
    }

    /// How often a method was called.
    pub(crate) fn times(&self, method: &str) -> usize {
        let calls = self.calls.lock().expect("no panic");
        calls.iter().filter(|call| *call == method).count()
    }
}

async fn serve(State(table): State<Table>, Json(request): Json<Value>) -> Json<Value> {
    let method = request["method"].as_str().unwrap_or_default();
    table
        .calls
        .lock()
        .expect("no panic")
        .push(method.to_owned());
    let answer = match (method, table.answers.get(method)) {
        ("eth_call", Some(Value::Null)) => called(&request["params"][0]),
        ("eth_sendRawTransactionSync", Some(Value::Null)) => receipt(&request["params"]),
        ("eth_sendRawTransaction", Some(Value::Null)) => hash_of(&request["params"]),
        (_, Some(answer)) => answer.clone(),
        (_, None) => {
            json!({"code": -32601, "message": format!("the method {method} does not exist")})
        }
    };
    let key = if answer.get("code").is_some() {
        "error"
    } else {
        "result"
    };
    Json(json!({"jsonrpc": "2.0", "id": request["id"], key: answer}))
}

/// What a node of a development network answers; null stands for an answer that is computed.
fn ordinary() -> [(&'static str, Value); 9] {
    let modules: Vec<Value> = wepos_abi::MODULES
        .iter()
        .map(|module| serde_json::from_str(module.interface.json).expect("a document"))
        .collect();
    [
        ("eth_chainId", json!("0x4e21")),
        ("eth_getTransactionCount", json!("0x5")),
        ("eth_estimateGas", json!("0x7530")),
        ("eth_call", Value::Null),
        ("eth_sendRawTransaction", Value::Null),
        ("eth_sendRawTransactionSync", Value::Null),
        ("eth_getBlockByNumber", block()),
        ("wepos_modules", json!({"modules": modules, "errors": {}})),
        (
            "wepos_status",
            json!({"network": "wepos-development", "kind": "development", "version": "0.1.0",
                "index": {"block": 40, "lagBlocks": 2}, "pool": {"pending": 3, "queued": 1},
                "clock": {"offsetMs": 5000, "paused": true}, "catchingUp": false, "peers": 0}),
        ),
    ]
}

/// Answers the views that the tests ask for.
fn called(request: &Value) -> Value {
    let data = request.get("input").or_else(|| request.get("data"));
    let data: Bytes = serde_json::from_value(data.cloned().unwrap_or_default()).expect("calldata");
    let selector = data.first_chunk::<4>().expect("a selector");
    let returned = match *selector {
        IToken::balanceOfCall::SELECTOR => U256::from(15).to_be_bytes_vec(),
        IEmission::monthCall::SELECTOR => {
            IEmission::monthCall::abi_encode_returns(&IEmission::monthReturn {
                number: 2,
                startsAt: 1_792_700_000,
                endsAt: 1_795_300_000,
            })
        }
        IEmission::stageCall::SELECTOR => {
            IEmission::stageCall::abi_encode_returns(&IEmission::stageReturn {
                index: 1,
                multiplier: U256::from(2),
                endsAt: 1_800_000_000,
            })
        }
        ICampaigns::campaignCall::SELECTOR => {
            ICampaigns::campaignCall::abi_encode_returns(&ICampaigns::Campaign::default())
        }
        ICampaigns::formCall::SELECTOR => ICampaigns::formCall::abi_encode_returns(&Vec::new()),
        IEmission::supplyCall::SELECTOR => IEmission::supplyCall::abi_encode_returns(&supply()),
        _ => return json!({"code": 3, "message": "execution reverted", "data": "0x"}),
    };
    json!(hex::encode_prefixed(returned))
}

fn supply() -> IEmission::Supply {
    let pos = |whole: u64| U256::from(whole) * U256::from(10).pow(U256::from(18));
    IEmission::Supply {
        total: pos(100_000_000),
        unreleased: pos(88_000_000),
        stage: pos(2_000_000),
        reserved: U256::ZERO,
        settlement: U256::ZERO,
        pool: pos(9_000_000),
        escrow: U256::ZERO,
        burned: pos(400_000),
        migrated: U256::ZERO,
        members: pos(600_000),
    }
}

/// The refusal of somebody who holds nothing.
pub(crate) fn too_little() -> Value {
    let error = IToken::ERC20InsufficientBalance {
        sender: Address::repeat_byte(0x11),
        balance: U256::ZERO,
        needed: U256::from(10).pow(U256::from(19)),
    };
    let data = hex::encode_prefixed(error.abi_encode());
    json!({"code": 3, "message": "execution reverted: too little", "data": data})
}

fn hash_of(params: &Value) -> Value {
    let raw: Bytes = serde_json::from_value(params[0].clone()).expect("bytes");
    json!(keccak256(raw))
}

fn receipt(params: &Value) -> Value {
    let event = IToken::Transfer {
        from: Address::repeat_byte(0x11),
        to: Address::repeat_byte(0x22),
        value: U256::from(10).pow(U256::from(19)),
    };
    let log = event.encode_log_data();
    let (hash, block_hash) = (hash_of(params), format!("0x{}", "1".repeat(64)));
    json!({
        "type": "0x2", "status": "0x1", "cumulativeGasUsed": "0x7530", "gasUsed": "0x7530",
        "logsBloom": format!("0x{}", "0".repeat(512)), "transactionHash": hash, "transactionIndex": "0x0",
        "blockHash": block_hash, "blockNumber": "0x2a", "effectiveGasPrice": "0x0",
        "from": Address::repeat_byte(0x11), "to": addresses::TOKEN, "contractAddress": null,
        "logs": [{"address": addresses::TOKEN, "topics": log.topics(), "data": log.data,
            "blockNumber": "0x2a", "blockHash": block_hash, "transactionHash": hash,
            "transactionIndex": "0x0", "logIndex": "0x0", "removed": false}],
    })
}

fn block() -> Value {
    let zeros = |bytes: usize| format!("0x{}", "0".repeat(bytes * 2));
    json!({
        "number": "0x2a", "hash": zeros(32), "parentHash": zeros(32), "sha3Uncles": zeros(32),
        "logsBloom": zeros(256), "transactionsRoot": zeros(32), "stateRoot": zeros(32),
        "receiptsRoot": zeros(32), "miner": zeros(20), "difficulty": "0x0", "extraData": "0x",
        "gasLimit": "0x1c9c380", "gasUsed": "0x0", "timestamp": "0x6ada4760", "nonce": zeros(8),
        "mixHash": zeros(32), "size": "0x0", "uncles": [], "transactions": [], "baseFeePerGas": "0x0",
    })
}
