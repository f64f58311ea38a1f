//! `kill -9` at any moment, restarts of every kind: what a client was told stays true.
//!
//! `WEPOS_KILLS` sets the number of kills, `WEPOS_SEED` repeats a run's choices.

#[path = "kill/book.rs"]
mod book;
#[path = "kill/process.rs"]
mod process;
// Other tests need all of it.
#[allow(dead_code)]
#[path = "support/program.rs"]
mod program;
#[path = "kill/restarts.rs"]
mod restarts;
#[path = "support/rpc.rs"]
mod rpc;
#[path = "support/wallet.rs"]
mod wallet;

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall as _;
use book::{Book, Random, Sender, check_every_nonce, check_supply};
use process::{Node, Place};
use rpc::block_on;
use serde_json::json;
use std::{
    cell::RefCell,
    time::{Duration, Instant},
};
use wepos_abi::{IToken, addresses};
use wepos_chain::amounts::Amount;

/// Kills, if `WEPOS_KILLS` does not say otherwise.
const KILLS: u32 = 200;

/// A month of the killed chain: all thirteen, with their five stage boundaries, fit into the run.
const MONTH: &str = "9s";

/// The last months of the stages (WP-55): what follows is a boundary.
const STAGE_ENDS: [u64; 5] = [1, 4, 7, 10, 13];

/// A boundary this near is waited for, so that the kill hits the blocks around it.
const AIM_MS: u64 = 1_500;

/// The longest a chain may rest after a start: a validator that was killed between its vote and the certificate waits
/// for its own timeouts.
const STALL: Duration = Duration::from_secs(20);

/// Transactions sent at once.
const TOGETHER: usize = 5;

/// What each transfer moves: the least that opens an account, so that the ready accounts last (R15).
const AMOUNT: Amount = Amount::from_units(10_000_000_000_000_000);

/// Who receives what is sent.
const RECEIVER: Address = Address::repeat_byte(0x5a);

#[test]
fn nothing_that_was_acknowledged_is_lost_by_killing_the_node() {
    let kills = std::env::var("WEPOS_KILLS")
        .map_or(KILLS, |text| text.parse().expect("WEPOS_KILLS is a number"));
    let started = Instant::now();
    let place = Place::new();
    let mut random = Random::new();
    let mut book = Book::default();
    let [mut batches, mut tokens, mut single] = ["alice", "bob", "carol"].map(Sender::of_role);
    let (mut early, mut at_boundaries, mut longest_stall) = (0, 0, Duration::ZERO);
    for round in 0..kills {
        // The first start makes the network; after that one kill in six comes before the node is ready.
        if round > 0 && random.below(6) == 0 {
            early += 1;
            let mut child = place.spawn(&["--month", MONTH]);
            std::thread::sleep(Duration::from_millis(random.below(500)));
            child.kill().expect("it can be killed");
            child.wait().expect("it ends");
            continue;
        }
        let node = place.start(&["--month", MONTH]);
        block_on(async {
            let mut senders = [&mut batches, &mut tokens, &mut single];
            book.check(&node, &mut senders, &mut random, false).await;
            // Most kills come while transactions land; the others at any moment after the start.
            let wait = random.below(4) > 0;
            let mut delay_ms = random.below(300);
            let boundary_ms = time_to_boundary_ms(&node).await;
            let at_boundary = boundary_ms.is_some();
            if let Some(boundary_ms) = boundary_ms {
                at_boundaries += 1;
                delay_ms = (boundary_ms + random.below(150)).saturating_sub(50);
            }
            let (before, started) = (book.len(), Instant::now());
            let shared = RefCell::new(&mut book);
            let moment = async {
                while wait && shared.borrow().len() == before {
                    assert!(
                        started.elapsed() < STALL,
                        "round {round}: nothing landed within {STALL:?} of the start"
                    );
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                if wait {
                    longest_stall = longest_stall.max(started.elapsed());
                }
                let left = Duration::from_millis(delay_ms).saturating_sub(match at_boundary {
                    true => started.elapsed(),
                    false => Duration::ZERO,
                });
                tokio::time::sleep(left).await;
            };
            tokio::select! {
                _ = send_batches(&node, &mut batches, &shared) => {}
                _ = send_tokens(&node, &mut tokens, &shared) => {}
                _ = send_one_by_one(&node, &mut single, &shared) => {}
                () = moment => {}
            }
        });
        node.kill();
    }

    let node = place.start(&[]);
    block_on(async {
        let mut senders = [&mut batches, &mut tokens, &mut single];
        book.check(&node, &mut senders, &mut random, true).await;
        let mut transfers = 0;
        for sender in senders {
            transfers += check_every_nonce(&node, sender).await;
        }
        // The index was killed as often as the chain.
        let to_receiver = json!([null, null, RECEIVER.into_word()]);
        let filter = json!([{"fromBlock": "earliest", "toBlock": "latest", "topics": to_receiver}]);
        let events = node.call("eth_getLogs", filter).await;
        let events = events.as_array().map_or(0, Vec::len);
        assert_eq!(events, transfers, "events of transfers");
        check_burned(&node).await;
    });
    assert!(node.signal("TERM").success());
    let log = place.log();
    assert!(!log.contains("panicked"), "{}", place.log_tail());
    println!(
        "{kills} kills, {early} of them before the node was ready and {at_boundaries} at a stage boundary; {} \
         acknowledged transactions kept; the first receipt came at most {longest_stall:?} after a start; {:.0} s",
        book.len(),
        started.elapsed().as_secs_f64()
    );
    assert!(
        book.len() >= kills as usize,
        "too little was sent to say anything"
    );
}

/// How far the next stage boundary is, if it is near.
async fn time_to_boundary_ms(node: &Node) -> Option<u64> {
    let status = node.call("wepos_status", json!([])).await;
    let month = status["calendar"]["month"].as_u64()?;
    let left = status["calendar"]["monthEndsMs"]
        .as_u64()?
        .checked_sub(status["clock"]["nowMs"].as_u64()?)?;
    (STAGE_ENDS.contains(&month) && left < AIM_MS).then_some(left)
}

/// Nothing was issued but the ready accounts' PoS, so every stage that has ended was burned to the rest (R5).
async fn check_burned(node: &Node) {
    let month = node.call("wepos_status", json!([])).await["calendar"]["month"]
        .as_u64()
        .expect("a month is a number");
    let stages = [1_000_000, 6_000_000, 12_000_000, 24_000_000, 48_000_000];
    let ended = STAGE_ENDS
        .iter()
        .zip(stages)
        .filter(|(last, _)| month > **last);
    let allotted: u64 = ended.map(|(_, allotment)| allotment).sum();
    let ready = 13 * 10_000;
    let parts = check_supply(node).await;
    let burned = Amount::pos(allotted.saturating_sub(ready));
    assert_eq!(
        parts.burned,
        U256::from(burned.units()),
        "in month {month}: {parts:?}"
    );
}

/// Native transfers, several in a batch; then asks for their receipts until all are there.
async fn send_batches(node: &Node, sender: &mut Sender, book: &RefCell<&mut Book>) {
    let address = sender.address;
    loop {
        let first = sender.next;
        let (hashes, raw): (Vec<B256>, Vec<_>) = (0..TOGETHER)
            .map(|_| sender.sign(node.chain_id, RECEIVER, AMOUNT, Vec::new()))
            .unzip();
        let answers = node
            .batch("eth_sendRawTransaction", raw.iter().map(|raw| json!([raw])))
            .await;
        if answers
            .iter()
            .any(|answer| is_overtaken(answer.as_ref().err()))
        {
            sender.next = node.nonce(address).await;
            continue;
        }
        for answer in answers {
            answer.expect("a valid transaction is taken");
        }
        let mut waiting: Vec<(u64, B256)> = (first..).zip(hashes).collect();
        while !waiting.is_empty() {
            let hashes: Vec<B256> = waiting.iter().map(|(_, hash)| *hash).collect();
            let mut receipts = node.receipts(&hashes).await.into_iter();
            waiting.retain(|(nonce, _)| {
                let receipt = receipts.next().expect("every hash has an answer");
                if !receipt.is_null() {
                    book.borrow_mut().acknowledge(address, *nonce, &receipt);
                }
                receipt.is_null()
            });
        }
    }
}

/// Token transfers, every third of which fails: a failure is a receipt, too.
async fn send_tokens(node: &Node, sender: &mut Sender, book: &RefCell<&mut Book>) {
    loop {
        let amount = if sender.next % 3 == 2 {
            Amount::pos(50_000_000)
        } else {
            AMOUNT
        };
        let call = IToken::transferCall {
            to: RECEIVER,
            value: amount.into(),
        };
        send_sync(
            node,
            sender,
            book,
            addresses::TOKEN,
            Amount::ZERO,
            call.abi_encode(),
        )
        .await;
    }
}

/// Native transfers, each after the receipt of the one before.
async fn send_one_by_one(node: &Node, sender: &mut Sender, book: &RefCell<&mut Book>) {
    loop {
        send_sync(node, sender, book, RECEIVER, AMOUNT, Vec::new()).await;
    }
}

async fn send_sync(
    node: &Node,
    sender: &mut Sender,
    book: &RefCell<&mut Book>,
    to: Address,
    value: Amount,
    input: Vec<u8>,
) {
    let (address, nonce) = (sender.address, sender.next);
    let (_, raw) = sender.sign(node.chain_id, to, value, input);
    match node
        .try_call("eth_sendRawTransactionSync", json!([raw]))
        .await
    {
        Ok(receipt) => book.borrow_mut().acknowledge(address, nonce, &receipt),
        Err(error) if is_overtaken(Some(&error)) => sender.next = node.nonce(address).await,
        Err(error) => panic!("eth_sendRawTransactionSync: {error}"),
    }
}

/// A block from before the kill may become final after the start, with what was sent and never acknowledged.
fn is_overtaken(error: Option<&String>) -> bool {
    error.is_some_and(|error| error.starts_with("nonce too low") || error == "already known")
}
