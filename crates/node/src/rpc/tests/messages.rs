//! What arrives at the door: garbage, batches, headers, limits.

use super::*;
use std::sync::atomic::Ordering;

#[tokio::test]
async fn garbage_is_answered_with_a_parse_error_or_an_invalid_request() {
    let node = Node::start().await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (body, code) in [
        ("", -32700),
        ("{", -32700),
        ("\u{7f}\u{1}garbage", -32700),
        ("[1,2", -32700),
        ("{\"method\":\"eth_chainId\",\"id\":1} tail", -32700),
        ("[]", -32600),
        ("1", -32600),
        ("\"eth_chainId\"", -32600),
        ("{}", -32600),
        ("{\"method\":1,\"id\":1}", -32600),
        ("{\"method\":\"eth_chainId\",\"id\":{}}", -32600),
        (
            "{\"method\":\"eth_chainId\",\"id\":1,\"jsonrpc\":\"1.0\"}",
            -32600,
        ),
    ] {
        let answer = node.post(body).await;
        assert_eq!(answer["error"]["code"], code, "{body}: {answer}");
        assert_eq!(answer["jsonrpc"], "2.0");
    }
    // A list in a list is an item that is no request.
    let answer = node.post(&deep).await;
    assert_eq!(answer[0]["error"]["code"], -32600, "{answer}");
    let answer = node.http("POST", "/", &[b'"', 0xff, 0xfe, b'"']).await;
    assert!(answer.body.contains("-32600"), "{}", answer.body);
}

#[tokio::test]
async fn deep_json_in_a_parameter_is_an_invalid_parameter() {
    let node = Node::start().await;
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    for method in ["eth_call", "eth_getLogs", "eth_getBalance"] {
        let answer = node
            .post(&format!(
                "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{method}\",\"params\":[{deep}]}}"
            ))
            .await;
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
    }
    let answer = node
        .post(&format!(
            "{{\"id\":1,\"method\":\"eth_call\",\"params\":[{{\"to\":\"{}\"}},\"latest\",{deep}]}}",
            token()
        ))
        .await;
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
}

#[tokio::test]
async fn wrong_types_name_the_parameter() {
    let node = Node::start().await;
    for (method, params, word) in [
        ("eth_getBalance", json!([]), "(address)"),
        ("eth_getBalance", json!(["0x12"]), "(address)"),
        ("eth_getBalance", json!([1]), "(address)"),
        ("eth_getBalance", json!([token(), "newest"]), "(block)"),
        (
            "eth_getBalance",
            json!([token(), {"blockHash": 1}]),
            "(block)",
        ),
        ("eth_getBlockByNumber", json!([]), "(block number)"),
        (
            "eth_getBlockByNumber",
            json!(["latest", 1]),
            "(full transactions)",
        ),
        ("eth_getBlockByHash", json!(["0x"]), "(block hash)"),
        (
            "eth_getTransactionByHash",
            json!([null]),
            "(transaction hash)",
        ),
        ("eth_feeHistory", json!(["five"]), "(block count)"),
        (
            "eth_feeHistory",
            json!([5, "latest", [50, 20]]),
            "percentiles",
        ),
        ("eth_call", json!([{"to": 5}]), "(transaction)"),
        ("eth_getLogs", json!([{"topics": "x"}]), "(filter)"),
        ("eth_chainId", json!({"a": 1}), "params must be a list"),
        ("eth_sendRawTransaction", json!([]), "(transaction)"),
        ("eth_sendRawTransaction", json!(["00"]), "without 0x"),
        ("eth_sendRawTransaction", json!(["0xzz"]), "(transaction)"),
    ] {
        let (code, message) = node.error(method, params.clone()).await;
        assert_eq!(code, -32602, "{method} {params}: {message}");
        assert!(message.contains(word), "{method} {params}: {message}");
    }
}

#[tokio::test]
async fn a_batch_is_answered_in_order_and_a_bad_item_alone_fails() {
    let node = Node::start().await;
    let batch = json!([
        {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"},
        {"jsonrpc": "2.0", "id": "two", "method": "eth_doesNotExist", "params": []},
        17,
        {"jsonrpc": "2.0", "method": "eth_blockNumber"},
        {"jsonrpc": "2.0", "id": null, "method": "eth_blockNumber"},
    ]);
    let answer = node.post(&batch.to_string()).await;
    let answers = answer.as_array().unwrap();
    assert_eq!(answers.len(), 4, "the notification is not answered");
    assert_eq!(answers[0]["id"], 1);
    assert_eq!(
        answers[0]["result"],
        format!("{:#x}", node.chain.chain_id())
    );
    assert_eq!(answers[1]["id"], "two");
    assert_eq!(answers[1]["error"]["code"], -32601);
    let message = answers[1]["error"]["message"].as_str().unwrap();
    assert!(message.contains("eth_doesNotExist"));
    assert_eq!(answers[2]["error"]["code"], -32600);
    assert_eq!(answers[3]["id"], Value::Null);
    assert_eq!(answers[3]["result"], "0x1");
    let notification = r#"{"jsonrpc":"2.0","method":"eth_blockNumber"}"#;
    let answer = node.http("POST", "/", notification.as_bytes()).await;
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
}

#[tokio::test]
async fn a_batch_beyond_the_limit_is_one_clear_error() {
    let node = Node::start().await;
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"});
    let answer = node
        .post(&json!(vec![call.clone(); 1_000]).to_string())
        .await;
    assert_eq!(answer["error"]["code"], -32600);
    let message = answer["error"]["message"].as_str().unwrap();
    assert_eq!(
        message,
        "batch too large: 1000 items, at most 100 are allowed"
    );
    let answer = node.post(&json!(vec![call; 100]).to_string()).await;
    assert_eq!(answer.as_array().unwrap().len(), 100);
}

#[tokio::test]
async fn the_transactions_of_a_batch_are_submitted_together_and_before_the_rest() {
    let node = Node::start().await;
    let send = |nonce| {
        json!({"jsonrpc": "2.0", "id": nonce, "method": "eth_sendRawTransaction",
               "params": [node.transfer(nonce, 1)]})
    };
    let batch = json!([
        {"jsonrpc": "2.0", "id": "n", "method": "eth_getTransactionCount",
         "params": [node.anna.address, "pending"]},
        send(0), send(1), send(1), send(2),
    ]);
    let answers = node.post(&batch.to_string()).await;
    assert_eq!(node.chain.submissions.load(Ordering::Relaxed), 1);
    assert_eq!(answers[0]["result"], "0x3");
    for index in [1, 2, 4] {
        let hash = answers[index]["result"].as_str().unwrap();
        assert_eq!(hash.len(), 66, "{answers}");
    }
    let message = answers[3]["error"]["message"].as_str().unwrap();
    assert_eq!(message, "nonce too low: next nonce 2, tx nonce 1");
    assert_eq!(answers[3]["error"]["code"], -32000);
}

#[tokio::test]
async fn too_many_transactions_are_refused_before_they_are_looked_at() {
    let limits = RpcLimits {
        transactions_per_second: 2,
        burst_seconds: 1,
        loopback_is_free: false,
        ..RpcLimits::public()
    };
    let node = Node::with_limits(limits).await;
    let batch: Vec<_> = (0..3)
        .map(|nonce| {
            json!({"jsonrpc": "2.0", "id": nonce, "method": "eth_sendRawTransaction",
                   "params": [node.transfer(nonce, 1)]})
        })
        .collect();
    let answers = node.post(&json!(batch).to_string()).await;
    assert!(answers[1]["result"].is_string(), "{answers}");
    assert_eq!(answers[2]["error"]["code"], -32005, "{answers}");
    assert_eq!(node.chain.pool_len(), 2);
}

#[tokio::test]
async fn browsers_may_ask_and_are_told_about_errors() {
    let node = Node::start().await;
    let answer = node.http("OPTIONS", "/", b"").await;
    assert_eq!(answer.status, 204);
    for header in [
        "access-control-allow-origin: *",
        "access-control-allow-headers: content-type",
        "access-control-allow-methods: get, post, options",
    ] {
        assert!(answer.head.contains(header), "{}", answer.head);
    }
    for (method, path, status) in [
        ("PUT", "/", 405),
        ("POST", "/elsewhere", 404),
        ("GET", "/elsewhere", 404),
        ("GET", "/health", 200),
        ("GET", "/ready", 200),
    ] {
        let answer = node.http(method, path, b"").await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert!(answer.head.contains("access-control-allow-origin: *"));
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let node = Node::start().await;
    let answer = node
        .http("POST", "/", &vec![b' '; 5 * 1024 * 1024 + 1])
        .await;
    assert_eq!(answer.status, 413);
    assert!(answer.body.contains("request too large"), "{}", answer.body);
    assert!(answer.head.contains("access-control-allow-origin: *"));
}

#[tokio::test]
async fn the_address_says_what_it_is() {
    let node = Node::start().await;
    let answer = node.http("GET", "/", b"").await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("WePoS node"), "{}", answer.body);
    assert!(answer.body.contains(&node.chain.chain_id().to_string()));
    for words in [
        "The portal is not built into this program",
        "此程序未内置门户页面",
    ] {
        assert!(answer.body.contains(words), "{}", answer.body);
    }
    assert!(!answer.body.contains('<'), "programs want text");

    // A browser names what it reads; the header is added behind the path.
    let browser = "/ HTTP/1.1\r\naccept: text/html,application/xml\r\nx-rest:";
    let answer = node.http("GET", browser, b"").await;
    assert!(answer.head.contains("content-type: text/html"));
    assert!(
        answer
            .head
            .contains("content-security-policy: default-src 'none'")
    );
    assert!(answer.body.contains("<pre>") && answer.body.contains("此程序未内置门户页面"));
}

#[tokio::test]
async fn the_status_has_the_whole_plan_of_stages_and_boundaries() {
    let node = Node::start().await;
    let status = node.result("wepos_status", json!([])).await;
    let calendar = &status["calendar"];
    let multipliers: Vec<_> = calendar["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["multiplier"])
        .collect();
    assert_eq!(json!(multipliers), json!([1, 2, 4, 8, 16]));
    let boundaries = calendar["boundariesMs"].as_array().unwrap();
    assert_eq!(
        boundaries.len(),
        14,
        "the start of month 1 to the end of month 13"
    );
    assert_eq!(boundaries[0], calendar["monthStartsMs"]);
    assert_eq!(boundaries[1], calendar["monthEndsMs"]);
}
