//! The router over real HTTP and WebSocket, on a chain in memory: real blocks through the one execution path, without
//! consensus.

mod beginning;
mod blocks;
mod calls;
mod chain;
mod connections;
mod development;
mod fuzz;
mod history;
mod limits;
mod logs;
mod messages;
mod openrpc;
mod otterscan;
mod proofs;
mod schema;
mod sockets;
mod transactions;

use super::{RpcLimits, RpcState, router, serve};
use crate::{follow::follow, neighbours::Neighbours};
use chain::Chain;
use serde_json::{Value, json};
use std::{net::SocketAddr, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use wepos_abi::addresses;
use wepos_chain::{amounts::Amount, testing::Member};

/// A node's RPC on a port of its own.
struct Node {
    chain: Arc<Chain>,
    address: SocketAddr,
    anna: Member,
    ben: Member,
}

/// An answer over HTTP.
struct Http {
    status: u16,
    head: String,
    body: String,
}

/// What the RPC serves from, played by a chain in memory.
fn state(chain: &Arc<Chain>, limits: RpcLimits) -> RpcState {
    RpcState {
        ledger: chain.ledger.clone(),
        submit: chain.clone(),
        logs: chain.clone(),
        index: chain.index.clone(),
        clock: chain.clone(),
        limits,
        version: "0.0.0".into(),
        neighbours: Neighbours::default(),
    }
}

impl Node {
    async fn start() -> Self {
        Self::with_limits(RpcLimits::development()).await
    }

    async fn with_limits(limits: RpcLimits) -> Self {
        let (anna, ben) = (Member::named("anna"), Member::named("ben"));
        let chain = Arc::new(Chain::new(wepos_chain::testing::genesis(
            &[&anna, &ben],
            None,
        )));
        let node = Self::serving(chain, anna, ben, limits).await;
        node.follow();
        node
    }

    /// Lets the index follow the chain.
    fn follow(&self) {
        let (ledger, index) = (self.chain.ledger.clone(), self.chain.index.clone());
        tokio::spawn(follow(ledger, index));
    }

    async fn serving(chain: Arc<Chain>, anna: Member, ben: Member, limits: RpcLimits) -> Self {
        let state = state(&chain, limits);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let limits = state.limits.clone();
        tokio::spawn(serve(
            listener,
            router(state),
            limits,
            std::future::pending(),
        ));
        Self {
            chain,
            address,
            anna,
            ben,
        }
    }

    /// One HTTP request, as bytes.
    async fn http(&self, method: &str, path: &str, body: &[u8]) -> Http {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: test\r\norigin: https://example.org\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        // A server may refuse a large body before it has read all of it.
        let _ = stream.write_all(body).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        Http {
            status: head[9..12].parse().unwrap(),
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    /// Posts text and reads JSON.
    async fn post(&self, body: &str) -> Value {
        let answer = self.http("POST", "/", body.as_bytes()).await;
        assert!(
            answer.head.contains("access-control-allow-origin: *"),
            "{}",
            answer.head
        );
        serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{}", answer.body))
    }

    /// Calls a method; the whole answer.
    async fn ask(&self, method: &str, params: Value) -> Value {
        let request = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
        let answer = self.post(&request.to_string()).await;
        assert_eq!(answer["id"], 7);
        answer
    }

    /// Calls a method that answers, and with what the document says.
    async fn result(&self, method: &str, params: Value) -> Value {
        let mut answer = self.ask(method, params).await;
        assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
        schema::check_result(method, &answer["result"]);
        answer["result"].take()
    }

    /// Calls a method that fails: code and message.
    async fn error(&self, method: &str, params: Value) -> (i64, String) {
        let answer = self.ask(method, params).await;
        let error = &answer["error"];
        assert!(error.is_object(), "{method}: {answer}");
        let message = error["message"].as_str().unwrap().to_owned();
        (error["code"].as_i64().unwrap(), message)
    }

    /// A signed transfer of Anna's.
    fn transfer(&self, nonce: u64, units: u128) -> String {
        let amount = Amount::from_units(units);
        let raw = self.anna.transaction(
            self.chain.chain_id(),
            nonce,
            self.ben.address,
            amount,
            vec![],
        );
        raw.to_string()
    }

    /// Sends a transfer of Anna's that is in a block afterwards; its hash.
    async fn transferred(&self, nonce: u64, units: u128) -> String {
        let raw = self.transfer(nonce, units);
        let hash = self.result("eth_sendRawTransaction", json!([raw])).await;
        self.chain.mine();
        hash.as_str().unwrap().to_owned()
    }
}

/// The token's address as text.
fn token() -> String {
    addresses::TOKEN.to_string()
}
