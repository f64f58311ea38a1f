//! WebSocket connections and subscriptions.

use super::*;
use futures::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    async fn connect(node: &Node) -> Self {
        let (socket, _) = connect_async(format!("ws://{}/", node.address))
            .await
            .unwrap();
        Self(socket)
    }

    async fn send(&mut self, text: String) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    /// The next frame with text.
    async fn next(&mut self) -> Value {
        loop {
            let frame = timeout(Duration::from_secs(5), self.0.next()).await;
            match frame.expect("a frame in time").expect("open").unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("unexpected {other:?}"),
            }
        }
    }

    async fn ask(&mut self, method: &str, params: Value) -> Value {
        self.send(
            json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string(),
        )
        .await;
        self.next().await
    }

    async fn subscribe(&mut self, params: Value) -> String {
        let answer = self.ask("eth_subscribe", params).await;
        answer["result"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    }
}

#[tokio::test]
async fn calls_and_batches_work_as_over_http() {
    let node = Node::start().await;
    let mut client = Client::connect(&node).await;
    let answer = client.ask("eth_blockNumber", json!([])).await;
    assert_eq!(answer["result"], "0x1");
    client.send("garbage".into()).await;
    assert_eq!(client.next().await["error"]["code"], -32700);
    let batch = json!([
        {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"},
        {"jsonrpc": "2.0", "id": 2, "method": "nothing"},
    ]);
    client.send(batch.to_string()).await;
    let answer = client.next().await;
    assert_eq!(answer[1]["error"]["code"], -32601);
    let answer = client
        .ask("eth_sendRawTransaction", json!([node.transfer(0, 1)]))
        .await;
    assert!(answer["result"].is_string());
}

#[tokio::test]
async fn every_block_and_event_is_reported_once_and_in_order() {
    let node = Node::start().await;
    let mut client = Client::connect(&node).await;
    let heads = client.subscribe(json!(["newHeads"])).await;
    let events = client
        .subscribe(json!(["logs", {"address": token()}]))
        .await;
    assert!(heads.starts_with("0x") && events.starts_with("0x") && heads != events);
    const BLOCKS: u64 = 1_000;
    let chain = node.chain.clone();
    let raws: Vec<_> = (0..BLOCKS).map(|nonce| node.transfer(nonce, 1)).collect();
    let maker = tokio::spawn(async move {
        use crate::rpc::Submit;
        for raw in raws {
            assert!(chain.submit(vec![raw.parse().unwrap()]).await[0].is_ok());
            chain.mine();
            tokio::task::yield_now().await;
        }
    });
    let (mut next_head, mut next_event) = (2, 2);
    while next_head < BLOCKS + 2 || next_event < BLOCKS + 2 {
        let frame = client.next().await;
        assert_eq!(frame["method"], "eth_subscription");
        let result = &frame["params"]["result"];
        if frame["params"]["subscription"] == heads {
            assert_eq!(result["number"], format!("{next_head:#x}"));
            assert!(result["timestampMillis"].is_string());
            assert!(result.get("transactions").is_none());
            next_head += 1;
        } else {
            assert_eq!(frame["params"]["subscription"], events);
            assert_eq!(result["blockNumber"], format!("{next_event:#x}"));
            assert_eq!(result["removed"], false);
            next_event += 1;
        }
    }
    maker.await.unwrap();
    let ended = client.ask("eth_unsubscribe", json!([heads])).await;
    assert_eq!(ended["result"], true);
    node.chain.mine();
    let answer = client.ask("eth_unsubscribe", json!([heads])).await;
    assert_eq!(answer["error"]["message"], "subscription not found");
}

#[tokio::test]
async fn admitted_transactions_are_reported_by_hash() {
    let node = Node::start().await;
    let mut client = Client::connect(&node).await;
    let id = client.subscribe(json!(["newPendingTransactions"])).await;
    let hash = node
        .result("eth_sendRawTransaction", json!([node.transfer(0, 1)]))
        .await;
    let frame = client.next().await;
    assert_eq!(frame["params"], json!({"subscription": id, "result": hash}));
}

#[tokio::test]
async fn a_node_that_is_behind_tells_so_and_when_it_is_not_any_more() {
    let node = Node::start().await;
    let mut client = Client::connect(&node).await;
    let id = client.subscribe(json!(["syncing"])).await;
    let told = |result: Value| json!({"subscription": id, "result": result});
    assert_eq!(client.next().await["params"], told(json!(false)));
    let behind_ms = i64::try_from(crate::rpc::health::CATCHING_UP_MS).unwrap() * 3;
    node.chain
        .offset_ms
        .store(behind_ms, std::sync::atomic::Ordering::Relaxed);
    let status = json!({"startingBlock": "0x1", "currentBlock": "0x1", "highestBlock": "0x4"});
    let expected = told(json!({"syncing": true, "status": status}));
    assert_eq!(client.next().await["params"], expected);
    node.chain
        .offset_ms
        .store(0, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(client.next().await["params"], told(json!(false)));
}

#[tokio::test]
async fn a_connection_has_its_limits() {
    let limits = RpcLimits {
        subscriptions: 2,
        connections_per_address: 1,
        ..RpcLimits::development()
    };
    let node = Node::with_limits(limits).await;
    let mut client = Client::connect(&node).await;
    client.subscribe(json!(["newHeads"])).await;
    client.subscribe(json!(["newHeads"])).await;
    let answer = client.ask("eth_subscribe", json!(["newHeads"])).await;
    assert_eq!(answer["error"]["code"], -32005);
    let answer = client.ask("eth_subscribe", json!(["weather"])).await;
    assert_eq!(answer["error"]["code"], -32602);
    assert!(
        connect_async(format!("ws://{}/", node.address))
            .await
            .is_err()
    );
    client.0.close(None).await.unwrap();
    drop(client);
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if connect_async(format!("ws://{}/", node.address))
            .await
            .is_ok()
        {
            return;
        }
    }
    panic!("the place of a closed connection is free again");
}

#[tokio::test]
async fn a_client_that_fell_behind_is_told_so_and_closed() {
    let node = Node::start().await;
    let mut client = Client::connect(&node).await;
    client.subscribe(json!(["newHeads"])).await;
    // The connection's task cannot run in between: this test has one thread.
    for _ in 0..1_100 {
        node.chain.mine();
    }
    loop {
        match client.0.next().await.expect("a close frame first").unwrap() {
            Message::Close(Some(frame)) => {
                assert!(frame.reason.contains("too slow"), "{frame:?}");
                return;
            }
            Message::Close(None) => panic!("the reason is missing"),
            _ => {}
        }
    }
}
