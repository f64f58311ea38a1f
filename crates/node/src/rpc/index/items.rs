//! Transactions and events as people read them: times in milliseconds, amounts as decimal strings of base units.

use crate::{ledger::StoredBlock, rpc::eth::convert};
use alloy_consensus::Transaction as _;
use alloy_primitives::{Address, B256, Bytes};
use serde::Serialize;
use serde_json::{Value, json};
use wepos_abi::{
    ItemKind, describe_revert,
    events::{DecodedEvent, decode_event},
    modules,
};
use wepos_chain::transaction::{Envelope, decode};

/// A transaction with what came of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Transaction {
    pub(crate) hash: B256,
    pub(crate) block_number: u64,
    pub(crate) block_hash: B256,
    pub(crate) transaction_index: usize,
    pub(crate) timestamp_ms: u64,
    /// Nothing for what the protocol itself did.
    pub(crate) from: Option<Address>,
    pub(crate) to: Option<Address>,
    pub(crate) value: String,
    pub(crate) nonce: u64,
    pub(crate) gas_used: u64,
    pub(crate) success: bool,
    /// Why it failed.
    pub(crate) error: Option<Value>,
    /// The function that it calls, if it calls a module.
    pub(crate) call: Option<Value>,
    /// What the account asked for has to do with it: `sender`, `recipient`, `party`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) roles: Vec<&'static str>,
    /// Its events; those that name the account, if one was asked for.
    pub(crate) events: Vec<Event>,
}

/// An event.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Event {
    pub(crate) block_number: u64,
    pub(crate) transaction_hash: B256,
    pub(crate) transaction_index: usize,
    pub(crate) log_index: usize,
    pub(crate) timestamp_ms: u64,
    pub(crate) address: Address,
    /// What it says, if an interface of this program declares it.
    pub(crate) decoded: Option<Decoded>,
    pub(crate) topics: Vec<B256>,
    pub(crate) data: Bytes,
}

/// What an event says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Decoded {
    pub(crate) module: &'static str,
    pub(crate) name: &'static str,
    pub(crate) notice_en: &'static str,
    pub(crate) notice_zh: &'static str,
    /// Exact values by name.
    pub(crate) arguments: Value,
    /// Name and values on one line.
    pub(crate) text: String,
}

/// The transaction at `index`; nothing if `account` has nothing to do with it.
pub(super) fn transaction(
    block: &StoredBlock,
    index: usize,
    account: Option<Address>,
) -> Option<Transaction> {
    let receipt = block.receipts.get(index)?;
    let envelope = decode(block.transactions.get(index)?).ok();
    let from = (!receipt.sender.is_zero()).then_some(receipt.sender);
    let to = envelope.as_ref().and_then(Envelope::to);
    // The protocol's own transaction is addressed to nobody.
    let to = to.filter(|_| from.is_some());
    let mut roles = Vec::new();
    let mut events: Vec<Event> = events_of(block, index).collect();
    if let Some(account) = account {
        events.retain(|event| event.names(account));
        for (role, plays) in [
            ("sender", from == Some(account)),
            ("recipient", to == Some(account)),
            ("party", !events.is_empty()),
        ] {
            if plays {
                roles.push(role);
            }
        }
        if roles.is_empty() {
            return None;
        }
    }
    let call = envelope.as_ref().filter(|_| from.is_some());
    Some(Transaction {
        hash: *block.hashes.get(index)?,
        block_number: block.header.number,
        block_hash: block.hash,
        transaction_index: index,
        timestamp_ms: block.time.millis(),
        from,
        to,
        value: envelope
            .as_ref()
            .map_or_else(String::new, |it| it.value().to_string()),
        nonce: envelope.as_ref().map_or(0, |it| it.nonce()),
        gas_used: receipt.gas_used,
        success: receipt.success,
        error: (!receipt.success).then(|| error(&receipt.error)),
        call: call.and_then(|envelope| function(to?, envelope.input())),
        roles,
        events,
    })
}

/// The event at `log_index` of a block; nothing if it does not name `account`.
pub(super) fn event(
    block: &StoredBlock,
    log_index: usize,
    account: Option<Address>,
) -> Option<Event> {
    let (_, index, log) = convert::events(block).nth(log_index)?;
    let event = Event::new(block, index, log_index, log);
    account
        .is_none_or(|account| event.names(account))
        .then_some(event)
}

fn events_of(block: &StoredBlock, transaction: usize) -> impl Iterator<Item = Event> {
    convert::events(block)
        .filter(move |(_, index, _)| *index == transaction)
        .map(|(log_index, index, log)| Event::new(block, index, log_index, log))
}

impl Event {
    fn new(
        block: &StoredBlock,
        transaction_index: usize,
        log_index: usize,
        log: &wepos_chain::block::Event,
    ) -> Self {
        Self {
            block_number: block.header.number,
            transaction_hash: block.hashes[transaction_index],
            transaction_index,
            log_index,
            timestamp_ms: block.time.millis(),
            address: log.address,
            decoded: decode_event(log.address, &log.topics, &log.data).map(Decoded::new),
            topics: log.topics.clone(),
            data: log.data.clone().into(),
        }
    }

    /// Whether it names an account: as a value of an address's type, or as a topic that nothing is known about.
    fn names(&self, account: Address) -> bool {
        match decode_event(self.address, &self.topics, &self.data) {
            Some(event) => event.accounts().contains(&account),
            None => self
                .topics
                .iter()
                .skip(1)
                .any(|it| *it == account.into_word()),
        }
    }

    /// Bytes that it takes in an answer, about.
    pub(super) fn size(&self) -> usize {
        let text = self.decoded.as_ref().map_or(0, |it| it.text.len());
        512 + 3 * self.data.len() + text
    }
}

impl Transaction {
    /// Bytes that it takes in an answer, about.
    pub(super) fn size(&self) -> usize {
        512 + self.events.iter().map(Event::size).sum::<usize>()
    }
}

impl Decoded {
    fn new(event: DecodedEvent) -> Self {
        Self {
            module: event.module,
            name: &event.doc.name,
            notice_en: &event.doc.notice_en,
            notice_zh: &event.doc.notice_zh,
            arguments: event.json(),
            text: event.text(),
        }
    }
}

fn error(data: &[u8]) -> Value {
    let data_hex = Bytes::copy_from_slice(data);
    match describe_revert(data) {
        Some(it) => json!({"name": it.name, "en": it.english, "zh": it.chinese, "data": data_hex}),
        None => json!({"name": null, "en": null, "zh": null, "data": data_hex}),
    }
}

/// The function that calldata is for.
fn function(to: Address, input: &[u8]) -> Option<Value> {
    let module = modules::by_address(to)?;
    let selector = input.first_chunk::<4>()?;
    let document = module.document();
    let mut functions = document.abi.functions();
    let function = functions.find(|function| function.selector() == *selector)?;
    let doc = document.item(ItemKind::Function, &function.name)?;
    Some(json!({
        "module": module.name,
        "function": function.name,
        "noticeEn": doc.notice_en,
        "noticeZh": doc.notice_zh,
    }))
}
