//! A node that began with a state: what it has is answered, and what was before is refused with the reason, never
//! answered as if nothing had been there.

use super::*;
use crate::rpc::ClockControl as _;
use wepos_chain::testing::Member;

/// The first block of the node, the day after the others.
const FIRST: u64 = 6;

/// The newest.
const NEWEST: u64 = 9;

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// What was before the first block.
struct Before {
    /// The hash of block 3, which somebody still knows.
    block: String,
    /// The hash of the transaction in it.
    transaction: String,
}

/// A node of which the index has not begun: Anna paid Ben in each of its blocks, and in each of those it has not.
async fn late_node() -> (Node, Before) {
    let (anna, ben) = (Member::named("anna"), Member::named("ben"));
    let genesis = wepos_chain::testing::genesis(&[&anna, &ben], None);
    let chain = Arc::new(Chain::new(genesis));
    let node = Node::serving(chain, anna, ben, RpcLimits::development()).await;
    let mut transactions = Vec::new();
    for number in 2..=NEWEST {
        if number == FIRST {
            let time = node.chain.ledger.tip().time.millis();
            node.chain.set_next_block_time(time + DAY_MS).unwrap();
        }
        transactions.push(node.transferred(number - 2, 1).await);
    }
    let third = node.chain.ledger.block(3).await.unwrap();
    node.chain.begin_at(FIRST);
    let before = Before {
        block: third.hash.to_string(),
        transaction: transactions[1].clone(),
    };
    (node, before)
}

/// Refuses, and names the first block.
async fn refused(node: &Node, method: &str, params: Value) {
    let (code, message) = node.error(method, params.clone()).await;
    assert_eq!(code, -32000, "{method} {params}: {message}");
    let reason = "this node began with the state of block 6";
    assert!(message.contains(reason), "{method} {params}: {message}");
}

#[tokio::test]
async fn what_was_before_the_first_block_is_refused_with_the_reason() {
    let (node, before) = late_node().await;
    node.follow();
    node.indexed().await;
    let Before { block, transaction } = before;
    let (anna, ben) = (node.anna.address, node.ben.address);
    let first_ms = node.chain.ledger.block(FIRST).await.unwrap().time.millis();
    let call = json!({"to": token(), "data": "0x18160ddd"});
    for (method, params) in [
        ("eth_getBlockByNumber", json!(["0x3", false])),
        ("eth_getBlockByNumber", json!(["0x5", true])),
        ("eth_getBlockByHash", json!([block, false])),
        ("eth_getBlockReceipts", json!(["0x3"])),
        ("eth_getBlockReceipts", json!([{"blockHash": block}])),
        ("eth_getBlockTransactionCountByNumber", json!(["0x3"])),
        ("eth_getBlockTransactionCountByHash", json!([block])),
        ("eth_getUncleCountByBlockNumber", json!(["0x3"])),
        ("eth_getUncleCountByBlockHash", json!([block])),
        ("eth_getTransactionByHash", json!([transaction])),
        ("eth_getTransactionReceipt", json!([transaction])),
        (
            "eth_getTransactionByBlockNumberAndIndex",
            json!(["0x3", "0x0"]),
        ),
        (
            "eth_getTransactionByBlockHashAndIndex",
            json!([block, "0x0"]),
        ),
        ("eth_getLogs", json!([{"fromBlock": "earliest"}])),
        (
            "eth_getLogs",
            json!([{"fromBlock": "0x3", "toBlock": "0x4"}]),
        ),
        ("eth_getLogs", json!([{"fromBlock": "0x5"}])),
        ("eth_getLogs", json!([{"blockHash": block}])),
        ("eth_feeHistory", json!(["0x2", "0x3"])),
        ("eth_call", json!([call, "0x3"])),
        ("eth_call", json!([call, {"blockHash": block}])),
        ("eth_getBalance", json!([ben, {"blockHash": block}])),
        ("erigon_getHeaderByNumber", json!([3])),
        ("ots_getBlockDetails", json!([3])),
        ("ots_getBlockDetailsByHash", json!([block])),
        ("ots_getBlockTransactions", json!([3, 0, 25])),
        ("ots_getTransactionError", json!([transaction])),
        ("ots_getInternalOperations", json!([transaction])),
        ("ots_traceTransaction", json!([transaction])),
        ("ots_searchTransactionsBefore", json!([ben, 4, 25])),
        ("ots_searchTransactionsBefore", json!([ben, FIRST, 25])),
        ("ots_searchTransactionsAfter", json!([ben, 0, 25])),
        ("ots_searchTransactionsAfter", json!([ben, 4, 25])),
        ("ots_getTransactionBySenderAndNonce", json!([anna, 1])),
        ("wepos_getAccountHistory", json!([ben, {"fromBlock": 0}])),
        ("wepos_getAccountHistory", json!([ben, {"toBlock": 5}])),
        ("wepos_getAccountHistory", json!([ben, {"cursor": "5-0"}])),
        ("wepos_getTransactions", json!([{"fromBlock": 5}])),
        ("wepos_getTransactions", json!([{"fromMs": first_ms - 1}])),
        ("wepos_getEvents", json!([{"toMs": first_ms - 1}])),
        ("wepos_getEvents", json!([{"toMs": first_ms}])),
        ("wepos_getMetrics", json!([{"from": 0}])),
        ("wepos_getMetrics", json!([{"to": 0}])),
    ] {
        refused(&node, method, params).await;
    }
    let nobody = Member::named("nobody").address;
    refused(
        &node,
        "ots_searchTransactionsBefore",
        json!([nobody, 0, 25]),
    )
    .await;
    // State is gone everywhere after a while, and this node never had it.
    let (_, message) = node.error("eth_getBalance", json!([ben, "0x3"])).await;
    assert!(message.contains("from block 9 on"), "{message}");
    let filter = node
        .result("eth_newFilter", json!([{"fromBlock": "0x1"}]))
        .await;
    refused(&node, "eth_getFilterLogs", json!([filter])).await;
    let changes = node.result("eth_getFilterChanges", json!([filter])).await;
    assert_eq!(changes, json!([]));
}

#[tokio::test]
async fn a_table_that_would_leave_out_what_was_before_is_refused_whole() {
    let (node, _) = late_node().await;
    node.follow();
    node.indexed().await;
    let history = format!("/export/history.csv?account={}", node.ben.address);
    for path in [
        history.as_str(),
        "/export/events.csv?module=token",
        "/export/transactions.csv?toBlock=5",
        "/export/metrics.csv?from=0",
    ] {
        let answer = node.http("GET", path, b"").await;
        assert_eq!(answer.status, 400, "{path}");
        let reason = "this node began with the state of block 6";
        assert!(answer.body.contains(reason), "{path}: {}", answer.body);
    }
    let (answer, lines) = node.csv(&format!("{history}&fromBlock={FIRST}")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        lines.len() as u64,
        1 + NEWEST - FIRST + 1,
        "a head, and a row for each block: {lines:?}"
    );
}

#[tokio::test]
async fn what_a_late_node_has_is_answered_and_says_where_it_begins() {
    let (node, _) = late_node().await;
    let (anna, ben) = (node.anna.address, node.ben.address);
    let of_ben = json!([ben]);
    // Without an index, from the blocks; then from it.
    for is_indexed in [false, true] {
        if is_indexed {
            node.follow();
            node.indexed().await;
        }
        let page = node.result("wepos_getAccountHistory", of_ben.clone()).await;
        let numbers = page["items"].as_array().unwrap().iter();
        let numbers: Vec<_> = numbers.map(|item| item["blockNumber"].clone()).collect();
        assert_eq!(json!(numbers), json!([9, 8, 7, 6]));
        assert_eq!(
            (&page["knownFrom"], &page["knownTo"], &page["next"]),
            (&json!(FIRST), &json!(NEWEST), &Value::Null)
        );
        let found = node
            .result("ots_getTransactionBySenderAndNonce", json!([anna, 4]))
            .await;
        assert_eq!(found, page["items"][3]["hash"]);
        let found = node
            .result("ots_searchTransactionsBefore", json!([ben, 0, 25]))
            .await;
        assert_eq!(found["txs"].as_array().unwrap().len(), 4);
        assert_eq!(
            (&found["firstPage"], &found["lastPage"]),
            (&json!(true), &json!(false)),
            "there were more, and who asks for them hears that they are not here"
        );
    }
    let logs = node
        .result("eth_getLogs", json!([{"fromBlock": "0x6"}]))
        .await;
    assert_eq!(logs.as_array().unwrap().len(), 4);
    let fees = node.result("eth_feeHistory", json!(["0x14"])).await;
    assert_eq!(
        (
            &fees["oldestBlock"],
            fees["gasUsedRatio"].as_array().unwrap().len()
        ),
        (&json!("0x6"), 4)
    );
    let metrics = node
        .result("wepos_getMetrics", json!([{"unit": "day"}]))
        .await;
    assert_eq!(metrics["knownFrom"], FIRST);

    // Genesis is known to every node.
    let genesis = node
        .result("eth_getBlockByNumber", json!(["earliest", false]))
        .await;
    let by_hash = node
        .result("eth_getBlockByHash", json!([genesis["hash"], false]))
        .await;
    assert_eq!(by_hash, genesis);
    assert_eq!(genesis["number"], "0x0");
}

#[tokio::test]
async fn what_waits_or_is_to_come_is_not_taken_for_what_was() {
    let (node, _) = late_node().await;
    let raw = node.transfer(NEWEST - 1, 1);
    let hash = node.result("eth_sendRawTransaction", json!([raw])).await;
    let receipt = node
        .result("eth_getTransactionReceipt", json!([hash]))
        .await;
    assert!(receipt.is_null());
    let waiting = node.result("eth_getTransactionByHash", json!([hash])).await;
    assert_eq!(
        (&waiting["hash"], &waiting["blockHash"]),
        (&hash, &json!(null))
    );
    let error = node.result("ots_getTransactionError", json!([hash])).await;
    assert!(error.is_null());
    let next = node
        .result("eth_getBlockByNumber", json!(["0xa", false]))
        .await;
    assert!(next.is_null());
    node.chain.mine();
    let receipt = node
        .result("eth_getTransactionReceipt", json!([hash]))
        .await;
    assert_eq!(receipt["blockNumber"], "0xa");
}
