//! Otterscan's methods.

use super::*;

#[tokio::test]
async fn blocks_come_without_bloom_and_with_the_number_of_their_transactions() {
    let node = Node::start().await;
    node.transferred(0, 5).await;
    assert_eq!(node.result("ots_getApiLevel", json!([])).await, 8);
    let details = node.result("ots_getBlockDetails", json!([2])).await;
    assert_eq!(details["block"]["number"], "0x2");
    assert_eq!(details["block"]["transactionCount"], 1);
    assert_eq!(details["totalFees"], "0x0");
    let hash = details["block"]["hash"].clone();
    let same = node
        .result("ots_getBlockDetailsByHash", json!([hash]))
        .await;
    assert_eq!(same, details);
    let latest = node.result("ots_getBlockDetails", json!(["latest"])).await;
    assert_eq!(latest, details);
    let none = node.result("ots_getBlockDetails", json!([99])).await;
    assert!(none.is_null());
    let header = node.result("erigon_getHeaderByNumber", json!([2])).await;
    assert_eq!(header["hash"], hash);
}

#[tokio::test]
async fn transactions_of_a_block_come_in_pages_from_its_end() {
    let node = Node::start().await;
    for nonce in 0..5 {
        let raw = node.transfer(nonce, 1);
        node.result("eth_sendRawTransaction", json!([raw])).await;
    }
    node.chain.mine();
    let block = node
        .result("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    let hashes = block["transactions"].as_array().unwrap();
    for (page, expected) in [
        (0, &hashes[3..]),
        (1, &hashes[1..3]),
        (2, &hashes[..1]),
        (3, &[]),
    ] {
        let answer = node
            .result("ots_getBlockTransactions", json!([2, page, 2]))
            .await;
        let listed = answer["fullblock"]["transactions"].as_array().unwrap();
        let listed: Vec<_> = listed.iter().map(|it| it["hash"].clone()).collect();
        assert_eq!(listed, expected, "page {page}");
        let receipts = answer["receipts"].as_array().unwrap();
        let receipts: Vec<_> = receipts
            .iter()
            .map(|it| it["transactionHash"].clone())
            .collect();
        assert_eq!(receipts, expected, "page {page}");
    }
    for size in [0, 101] {
        let (code, message) = node
            .error("ots_getBlockTransactions", json!([2, 0, size]))
            .await;
        assert_eq!(code, -32602);
        assert!(message.contains("(page size)"), "{message}");
    }
}

#[tokio::test]
async fn a_trace_is_the_call_that_was_signed_and_a_failure_has_its_bytes() {
    let node = Node::start().await;
    let good = node.transferred(0, 5).await;
    let trace = node.result("ots_traceTransaction", json!([good])).await;
    assert_eq!(
        trace,
        json!([{
            "type": "CALL", "depth": 0, "from": node.anna.address, "to": node.ben.address, "value": "0x5",
            "input": "0x", "output": null,
        }])
    );
    let none = node
        .result("ots_getInternalOperations", json!([good]))
        .await;
    assert_eq!(none, json!([]));
    assert_eq!(
        node.result("ots_getTransactionError", json!([good])).await,
        "0x"
    );

    let raw = node.anna.transaction(
        node.chain.chain_id(),
        1,
        addresses::TOKEN,
        Amount::ZERO,
        vec![0xde, 0xad, 0xbe, 0xef, 0],
    );
    let bad = node
        .result("eth_sendRawTransaction", json!([raw.to_string()]))
        .await;
    node.chain.mine();
    let receipt = node.result("eth_getTransactionReceipt", json!([bad])).await;
    assert_eq!(receipt["status"], "0x0");
    let error = node.result("ots_getTransactionError", json!([bad])).await;
    assert_eq!(error, receipt["revertReason"]);
    let trace = node.result("ots_traceTransaction", json!([bad])).await;
    assert_eq!(trace[0]["output"], error);
    let listed = node
        .result("ots_getBlockTransactions", json!([3, 0, 25]))
        .await;
    assert_eq!(
        listed["fullblock"]["transactions"][0]["input"],
        "0xdeadbeef"
    );

    let unknown = json!([alloy_primitives::B256::repeat_byte(9)]);
    for method in [
        "ots_traceTransaction",
        "ots_getInternalOperations",
        "ots_getTransactionError",
    ] {
        assert!(
            node.result(method, unknown.clone()).await.is_null(),
            "{method}"
        );
    }
}

#[tokio::test]
async fn modules_have_code_and_nobody_made_them() {
    let node = Node::start().await;
    let has = async |address: String| node.result("ots_hasCode", json!([address, "latest"])).await;
    assert_eq!(has(token()).await, true);
    assert_eq!(has(node.anna.address.to_string()).await, false);
    let creator = node
        .result("ots_getContractCreator", json!([token()]))
        .await;
    assert!(creator.is_null());
}
