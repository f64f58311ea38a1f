//! A block as the checks see it: what its events say, nothing that the rules say about themselves.

use alloy_primitives::{Address, B256, Bytes};
use alloy_sol_types::{SolEvent as _, SolEventInterface as _};
use std::{collections::HashMap, sync::LazyLock};
use wepos_abi::{
    ICampaigns::ICampaignsEvents, ICases::ICasesEvents, ICommittee::ICommitteeEvents,
    IEmission::IEmissionEvents, IToken, MODULES, addresses,
};
use wepos_chain::{
    amounts::Amount,
    block::{Event, Receipt},
    time::Timestamp,
};

/// The names of a module and its event, by its address and the event's first topic.
type EventNames = HashMap<(Address, B256), (&'static str, &'static str)>;

/// The events that the interfaces declare.
static EVENTS: LazyLock<EventNames> = LazyLock::new(|| {
    let mut events = HashMap::new();
    for module in &MODULES {
        for event in (module.interface.abi)().events() {
            let key = (module.address, event.selector());
            // Once for the whole run.
            let name = &*event.name.clone().leak();
            events.insert(key, (module.name, name));
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
    /// What was called, and with which arguments; nothing for the protocol's own.
    pub(crate) input: Bytes,
    /// Every event but transfers, in order.
    pub(crate) events: Vec<Told>,
    /// Accounts that gave somebody an allowance.
    pub(crate) approved_by: Vec<Address>,
}

/// An event: module and name as the interfaces have them, and what it says.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) module: &'static str,
    pub(crate) name: &'static str,
    pub(crate) said: Said,
}

/// What an event says, where the audit keeps books of it.
#[derive(Debug)]
pub(crate) enum Said {
    Emission(IEmissionEvents),
    Committee(ICommitteeEvents),
    Campaigns(ICampaignsEvents),
    Cases(ICasesEvents),
    /// Nothing that a book is kept of.
    Other,
}

impl Said {
    /// Reads an event; `None` if it is not what its interface declares.
    fn read(event: &Event) -> Option<Self> {
        let (topics, data) = (&event.topics, &event.data);
        Some(match event.address {
            addresses::EMISSION => {
                Self::Emission(IEmissionEvents::decode_raw_log(topics, data).ok()?)
            }
            addresses::COMMITTEE => {
                Self::Committee(ICommitteeEvents::decode_raw_log(topics, data).ok()?)
            }
            addresses::CAMPAIGNS => {
                Self::Campaigns(ICampaignsEvents::decode_raw_log(topics, data).ok()?)
            }
            addresses::CASES => Self::Cases(ICasesEvents::decode_raw_log(topics, data).ok()?),
            _ => Self::Other,
        })
    }
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
    /// The position of an event that is not what its interface declares.
    pub(crate) fn new(hash: B256, input: Bytes, receipt: &Receipt) -> Result<Self, usize> {
        let mut observed = Self {
            hash,
            sender: receipt.sender,
            transfers: Vec::new(),
            input,
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
                let said = Said::read(event).ok_or(position)?;
                observed.events.push(Told { module, name, said });
            }
        }
        Ok(observed)
    }

    /// Whether a module said something in this transaction: one event by its name, or any.
    pub(crate) fn says(&self, module: &str, event: Option<&str>) -> bool {
        self.events
            .iter()
            .any(|told| told.module == module && event.is_none_or(|event| event == told.name))
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
