//! The driver: accounts, signed transfers, request bodies made before the clock starts, and the check afterwards.

use super::node::{Node, cpu_of};
use alloy_consensus::{
    SignableTransaction as _, TxEip1559, TxEnvelope, crypto::secp256k1::sign_message,
};
use alloy_eips::eip2718::Encodable2718 as _;
use alloy_primitives::{Address, B256, Bytes, TxKind, hex, keccak256};
use alloy_sol_types::SolCall as _;
use anyhow::{Context as _, bail, ensure};
use rayon::prelude::*;
use std::{
    fmt::Write as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use wepos_abi::{IToken, addresses};
use wepos_chain::{
    amounts::Amount,
    genesis::{DailyLimit, DevelopmentNetwork, Genesis, ReadyAccount, SeedKey, ValidatorEntry},
    header,
    time::Timestamp,
    transaction::CheckedTransaction,
};

/// Transactions in one JSON-RPC batch.
const BATCH: usize = 100;

/// Transfers sent but not final, in all: what keeps the pool filled without overflowing it.
const WINDOW: usize = 12_000;

/// How often the driver asks how far the node is: seldom enough that the answers cost nothing beside the transfers.
const POLL: Duration = Duration::from_millis(20);

/// What each sender starts with.
const START: Amount = Amount::pos(100);

/// What each transfer moves: 10⁻⁶ PoS, so that every sender can send all of its transfers.
const MOVED: Amount = Amount::from_units(1_000_000_000_000);

/// What opens an account: the least that does (R15).
const OPENING: Amount = Amount::from_units(10_000_000_000_000_000);

/// The gas limit that a wallet would set for either kind.
const GAS_LIMIT: u64 = 60_000;

/// How long the driver waits without any progress before it gives up.
const STALL: Duration = Duration::from_secs(30);

/// Accounts and the plan of transfers among them: in round `n` every sender sends its `n`th transaction to the next
/// one.
pub(super) struct Load {
    secrets: Vec<B256>,
    addresses: Vec<Address>,
    transactions: usize,
    native_only: bool,
}

impl Load {
    pub(super) fn prepare(senders: usize, transactions: usize) -> Self {
        let secrets: Vec<B256> = (0..senders)
            .map(|index| keccak256(format!("wepos bench {index}")))
            .collect();
        let addresses = secrets.par_iter().map(address_of).collect();
        Self {
            secrets,
            addresses,
            transactions,
            native_only: false,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.transactions
    }

    pub(super) fn addresses(&self) -> &[Address] {
        &self.addresses
    }

    /// A development genesis that funds the senders and limits nobody. The validator is replaced by the node's own.
    pub(super) fn genesis(&self) -> anyhow::Result<Genesis> {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
        let ready_accounts =
            self.addresses
                .iter()
                .enumerate()
                .map(|(index, address)| ReadyAccount {
                    role: format!("bench{index}"),
                    address: *address,
                    amount: START,
                });
        let probe = ReadyAccount {
            role: "probe".into(),
            address: address_of(&probe()),
            amount: START,
        };
        let seed = header::SeedKey::derive(&[1; 32]).public_key().to_vec();
        let mut genesis = Genesis::development(DevelopmentNetwork {
            launch: Timestamp::from_millis(now.as_millis() as u64),
            chain_id: None,
            month_length_ms: None,
            validators: vec![ValidatorEntry {
                name: "benchmark".into(),
                public_key: B256::repeat_byte(1),
                seed_key: SeedKey::new(seed).context("a seed key has 96 bytes")?,
            }],
            ready_accounts: ready_accounts.chain([probe]).collect(),
        })?;
        let unlimited = DailyLimit {
            transactions: u32::MAX,
            bytes: u64::from(u32::MAX),
        };
        genesis.limits.daily.anchored = unlimited;
        Ok(genesis)
    }

    fn sender_of(&self, index: usize) -> usize {
        index % self.secrets.len()
    }

    /// How many of the transfers a sender sends.
    fn sent_by(&self, sender: usize) -> usize {
        let (rounds, rest) = (
            self.transactions / self.secrets.len(),
            self.transactions % self.secrets.len(),
        );
        rounds + usize::from(sender < rest)
    }

    /// The same accounts with at most `transactions` native transfers: for peers without our token.
    pub(super) fn native_only(&self, transactions: usize) -> Self {
        Self {
            secrets: self.secrets.clone(),
            addresses: self.addresses.clone(),
            transactions: transactions.min(self.transactions),
            native_only: true,
        }
    }

    fn is_erc20(&self, index: usize) -> bool {
        !self.native_only && (index / self.secrets.len()) % 2 == 1
    }

    /// The signed bytes of every transfer, round by round.
    pub(super) fn sign(&self, chain_id: u64) -> Vec<Bytes> {
        (0..self.transactions)
            .into_par_iter()
            .map(|index| self.transfer(index, chain_id))
            .collect()
    }

    fn transfer(&self, index: usize, chain_id: u64) -> Bytes {
        let sender = self.sender_of(index);
        let to = self.addresses[(sender + 1) % self.addresses.len()];
        let nonce = (index / self.secrets.len()) as u64;
        if self.is_erc20(index) {
            let input = IToken::transferCall {
                to,
                value: MOVED.into(),
            }
            .abi_encode();
            return sign(
                &self.secrets[sender],
                chain_id,
                nonce,
                addresses::TOKEN,
                Amount::ZERO,
                input,
            );
        }
        sign(
            &self.secrets[sender],
            chain_id,
            nonce,
            to,
            MOVED,
            Vec::new(),
        )
    }

    /// The signed bytes of transfers that open `accounts` accounts, after all of [`Load::sign`], round by round.
    pub(super) fn openings(&self, chain_id: u64, accounts: usize) -> Vec<Bytes> {
        (0..accounts)
            .into_par_iter()
            .map(|index| {
                let to = Address::from_word(keccak256(format!("wepos bench account {index}")));
                let sender = self.sender_of(index);
                let nonce = self.sent_by(sender) + index / self.secrets.len();
                let secret = &self.secrets[sender];
                sign(secret, chain_id, nonce as u64, to, OPENING, Vec::new())
            })
            .collect()
    }

    /// JSON-RPC batches by connection: a sender's transactions all go through one, in order.
    pub(super) fn bodies(&self, signed: &[Bytes], connections: usize) -> Vec<Vec<(usize, String)>> {
        let mut queues: Vec<Vec<&Bytes>> = vec![Vec::new(); connections];
        for (index, raw) in signed.iter().enumerate() {
            queues[self.sender_of(index) % connections].push(raw);
        }
        queues
            .par_iter()
            .map(|queue| {
                queue
                    .chunks(BATCH)
                    .map(|chunk| (chunk.len(), body(chunk)))
                    .collect()
            })
            .collect()
    }

    /// Sends everything and waits until every sender's nonce is used: for peers, whose blocks are theirs to make.
    pub(super) async fn drive_until_nonces(
        &self,
        client: &reqwest::Client,
        url: &str,
        bodies: Vec<Vec<(usize, String)>>,
    ) -> anyhow::Result<()> {
        let tasks: Vec<_> = bodies
            .into_iter()
            .map(|bodies| {
                let (client, url) = (client.clone(), url.to_owned());
                tokio::spawn(async move {
                    for (_, body) in bodies {
                        send(&client, &url, body).await?;
                    }
                    anyhow::Ok(())
                })
            })
            .collect();
        for task in tasks {
            task.await??;
        }
        let started = Instant::now();
        for (sender, address) in self.addresses.iter().enumerate() {
            let sent = self.sent_by(sender);
            let want = serde_json::json!(format!("{sent:#x}"));
            let params = serde_json::json!([address, "latest"]);
            while super::node::request(client, url, "eth_getTransactionCount", params.clone())
                .await?
                != want
            {
                ensure!(started.elapsed() < STALL * 4, "no progress");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Ok(())
    }

    /// Every sender's nonce and balance are what the plan says.
    pub(super) async fn check_balances(&self, node: &Node) -> anyhow::Result<()> {
        let count = self.secrets.len();
        for (index, address) in self.addresses.iter().enumerate() {
            let received = self.sent_by((index + count - 1) % count) as u128;
            let sent = self.sent_by(index) as u128;
            let expected = START.units() + received * MOVED.units() - sent * MOVED.units();
            let balance = node.quantity("eth_getBalance", *address).await?;
            ensure!(
                balance == expected,
                "{address} has {balance}, and {expected} is right"
            );
            let nonce = node.quantity("eth_getTransactionCount", *address).await?;
            ensure!(
                nonce == sent,
                "{address} sent {nonce} transactions of {sent}"
            );
        }
        Ok(())
    }
}

pub(super) fn sign(
    secret: &B256,
    chain_id: u64,
    nonce: u64,
    to: Address,
    value: Amount,
    input: Vec<u8>,
) -> Bytes {
    let transaction = TxEip1559 {
        chain_id,
        nonce,
        gas_limit: GAS_LIMIT,
        to: TxKind::Call(to),
        value: value.into(),
        input: input.into(),
        ..TxEip1559::default()
    };
    let signature = sign_message(*secret, transaction.signature_hash()).expect("the key is valid");
    TxEnvelope::Eip1559(transaction.into_signed(signature))
        .encoded_2718()
        .into()
}

fn body(chunk: &[&Bytes]) -> String {
    let mut body = String::with_capacity(chunk.len() * 480);
    body.push('[');
    for (index, raw) in chunk.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let raw = hex::encode(raw);
        write!(
            body,
            r#"{comma}{{"jsonrpc":"2.0","id":{index},"method":"eth_sendRawTransaction","params":["0x{raw}"]}}"#
        )
        .expect("writing to a string cannot fail");
    }
    body.push(']');
    body
}

/// Signature recovery and nothing else, on `threads` threads: what bounds every chain of signed transfers. Per second,
/// and CPU microseconds for each.
pub(super) fn recover(
    sample: &[Bytes],
    chain_id: u64,
    threads: usize,
) -> anyhow::Result<(f64, f64)> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()?;
    let this = std::process::id();
    let (cpu, started) = (cpu_of(this)?, Instant::now());
    pool.install(|| {
        sample.par_iter().for_each(|raw| {
            CheckedTransaction::check(raw.clone(), chain_id)
                .expect("the benchmark signs valid transactions");
        });
    });
    let seconds = started.elapsed().as_secs_f64();
    let cpu = (cpu_of(this)? - cpu).as_secs_f64();
    let count = sample.len() as f64;
    Ok((count / seconds, cpu * 1e6 / count))
}

async fn send(client: &reqwest::Client, url: &str, body: String) -> anyhow::Result<()> {
    let request = client
        .post(url)
        .header("content-type", "application/json")
        .body(body);
    let answer = request.send().await?.text().await?;
    if let Some(position) = answer.find("\"error\"") {
        let text: String = answer[position..].chars().take(300).collect();
        bail!("a transfer was refused: {text}");
    }
    Ok(())
}

/// Sends everything and waits until it is final.
pub(super) async fn drive(
    node: &Node,
    bodies: Vec<Vec<(usize, String)>>,
    total: usize,
) -> anyhow::Result<()> {
    let sent = Arc::new(AtomicUsize::new(0));
    let done = Arc::new(AtomicUsize::new(0));
    // Before anything is sent: the transfers of every block after this one count.
    let mut block = node.block_number().await?;
    let tasks: Vec<_> = bodies
        .into_iter()
        .map(|bodies| {
            let (client, url) = (node.client().clone(), node.url().to_owned());
            let (sent, done) = (sent.clone(), done.clone());
            tokio::spawn(async move {
                for (count, body) in bodies {
                    while sent.load(Ordering::Relaxed) > done.load(Ordering::Relaxed) + WINDOW {
                        tokio::time::sleep(Duration::from_millis(2)).await;
                    }
                    sent.fetch_add(count, Ordering::Relaxed);
                    send(&client, &url, body).await?;
                }
                anyhow::Ok(())
            })
        })
        .collect();
    let (mut last, mut progress) = (0, Instant::now());
    let bar = indicatif::ProgressBar::new(total as u64);
    while done.load(Ordering::Relaxed) < total {
        let tip = node.block_number().await?;
        for number in block + 1..=tip {
            done.fetch_add(node.transaction_count(number).await?, Ordering::Relaxed);
        }
        block = tip;
        let now = done.load(Ordering::Relaxed);
        bar.set_position(now as u64);
        if now != last {
            (last, progress) = (now, Instant::now());
        }
        // A task that ended before everything was sent has failed; its error comes below.
        let stuck =
            progress.elapsed() > Duration::from_secs(2) && sent.load(Ordering::Relaxed) < total;
        if stuck && tasks.iter().any(|task| task.is_finished()) {
            break;
        }
        ensure!(
            progress.elapsed() < STALL,
            "no progress at {now} of {total} transfers"
        );
        tokio::time::sleep(POLL).await;
    }
    bar.finish_and_clear();
    for task in tasks {
        task.await??;
    }
    ensure!(
        done.load(Ordering::Relaxed) >= total,
        "not every transfer became final"
    );
    Ok(())
}

/// The median time from sending one transaction to its receipt, on an idle node, in milliseconds.
pub(super) async fn receipt_latency(node: &Node, samples: u64) -> anyhow::Result<f64> {
    let secret = probe();
    let address = address_of(&secret);
    let mut milliseconds = Vec::new();
    for nonce in 0..samples {
        let raw = sign(&secret, node.chain_id(), nonce, address, MOVED, Vec::new());
        let started = Instant::now();
        let receipt = node
            .request("eth_sendRawTransactionSync", serde_json::json!([raw]))
            .await?;
        milliseconds.push(started.elapsed().as_secs_f64() * 1e3);
        ensure!(
            receipt["status"] == "0x1",
            "the probe's transaction failed: {receipt}"
        );
        // Not in step with the heartbeat.
        tokio::time::sleep(Duration::from_millis(7)).await;
    }
    milliseconds.sort_by(f64::total_cmp);
    Ok(milliseconds[milliseconds.len() / 2])
}

/// An account of its own for the latency, so that the plan of transfers stays as it is.
fn probe() -> B256 {
    keccak256("wepos bench probe")
}

fn address_of(secret: &B256) -> Address {
    alloy_signer_local::PrivateKeySigner::from_bytes(secret)
        .expect("a hash is a valid key")
        .address()
}
