//! Blocks, fees and the small answers that wallets begin with.

use super::*;

/// The bytes of a hex string.
fn width(value: &Value) -> usize {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no string"));
    (text.len() - 2) / 2
}

fn is_quantity(value: &Value) -> bool {
    let digits = value.as_str().and_then(|text| text.strip_prefix("0x"));
    digits.is_some_and(|digits| digits == "0" || !digits.is_empty() && !digits.starts_with('0'))
}

#[tokio::test]
async fn a_block_has_every_field_in_its_width() {
    let node = Node::start().await;
    let hash = node.transferred(0, 5).await;
    let block = node
        .result("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    for (field, bytes) in [
        ("hash", 32),
        ("parentHash", 32),
        ("sha3Uncles", 32),
        ("miner", 20),
        ("stateRoot", 32),
        ("transactionsRoot", 32),
        ("receiptsRoot", 32),
        ("logsBloom", 256),
        ("mixHash", 32),
        ("nonce", 8),
    ] {
        assert_eq!(width(&block[field]), bytes, "{field}");
    }
    for field in [
        "number",
        "difficulty",
        "totalDifficulty",
        "gasLimit",
        "gasUsed",
        "timestamp",
        "size",
        "baseFeePerGas",
        "timestampMillis",
    ] {
        assert!(is_quantity(&block[field]), "{field}: {}", block[field]);
    }
    assert_eq!(block["baseFeePerGas"], "0x0");
    assert_eq!(block["difficulty"], "0x0");
    assert_eq!(
        block["sha3Uncles"],
        "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347"
    );
    assert_eq!(block["uncles"], json!([]));
    assert_eq!(block["transactions"], json!([hash]));
    assert!(block["extraData"].as_str().unwrap().len() > 2);
    assert_ne!(block["logsBloom"], format!("0x{}", "0".repeat(512)));
    let tip = node.chain.ledger.tip();
    assert_eq!(
        block["timestamp"],
        format!("{:#x}", tip.time.millis() / 1000)
    );
    assert_eq!(
        block["timestampMillis"],
        format!("{:#x}", tip.time.millis())
    );
    // What the fields hash to is the hash.
    let header: alloy_rpc_types_eth::Header = serde_json::from_value(block.clone()).unwrap();
    assert_eq!(header.inner.hash_slow(), tip.hash);

    let full = node
        .result("eth_getBlockByHash", json!([block["hash"], true]))
        .await;
    assert_eq!(full["transactions"][0]["hash"], json!(hash));
    assert_eq!(full["stateRoot"], block["stateRoot"]);
    let parsed: alloy_rpc_types_eth::Block = serde_json::from_value(full).unwrap();
    assert_eq!(parsed.transactions.len(), 1);
}

#[tokio::test]
async fn all_tags_name_blocks_and_unknown_blocks_are_null() {
    let node = Node::start().await;
    node.chain.mine();
    for (tag, number) in [
        ("latest", "0x2"),
        ("pending", "0x2"),
        ("safe", "0x2"),
        ("finalized", "0x2"),
        ("earliest", "0x0"),
        ("0x1", "0x1"),
    ] {
        let block = node
            .result("eth_getBlockByNumber", json!([tag, true]))
            .await;
        assert_eq!(block["number"], number, "{tag}");
    }
    assert_eq!(
        node.result("eth_getBlockByNumber", json!(["0x3", true]))
            .await,
        Value::Null
    );
    let unknown = json!([format!("0x{}", "9".repeat(64)), false]);
    assert_eq!(
        node.result("eth_getBlockByHash", unknown.clone()).await,
        Value::Null
    );
    for method in [
        "eth_getBlockTransactionCountByHash",
        "eth_getUncleCountByBlockHash",
        "eth_getBlockReceipts",
    ] {
        assert_eq!(
            node.result(method, unknown.clone()).await,
            Value::Null,
            "{method}"
        );
    }
    let uncle = json!([unknown[0], "0x0"]);
    let none = node.result("eth_getUncleByBlockHashAndIndex", uncle).await;
    assert_eq!(none, Value::Null);
    let none = node
        .result("eth_getUncleCountByBlockNumber", json!(["latest"]))
        .await;
    assert_eq!(none, "0x0");
}

#[tokio::test]
async fn fees_are_zero_in_every_form() {
    let node = Node::start().await;
    for _ in 0..6 {
        node.chain.mine();
    }
    assert_eq!(node.result("eth_gasPrice", json!([])).await, "0x0");
    assert_eq!(
        node.result("eth_maxPriorityFeePerGas", json!([])).await,
        "0x0"
    );
    let history = node
        .result("eth_feeHistory", json!(["0x5", "latest", [25, 75]]))
        .await;
    assert_eq!(history["baseFeePerGas"], json!(vec!["0x0"; 6]));
    assert_eq!(history["gasUsedRatio"].as_array().unwrap().len(), 5);
    assert_eq!(history["reward"], json!(vec![["0x0", "0x0"]; 5]));
    assert_eq!(history["oldestBlock"], "0x3");
    let all = node.result("eth_feeHistory", json!([9_999, "0x2"])).await;
    assert_eq!(all["oldestBlock"], "0x0");
    assert_eq!(all["gasUsedRatio"].as_array().unwrap().len(), 3);
    assert_eq!(all["reward"], Value::Null);
    let (code, message) = node.error("eth_feeHistory", json!([1, "0x99"])).await;
    assert_eq!(code, -32000);
    assert!(message.contains("beyond head"));
}

#[tokio::test]
async fn small_questions_have_their_answers() {
    let node = Node::start().await;
    let chain_id = node.chain.chain_id();
    assert_eq!(
        node.result("eth_chainId", json!([])).await,
        format!("{chain_id:#x}")
    );
    assert_eq!(
        node.result("net_version", json!([])).await,
        chain_id.to_string()
    );
    assert_eq!(node.result("net_listening", json!([])).await, true);
    assert_eq!(node.result("net_peerCount", json!([])).await, "0x0");
    assert_eq!(node.result("eth_accounts", json!([])).await, json!([]));
    assert_eq!(node.result("eth_syncing", json!([])).await, false);
    let client = node.result("web3_clientVersion", json!([])).await;
    assert!(client.as_str().unwrap().starts_with("wepos/v0.0.0/"));
    assert_eq!(
        node.result("web3_sha3", json!(["0x"])).await,
        "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    );
    let pool = node.result("txpool_status", json!([])).await;
    assert_eq!(pool, json!({"pending": "0x0", "queued": "0x0"}));
}

#[tokio::test]
async fn every_module_is_described_with_its_abi() {
    let node = Node::start().await;
    let answer = node.result("wepos_modules", json!([])).await;
    let modules = answer["modules"].as_array().unwrap();
    let found = modules
        .iter()
        .find(|module| module["name"] == "token")
        .unwrap();
    assert_eq!(found["address"], token().to_lowercase());
    assert!(found["abi"].as_array().unwrap().len() > 10);
    assert!(!found["noticeZh"].as_str().unwrap().is_empty());
    assert!(
        found["solidity"]
            .as_str()
            .unwrap()
            .contains("interface IToken")
    );
    assert_eq!(answer["errors"]["name"], "errors");
}

#[tokio::test]
async fn the_status_says_plainly_that_this_is_a_development_network() {
    let node = Node::start().await;
    let status = node.result("wepos_status", json!([])).await;
    assert_eq!(status["development"], true);
    assert_eq!(status["kind"], "development");
    assert!(
        status["note"]
            .as_str()
            .unwrap()
            .contains("development network")
    );
    assert_eq!(status["chainId"], node.chain.chain_id());
    assert_eq!(status["block"]["number"], 1);
    assert_eq!(
        status["block"]["hash"],
        node.chain.ledger.tip().hash.to_string()
    );
    assert_eq!(status["calendar"]["month"], 1);
    assert_eq!(status["calendar"]["stage"]["index"], 0);
    assert_eq!(status["catchingUp"], false);
    assert_eq!(status["index"]["lagBlocks"], 1);
}

#[tokio::test]
async fn a_chain_far_behind_its_clock_says_how_much_is_missing() {
    use crate::rpc::ClockControl;
    let node = Node::start().await;
    node.chain.increase(3_600_000).unwrap();
    let syncing = node.result("eth_syncing", json!([])).await;
    assert_eq!(syncing["currentBlock"], "0x1");
    assert_eq!(syncing["highestBlock"], "0x7");
    let answer = node.http("GET", "/ready", b"").await;
    assert_eq!(answer.status, 503);
    assert_eq!(node.http("GET", "/health", b"").await.status, 200);
}
