//! The driver: accounts, signed transfers, request bodies made before the clock starts, and the check afterwards.

use super::node::{Rpc, cpu_of};
use alloy_consensus::{
    SignableTransaction as _, TxEip1559, TxEnvelope, crypto::secp256k1::sign_message,
};
use alloy_eips::eip2718::Encodable2718 as _;
use alloy_primitives::{Address, B256, Bytes, TxKind, hex, keccak256};
use alloy_sol_types::{Eip712Domain, SolCall};
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
use wepos_abi::{
    ICampaigns, IToken, addresses,
    attestation::{SIGNATURE_BYTES, Ticket, digest},
};
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

/// An account of its own for the latency, so that the plan of transactions stays as it is.
pub(super) const PROBE: &str = "probe";

/// The seats of the committee; a development network gives them to the accounts of these roles.
pub(super) const SEATS: [&str; 2] = ["wetez", "sorosreport"];

/// Who proposes the campaigns.
pub(super) const ORGANISER: &str = "organiser";

/// Everybody beside the senders. The last three review what is submitted.
pub(super) const PARTS: [&str; 7] = [
    PROBE,
    SEATS[0],
    SEATS[1],
    ORGANISER,
    "reviewer1",
    "reviewer2",
    "reviewer3",
];

/// A month where campaigns are measured: so short that a stage can be seen to its end, and so long that everything is
/// submitted before the campaigns close.
pub(super) const MONTH_MS: u64 = 2 * 60 * 60 * 1_000;

/// What each sender starts with, and everybody else who has a part.
const START: Amount = Amount::pos(100);

/// What each transfer moves: 10⁻⁶ PoS, so that every sender can send all of its transfers.
const MOVED: Amount = Amount::from_units(1_000_000_000_000);

/// What opens an account: the least that does (R15).
const OPENING: Amount = Amount::from_units(10_000_000_000_000_000);

/// The gas limit that a wallet would set for any of the load's transactions.
const GAS_LIMIT: u64 = 60_000;

/// What a redemption may use: two signatures are checked.
const REDEMPTION_GAS_LIMIT: u64 = 200_000;

/// A gas limit for those with a part of their own: it covers the decision that opens a campaign.
const PART_GAS_LIMIT: u64 = 1_000_000;

/// What the key is derived from that signs the tickets of all campaigns.
const KEY: &str = "campaign key";

/// The address of that key.
pub(super) fn campaign_key() -> Address {
    address_of(&secret_of(KEY))
}

/// How long the driver waits without any progress before it gives up.
const STALL: Duration = Duration::from_secs(30);

/// What the transactions of a load do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// Native transfers and ERC-20 transfers, round by round in turn, each to the next sender.
    Transfer,
    /// Native transfers alone: for peers without our token.
    NativeTransfer,
    /// Submissions to campaigns, one campaign for each round, each with contents of its own.
    Submission,
    /// Tickets that are redeemed, one campaign for each round and one number for each sender.
    Redemption,
}

impl Operation {
    /// One of them, in a sentence.
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Transfer | Self::NativeTransfer => "transfer",
            Self::Submission => "submission",
            Self::Redemption => "redemption",
        }
    }

    /// Whether it needs campaigns, and months that a clock can be moved through.
    pub(super) const fn needs_campaigns(self) -> bool {
        matches!(self, Self::Submission | Self::Redemption)
    }
}

/// Accounts and the plan of what they do: in round `n` every sender sends its `n`th transaction.
#[derive(Clone)]
pub(super) struct Load {
    pub(super) operation: Operation,
    secrets: Vec<B256>,
    addresses: Vec<Address>,
    transactions: usize,
    /// What the keys of campaigns and tickets sign for.
    pub(super) domain: Eip712Domain,
}

impl Load {
    pub(super) fn prepare(operation: Operation, senders: usize, transactions: usize) -> Self {
        let secrets: Vec<B256> = (0..senders)
            .map(|index| keccak256(format!("wepos bench {index}")))
            .collect();
        let addresses = secrets.par_iter().map(address_of).collect();
        Self {
            operation,
            secrets,
            addresses,
            transactions,
            domain: Eip712Domain::default(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.transactions
    }

    pub(super) fn addresses(&self) -> &[Address] {
        &self.addresses
    }

    /// How often each sender sends, at most.
    pub(super) fn rounds(&self) -> usize {
        self.transactions.div_ceil(self.secrets.len())
    }

    /// How many transactions round `round` has, from 0.
    pub(super) fn of_round(&self, round: usize) -> usize {
        let before = round * self.secrets.len();
        self.transactions
            .saturating_sub(before)
            .min(self.secrets.len())
    }

    /// A development genesis that funds the senders and limits nobody. The validator is replaced by the node's own.
    pub(super) fn genesis(&self) -> anyhow::Result<Genesis> {
        let seed = header::SeedKey::derive(&[1; 32]).public_key().to_vec();
        self.genesis_of(vec![ValidatorEntry {
            name: "benchmark".into(),
            public_key: B256::repeat_byte(1),
            seed_key: SeedKey::new(seed).context("a seed key has 96 bytes")?,
            address: String::new(),
        }])
    }

    /// The same for a network of these validators.
    pub(super) fn genesis_of(&self, validators: Vec<ValidatorEntry>) -> anyhow::Result<Genesis> {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
        let ready = |role: String, address| ReadyAccount {
            role,
            address,
            amount: START,
        };
        let senders = self.addresses.iter().enumerate();
        let senders = senders.map(|(index, address)| ready(format!("bench{index}"), *address));
        let parts = PARTS.map(|role| ready(role.into(), address_of(&secret_of(role))));
        let mut genesis = Genesis::development(DevelopmentNetwork {
            launch: Timestamp::from_millis(now.as_millis() as u64),
            chain_id: None,
            month_length_ms: self.operation.needs_campaigns().then_some(MONTH_MS),
            validators,
            ready_accounts: senders.chain(parts).collect(),
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

    /// How many of the transactions a sender sends.
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
            operation: Operation::NativeTransfer,
            secrets: self.secrets.clone(),
            addresses: self.addresses.clone(),
            transactions: transactions.min(self.transactions),
            domain: self.domain.clone(),
        }
    }

    /// The signed bytes of every transaction, round by round.
    pub(super) fn sign(&self, chain_id: u64) -> Vec<Bytes> {
        (0..self.transactions)
            .into_par_iter()
            .map(|index| self.transaction(index, chain_id))
            .collect()
    }

    fn transaction(&self, index: usize, chain_id: u64) -> Bytes {
        let (sender, round) = (self.sender_of(index), index / self.secrets.len());
        let next = self.addresses[(sender + 1) % self.addresses.len()];
        let (to, value, input) = match self.operation {
            Operation::Transfer if round % 2 == 1 => {
                let value = MOVED.into();
                let call = IToken::transferCall { to: next, value };
                (addresses::TOKEN, Amount::ZERO, call.abi_encode())
            }
            Operation::Transfer | Operation::NativeTransfer => (next, MOVED, Vec::new()),
            Operation::Submission => {
                let call = ICampaigns::submitCall {
                    campaign: round as u64 + 1,
                    content: content(index),
                };
                (addresses::CAMPAIGNS, Amount::ZERO, call.abi_encode())
            }
            Operation::Redemption => {
                let call = self.redemption(round as u64 + 1, sender);
                (addresses::CAMPAIGNS, Amount::ZERO, call.abi_encode())
            }
        };
        let gas_limit = match self.operation {
            Operation::Redemption => REDEMPTION_GAS_LIMIT,
            _ => GAS_LIMIT,
        };
        sign(
            &self.secrets[sender],
            chain_id,
            round as u64,
            to,
            value,
            input,
            gas_limit,
        )
    }

    /// The call by which a sender redeems its ticket of a campaign.
    fn redemption(&self, campaign: u64, sender: usize) -> ICampaigns::redeemCall {
        let number = sender as u32 + 1;
        let account = self.addresses[sender];
        let secret = secret_of(&format!("ticket {campaign} {number}"));
        let mut ticket = Ticket {
            campaign,
            number,
            expires_at: 0,
            secret,
            signature: [0; SIGNATURE_BYTES],
        };
        let signed = |secret: B256, hash| {
            let signature = sign_message(secret, hash).expect("the key is valid");
            signature.as_bytes()
        };
        let attestation = ticket.attestation(address_of(&secret));
        ticket.signature = signed(secret_of(KEY), digest(&attestation, &self.domain));
        let redemption = digest(&ticket.redemption(account), &self.domain);
        ICampaigns::redeemCall {
            attestation,
            signature: ticket.signature.into(),
            account,
            holderSignature: signed(secret, redemption).into(),
        }
    }

    /// The signed bytes of transfers that open `accounts` accounts, after all of [`Load::sign`], round by round.
    pub(super) fn openings(&self, chain_id: u64, accounts: usize) -> Vec<Bytes> {
        (0..accounts)
            .into_par_iter()
            .map(|index| {
                let to = opened(index);
                let sender = self.sender_of(index);
                let nonce = self.sent_by(sender) + index / self.secrets.len();
                let secret = &self.secrets[sender];
                sign(
                    secret,
                    chain_id,
                    nonce as u64,
                    to,
                    OPENING,
                    Vec::new(),
                    GAS_LIMIT,
                )
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

    /// Every sender's balance is what the plan of transfers says.
    pub(super) async fn check_balances(&self, node: &Rpc) -> anyhow::Result<()> {
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
        }
        Ok(())
    }

    /// One of a hundred accounts that were opened has what it was opened with.
    pub(super) async fn check_openings(&self, node: &Rpc, accounts: usize) -> anyhow::Result<()> {
        for index in (0..accounts).step_by(100) {
            let address = opened(index);
            let balance = node.quantity("eth_getBalance", address).await?;
            ensure!(
                balance == OPENING.units(),
                "{address} has {balance}, and {} is right",
                OPENING.units()
            );
        }
        Ok(())
    }

    /// Every sender's nonce is what the plan says.
    pub(super) async fn check_nonces(&self, node: &Rpc) -> anyhow::Result<()> {
        for (index, address) in self.addresses.iter().enumerate() {
            let sent = self.sent_by(index) as u128;
            let nonce = node.quantity("eth_getTransactionCount", *address).await?;
            ensure!(
                nonce == sent,
                "{address} sent {nonce} transactions of {sent}"
            );
        }
        Ok(())
    }
}

/// What somebody submits: a link with a line about it, and no other one like it.
fn content(index: usize) -> String {
    format!("https://example.org/tutorials/{index} — 委托入门教程，附截图与常见问题。")
}

fn sign(
    secret: &B256,
    chain_id: u64,
    nonce: u64,
    to: Address,
    value: Amount,
    input: Vec<u8>,
    gas_limit: u64,
) -> Bytes {
    let transaction = TxEip1559 {
        chain_id,
        nonce,
        gas_limit,
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
        bail!("a transaction was refused: {text}");
    }
    Ok(())
}

/// Sends everything, each connection to the next of the nodes, and waits until it is final at the first.
pub(super) async fn drive(
    nodes: &[Rpc],
    bodies: Vec<Vec<(usize, String)>>,
    total: usize,
) -> anyhow::Result<()> {
    let sent = Arc::new(AtomicUsize::new(0));
    let done = Arc::new(AtomicUsize::new(0));
    let node = nodes.first().context("there is a node")?;
    // Before anything is sent: the transactions of every block after this one count.
    let mut block = node.block_number().await?;
    let tasks: Vec<_> = bodies
        .into_iter()
        .zip(nodes.iter().cycle())
        .map(|(bodies, node)| {
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
            "no progress at {now} of {total} transactions"
        );
        tokio::time::sleep(POLL).await;
    }
    bar.finish_and_clear();
    for task in tasks {
        task.await??;
    }
    ensure!(
        done.load(Ordering::Relaxed) >= total,
        "not every transaction became final"
    );
    Ok(())
}

/// Somebody with a part of their own, who sends one transaction after the other.
pub(super) struct Part<'a> {
    node: &'a Rpc,
    secret: B256,
    address: Address,
    nonce: u64,
}

impl<'a> Part<'a> {
    pub(super) async fn new(node: &'a Rpc, role: &str) -> anyhow::Result<Self> {
        let secret = secret_of(role);
        let address = address_of(&secret);
        let nonce = node.quantity("eth_getTransactionCount", address).await?;
        Ok(Self {
            node,
            secret,
            address,
            nonce: nonce as u64,
        })
    }

    /// Calls a function of a module, and waits until it is final.
    pub(super) async fn call<C: SolCall>(&mut self, to: Address, call: &C) -> anyhow::Result<()> {
        self.send(to, Amount::ZERO, call.abi_encode())
            .await
            .with_context(|| C::SIGNATURE)
    }

    /// Sends itself a little, and waits until that is final: how many milliseconds it took.
    pub(super) async fn receipt(&mut self) -> anyhow::Result<f64> {
        let started = Instant::now();
        self.send(self.address, MOVED, Vec::new()).await?;
        Ok(started.elapsed().as_secs_f64() * 1e3)
    }

    async fn send(&mut self, to: Address, value: Amount, input: Vec<u8>) -> anyhow::Result<()> {
        let chain_id = self.node.chain_id();
        let (secret, nonce) = (&self.secret, self.nonce);
        let raw = sign(secret, chain_id, nonce, to, value, input, PART_GAS_LIMIT);
        let receipt = self
            .node
            .request("eth_sendRawTransactionSync", serde_json::json!([raw]))
            .await?;
        ensure!(
            receipt["status"] == "0x1",
            "it failed with {}",
            receipt["revertReason"]
        );
        self.nonce += 1;
        Ok(())
    }
}

/// The median time from sending one transaction to its receipt, on an idle node, in milliseconds.
pub(super) async fn receipt_latency(node: &Rpc, samples: usize) -> anyhow::Result<f64> {
    let mut probe = Part::new(node, PROBE).await?;
    let mut milliseconds = Vec::new();
    for _ in 0..samples {
        milliseconds.push(probe.receipt().await?);
        // Not in step with the heartbeat.
        tokio::time::sleep(Duration::from_millis(7)).await;
    }
    milliseconds.sort_by(f64::total_cmp);
    Ok(milliseconds[milliseconds.len() / 2])
}

/// The key of somebody who has a part beside the senders.
fn secret_of(role: &str) -> B256 {
    keccak256(format!("wepos bench {role}"))
}

fn address_of(secret: &B256) -> Address {
    alloy_signer_local::PrivateKeySigner::from_bytes(secret)
        .expect("a hash is a valid key")
        .address()
}

/// The account that opening number `index` opens.
fn opened(index: usize) -> Address {
    Address::from_word(keccak256(format!("wepos bench account {index}")))
}
