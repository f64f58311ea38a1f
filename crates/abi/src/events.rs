//! Events as data: any event of any module, from the bytes of its log.

use crate::{COMMON_ERRORS, Document, Format, ItemDoc, ItemKind, MODULES, modules, values};
use alloy_dyn_abi::{DynSolEvent, DynSolValue, Specifier as _};
use alloy_json_abi::{Event as AbiEvent, Param};
use alloy_primitives::{Address, B256, hex};
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// Integers up to this width are JSON numbers: every language reads them exactly. Wider ones are decimal strings.
const JSON_NUMBER_BITS: usize = 32;

/// An event that an interface declares, with its values.
#[derive(Debug, Clone)]
pub struct DecodedEvent {
    /// The module that wrote it.
    pub module: &'static str,
    /// Its name and its words in both languages.
    pub doc: &'static ItemDoc,
    abi: &'static AbiEvent,
    /// In the order of the declaration.
    values: Vec<DynSolValue>,
}

/// Reads a log; nothing for what no interface declares.
pub fn decode_event(address: Address, topics: &[B256], data: &[u8]) -> Option<DecodedEvent> {
    let (module, known) = find(address, topics.first()?)?;
    let (abi, doc) = (known.abi, known.doc);
    let decoded = (known.types)
        .decode_log_parts(topics.iter().copied(), data)
        .ok()?;
    let (mut indexed, mut body) = (decoded.indexed.into_iter(), decoded.body.into_iter());
    let values = abi.inputs.iter().map(|input| {
        if input.indexed {
            indexed.next()
        } else {
            body.next()
        }
    });
    Some(DecodedEvent {
        module,
        doc,
        abi,
        values: values.collect::<Option<_>>()?,
    })
}

/// The module at an address and its event with this first topic.
pub fn event_of(address: Address, topic: &B256) -> Option<(&'static str, &'static ItemDoc)> {
    find(address, topic).map(|(module, known)| (module, known.doc))
}

/// The first topics of the events of this name, with the modules that write them.
pub fn events_named(name: &str) -> Vec<(&'static str, Address, B256)> {
    MODULES
        .iter()
        .flat_map(|module| {
            let known = module.document().abi.event(name).into_iter().flatten();
            known.map(|event| (module.name, module.address, event.selector()))
        })
        .collect()
}

/// Adds the accounts that the data of a log names: those that are no topic.
pub fn accounts_in_data(
    address: Address,
    topics: &[B256],
    data: &[u8],
    accounts: &mut Vec<Address>,
) {
    // Hardly an event has any, and a transfer must not pay for those.
    let is_known = topics
        .first()
        .is_some_and(|topic| ACCOUNTS_IN_DATA.contains(topic));
    if let Some(event) = is_known
        .then(|| decode_event(address, topics, data))
        .flatten()
    {
        let fields = event.abi.inputs.iter().zip(&event.values);
        for (_, value) in fields.filter(|(input, _)| !input.indexed) {
            collect_accounts(value, accounts);
        }
    }
}

/// The first topics of events that have an address beside their topics.
static ACCOUNTS_IN_DATA: LazyLock<BTreeSet<B256>> = LazyLock::new(|| {
    let names_account = |event: &&AbiEvent| {
        let mut fields = event.inputs.iter().filter(|input| !input.indexed);
        fields.any(|input| input.ty.starts_with("address"))
    };
    let events = MODULES.iter().flat_map(|it| it.document().abi.events());
    events
        .filter(names_account)
        .map(AbiEvent::selector)
        .collect()
});

impl DecodedEvent {
    /// The accounts that it names, in topics and in data.
    pub fn accounts(&self) -> Vec<Address> {
        let mut accounts = Vec::new();
        for value in &self.values {
            collect_accounts(value, &mut accounts);
        }
        accounts
    }

    /// The exact values by name: whole numbers of more than 32 bits as decimal strings (amounts in base units, moments
    /// in Unix seconds), bytes in hexadecimal, structs as objects.
    pub fn json(&self) -> Value {
        let named = self.abi.inputs.iter().zip(&self.values);
        let fields =
            named.map(|(input, value)| (input.name.clone(), json_value(value, &input.components)));
        Value::Object(fields.collect::<Map<_, _>>())
    }

    /// Name and values on one line, amounts in PoS and moments in UTC: `Transfer(from=…, to=…, value=1.5 PoS)`.
    pub fn text(&self) -> String {
        let named = self.abi.inputs.iter().zip(&self.values);
        let fields: Vec<String> = named
            .map(|(input, value)| {
                let text = values::show(value, self.format_of(&input.name));
                format!("{}={text}", input.name)
            })
            .collect();
        format!("{}({})", self.abi.name, fields.join(", "))
    }

    fn format_of(&self, name: &str) -> Option<Format> {
        let doc = self.doc.params.iter().find(|doc| doc.name == name);
        doc.and_then(|doc| doc.format)
    }
}

/// An event that an interface declares.
struct Known {
    abi: &'static AbiEvent,
    /// The types of its values, of which the interface has the names alone.
    types: DynSolEvent,
    doc: &'static ItemDoc,
}

/// The events of an interface by their first topic.
type Events = BTreeMap<B256, Known>;

/// By the name of the interface. Made once: a page of history decodes hundreds, and the index thousands per second.
static EVENTS: LazyLock<BTreeMap<&'static str, Events>> = LazyLock::new(|| {
    let documents = MODULES.iter().map(|module| module.document());
    let documents = documents.chain([COMMON_ERRORS.document()]);
    let events = |document: &'static Document| {
        let known = document.abi.events().filter_map(|abi| {
            let doc = document.item(ItemKind::Event, &abi.name)?;
            let types = abi.resolve().expect("an interface has Solidity's types");
            Some((abi.selector(), Known { abi, types, doc }))
        });
        (document.name.as_str(), known.collect())
    };
    documents.map(events).collect()
});

fn find(address: Address, topic: &B256) -> Option<(&'static str, &'static Known)> {
    let module = modules::by_address(address)?;
    let of = |document: &Document| EVENTS.get(document.name.as_str())?.get(topic);
    let known = of(module.document()).or_else(|| of(COMMON_ERRORS.document()))?;
    Some((module.name, known))
}

fn collect_accounts(value: &DynSolValue, accounts: &mut Vec<Address>) {
    match value {
        DynSolValue::Address(account) => accounts.push(*account),
        DynSolValue::Array(values)
        | DynSolValue::FixedArray(values)
        | DynSolValue::Tuple(values) => {
            for value in values {
                collect_accounts(value, accounts);
            }
        }
        _ => {}
    }
}

fn json_value(value: &DynSolValue, components: &[Param]) -> Value {
    match value {
        DynSolValue::Bool(value) => Value::Bool(*value),
        DynSolValue::Uint(number, bits) if *bits <= JSON_NUMBER_BITS => {
            u64::try_from(*number).map_or_else(|_| json!(number.to_string()), |it| json!(it))
        }
        DynSolValue::Int(number, bits) if *bits <= JSON_NUMBER_BITS => {
            i64::try_from(*number).map_or_else(|_| json!(number.to_string()), |it| json!(it))
        }
        DynSolValue::Uint(number, _) => json!(number.to_string()),
        DynSolValue::Int(number, _) => json!(number.to_string()),
        DynSolValue::FixedBytes(word, size) => {
            json!(hex::encode_prefixed(&word[..(*size).min(32)]))
        }
        DynSolValue::Address(address) => json!(address),
        DynSolValue::Bytes(bytes) => json!(hex::encode_prefixed(bytes)),
        DynSolValue::String(text) => json!(text),
        DynSolValue::Array(values) | DynSolValue::FixedArray(values) => values
            .iter()
            .map(|value| json_value(value, components))
            .collect(),
        DynSolValue::Tuple(values) => {
            let fields = components.iter().zip(values);
            let fields = fields
                .map(|(field, value)| (field.name.clone(), json_value(value, &field.components)));
            Value::Object(fields.collect())
        }
        // Function pointers do not occur in our interfaces; named structs exist with a feature we leave off.
        other => json!(format!("{other:?}")),
    }
}

#[cfg(test)]
#[path = "events_tests.rs"]
mod tests;
