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

/// The hashes of a page, and whether it is the first and the last one.
fn page(answer: &Value) -> (Vec<String>, bool, bool) {
    let hashes = |list: &str, field: &str| -> Vec<String> {
        let items = answer[list].as_array().unwrap().iter();
        items
            .map(|item| item[field].as_str().unwrap().to_owned())
            .collect()
    };
    let transactions = hashes("txs", "hash");
    assert_eq!(transactions, hashes("receipts", "transactionHash"));
    let flag = |name: &str| answer[name].as_bool().unwrap();
    (transactions, flag("firstPage"), flag("lastPage"))
}

#[tokio::test]
async fn the_pages_of_an_account_are_its_transactions_newest_first() {
    let node = Node::start().await;
    let mut sent = Vec::new();
    for nonce in 0..3 {
        sent.push(node.transferred(nonce, 1).await);
    }
    // Two in one block, which is never split.
    for nonce in 3..5 {
        let raw = node.transfer(nonce, 1);
        let hash = node.result("eth_sendRawTransaction", json!([raw])).await;
        sent.push(hash.as_str().unwrap().to_owned());
    }
    node.chain.mine();
    sent.reverse();
    let search = async |direction: &str, block: u64, size: u64| {
        let method = format!("ots_searchTransactions{direction}");
        let params = json!([node.ben.address, block, size]);
        page(&node.result(&method, params).await)
    };
    // Block 1 paid Ben what genesis gives him.
    let (all, first, last) = search("Before", 0, 25).await;
    assert_eq!((&all[..5], first, last), (&sent[..], true, true));
    assert_eq!(search("After", 0, 25).await, (all.clone(), true, true));

    let (newest, first, last) = search("Before", 0, 1).await;
    assert_eq!((&newest[..], first, last), (&sent[..2], true, false));
    let (next, first, last) = search("Before", 5, 2).await;
    assert_eq!((&next[..], first, last), (&sent[2..4], false, false));
    let (after, first, last) = search("After", 3, 1).await;
    assert_eq!((&after[..], first, last), (&sent[2..3], false, false));
    let (after, first, _) = search("After", 4, 1).await;
    assert_eq!((&after[..], first), (&sent[..2], true));

    let (code, message) = node
        .error(
            "ots_searchTransactionsBefore",
            json!([node.ben.address, 0, 0]),
        )
        .await;
    assert_eq!(code, -32602);
    assert!(message.contains("(page size)"), "{message}");
}

#[tokio::test]
async fn a_transaction_is_found_by_sender_and_nonce() {
    let node = Node::start().await;
    let mut sent = Vec::new();
    for nonce in 0..6 {
        sent.push(node.transferred(nonce, 1).await);
        node.chain.mine();
    }
    for (nonce, hash) in sent.iter().enumerate() {
        let params = json!([node.anna.address, nonce]);
        let found = node
            .result("ots_getTransactionBySenderAndNonce", params)
            .await;
        assert_eq!(found, *hash, "nonce {nonce}");
    }
    for (sender, nonce) in [(node.anna.address, 6), (node.ben.address, 0)] {
        let found = node
            .result("ots_getTransactionBySenderAndNonce", json!([sender, nonce]))
            .await;
        assert!(found.is_null(), "{sender} {nonce}");
    }
}
