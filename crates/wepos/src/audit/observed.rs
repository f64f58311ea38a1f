//! A block as the checks see it: what its events say, nothing that the rules say about themselves.

use alloy_primitives::{Address, B256};
use alloy_sol_types::SolEvent as _;
use std::{collections::HashMap, sync::LazyLock};
use wepos_abi::{IToken, MODULES, addresses};
use wepos_chain::{
    amounts::Amount,
    block::{Event, Receipt},
    time::Timestamp,
};

/// The names of a module and its event, by its address and the event's first topic.
type EventNames = HashMap<(Address, B256), (&'static str, String)>;

/// The events that the interfaces declare.
static EVENTS: LazyLock<EventNames> = LazyLock::new(|| {
    let mut events = HashMap::new();
    for module in &MODULES {
        for event in (module.interface.abi)().events() {
            let key = (module.address, event.selector());
            events.insert(key, (module.name, event.name.clone()));
        }
    }
    events
});

/// A block that ran.
#[derive(Debug)]
pub(crate) struct ObservedBlock {
    pub(crate) number: u64,
    pub(crate) time: Timestamp,
    pub(crate) hash: B256,
    /// Those of the protocol itself first.
    pub(crate) transactions: Vec<ObservedTransaction>,
}

/// What one transaction did.
#[derive(Debug)]
pub(crate) struct ObservedTransaction {
    pub(crate) hash: B256,
    /// Who signed; zero for the protocol's own.
    pub(crate) sender: Address,
    pub(crate) transfers: Vec<Transfer>,
    /// Every event but transfers, in order: module and name as the interfaces have them.
    pub(crate) events: Vec<(&'static str, String)>,
    /// Accounts that gave somebody an allowance.
    pub(crate) approved_by: Vec<Address>,
}

/// PoS moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Transfer {
    pub(crate) from: Address,
    pub(crate) to: Address,
    pub(crate) amount: Amount,
    /// The position of its event in the transaction.
    pub(crate) position: usize,
}

impl ObservedTransaction {
    /// Reads a receipt's events.
    ///
    /// # Errors
    ///
    /// The position of an event of the token that is not what its interface declares.
    pub(crate) fn new(hash: B256, receipt: &Receipt) -> Result<Self, usize> {
        let mut observed = Self {
            hash,
            sender: receipt.sender,
            transfers: Vec::new(),
            events: Vec::new(),
            approved_by: Vec::new(),
        };
        for (position, event) in receipt.logs.iter().enumerate() {
            if let Some(transfer) = transfer(event, position) {
                observed.transfers.push(transfer.ok_or(position)?);
                continue;
            }
            let Some(first) = event.topics.first() else {
                continue;
            };
            if event.address == addresses::TOKEN && *first == IToken::Approval::SIGNATURE_HASH {
                let owner = event.topics.get(1).ok_or(position)?;
                observed.approved_by.push(Address::from_word(*owner));
            }
            if let Some((module, name)) = EVENTS.get(&(event.address, *first)) {
                observed.events.push((module, name.clone()));
            }
        }
        Ok(observed)
    }

    /// Whether a module said something in this transaction: one event by its name, or any.
    pub(crate) fn says(&self, module: &str, event: Option<&str>) -> bool {
        self.events
            .iter()
            .any(|(by, name)| *by == module && event.is_none_or(|event| event == name))
    }
}

/// The transfer that an event tells of: nothing for another event, nothing inside for a malformed one.
#[allow(clippy::option_option)]
pub(crate) fn transfer(event: &Event, position: usize) -> Option<Option<Transfer>> {
    if event.address != addresses::TOKEN
        || event.topics.first() != Some(&IToken::Transfer::SIGNATURE_HASH)
    {
        return None;
    }
    let decoded = IToken::Transfer::decode_raw_log(event.topics.iter().copied(), &event.data);
    Some(decoded.ok().and_then(|transfer| {
        Some(Transfer {
            from: transfer.from,
            to: transfer.to,
            amount: Amount::try_from(transfer.value).ok()?,
            position,
        })
    }))
}
