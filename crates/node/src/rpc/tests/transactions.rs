//! Transactions from submission to receipt.

use super::*;
use alloy_consensus::{SignableTransaction, TxEip2930, TxEnvelope, TxLegacy};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Bytes, TxKind, U256, keccak256};
use std::sync::atomic::Ordering;
use wepos_chain::transaction::Envelope;

/// The signed bytes that the JSON of a transaction describes.
fn rebuilt(transaction: &Value) -> Vec<u8> {
    let parsed: alloy_rpc_types_eth::Transaction<Envelope> =
        serde_json::from_value(transaction.clone()).unwrap();
    parsed.into_inner().encoded_2718()
}

fn legacy(node: &Node, nonce: u64) -> Bytes {
    let transaction = TxLegacy {
        chain_id: Some(node.chain.chain_id()),
        nonce,
        gas_price: 5_000_000_000,
        gas_limit: 21_000,
        to: TxKind::Call(node.ben.address),
        value: U256::from(3),
        input: Bytes::new(),
    };
    let signature = node.anna.sign(transaction.signature_hash());
    TxEnvelope::Legacy(transaction.into_signed(signature))
        .encoded_2718()
        .into()
}

fn with_access_list(node: &Node, nonce: u64) -> Bytes {
    let transaction = TxEip2930 {
        chain_id: node.chain.chain_id(),
        nonce,
        gas_price: 7,
        gas_limit: 50_000,
        to: TxKind::Call(node.ben.address),
        value: U256::from(4),
        ..TxEip2930::default()
    };
    let signature = node.anna.sign(transaction.signature_hash());
    TxEnvelope::Eip2930(transaction.into_signed(signature))
        .encoded_2718()
        .into()
}

#[tokio::test]
async fn the_json_of_every_type_rebuilds_the_signed_bytes() {
    let node = Node::start().await;
    let raws = [
        legacy(&node, 0).to_string(),
        with_access_list(&node, 1).to_string(),
        node.transfer(2, 5),
    ];
    for (kind, raw) in raws.iter().enumerate() {
        let hash = node.result("eth_sendRawTransaction", json!([raw])).await;
        let bytes: Bytes = raw.parse().unwrap();
        assert_eq!(hash, keccak256(&bytes).to_string());

        let waiting = node.result("eth_getTransactionByHash", json!([hash])).await;
        assert_eq!(waiting["blockHash"], Value::Null);
        assert_eq!(waiting["blockNumber"], Value::Null);
        assert_eq!(rebuilt(&waiting), bytes);

        node.chain.mine();
        let mined = node.result("eth_getTransactionByHash", json!([hash])).await;
        assert_eq!(rebuilt(&mined), bytes);
        assert_eq!(mined["type"], format!("{kind:#x}"));
        assert_eq!(mined["hash"], hash);
        assert_eq!(mined["from"], format!("{:#x}", node.anna.address));
        assert_eq!(mined["to"], format!("{:#x}", node.ben.address));
        assert_eq!(mined["chainId"], format!("{:#x}", node.chain.chain_id()));
        assert_eq!(mined["transactionIndex"], "0x0");
        for field in ["nonce", "gas", "gasPrice", "value", "input", "r", "s", "v"] {
            assert!(mined[field].is_string(), "{field}: {mined}");
        }
        if kind > 0 {
            assert!(mined["yParity"].is_string() && mined["accessList"].is_array());
        }
        let number = mined["blockNumber"].clone();
        let by_number = node
            .result(
                "eth_getTransactionByBlockNumberAndIndex",
                json!([number, "0x0"]),
            )
            .await;
        assert_eq!(by_number, mined);
        let by_hash = node
            .result(
                "eth_getTransactionByBlockHashAndIndex",
                json!([mined["blockHash"], "0x0"]),
            )
            .await;
        assert_eq!(by_hash, mined);
    }
    let last = node
        .result(
            "eth_getTransactionByBlockNumberAndIndex",
            json!(["latest", "0x0"]),
        )
        .await;
    assert_eq!(last["gasPrice"], "0x0", "type 2 shows what was paid");
    let beyond = node
        .result(
            "eth_getTransactionByBlockNumberAndIndex",
            json!(["latest", "0x1"]),
        )
        .await;
    assert_eq!(beyond, Value::Null);
}

#[tokio::test]
async fn a_receipt_has_every_field() {
    let node = Node::start().await;
    let hash = node.transferred(0, 5).await;
    let receipt = node
        .result("eth_getTransactionReceipt", json!([hash]))
        .await;
    let block = node
        .result("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    assert_eq!(receipt["status"], "0x1");
    assert_eq!(receipt["type"], "0x2");
    assert_eq!(receipt["transactionHash"], json!(hash));
    assert_eq!(receipt["transactionIndex"], "0x0");
    assert_eq!(receipt["blockHash"], block["hash"]);
    assert_eq!(receipt["blockNumber"], block["number"]);
    assert_eq!(receipt["blockTimestamp"], block["timestamp"]);
    assert_eq!(receipt["gasUsed"], "0x5208");
    assert_eq!(receipt["cumulativeGasUsed"], "0x5208");
    assert_eq!(receipt["effectiveGasPrice"], "0x0");
    assert_eq!(receipt["contractAddress"], Value::Null);
    assert!(receipt.as_object().unwrap().contains_key("contractAddress"));
    assert_eq!(receipt["from"], format!("{:#x}", node.anna.address));
    assert_eq!(receipt["to"], format!("{:#x}", node.ben.address));
    assert_eq!(receipt["logsBloom"], block["logsBloom"]);
    let log = &receipt["logs"][0];
    assert_eq!(log["address"], token().to_lowercase());
    assert_eq!(log["topics"].as_array().unwrap().len(), 3);
    assert_eq!(log["data"].as_str().unwrap().len(), 66);
    assert_eq!(log["logIndex"], "0x0");
    assert_eq!(log["removed"], false);
    assert_eq!(log["blockHash"], block["hash"]);
    assert_eq!(log["blockNumber"], block["number"]);
    assert_eq!(log["blockTimestamp"], block["timestamp"]);
    assert_eq!(log["transactionHash"], json!(hash));
    assert_eq!(log["transactionIndex"], "0x0");
    serde_json::from_value::<alloy_rpc_types_eth::TransactionReceipt>(receipt).unwrap();
    let unknown = json!([format!("0x{}", "1".repeat(64))]);
    assert_eq!(
        node.result("eth_getTransactionReceipt", unknown.clone())
            .await,
        Value::Null
    );
    assert_eq!(
        node.result("eth_getTransactionByHash", unknown).await,
        Value::Null
    );
}

#[tokio::test]
async fn log_indices_count_through_the_block() {
    let node = Node::start().await;
    for nonce in 0..3 {
        node.result("eth_sendRawTransaction", json!([node.transfer(nonce, 5)]))
            .await;
    }
    let block = node.chain.mine();
    let receipts = node.result("eth_getBlockReceipts", json!(["latest"])).await;
    for (index, receipt) in receipts.as_array().unwrap().iter().enumerate() {
        assert_eq!(receipt["logs"][0]["logIndex"], format!("{index:#x}"));
        assert_eq!(
            receipt["cumulativeGasUsed"],
            format!("{:#x}", 21_000 * (index + 1))
        );
        let hash = block.hashes[index];
        let single = node
            .result("eth_getTransactionReceipt", json!([hash]))
            .await;
        assert_eq!(&single, receipt);
    }
    let by_hash = node
        .result("eth_getBlockReceipts", json!([block.hash]))
        .await;
    assert_eq!(by_hash, receipts);
    let count = node
        .result("eth_getBlockTransactionCountByNumber", json!(["latest"]))
        .await;
    assert_eq!(count, "0x3");
}

#[tokio::test]
async fn the_protocols_own_transaction_is_shown_like_any_other() {
    let node = Node::start().await;
    // The first block funds the ready accounts.
    let block = node
        .result("eth_getBlockByNumber", json!(["0x1", true]))
        .await;
    let own = &block["transactions"][0];
    assert_eq!(own["from"], format!("0x{}", "0".repeat(40)));
    assert_eq!((&own["r"], &own["s"]), (&json!("0x0"), &json!("0x0")));
    assert_eq!(
        keccak256(rebuilt(own)).to_string(),
        own["hash"].as_str().unwrap()
    );
    let receipt = node
        .result("eth_getTransactionReceipt", json!([own["hash"]]))
        .await;
    assert_eq!(receipt["from"], own["from"]);
    assert!(!receipt["logs"].as_array().unwrap().is_empty());
    let again = node
        .result("eth_getTransactionByHash", json!([own["hash"]]))
        .await;
    assert_eq!(&again, own);
}

#[tokio::test]
async fn what_is_no_transaction_of_this_chain_is_refused_in_geths_words() {
    let node = Node::start().await;
    let foreign = node
        .anna
        .transaction(5, 0, node.ben.address, Amount::UNIT, vec![])
        .to_string();
    for (raw, words) in [
        ("0x".to_owned(), "empty typed transaction bytes"),
        (foreign, "invalid chain id"),
        ("0x03c0".to_owned(), "transaction type not supported"),
        ("0x04c0".to_owned(), "transaction type not supported"),
        (format!("{}00", node.transfer(0, 1)), "rlp"),
        (node.transfer(9, 1), "nonce too high"),
        (node.transfer(0, u128::MAX), "insufficient funds"),
        (format!("0x02{}", "00".repeat(128 * 1024)), "oversized data"),
    ] {
        let (code, message) = node.error("eth_sendRawTransaction", json!([raw])).await;
        assert_eq!(code, -32000, "{message}");
        assert!(message.contains(words), "{words}: {message}");
    }
    assert_eq!(node.chain.pool_len(), 0);
}

#[tokio::test]
async fn a_transaction_sent_synchronously_comes_back_as_a_receipt() {
    let node = Node::start().await;
    node.chain.instant.store(true, Ordering::Relaxed);
    let raw = node.transfer(0, 5);
    let receipt = node
        .result("eth_sendRawTransactionSync", json!([raw]))
        .await;
    assert_eq!(receipt["status"], "0x1");
    let (_, message) = node.error("eth_sendRawTransactionSync", json!([raw])).await;
    assert!(message.contains("nonce too low"));

    node.chain.instant.store(false, Ordering::Relaxed);
    let raw = node.transfer(1, 5);
    let answer = node
        .ask("eth_sendRawTransactionSync", json!([raw, "0x14"]))
        .await;
    assert_eq!(answer["error"]["code"], 4);
    let bytes: Bytes = raw.parse().unwrap();
    assert_eq!(answer["error"]["data"], keccak256(bytes).to_string());
}
