//! Accounts that sign, and what a client was told.

use crate::rpc::{Rpc, hash, number};
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

/// Enough for a decision of the committee; what is not used costs nothing.
const GAS_LIMIT: u64 = 1_000_000;

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

/// An account and what it has sent.
pub(crate) struct Sender {
    pub(crate) address: Address,
    key: PrivateKeySigner,
    /// The nonce of the next transaction.
    pub(crate) next: u64,
    /// By nonce: every transaction that was signed with it. More than one if the first was lost with the pool.
    pub(crate) sent: BTreeMap<u64, Vec<B256>>,
}

impl Sender {
    /// The account that a ready account's role names.
    pub(crate) fn of_role(role: &str) -> Self {
        Self::of(&format!("wepos development account: {role}"))
    }

    /// The account whose key is the hash of `text`.
    pub(crate) fn of(text: &str) -> Self {
        let secret = keccak256(text);
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
            gas_limit: GAS_LIMIT,
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
    pub(crate) height: u64,
    pub(crate) block: B256,
    status: u64,
}

impl Told {
    pub(crate) fn of(receipt: &Value) -> Self {
        Self {
            height: number(&receipt["blockNumber"]),
            block: hash(&receipt["blockHash"]),
            status: number(&receipt["status"]),
        }
    }
}

/// Where all PoS are; their sum is the supply (I1).
pub(crate) async fn check_supply(node: &Rpc) -> IEmission::Supply {
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
