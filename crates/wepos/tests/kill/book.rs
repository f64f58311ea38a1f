//! What the client of a killed node remembers, and what must still be true after every start.

use crate::process::{Node, hash, number};
use alloy_consensus::{SignableTransaction as _, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718 as _;
use alloy_primitives::{Address, B256, Bytes, TxKind, U256, keccak256};
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolCall as _;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use wepos_abi::{IEmission, addresses};
use wepos_chain::amounts::Amount;

/// Acknowledged hashes that every start is asked for: those of the last rounds.
const RECENT: usize = 100;

/// And some from long ago, chosen at random.
const RANDOM: usize = 50;

/// Blocks that every start is asked for.
const RECENT_BLOCKS: usize = 30;

/// Random numbers that a printed seed repeats.
pub(crate) struct Random {
    seed: u64,
    count: u64,
}

impl Random {
    /// From `WEPOS_SEED`, or from the time; printed, so that a failure can be tried again.
    pub(crate) fn new() -> Self {
        let given = std::env::var("WEPOS_SEED").ok().map(|text| text.parse());
        let seed = given.map_or_else(
            || {
                let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                now.expect("it is after 1970").as_secs()
            },
            |seed| seed.expect("WEPOS_SEED is a number"),
        );
        println!("WEPOS_SEED={seed}");
        Self { seed, count: 0 }
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.count += 1;
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.seed.to_be_bytes());
        bytes[8..].copy_from_slice(&self.count.to_be_bytes());
        let digest = keccak256(bytes);
        let word: [u8; 8] = digest[..8].try_into().expect("8 of 32 bytes");
        u64::from_be_bytes(word) % bound
    }
}

/// A ready account of the development network, and what it has sent.
pub(crate) struct Sender {
    pub(crate) address: Address,
    key: PrivateKeySigner,
    /// The nonce of the next transaction.
    pub(crate) next: u64,
    /// By nonce: every transaction that was signed with it. More than one if the first was lost with the pool.
    sent: BTreeMap<u64, Vec<B256>>,
}

impl Sender {
    pub(crate) fn of_role(role: &str) -> Self {
        let secret = keccak256(format!("wepos development account: {role}"));
        let key = PrivateKeySigner::from_bytes(&secret).expect("a hash is a valid key");
        Self {
            address: key.address(),
            key,
            next: 0,
            sent: BTreeMap::new(),
        }
    }

    /// Signs the next transaction.
    pub(crate) fn sign(
        &mut self,
        chain_id: u64,
        to: Address,
        value: Amount,
        input: Vec<u8>,
    ) -> (B256, Bytes) {
        let transaction = TxEip1559 {
            chain_id,
            nonce: self.next,
            gas_limit: 100_000,
            to: TxKind::Call(to),
            value: value.into(),
            input: input.into(),
            ..TxEip1559::default()
        };
        let signature = self
            .key
            .sign_hash_sync(&transaction.signature_hash())
            .expect("a local key signs");
        let envelope = TxEnvelope::Eip1559(transaction.into_signed(signature));
        let raw = Bytes::from(envelope.encoded_2718());
        let hash = keccak256(&raw);
        let same_nonce = self.sent.entry(self.next).or_default();
        // The same transaction again is still one.
        if !same_nonce.contains(&hash) {
            same_nonce.push(hash);
        }
        self.next += 1;
        (hash, raw)
    }
}

/// What a client was told of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    height: u64,
    block: B256,
    status: u64,
}

impl Told {
    fn of(receipt: &Value) -> Self {
        Self {
            height: number(&receipt["blockNumber"]),
            block: hash(&receipt["blockHash"]),
            status: number(&receipt["status"]),
        }
    }
}

/// Everything a client was told.
#[derive(Default)]
pub(crate) struct Book {
    /// In the order in which it was told.
    acknowledged: Vec<(B256, Told)>,
    /// Block hashes by height.
    blocks: BTreeMap<u64, B256>,
    /// By sender: the nonce after the highest that was acknowledged.
    nonces: BTreeMap<Address, u64>,
}

impl Book {
    pub(crate) fn len(&self) -> usize {
        self.acknowledged.len()
    }

    /// A receipt came.
    pub(crate) fn acknowledge(&mut self, sender: Address, nonce: u64, receipt: &Value) {
        let told = Told::of(receipt);
        self.see_block(told.height, told.block);
        let next = self.nonces.entry(sender).or_default();
        *next = (*next).max(nonce + 1);
        self.acknowledged
            .push((hash(&receipt["transactionHash"]), told));
    }

    fn see_block(&mut self, height: u64, block: B256) {
        let known = self.blocks.insert(height, block);
        assert!(
            known.is_none_or(|known| known == block),
            "block {height} was {known:?} and is {block}"
        );
    }

    /// What a node says after a start is what was told before it. `everything` looks at all of it.
    pub(crate) async fn check(
        &mut self,
        node: &Node,
        senders: &mut [&mut Sender],
        random: &mut Random,
        everything: bool,
    ) {
        self.check_receipts(node, random, everything).await;
        self.check_blocks(node, everything).await;
        check_supply(node).await;
        for sender in senders {
            let (address, nonce) = (sender.address, node.nonce(sender.address).await);
            let told = self.nonces.get(&address).copied().unwrap_or(0);
            let sent = sender.sent.keys().next_back().map_or(0, |last| last + 1);
            assert!(
                (told..=sent).contains(&nonce),
                "{address} has nonce {nonce}; {told} were acknowledged, {sent} were sent"
            );
            sender.next = nonce;
        }
    }

    async fn check_receipts(&self, node: &Node, random: &mut Random, everything: bool) {
        let total = self.acknowledged.len();
        let mut places: Vec<usize> = if everything {
            (0..total).collect()
        } else {
            (total.saturating_sub(RECENT)..total).collect()
        };
        if !everything && total > RECENT {
            places.extend((0..RANDOM).map(|_| random.below(total as u64) as usize));
        }
        let hashes: Vec<B256> = places
            .iter()
            .map(|place| self.acknowledged[*place].0)
            .collect();
        for (place, receipt) in places.into_iter().zip(node.receipts(&hashes).await) {
            let (hash, told) = &self.acknowledged[place];
            assert!(
                !receipt.is_null(),
                "{hash} was acknowledged as {told:?} and is gone"
            );
            assert_eq!(Told::of(&receipt), *told, "{hash} was told otherwise");
        }
    }

    async fn check_blocks(&mut self, node: &Node, everything: bool) {
        let tip = node.height().await;
        let newest = self.blocks.keys().next_back().copied().unwrap_or(0);
        assert!(
            tip >= newest,
            "the newest block is {tip}, after {newest} was seen"
        );
        let count = if everything {
            usize::MAX
        } else {
            RECENT_BLOCKS
        };
        let heights: Vec<u64> = self.blocks.keys().rev().take(count).copied().collect();
        let params = heights
            .iter()
            .map(|height| json!([format!("{height:#x}"), false]));
        let blocks = node.batch("eth_getBlockByNumber", params).await;
        for (height, block) in heights.into_iter().zip(blocks) {
            let block = block.expect("a block can be asked for");
            assert_eq!(
                hash(&block["hash"]),
                self.blocks[&height],
                "block {height} changed"
            );
        }
        // What this node shows now must stay, too.
        let block = node.block(tip).await;
        self.see_block(tip, hash(&block["hash"]));
    }
}

/// For every nonce that was used, exactly one of the transactions signed with it is in a block; how many of them
/// succeeded.
pub(crate) async fn check_every_nonce(node: &Node, sender: &Sender) -> usize {
    let used = node.nonce(sender.address).await;
    let sent = sender.sent.range(..used);
    let hashes: Vec<(u64, B256)> = sent
        .flat_map(|(nonce, hashes)| hashes.iter().map(|hash| (*nonce, *hash)))
        .collect();
    let only: Vec<B256> = hashes.iter().map(|(_, hash)| *hash).collect();
    let mut succeeded = 0;
    let mut landed = BTreeMap::<u64, usize>::new();
    for ((nonce, _), receipt) in hashes.iter().zip(node.receipts(&only).await) {
        *landed.entry(*nonce).or_default() += usize::from(!receipt.is_null());
        succeeded += usize::from(receipt["status"] == "0x1");
    }
    let address = sender.address;
    for nonce in 0..used {
        let count = landed.get(&nonce).copied().unwrap_or(0);
        assert_eq!(
            count, 1,
            "transactions of {address} with nonce {nonce} in blocks"
        );
    }
    succeeded
}

/// Where all PoS are; their sum is the supply (I1).
pub(crate) async fn check_supply(node: &Node) -> IEmission::Supply {
    let input = Bytes::from(IEmission::supplyCall {}.abi_encode());
    let params = json!([{"to": addresses::EMISSION, "input": input}, "latest"]);
    let answer = node.call("eth_call", params).await;
    let answer: Bytes = serde_json::from_value(answer).expect("eth_call answers with bytes");
    let parts = IEmission::supplyCall::abi_decode_returns(&answer).expect("the answer decodes");
    let sum = [
        parts.unreleased,
        parts.stage,
        parts.reserved,
        parts.settlement,
        parts.pool,
        parts.escrow,
        parts.burned,
        parts.migrated,
        parts.members,
    ]
    .into_iter()
    .fold(U256::ZERO, |sum, part| sum + part);
    let all = U256::from(Amount::pos(100_000_000).units());
    assert_eq!((sum, parts.total), (all, all), "{parts:?}");
    parts
}
