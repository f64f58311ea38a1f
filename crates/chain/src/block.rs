//! Blocks and what came of them.

use crate::{
    BlockEnvironment,
    header::{Extra, Header, Proposal, SEED_SIGNATURE_BYTES, StateCommitment, base_header},
    state::Write,
    transaction::CheckedTransaction,
    validators::ValidatorSet,
};
use alloy_consensus::{
    Eip658Value, EthereumTxEnvelope, ReceiptEnvelope, ReceiptWithBloom, TxEip4844, TxLegacy,
    proofs::{calculate_receipt_root, ordered_trie_root_encoded},
    transaction::SignableTransaction,
};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{
    Address, B256, Bloom, Bytes, Log, Signature, TxKind, U256, keccak256, logs_bloom,
};
use borsh::{BorshDeserialize, BorshSerialize};
use std::collections::BTreeMap;

/// A block as it is proposed, voted on, stored and served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The header: its hash is the block's identity.
    pub header: Header,
    /// EIP-2718 bytes in order; a [`protocol_transaction`] comes first where the protocol itself emitted events.
    pub transactions: Vec<Bytes>,
}

/// What one transaction came to.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Receipt {
    /// The EIP-2718 type.
    pub kind: u8,
    /// Whether the call succeeded.
    pub success: bool,
    /// Gas used by this transaction.
    pub gas_used: u64,
    /// Gas used in the block up to and including it.
    pub cumulative_gas_used: u64,
    /// The account that sent it; zero for the protocol's own.
    pub sender: Address,
    /// Events.
    pub logs: Vec<Event>,
    /// The ABI bytes of the error, where it failed.
    pub error: Vec<u8>,
}

/// An event: an Ethereum log as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Event {
    /// The module.
    pub address: Address,
    /// Up to four topics.
    pub topics: Vec<B256>,
    /// ABI data.
    pub data: Vec<u8>,
}

impl From<&Log> for Event {
    fn from(log: &Log) -> Self {
        Self {
            address: log.address,
            topics: log.topics().to_vec(),
            data: log.data.data.to_vec(),
        }
    }
}

impl Event {
    /// The event as alloy's log.
    pub fn to_log(&self) -> Log {
        Log::new_unchecked(self.address, self.topics.clone(), self.data.clone().into())
    }
}

impl Receipt {
    /// The receipt as Ethereum encodes it: what the receipts root is over.
    pub fn to_envelope(&self) -> ReceiptEnvelope {
        self.envelope(|logs| logs_bloom(logs))
    }

    fn envelope(&self, logs_bloom: impl FnOnce(&[Log]) -> Bloom) -> ReceiptEnvelope {
        let logs: Vec<Log> = self.logs.iter().map(Event::to_log).collect();
        let logs_bloom = logs_bloom(&logs);
        let receipt = alloy_consensus::Receipt {
            status: Eip658Value::Eip658(self.success),
            cumulative_gas_used: self.cumulative_gas_used,
            logs,
        };
        let receipt = ReceiptWithBloom {
            receipt,
            logs_bloom,
        };
        match self.kind {
            0 => ReceiptEnvelope::Legacy(receipt),
            1 => ReceiptEnvelope::Eip2930(receipt),
            _ => ReceiptEnvelope::Eip1559(receipt),
        }
    }
}

/// What executing a block gave. The header commits to it by the state's root, which the database computes from
/// `writes`, and by [`Roots`], which follow from the rest: whoever has two cores computes them beside each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The transactions of the block, the protocol's own first.
    pub transactions: Vec<Bytes>,
    /// One receipt for each.
    pub receipts: Vec<Receipt>,
    /// The changes of state, in key order.
    pub writes: Vec<Write>,
    /// Gas used by the transactions.
    pub gas_used: u64,
    /// Gas that the network's limits allow them.
    pub gas_limit: u64,
    /// The protocol version that it ran under.
    pub protocol_version: u16,
    /// In the last block of an epoch: the validators of the next.
    pub next_validators: Option<ValidatorSet>,
}

/// What the header says of transactions and receipts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roots {
    /// The root over the transactions.
    pub transactions: B256,
    /// The root over the receipts.
    pub receipts: B256,
    /// The union of the receipts' blooms.
    pub bloom: Bloom,
}

/// The parts of a header that are neither executed nor constant.
#[derive(Clone, Debug)]
pub struct Placement {
    /// The parent's hash.
    pub parent_hash: B256,
    /// The height.
    pub number: u64,
    /// The time in milliseconds.
    pub time_ms: u64,
    /// The seed after this block (`mixHash`).
    pub seed: B256,
    /// The proposer's seed signature, in the first block of a draw period.
    pub seed_signature: Option<[u8; SEED_SIGNATURE_BYTES]>,
    /// Consensus position.
    pub proposal: Proposal,
}

impl Outcome {
    pub(crate) fn new(
        protocol_logs: &[Log],
        block: &BlockEnvironment,
        transactions: &[&CheckedTransaction],
        receipts: Vec<Receipt>,
        writes: Vec<Write>,
        gas_used: u64,
        (protocol_version, next_validators): (u16, Option<ValidatorSet>),
    ) -> Self {
        let mut raw: Vec<Bytes> = Vec::with_capacity(transactions.len().saturating_add(1));
        let mut all = Vec::with_capacity(receipts.len().saturating_add(1));
        if !protocol_logs.is_empty() {
            raw.push(protocol_transaction(block.number, block.network.chain_id()));
            all.push(Receipt {
                kind: 0,
                success: true,
                gas_used: 0,
                cumulative_gas_used: 0,
                sender: Address::ZERO,
                logs: protocol_logs.iter().map(Event::from).collect(),
                error: Vec::new(),
            });
        }
        raw.extend(
            transactions
                .iter()
                .map(|transaction| transaction.raw().clone()),
        );
        all.extend(receipts);
        Self {
            transactions: raw,
            receipts: all,
            writes,
            gas_used,
            gas_limit: block.network.genesis().limits.block_gas,
            protocol_version,
            next_validators,
        }
    }

    /// The roots over its transactions and receipts.
    pub fn roots(&self) -> Roots {
        let mut blooms = Blooms::default();
        let envelopes: Vec<ReceiptEnvelope> = (self.receipts.iter())
            .map(|receipt| receipt.envelope(|logs| blooms.of(logs)))
            .collect();
        Roots {
            transactions: ordered_trie_root_encoded(&self.transactions),
            receipts: calculate_receipt_root(&envelopes),
            bloom: envelopes
                .iter()
                .fold(Bloom::ZERO, |bloom, receipt| bloom | *receipt.logs_bloom()),
        }
    }

    /// The header of a block with this outcome, of which these are the roots.
    pub fn header(&self, placement: &Placement, roots: &Roots, state: StateCommitment) -> Header {
        let extra = Extra {
            protocol_version: self.protocol_version,
            millis: u16::try_from(placement.time_ms % 1000).expect("below 1000"),
            proposal: placement.proposal.clone(),
            ops_root: state.ops_root,
            ops_start: state.ops_start,
            ops_end: state.ops_end,
            seed_signature: placement.seed_signature,
            next_validators: self.next_validators.as_ref().map(ValidatorSet::hash),
        };
        Header {
            parent_hash: placement.parent_hash,
            number: placement.number,
            timestamp: placement.time_ms / 1000,
            mix_hash: placement.seed,
            state_root: B256::from(state.root),
            transactions_root: roots.transactions,
            receipts_root: roots.receipts,
            logs_bloom: roots.bloom,
            gas_used: self.gas_used,
            gas_limit: self.gas_limit,
            extra_data: extra.to_bytes(),
            ..base_header()
        }
    }
}

/// Makes the blooms of a block's logs. Addresses and topics come again and again, and each would be hashed each time.
#[derive(Default)]
struct Blooms {
    addresses: BTreeMap<Address, B256>,
    topics: BTreeMap<B256, B256>,
}

impl Blooms {
    fn of(&mut self, logs: &[Log]) -> Bloom {
        let mut bloom = Bloom::ZERO;
        for log in logs {
            let address = self.addresses.entry(log.address);
            bloom.m3_2048_hashed(address.or_insert_with_key(|value| keccak256(value)));
            for topic in log.topics() {
                let topic = self.topics.entry(*topic);
                bloom.m3_2048_hashed(topic.or_insert_with_key(|value| keccak256(value)));
            }
        }
        bloom
    }
}

/// The transaction that carries what the protocol itself did in a block: boundaries, burns, agenda items.
///
/// It is a legacy transaction from nobody (zero r and s, so no key can ever have made it and no node accepts it from
/// outside), present exactly where such events exist. Explorers and indexers read its receipt like any other.
pub fn protocol_transaction(number: u64, chain_id: u64) -> Bytes {
    let transaction = TxLegacy {
        chain_id: Some(chain_id),
        nonce: number,
        gas_price: 0,
        gas_limit: 0,
        to: TxKind::Call(Address::ZERO),
        value: U256::ZERO,
        input: Bytes::new(),
    };
    let signed = transaction.into_signed(Signature::new(U256::ZERO, U256::ZERO, false));
    EthereumTxEnvelope::<TxEip4844>::Legacy(signed)
        .encoded_2718()
        .into()
}
