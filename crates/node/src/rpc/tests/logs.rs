//! Events by filter.

use super::*;
use alloy_primitives::{B256, keccak256};

fn word(address: alloy_primitives::Address) -> B256 {
    address.into_word()
}

fn transfer_topic() -> B256 {
    keccak256("Transfer(address,address,uint256)")
}

async fn logs(node: &Node, filter: Value) -> Vec<Value> {
    let answer = node.result("eth_getLogs", json!([filter])).await;
    answer.as_array().unwrap().clone()
}

/// A chain with one transfer of Anna's in each of 12 blocks, the first of them block 2.
async fn busy() -> Node {
    let node = Node::start().await;
    for nonce in 0..12 {
        node.transferred(nonce, u128::from(nonce) + 1).await;
    }
    node
}

#[tokio::test]
async fn filters_match_addresses_and_topics() {
    let node = busy().await;
    let (anna, ben) = (word(node.anna.address), word(node.ben.address));
    let all = json!({"fromBlock": "0x2", "toBlock": "latest"});
    let with = |key: &str, value: Value| {
        let mut filter = all.clone();
        filter[key] = value;
        filter
    };
    assert_eq!(logs(&node, all.clone()).await.len(), 12);
    for (filter, count) in [
        (with("address", json!(token())), 12),
        (with("address", json!([token(), node.ben.address])), 12),
        (with("address", json!(node.ben.address)), 0),
        (with("topics", json!([transfer_topic()])), 12),
        (with("topics", json!([null, anna])), 12),
        (with("topics", json!([null, null, ben])), 12),
        (with("topics", json!([null, ben])), 0),
        (
            with(
                "topics",
                json!([[B256::ZERO, transfer_topic()], [anna, ben]]),
            ),
            12,
        ),
        (with("topics", json!([B256::ZERO])), 0),
        (with("topics", json!([null, null, null, ben])), 0),
        (with("toBlock", json!("0x99")), 12),
        (with("toBlock", json!("0x3")), 2),
        (with("fromBlock", json!("0xd")), 1),
        (with("fromBlock", json!("0x50")), 0),
        (json!({}), 1),
    ] {
        let found = match filter["fromBlock"].as_str() {
            // Beyond the newest block there is nothing, and "latest" is not after it.
            Some("0x50") => logs(&node, json!({"fromBlock": "0x50", "toBlock": "0x60"})).await,
            _ => logs(&node, filter.clone()).await,
        };
        assert_eq!(found.len(), count, "{filter}");
    }
}

#[tokio::test]
async fn index_and_tail_give_one_list_in_order() {
    let node = busy().await;
    let found = logs(&node, json!({"fromBlock": "earliest", "address": token()})).await;
    let numbers: Vec<_> = found
        .iter()
        .map(|log| log["blockNumber"].as_str().unwrap().to_owned())
        .filter(|number| number != "0x1")
        .collect();
    let expected: Vec<_> = (2..14).map(|number| format!("{number:#x}")).collect();
    assert_eq!(numbers, expected);
    // The same event is the same JSON, however it was found.
    let single = logs(&node, json!({"fromBlock": "0x5", "toBlock": "0x5"})).await;
    assert!(found.contains(&single[0]));
}

#[tokio::test]
async fn one_block_is_named_by_its_hash_and_not_together_with_a_range() {
    let node = busy().await;
    let hash = node.chain.ledger.tip().hash;
    let found = logs(&node, json!({"blockHash": hash})).await;
    assert_eq!(found.len(), 1);
    let both = json!([{"blockHash": hash, "fromBlock": "0x1"}]);
    let (code, message) = node.error("eth_getLogs", both).await;
    assert_eq!(code, -32602);
    assert!(message.contains("blockHash"), "{message}");
    let unknown = json!([{"blockHash": B256::repeat_byte(7)}]);
    assert_eq!(
        node.error("eth_getLogs", unknown).await,
        (-32000, "unknown block".into())
    );
    let backwards = json!([{"fromBlock": "0x5", "toBlock": "0x4"}]);
    let (code, message) = node.error("eth_getLogs", backwards).await;
    assert_eq!(code, -32602);
    assert!(message.contains("invalid block range"));
}

#[tokio::test]
async fn too_many_events_name_a_range_that_fits() {
    let limits = RpcLimits {
        logs: 5,
        ..RpcLimits::development()
    };
    let node = Node::with_limits(limits).await;
    for nonce in 0..12 {
        node.transferred(nonce, 1).await;
    }
    let (code, message) = node
        .error(
            "eth_getLogs",
            json!([{"fromBlock": "0x2", "toBlock": "latest"}]),
        )
        .await;
    assert_eq!(code, -32005);
    assert_eq!(
        message,
        "query returned more than 5 results. Try with this block range [0x2, 0x6]."
    );
    assert_eq!(
        logs(&node, json!({"fromBlock": "0x2", "toBlock": "0x6"}))
            .await
            .len(),
        5
    );
    // The tail, without the index.
    let (code, _) = node
        .error(
            "eth_getLogs",
            json!([{"fromBlock": "0x7", "toBlock": "0xc"}]),
        )
        .await;
    assert_eq!(code, -32005);
}

#[tokio::test]
async fn a_filter_reports_what_is_new_once() {
    let node = busy().await;
    let filter = node
        .result(
            "eth_newFilter",
            json!([{"address": token(), "fromBlock": "latest"}]),
        )
        .await;
    let blocks = node.result("eth_newBlockFilter", json!([])).await;
    let changes = async |id: &Value| node.result("eth_getFilterChanges", json!([id])).await;
    assert_eq!(changes(&filter).await, json!([]));
    node.transferred(12, 1).await;
    let tip = node.chain.mine();
    let found = changes(&filter).await;
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(changes(&filter).await, json!([]));
    let hashes = changes(&blocks).await;
    assert_eq!(hashes.as_array().unwrap().len(), 2);
    assert_eq!(hashes[1], tip.hash.to_string());
    assert_eq!(changes(&blocks).await, json!([]));
    assert_eq!(
        node.result("eth_uninstallFilter", json!([filter])).await,
        true
    );
    assert_eq!(
        node.result("eth_uninstallFilter", json!([filter])).await,
        false
    );
    let (code, message) = node.error("eth_getFilterChanges", json!([filter])).await;
    assert_eq!(code, -32000);
    assert!(message.starts_with("filter not found"), "{message}");
}

#[tokio::test]
async fn a_filter_with_too_much_news_reports_it_in_pieces() {
    let limits = RpcLimits {
        logs: 5,
        ..RpcLimits::development()
    };
    let node = Node::with_limits(limits).await;
    let filter = node
        .result("eth_newFilter", json!([{"address": token()}]))
        .await;
    for nonce in 0..12 {
        node.transferred(nonce, 1).await;
    }
    let mut counts = Vec::new();
    for _ in 0..4 {
        let found = node.result("eth_getFilterChanges", json!([filter])).await;
        counts.push(found.as_array().unwrap().len());
    }
    assert_eq!(counts, [5, 5, 2, 0]);
}

#[tokio::test]
async fn a_filter_of_transactions_reports_what_was_admitted_and_says_what_it_missed() {
    let node = Node::start().await;
    let filter = node
        .result("eth_newPendingTransactionFilter", json!([]))
        .await;
    let changes = async || node.result("eth_getFilterChanges", json!([filter])).await;
    assert_eq!(changes().await, json!([]));
    let first = node.transferred(0, 1).await;
    let second = node.transferred(1, 1).await;
    assert_eq!(changes().await, json!([first, second]));
    assert_eq!(changes().await, json!([]));
    // It has no events.
    let (code, _) = node.error("eth_getFilterLogs", json!([filter])).await;
    assert_eq!(code, -32000);

    for _ in 0..1_500 {
        node.chain.announce(B256::repeat_byte(1));
    }
    let (code, message) = node.error("eth_getFilterChanges", json!([filter])).await;
    assert_eq!(code, -32005);
    assert!(message.contains("poll more often"), "{message}");
    let left = changes().await.as_array().unwrap().len();
    assert!(left > 0, "the next poll goes on after what was missed");
}

#[tokio::test]
async fn one_address_has_so_many_filters_and_a_removed_one_makes_room() {
    let limits = RpcLimits {
        filters_per_address: 2,
        ..RpcLimits::development()
    };
    let node = Node::with_limits(limits).await;
    let first = node.result("eth_newBlockFilter", json!([])).await;
    node.result("eth_newFilter", json!([{}])).await;
    let (code, message) = node.error("eth_newBlockFilter", json!([])).await;
    assert_eq!(code, -32005);
    assert!(message.contains("eth_uninstallFilter"), "{message}");
    node.result("eth_uninstallFilter", json!([first])).await;
    node.result("eth_newBlockFilter", json!([])).await;
}

#[tokio::test]
async fn an_answer_has_so_many_bytes_of_events_and_the_refusal_names_a_range_that_fits() {
    let limits = RpcLimits {
        response_bytes: 4_000,
        ..RpcLimits::development()
    };
    let node = Node::with_limits(limits).await;
    for nonce in 0..12 {
        node.transferred(nonce, 1).await;
    }
    for (to, suggested) in [("latest", "[0x2, 0x5]"), ("0x9", "[0x2, 0x5]")] {
        let range = json!([{"fromBlock": "0x2", "toBlock": to}]);
        let (code, message) = node.error("eth_getLogs", range).await;
        assert_eq!(code, -32005);
        let words =
            format!("query returned more than 4000 bytes. Try with this block range {suggested}.");
        assert_eq!(message, words);
    }
    let fits = json!({"fromBlock": "0x2", "toBlock": "0x5"});
    assert_eq!(logs(&node, fits).await.len(), 4);
}
