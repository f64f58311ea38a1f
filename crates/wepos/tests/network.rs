//! Four validators and a follower as processes on this machine: whatever happens to them, nothing that a client was
//! told is lost, and no two of them say different things.
//!
//! `WEPOS_FAULTS` sets how many faults the long run draws, `WEPOS_SEED` repeats a run's choices.

#[path = "network/clients.rs"]
mod clients;
#[path = "network/cluster.rs"]
mod cluster;
// Attackers have addresses of their own, which loopback has on Linux only.
#[cfg(target_os = "linux")]
#[path = "network/flood.rs"]
mod flood;
#[cfg(target_os = "linux")]
#[path = "network/floods.rs"]
mod floods;
#[path = "network/link.rs"]
mod link;
// Other tests need all of it.
#[allow(dead_code)]
#[path = "support/program.rs"]
mod program;
#[path = "support/rpc.rs"]
mod rpc;
#[path = "support/wallet.rs"]
mod wallet;

use clients::{Clients, Pulse, check_agreement, level};
use cluster::{Cluster, Plan};
use rpc::{block_on, until};
use serde_json::json;
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};
use wallet::{Random, check_supply};

const VALIDATORS: usize = 4;

const FOLLOWERS: usize = 1;

/// Who sends.
const CLIENTS: [&str; 4] = ["alice", "bob", "carol", "nodeA"];

/// So short that faults fall on the ends of epochs.
const EPOCH_BLOCKS: u64 = 50;

/// Faults of the long run, if `WEPOS_FAULTS` does not say otherwise.
const FAULTS: u64 = 30;

/// Transactions that must be acknowledged while a fault lasts, and again after it.
const PROGRESS: usize = 12;

/// The longest that they may take: a bound for a busy machine, not what is aimed at.
const LIMIT: Duration = Duration::from_secs(60);

/// How long nothing may become final while no side has enough validators.
const SILENCE: Duration = Duration::from_secs(4);

/// What may happen to nodes, by their numbers.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// `kill -9` and a start.
    Kill(usize),
    /// It stands still, as a machine that swaps, and goes on.
    Stop(usize),
    /// No validator hears it, nor it any; clients do.
    Cut(usize),
    /// Its disk takes nothing more: it must stop by itself.
    FullDisk(usize),
    /// Two on each side.
    Split,
    /// `kill -9` of all validators at once.
    KillAll,
}

#[test]
fn nothing_that_was_acknowledged_is_lost_whatever_happens_to_validators_and_followers() {
    run(&[
        Fault::Kill(0),
        Fault::Kill(VALIDATORS),
        Fault::Stop(1),
        Fault::Cut(2),
        Fault::FullDisk(3),
        Fault::Split,
        Fault::KillAll,
    ]);
}

#[test]
#[ignore = "takes a quarter of an hour: cargo test -p wepos --test network -- --ignored --nocapture"]
fn nothing_that_was_acknowledged_is_lost_in_a_long_run_of_faults() {
    let faults = std::env::var("WEPOS_FAULTS").map_or(FAULTS, |text| {
        text.parse().expect("WEPOS_FAULTS is a number")
    });
    let mut random = Random::new();
    let faults: Vec<Fault> = (0..faults).map(|_| draw(&mut random)).collect();
    run(&faults);
}

/// What names our own figures: alerts, the dashboard, the page about them.
const NAMES_FIGURES: [&str; 3] = [
    include_str!("../../../deploy/alerts.yml"),
    include_str!("../../../deploy/dashboard.json"),
    include_str!("../../../docs/operating/monitoring.md"),
];

#[test]
fn every_figure_that_alerts_dashboard_and_pages_name_is_in_the_metrics() {
    block_on(async {
        let cluster = Cluster::start(&Plan {
            validators: 1,
            followers: 0,
            epoch_blocks: EPOCH_BLOCKS,
            roles: &CLIENTS,
        })
        .await;
        let answer = reqwest::get(format!("{}/metrics", cluster.nodes[0].rpc.url)).await;
        let metrics = answer.expect("an answer").text().await.expect("a text");
        let known: BTreeSet<&str> = metrics.split([' ', '{']).flat_map(str::lines).collect();
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let named = NAMES_FIGURES
            .iter()
            .flat_map(|text| text.split(|it| !is_letter(it)));
        let named: BTreeSet<&str> = named
            .filter(|word| ["wepos_", "runtime_"].iter().any(|it| word.starts_with(it)))
            .collect();
        assert!(named.len() > 8, "{named:?}");
        let missing: Vec<_> = named.difference(&known).collect();
        assert!(missing.is_empty(), "{missing:?}");
    });
}

fn draw(random: &mut Random) -> Fault {
    let kind = random.below(8);
    let mut one_of = |count: usize| random.below(count as u64) as usize;
    match kind {
        0 | 1 => Fault::Kill(one_of(VALIDATORS + FOLLOWERS)),
        2 | 3 => Fault::Stop(one_of(VALIDATORS + FOLLOWERS)),
        4 => Fault::Cut(one_of(VALIDATORS)),
        5 => Fault::FullDisk(one_of(VALIDATORS)),
        6 => Fault::Split,
        _ => Fault::KillAll,
    }
}

fn run(faults: &[Fault]) {
    block_on(async {
        let started = Instant::now();
        let mut cluster = Cluster::start(&Plan {
            validators: VALIDATORS,
            followers: FOLLOWERS,
            epoch_blocks: EPOCH_BLOCKS,
            roles: &CLIENTS,
        })
        .await;
        let rpcs = cluster.rpcs();
        println!("all answer after {:.1} s", started.elapsed().as_secs_f64());
        let clients = Clients::start(&rpcs, &CLIENTS);
        let pulse = Pulse::start(rpcs.clone());
        clients
            .progress("before anything happens", PROGRESS, LIMIT)
            .await;
        println!("without a fault: no block for at most {:?}", pulse.take());
        let mut filled = Vec::new();
        for fault in faults {
            let began = Instant::now();
            happen(*fault, &mut cluster, &clients, &pulse).await;
            clients
                .progress(&format!("after {fault:?}"), PROGRESS, LIMIT)
                .await;
            level(&rpcs, LIMIT).await;
            println!(
                "{fault:?}: over and caught up after {:.1} s",
                began.elapsed().as_secs_f64()
            );
            if let Fault::FullDisk(node) = fault {
                filled.push(*node);
            }
        }
        let (book, senders) = clients.end().await;
        let height = level(&rpcs, LIMIT).await;
        check_agreement(&rpcs, height, &book, &senders).await;
        for node in &rpcs {
            check_supply(node).await;
        }
        for (index, node) in cluster.nodes.iter().enumerate() {
            // A node that cannot write stops by a panic, by design of the storage.
            let panicked = node.log().contains("panicked") && !filled.contains(&index);
            assert!(!panicked, "{} panicked:\n{}", node.name, node.log_tail());
        }
        println!(
            "{} acknowledged transactions kept on {} nodes, in {height} blocks; {:.0} s",
            book.len(),
            rpcs.len(),
            started.elapsed().as_secs_f64()
        );
    });
}

/// Lets a fault happen, sees that the others go on, and mends it.
async fn happen(fault: Fault, cluster: &mut Cluster, clients: &Clients, pulse: &Pulse) {
    let during = format!("during {fault:?}");
    pulse.take();
    match fault {
        Fault::Kill(node) => {
            cluster.nodes[node].kill();
            clients.progress(&during, PROGRESS, LIMIT).await;
            println!("{fault:?}: no block for at most {:?}", pulse.take());
            cluster.nodes[node].restart().await;
        }
        Fault::Stop(node) => {
            cluster.nodes[node].signal("STOP");
            clients.progress(&during, PROGRESS, LIMIT).await;
            println!("{fault:?}: no block for at most {:?}", pulse.take());
            cluster.nodes[node].signal("CONT");
        }
        Fault::Cut(node) => {
            cluster.cut(&[node]);
            clients.progress(&during, PROGRESS, LIMIT).await;
            println!("{fault:?}: no block for at most {:?}", pulse.take());
            cluster.mend(&[node]);
        }
        Fault::FullDisk(node) => {
            let node = &mut cluster.nodes[node];
            node.fill_disk();
            let status = node.end().await;
            let log = node.log_tail();
            assert!(
                !status.success() && log.contains("make room"),
                "{status}:\n{log}"
            );
            clients.progress(&during, PROGRESS, LIMIT).await;
            println!("{fault:?}: no block for at most {:?}", pulse.take());
            node.restart().await;
        }
        Fault::Split => {
            let side = [0, 1];
            cluster.cut(&side);
            // What is on its way may arrive.
            tokio::time::sleep(Duration::from_secs(1)).await;
            let rpcs = &cluster.rpcs()[..cluster.validators];
            let mut before = 0;
            for node in rpcs {
                before = before.max(node.height().await);
            }
            tokio::time::sleep(SILENCE).await;
            for node in rpcs {
                let after = node.height().await;
                assert!(after <= before, "two of four decided block {after}");
            }
            cluster.mend(&side);
        }
        Fault::KillAll => {
            let validators = &mut cluster.nodes[..cluster.validators];
            for node in validators.iter_mut() {
                node.signal("KILL");
            }
            for node in validators {
                node.kill();
                // They need each other to answer: all start before any is waited for.
                node.spawn();
            }
            let rpcs = cluster.rpcs();
            until("all validators answer again", LIMIT, async || {
                let asked = rpcs
                    .iter()
                    .map(|node| node.try_call("eth_blockNumber", json!([])));
                futures::future::join_all(asked)
                    .await
                    .iter()
                    .all(Result::is_ok)
            })
            .await;
        }
    }
}
