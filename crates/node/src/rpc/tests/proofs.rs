//! `wepos_getProof`: what may be asked, and how often. Whether a proof proves anything is tested beside its verifier.

use super::*;
use alloy_primitives::B256;
use wepos_chain::modules::token::account_key;

#[tokio::test]
async fn a_proof_is_about_an_account_or_about_any_key() {
    let node = Node::start().await;
    let key = B256::from(account_key(&node.anna.address).0);
    let by_address = node
        .result("wepos_getProof", json!([node.anna.address]))
        .await;
    assert_eq!(by_address["key"], json!(key));
    assert!(by_address["value"].is_string(), "{by_address}");
    let by_key = node.result("wepos_getProof", json!([{"key": key}])).await;
    assert_eq!(by_key, by_address);
    let nothing = node
        .result("wepos_getProof", json!([{"key": B256::repeat_byte(7)}]))
        .await;
    assert!(nothing["value"].is_null(), "{nothing}");
}

#[tokio::test]
async fn what_is_no_question_for_a_proof_is_refused_with_the_reason() {
    let node = Node::start().await;
    for (params, reason) in [
        (json!([]), "missing value for required argument 0 (address)"),
        (json!(["0x12"]), "an address, or {\"key\": 32 bytes}"),
        (
            json!([{"key": "0x12"}]),
            "an address, or {\"key\": 32 bytes}",
        ),
        (
            json!([{"kye": B256::ZERO}]),
            "an address, or {\"key\": 32 bytes}",
        ),
        (
            json!([addresses::POOL, "latest"]),
            "argument 1 (block) is not supported",
        ),
    ] {
        let (code, message) = node.error("wepos_getProof", params.clone()).await;
        assert_eq!(code, -32602, "{params}: {message}");
        assert!(message.contains(reason), "{params}: {message}");
    }
}

#[tokio::test]
async fn one_caller_gets_so_many_proofs_a_second_and_no_more() {
    let limits = RpcLimits {
        proofs_per_second: 1,
        burst_seconds: 3,
        ..RpcLimits::public()
    };
    let node = Node::with_limits(limits).await;
    for _ in 0..3 {
        node.result("wepos_getProof", json!([addresses::POOL]))
            .await;
    }
    let (code, message) = node.error("wepos_getProof", json!([addresses::POOL])).await;
    assert_eq!(code, -32005, "{message}");
    assert!(message.contains("at most 1 a second"), "{message}");
    // What costs nothing is still answered.
    node.result("eth_blockNumber", json!([])).await;
}
