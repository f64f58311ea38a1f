//! A network that is flooded, and what an honest account notices of it.

use crate::{
    clients::{Book, check_agreement, level},
    cluster::{CONNECTIONS, Cluster, Node, Plan},
    flood,
    rpc::{block_on, number, until},
    wallet::Sender,
};
use alloy_primitives::Address;
use serde_json::{Value, json};
use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use wepos_chain::amounts::Amount;

/// So short that the end of one falls into a flood.
const EPOCH_BLOCKS: u64 = 50;

/// The longest that nodes may take to come to the same block.
const LIMIT: Duration = Duration::from_secs(60);

/// Who receives what is honestly sent.
const RECEIVER: Address = Address::repeat_byte(7);

/// Memory of a node that is flooded: its pool (256 MiB), recent blocks and states, large messages (128 MiB), all full.
const MEGABYTES: u64 = 1_024;

/// How long the flood of transactions lasts.
const FLOOD: Duration = Duration::from_secs(20);

/// Proposals within which an honest transaction must land, counted from when a node took it.
const WITHIN: u64 = 2;

#[test]
fn an_honest_account_is_served_while_one_sender_and_many_newcomers_flood() {
    block_on(async {
        let cluster = Cluster::start(&Plan {
            validators: 4,
            followers: 0,
            epoch_blocks: EPOCH_BLOCKS,
            roles: &flood::ROLES,
        })
        .await;
        let rpcs = cluster.rpcs();
        flood::open_campaign(&rpcs[3]).await;
        let counts: [Arc<flood::Counts>; 3] = Default::default();
        let floods = [
            // Each at another node than the honest one: what they send reaches it by gossip.
            tokio::spawn(flood::one_sender(rpcs[0].clone(), 0, counts[0].clone())),
            tokio::spawn(flood::newcomers(rpcs[1].clone(), 100, counts[1].clone())),
            tokio::spawn(flood::newcomers(rpcs[0].clone(), 200, counts[1].clone())),
            tokio::spawn(flood::junk(rpcs[2].clone(), 300, counts[2].clone())),
            tokio::spawn(flood::strangers(cluster.p2p[3], 400)),
        ];
        let (mut alice, started, honest) = (Sender::of_role("alice"), Instant::now(), &rpcs[3]);
        let mut waits = Vec::new();
        while started.elapsed() < FLOOD {
            let (hash, raw) = alice.sign(honest.chain_id, RECEIVER, Amount::pos(1), Vec::new());
            honest.call("eth_sendRawTransaction", json!([raw])).await;
            let taken_at = SystemTime::now().duration_since(UNIX_EPOCH);
            let taken_at = taken_at.expect("it is after 1970").as_millis();
            let mut receipt = Value::Null;
            until("an honest transaction is final", LIMIT, async || {
                receipt = honest
                    .call("eth_getTransactionReceipt", json!([hash]))
                    .await;
                !receipt.is_null()
            })
            .await;
            assert_eq!(receipt["status"], "0x1", "{receipt}");
            // Blocks that were proposed before could not have it. A block's time is its proposer's clock.
            let mut height = number(&receipt["blockNumber"]);
            let mut blocks = 0;
            while u128::from(number(&honest.block(height).await["timestampMillis"])) > taken_at {
                (height, blocks) = (height - 1, blocks + 1);
            }
            waits.push(blocks);
        }
        for flood in floods {
            assert!(!flood.is_finished(), "a flood ended before the test did");
            flood.abort();
        }
        let [taken, refused, unanswered] = [
            |counts: &flood::Counts| counts.taken.load(Ordering::Relaxed),
            |counts: &flood::Counts| counts.refused.load(Ordering::Relaxed),
            |counts: &flood::Counts| counts.unanswered.load(Ordering::Relaxed),
        ]
        .map(|count| counts.each_ref().map(|counts| count(counts)));
        println!(
            "one sender, newcomers, junk: taken {taken:?}, refused {refused:?}, unanswered {unanswered:?}"
        );
        println!(
            "{} honest transactions landed in proposals after they were taken: {waits:?}",
            waits.len()
        );
        let megabytes: Vec<u64> = cluster.nodes.iter().map(Node::resident_megabytes).collect();
        println!("MiB resident: {megabytes:?}");
        assert!(
            taken[0] > 0 && taken[1] > 0 && refused.iter().all(|count| *count > 0),
            "no flood"
        );
        assert_eq!(taken[2], 0, "junk was taken");
        assert!(
            waits.iter().all(|blocks| *blocks <= WITHIN),
            "an honest transaction waited"
        );
        assert!(
            megabytes.iter().all(|megabytes| *megabytes < MEGABYTES),
            "{megabytes:?} MiB"
        );
        let height = level(&rpcs, LIMIT).await;
        check_agreement(&rpcs, height, &Book::default(), &[]).await;
    });
}

/// Connections of each attacker that talks slowly; more than one address may have.
const SLOW: usize = 220;

/// How long slow and deaf clients are let be: longer than the node waits for the head of a request.
const SLOWLY: Duration = Duration::from_secs(18);

/// How long somebody else may have to wait for an answer meanwhile.
const ANSWER: Duration = Duration::from_secs(5);

#[test]
fn a_node_goes_on_under_requests_that_are_none() {
    block_on(async {
        let cluster = Cluster::start(&Plan {
            validators: 1,
            followers: 0,
            epoch_blocks: EPOCH_BLOCKS,
            roles: &["alice"],
        })
        .await;
        let (node, attacker) = (&cluster.nodes[0].rpc, flood::address);

        let large = vec![b' '; 6 * 1024 * 1024];
        let answer = flood::request(node, attacker(0), "POST /", &large).await;
        // Refused by its length, before it is read; whoever still sends may not hear why.
        assert!(answer.is_empty() || answer.contains(" 413 "), "{answer}");
        let many = format!("[{}{{}}]", "{},".repeat(1_000_000));
        let answer = flood::request(node, attacker(1), "POST /", many.as_bytes()).await;
        assert!(answer.contains("batch too large"), "{answer}");
        let deep = "[".repeat(4 * 1024 * 1024);
        let answer = flood::request(node, attacker(2), "POST /", deep.as_bytes()).await;
        assert!(answer.contains("error"), "{answer}");
        let deep = format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":{}{}}}",
            "[".repeat(1_000_000),
            "]".repeat(1_000_000)
        );
        let answer = flood::request(node, attacker(3), "POST /", deep.as_bytes()).await;
        assert!(answer.contains("error"), "{answer}");
        let endless = format!("POST /{}", "x".repeat(1024 * 1024));
        let answer = flood::request(node, attacker(4), &endless, b"").await;
        assert!(
            answer.is_empty() || answer.contains(" 431 ") || answer.contains(" 414 "),
            "{answer}"
        );

        let slow = [10, 11, 12]
            .map(|number| tokio::spawn(flood::dribble(node.clone(), attacker(number), SLOW)));
        let mut deaf = Vec::new();
        for _ in 0..SLOW {
            deaf.extend(flood::deaf_socket(node, attacker(20)).await);
        }
        println!(
            "{} of {SLOW} deaf sockets of one address were taken",
            deaf.len()
        );
        assert!(deaf.len() <= CONNECTIONS, "{} of one address", deaf.len());
        let (mut alice, started) = (Sender::of_role("alice"), Instant::now());
        let mut slowest = Duration::ZERO;
        let mut sent = 0;
        while started.elapsed() < SLOWLY {
            let asked = Instant::now();
            let (_, raw) = alice.sign(node.chain_id, RECEIVER, Amount::pos(1), Vec::new());
            let receipt = node.call("eth_sendRawTransactionSync", json!([raw])).await;
            assert_eq!(receipt["status"], "0x1", "{receipt}");
            slowest = slowest.max(asked.elapsed());
            sent += 1;
        }
        let megabytes = cluster.nodes[0].resident_megabytes();
        println!(
            "{sent} transactions landed meanwhile, the slowest after {slowest:?}; {megabytes} MiB resident"
        );
        assert!(slowest < ANSWER, "{slowest:?}");
        assert!(megabytes < MEGABYTES, "{megabytes} MiB");
        for slow in slow {
            slow.abort();
        }
        drop(deaf);
        let log = cluster.nodes[0].log();
        assert!(!log.contains("panicked"), "{}", cluster.nodes[0].log_tail());
    });
}
