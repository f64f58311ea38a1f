//! The clock of development networks.

use super::*;
use std::sync::atomic::Ordering;

#[tokio::test]
async fn time_can_be_moved_and_blocks_asked_for() {
    let node = Node::start().await;
    assert_eq!(node.result("evm_increaseTime", json!([60])).await, 60);
    assert_eq!(node.result("evm_increaseTime", json!(["0x3c"])).await, 120);
    let next = node.chain.ledger.tip().time.millis() / 1000 + 90;
    assert_eq!(
        node.result("evm_setNextBlockTimestamp", json!([next]))
            .await,
        Value::Null
    );
    assert_eq!(node.result("evm_mine", json!([])).await, "0x0");
    let tip = node.chain.ledger.tip();
    assert_eq!(tip.time.millis(), next * 1000);
    assert_eq!(tip.header.number, 2);
    let (code, message) = node.error("evm_setNextBlockTimestamp", json!([next])).await;
    assert_eq!(code, -32602);
    assert!(message.contains("is not after the newest block"));
    let (code, _) = node.error("evm_increaseTime", json!([u64::MAX])).await;
    assert_eq!(code, -32602);
}

#[tokio::test]
async fn the_clock_can_be_paused_and_stepped() {
    let node = Node::start().await;
    let clock = async |params| node.result("wepos_clock", params).await;
    assert_eq!(clock(json!(["status"])).await["paused"], false);
    assert_eq!(clock(json!(["pause"])).await["paused"], true);
    let stepped = clock(json!(["step", 5_000])).await;
    assert_eq!(stepped["offsetMs"], 5_000);
    assert_eq!(node.chain.ledger.tip().header.number, 2);
    assert_eq!(clock(json!(["resume"])).await["paused"], false);
    let (code, _) = node.error("wepos_clock", json!(["rewind"])).await;
    assert_eq!(code, -32602);
}

#[tokio::test]
async fn other_networks_have_no_such_methods() {
    let node = Node::start().await;
    node.chain.development.store(false, Ordering::Relaxed);
    for method in [
        "evm_increaseTime",
        "evm_setNextBlockTimestamp",
        "evm_mine",
        "wepos_clock",
    ] {
        let (code, message) = node.error(method, json!([1])).await;
        assert_eq!(code, -32601);
        assert!(message.contains("development networks only"), "{message}");
    }
}

#[tokio::test]
async fn an_increase_counts_from_the_newest_block_which_may_be_ahead_of_a_clock_that_stands_still()
{
    let node = Node::start().await;
    // Five blocks were made since it was stopped, each a millisecond after its parent.
    node.chain.offset_ms.store(-5, Ordering::Relaxed);
    let before = node.chain.ledger.tip().time.millis();
    assert_eq!(node.result("evm_increaseTime", json!([60])).await, 60);
    let now_ms = crate::rpc::ClockControl::now_ms(node.chain.as_ref());
    assert_eq!(now_ms, before + 60_000);
}
