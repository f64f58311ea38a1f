//! Makes a [`Document`] from a Solidity interface and its ABI.

pub(crate) mod markdown;
mod natspec;

use alloy_json_abi::JsonAbi;
use alloy_primitives::{Address, hex};
use natspec::NatSpec;
use syn_solidity::{EventParameter, File, Item, ItemContract, ItemFunction, VariableDeclaration};
use wepos_abi::{Document, ItemDoc, ItemKind, StructDoc};

/// The document of one interface.
///
/// # Panics
///
/// Where a text is missing in either language, or a tag belongs to nothing: the message names the place.
pub(crate) fn document(
    name: &str,
    address: Option<Address>,
    solidity: &str,
    abi: JsonAbi,
) -> Document {
    let file: File = syn::parse_str(solidity).unwrap_or_else(|error| panic!("{name}: {error}"));
    let interface = file
        .items
        .iter()
        .find_map(|item| {
            if let Item::Contract(contract) = item {
                Some(contract)
            } else {
                None
            }
        })
        .unwrap_or_else(|| panic!("{name}: no interface"));
    let mut natspec = NatSpec::read(interface.name.to_string(), &interface.attrs);
    assert_eq!(natspec.take_title(), interface.name.to_string());
    let (notice_en, notice_zh) = natspec.take_notices();
    natspec.finish();
    Document {
        name: name.to_owned(),
        address,
        notice_en,
        notice_zh,
        docs: interface
            .body
            .iter()
            .filter_map(|item| item_doc(interface, item, &abi))
            .collect(),
        structs: interface
            .body
            .iter()
            .filter_map(|item| struct_doc(interface, item))
            .collect(),
        abi,
    }
}

fn item_doc(interface: &ItemContract, item: &Item, abi: &JsonAbi) -> Option<ItemDoc> {
    let (kind, name, attributes, params, returns) = match item {
        Item::Function(function) => {
            let name = function
                .name
                .as_ref()
                .expect("a function has a name")
                .as_string();
            let params = function.parameters.iter().map(declared).collect::<Vec<_>>();
            (
                ItemKind::Function,
                name,
                &function.attrs,
                params,
                returned(function),
            )
        }
        Item::Event(event) => {
            let params = event.parameters.iter().map(logged).collect();
            (
                ItemKind::Event,
                event.name.as_string(),
                &event.attrs,
                params,
                Vec::new(),
            )
        }
        Item::Error(error) => {
            let params = error.parameters.iter().map(declared).collect();
            (
                ItemKind::Error,
                error.name.as_string(),
                &error.attrs,
                params,
                Vec::new(),
            )
        }
        _ => return None,
    };
    let place = format!("{}.{name}", interface.name);
    let mut natspec = NatSpec::read(place.clone(), attributes);
    let (notice_en, notice_zh) = natspec.take_notices();
    let (signature, selector) =
        hashed(kind, &name, abi).unwrap_or_else(|| panic!("{place} is overloaded"));
    let doc = ItemDoc {
        kind,
        signature,
        selector,
        notice_en,
        notice_zh,
        params: natspec.take_parameters("param", &params),
        returns: natspec.take_parameters("return", &returns),
        newcomer: kind == ItemKind::Function && natspec.take_newcomer(),
        name,
    };
    natspec.finish();
    Some(doc)
}

fn struct_doc(interface: &ItemContract, item: &Item) -> Option<StructDoc> {
    let Item::Struct(item) = item else {
        return None;
    };
    let name = item.name.as_string();
    let mut natspec = NatSpec::read(format!("{}.{name}", interface.name), &item.attrs);
    let (notice_en, notice_zh) = natspec.take_notices();
    let fields: Vec<_> = item.fields.iter().map(declared).collect();
    let doc = StructDoc {
        name,
        notice_en,
        notice_zh,
        fields: natspec.take_parameters("field", &fields),
    };
    natspec.finish();
    Some(doc)
}

/// Signature and selector of an item that exists once by its name.
fn hashed(kind: ItemKind, name: &str, abi: &JsonAbi) -> Option<(String, String)> {
    match kind {
        ItemKind::Function => match abi.functions.get(name)?.as_slice() {
            [function] => Some((
                function.signature(),
                hex::encode_prefixed(function.selector()),
            )),
            _ => None,
        },
        ItemKind::Event => match abi.events.get(name)?.as_slice() {
            [event] => Some((event.signature(), hex::encode_prefixed(event.selector()))),
            _ => None,
        },
        ItemKind::Error => match abi.errors.get(name)?.as_slice() {
            [error] => Some((error.signature(), hex::encode_prefixed(error.selector()))),
            _ => None,
        },
    }
}

fn declared(parameter: &VariableDeclaration) -> (String, String) {
    let name = parameter
        .name
        .as_ref()
        .map(|name| name.as_string())
        .unwrap_or_default();
    (name, parameter.ty.to_string())
}

fn logged(parameter: &EventParameter) -> (String, String) {
    let name = parameter
        .name
        .as_ref()
        .map(|name| name.as_string())
        .unwrap_or_default();
    let indexed = if parameter.is_indexed() {
        " indexed"
    } else {
        ""
    };
    (name, format!("{}{indexed}", parameter.ty))
}

fn returned(function: &ItemFunction) -> Vec<(String, String)> {
    function
        .returns
        .iter()
        .flat_map(|returns| returns.returns.iter().map(declared))
        .collect()
}
