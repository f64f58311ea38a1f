//! What happens beyond each limit: a quick answer that says what to do.

use super::*;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// A chain long enough for a search with the index, whose index lets nobody through.
async fn with_a_stuck_index(limits: RpcLimits) -> Arc<Node> {
    let node = Arc::new(Node::with_limits(limits).await);
    for _ in 0..12 {
        node.chain.mine();
    }
    node.chain
        .index_gate
        .forget_permits(tokio::sync::Semaphore::MAX_PERMITS);
    node
}

const SEARCH: &str =
    r#"{"jsonrpc":"2.0","id":1,"method":"eth_getLogs","params":[{"fromBlock":"0x0"}]}"#;

/// A search that runs until the index lets it through, or it is told that the node is busy.
fn search(node: &Arc<Node>) -> tokio::task::JoinHandle<Http> {
    let node = node.clone();
    tokio::spawn(async move { node.http("POST", "/", SEARCH.as_bytes()).await })
}

fn assert_later(answer: &Http, status: u16, word: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert!(
        answer.head.contains("\r\nretry-after: 1\r\n"),
        "{}",
        answer.head
    );
    let exposed = "access-control-expose-headers: retry-after";
    assert!(answer.head.contains(exposed), "{}", answer.head);
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["error"]["code"], -32005);
    assert_eq!(body["error"]["data"]["rate"]["backoff_seconds"], 1);
    let message = body["error"]["message"].as_str().unwrap();
    assert!(message.contains(word), "{message}");
}

#[tokio::test]
async fn a_busy_node_says_so_at_once_and_answers_easy_questions_meanwhile() {
    let node = with_a_stuck_index(RpcLimits {
        costly_at_once: 1,
        costly_waiting: 1,
        ..RpcLimits::development()
    })
    .await;
    let (running, waiting) = (search(&node), search(&node));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let started = Instant::now();
    let answer = search(&node).await.unwrap();
    assert_later(&answer, 503, "too many costly questions wait");
    node.result("eth_blockNumber", json!([])).await;
    assert!(started.elapsed() < Duration::from_secs(1));
    // Who waits is told before anybody gives up.
    let answer = timeout(Duration::from_secs(4), waiting).await;
    let (first, second) = (answer.expect("in time").unwrap(), running);
    let (late, ended) = match first.status {
        503 => (first, second),
        _ => panic!("{}", first.body),
    };
    assert_later(&late, 503, "take too long");
    node.chain.index_gate.add_permits(10);
    assert_eq!(ended.await.unwrap().status, 200);
    assert_eq!(search(&node).await.unwrap().status, 200);
}

#[tokio::test]
async fn one_address_does_not_fill_the_queue_of_costly_questions() {
    let node = with_a_stuck_index(RpcLimits {
        costly_per_address: 1,
        ..RpcLimits::development()
    })
    .await;
    let running = search(&node);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let answer = search(&node).await.unwrap();
    assert_later(&answer, 503, "costly questions of this address");
    node.chain.index_gate.add_permits(10);
    assert_eq!(running.await.unwrap().status, 200);
}

#[tokio::test]
async fn a_caller_that_asks_too_much_a_second_is_told_and_served_a_second_later() {
    let node = Node::with_limits(RpcLimits {
        calls_per_second: 5,
        burst_seconds: 1,
        loopback_is_free: false,
        ..RpcLimits::public()
    })
    .await;
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"});
    let answers = node.post(&json!(vec![call.clone(); 8]).to_string()).await;
    let answered = answers.as_array().unwrap();
    let results = answered.iter().filter(|it| it["result"].is_string());
    assert_eq!(results.count(), 5, "{answers}");
    assert_eq!(answers[7]["error"]["code"], -32005);
    for body in [call.to_string(), json!([call]).to_string()] {
        let answer = node.http("POST", "/", body.as_bytes()).await;
        assert_later(&answer, 429, "too many calls from this address");
    }
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    node.result("eth_chainId", json!([])).await;
}

#[tokio::test]
async fn a_lone_transaction_beyond_the_rate_has_the_status_for_it() {
    let node = Node::with_limits(RpcLimits {
        transactions_per_second: 1,
        burst_seconds: 1,
        loopback_is_free: false,
        ..RpcLimits::public()
    })
    .await;
    node.transferred(0, 1).await;
    let send = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_sendRawTransaction", "params": [node.transfer(1, 1)]});
    let answer = node.http("POST", "/", send.to_string().as_bytes()).await;
    assert_later(&answer, 429, "too many transactions from this address");
}

#[tokio::test]
async fn a_batch_that_takes_too_long_is_cut_and_says_what_to_send_again() {
    let node = Node::with_limits(RpcLimits {
        batch_time: Duration::ZERO,
        ..RpcLimits::development()
    })
    .await;
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"});
    let answers = node.post(&json!([call, call]).to_string()).await;
    for answer in answers.as_array().unwrap() {
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.contains("send the rest of it again"), "{message}");
    }
    // A call of its own is no batch.
    node.result("eth_chainId", json!([])).await;
}
