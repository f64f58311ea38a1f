//! Calls, estimates and state, now and a while ago.

use super::*;
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::SolCall;
use wepos_abi::IToken;

fn transfer_call(to: Address, units: u128) -> String {
    let call = IToken::transferCall {
        to,
        value: U256::from(units),
    };
    Bytes::from(call.abi_encode()).to_string()
}

#[tokio::test]
async fn a_revert_is_explained_and_is_the_same_for_call_and_estimate() {
    let node = Node::start().await;
    let request = json!([{
        "from": node.anna.address,
        "to": token(),
        "data": transfer_call(node.ben.address, 10u128.pow(30)),
    }]);
    let called = node.ask("eth_call", request.clone()).await;
    let estimated = node.ask("eth_estimateGas", request).await;
    assert_eq!(called, estimated);
    let error = &called["error"];
    assert_eq!(error["code"], 3);
    assert!(error["data"].as_str().unwrap().starts_with("0xe450d38c"));
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("execution reverted: "), "{message}");
    assert!(message.len() > 40, "{message}");

    let unknown = json!([{"to": token(), "data": "0xdeadbeef"}]);
    let answer = node.ask("eth_call", unknown).await;
    let expected = json!({"code": 3, "message": "execution reverted", "data": "0x"});
    assert_eq!(answer["error"], expected);
}

#[tokio::test]
async fn data_and_input_may_both_be_given_if_they_are_equal() {
    let node = Node::start().await;
    let both = json!([{"to": token(), "data": "0x313ce567", "input": "0x313ce567"}, "latest"]);
    let decimals = node.result("eth_call", both).await;
    assert_eq!(decimals, format!("0x{:064x}", 18));
    let differ = json!([{"to": token(), "data": "0x313ce567", "input": "0x313ce568"}]);
    let (code, message) = node.error("eth_call", differ).await;
    assert_eq!(code, -32602);
    assert!(message.contains("not equal"));
}

#[tokio::test]
async fn what_cannot_be_called_is_refused() {
    let node = Node::start().await;
    let (code, message) = node
        .error("eth_call", json!([{"to": null, "data": "0x60"}]))
        .await;
    assert_eq!(code, -32000);
    assert!(message.contains("contract creation"));
    let call = json!({"to": token(), "data": "0x313ce567"});
    for extra in [
        json!([call, "latest", {token(): {"balance": "0x1"}}]),
        json!([call, "latest", {}, {"number": "0x1"}]),
    ] {
        let (code, message) = node.error("eth_call", extra).await;
        assert_eq!(code, -32602);
        assert!(message.contains("not supported"), "{message}");
    }
    node.result("eth_call", json!([call, "latest", {}, null]))
        .await;
}

#[tokio::test]
async fn estimates_are_exact_for_transfers_and_have_room_for_functions() {
    let node = Node::start().await;
    let (anna, ben) = (node.anna.address, node.ben.address);
    let estimate = async |request: Value| node.result("eth_estimateGas", json!([request])).await;
    assert_eq!(
        estimate(json!({"from": anna, "to": ben, "value": "0x1"})).await,
        "0x5208"
    );
    assert_eq!(estimate(json!({"from": anna, "to": ben})).await, "0x5208");
    // Nobody needs a balance to ask.
    let stranger = Address::with_last_byte(9);
    assert_eq!(
        estimate(json!({"from": stranger, "to": ben, "value": "0x0"})).await,
        "0x5208"
    );
    let function =
        estimate(json!({"from": anna, "to": token(), "input": transfer_call(ben, 5)})).await;
    let gas = u64::from_str_radix(&function.as_str().unwrap()[2..], 16).unwrap();
    assert!((21_000..100_000).contains(&gas), "{gas}");
    let view = estimate(json!({"to": token(), "data": "0x313ce567"})).await;
    assert!(view.is_string());
    let too_much = json!([{"from": stranger, "to": ben, "value": "0x1"}]);
    let (code, message) = node.error("eth_estimateGas", too_much).await;
    assert_eq!(code, -32000);
    assert!(
        message.contains("insufficient funds for transfer"),
        "{message}"
    );
    let list = node
        .result(
            "eth_createAccessList",
            json!([{"from": anna, "to": ben, "value": "0x1"}]),
        )
        .await;
    assert_eq!(list, json!({"accessList": [], "gasUsed": "0x5208"}));
}

#[tokio::test]
async fn modules_have_code_and_accounts_have_none() {
    let node = Node::start().await;
    for (address, code) in [
        (token(), "0xef"),
        ("0x00000000000000000000000000000000000010ff".into(), "0xef"),
        ("0xcA11bde05977b3631167028862bE2a173976CA11".into(), "0xef"),
        (node.anna.address.to_string(), "0x"),
    ] {
        let answer = node.result("eth_getCode", json!([address, "latest"])).await;
        assert_eq!(answer, code, "{address}");
    }
    let slot = node
        .result("eth_getStorageAt", json!([token(), "0x0", "latest"]))
        .await;
    assert_eq!(slot, format!("0x{}", "0".repeat(64)));
}

#[tokio::test]
async fn balances_and_nonces_of_recent_heights_are_kept() {
    let node = Node::start().await;
    let before = node.chain.ledger.tip();
    node.transferred(0, 5).await;
    let ben = node.ben.address;
    let initial = 10_000 * 10u128.pow(18);
    let at_hash = json!({"blockHash": before.hash});
    let at_number = json!({"blockNumber": "0x1"});
    for (block, balance, nonce) in [
        (json!("latest"), initial + 5, "0x1"),
        (json!("0x2"), initial + 5, "0x1"),
        (json!("0x1"), initial, "0x0"),
        (at_hash, initial, "0x0"),
        (at_number, initial, "0x0"),
        (json!("earliest"), 0, "0x0"),
    ] {
        let answer = node.result("eth_getBalance", json!([ben, block])).await;
        assert_eq!(answer, format!("{balance:#x}"), "{block}");
        let answer = node
            .result("eth_getTransactionCount", json!([node.anna.address, block]))
            .await;
        assert_eq!(answer, nonce, "{block}");
        let data = Bytes::from(IToken::balanceOfCall { account: ben }.abi_encode());
        let answer = node
            .result("eth_call", json!([{"to": token(), "data": data}, block]))
            .await;
        assert_eq!(answer, format!("0x{balance:064x}"), "{block}");
    }
    for block in [
        json!("0x63"),
        json!({"blockHash": format!("0x{}", "7".repeat(64))}),
    ] {
        let (code, message) = node.error("eth_getBalance", json!([ben, block])).await;
        assert_eq!(code, -32000);
        assert!(
            message.contains("not exist yet") || message.contains("not found"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_height_whose_state_is_gone_is_an_error() {
    let node = Node::start().await;
    for _ in 0..550 {
        node.chain.mine();
    }
    // More blocks than are kept whatever their age; those are kept for ten minutes: move on beyond that.
    let now = node.chain.ledger.tip().time.millis() / 1000;
    node.result("evm_mine", json!([now + 500])).await;
    node.result("evm_mine", json!([now + 1_000])).await;
    let (code, message) = node
        .error("eth_getBalance", json!([node.ben.address, "0x2"]))
        .await;
    assert_eq!(code, -32000);
    assert!(
        message.contains("state of block 2 is not available"),
        "{message}"
    );
}

#[tokio::test]
async fn the_pending_nonce_counts_the_pool() {
    let node = Node::start().await;
    let count = |block: &'static str| {
        node.result("eth_getTransactionCount", json!([node.anna.address, block]))
    };
    node.result("eth_sendRawTransaction", json!([node.transfer(0, 1)]))
        .await;
    assert_eq!(count("pending").await, "0x1");
    assert_eq!(count("latest").await, "0x0");
    node.chain.mine();
    assert_eq!(count("latest").await, "0x1");
    assert_eq!(count("pending").await, "0x1");
}

#[tokio::test]
async fn a_transaction_is_filled_with_what_is_missing_and_keeps_what_is_there() {
    let node = Node::start().await;
    node.transferred(0, 1).await;
    let request = json!({"from": node.anna.address, "to": node.ben.address, "value": "0x5"});
    let filled = node.result("eth_fillTransaction", json!([request])).await;
    let tx = &filled["tx"];
    let chain_id = format!("{:#x}", node.chain.chain_id());
    for (field, value) in [
        ("type", "0x2"),
        ("nonce", "0x1"),
        ("gas", "0x5208"),
        ("value", "0x5"),
        ("maxFeePerGas", "0x0"),
        ("chainId", &chain_id),
    ] {
        assert_eq!(tx[field], value, "{field}");
    }
    assert!(filled["raw"].as_str().unwrap().starts_with("0x02"));
    let with = |key: &str, value: Value| {
        let mut request = request.clone();
        request[key] = value;
        json!([request])
    };
    for (params, field, value) in [
        (with("nonce", json!("0x9")), "nonce", "0x9"),
        (with("gas", json!("0x7530")), "gas", "0x7530"),
        (with("gasPrice", json!("0x3")), "type", "0x0"),
        (with("gasPrice", json!("0x3")), "gasPrice", "0x3"),
        (with("type", json!("0x1")), "type", "0x1"),
        (with("maxFeePerGas", json!("0x7")), "maxFeePerGas", "0x7"),
    ] {
        let filled = node.result("eth_fillTransaction", params.clone()).await;
        assert_eq!(filled["tx"][field], value, "{params}");
    }
    for (params, word) in [
        (with("chainId", json!("0x1")), "invalid chain id"),
        (with("type", json!("0x3")), "type not supported"),
        (
            with("value", json!(format!("{:#x}", 1u128 << 100))),
            "insufficient funds",
        ),
        (json!([{"from": node.anna.address}]), "contract creation"),
    ] {
        let (code, message) = node.error("eth_fillTransaction", params).await;
        assert_eq!(code, -32000);
        assert!(message.contains(word), "{message}");
    }
}
