//! The interfaces are what Ethereum tools expect, and every item is explained in both languages.

use alloy_json_abi::StateMutability;
use alloy_primitives::hex;
use std::collections::BTreeSet;
use wepos_abi::{COMMON_ERRORS, Document, IToken, ItemKind, MODULES, interface_ids};

fn documents() -> impl Iterator<Item = &'static Document> {
    MODULES
        .iter()
        .map(|module| module.document())
        .chain([COMMON_ERRORS.document()])
}

#[test]
fn every_item_is_explained_in_english_and_in_chinese() {
    for document in documents() {
        explained(&document.name, &document.notice_en, &document.notice_zh);
        let items = document.abi.functions().count()
            + document.abi.events().count()
            + document.abi.errors().count();
        assert_eq!(document.docs.len(), items, "{}", document.name);
        for item in &document.docs {
            explained(&item.name, &item.notice_en, &item.notice_zh);
            for parameter in item.params.iter().chain(&item.returns) {
                explained(
                    &format!("{}.{}", item.name, parameter.name),
                    &parameter.en,
                    &parameter.zh,
                );
            }
        }
        for item in &document.structs {
            explained(&item.name, &item.notice_en, &item.notice_zh);
            for field in &item.fields {
                explained(
                    &format!("{}.{}", item.name, field.name),
                    &field.en,
                    &field.zh,
                );
            }
        }
    }
}

fn explained(place: &str, english: &str, chinese: &str) {
    assert!(english.ends_with('.'), "{place}: {english}");
    assert!(
        english.is_ascii() || english.contains('×'),
        "{place}: {english}"
    );
    assert!(chinese.ends_with('。'), "{place}: {chinese}");
    let characters: Vec<char> = chinese.chars().collect();
    for pair in characters.windows(2) {
        let han = |character: char| ('\u{4e00}'..='\u{9fff}').contains(&character);
        let latin = |character: char| character.is_ascii_alphanumeric();
        let apart = !(han(pair[0]) && latin(pair[1]) || latin(pair[0]) && han(pair[1]));
        assert!(
            apart,
            "{place}: a space belongs between {} and {}: {chinese}",
            pair[0], pair[1]
        );
        assert!(
            !(han(pair[0]) && ",.;:!?()".contains(pair[1])),
            "{place}: half-width punctuation: {chinese}"
        );
    }
}

#[test]
fn errors_name_the_same_values_in_both_languages() {
    for document in documents() {
        for item in &document.docs {
            let known: BTreeSet<&str> = item
                .params
                .iter()
                .map(|parameter| parameter.name.as_str())
                .collect();
            let english = placeholders(&item.notice_en);
            assert_eq!(english, placeholders(&item.notice_zh), "{}", item.name);
            assert!(english.is_subset(&known), "{}: {english:?}", item.name);
            assert!(
                item.kind == ItemKind::Error || english.is_empty(),
                "{}",
                item.name
            );
        }
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(name, _)| name)
        .collect()
}

#[test]
fn selectors_are_unique_in_a_module() {
    for document in documents() {
        let mut seen = BTreeSet::new();
        for item in &document.docs {
            assert!(
                seen.insert((item.kind, &item.selector)),
                "{}.{}",
                document.name,
                item.name
            );
        }
        // Errors of a module must not be taken for common ones, or for what Solidity itself gives.
        for error in document.abi.errors() {
            assert!(
                !["0x08c379a0", "0x4e487b71"]
                    .contains(&hex::encode_prefixed(error.selector()).as_str())
            );
        }
    }
}

/// Selectors as the standards print them.
const WELL_KNOWN: [(ItemKind, &str, &str); 24] = [
    (ItemKind::Function, "name", "0x06fdde03"),
    (ItemKind::Function, "symbol", "0x95d89b41"),
    (ItemKind::Function, "decimals", "0x313ce567"),
    (ItemKind::Function, "totalSupply", "0x18160ddd"),
    (ItemKind::Function, "balanceOf", "0x70a08231"),
    (ItemKind::Function, "transfer", "0xa9059cbb"),
    (ItemKind::Function, "approve", "0x095ea7b3"),
    (ItemKind::Function, "allowance", "0xdd62ed3e"),
    (ItemKind::Function, "transferFrom", "0x23b872dd"),
    (ItemKind::Function, "permit", "0xd505accf"),
    (ItemKind::Function, "nonces", "0x7ecebe00"),
    (ItemKind::Function, "DOMAIN_SEPARATOR", "0x3644e515"),
    (ItemKind::Function, "eip712Domain", "0x84b0196e"),
    (ItemKind::Function, "supportsInterface", "0x01ffc9a7"),
    (
        ItemKind::Event,
        "Transfer",
        "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef",
    ),
    (
        ItemKind::Event,
        "Approval",
        "0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925",
    ),
    (ItemKind::Error, "ERC20InsufficientBalance", "0xe450d38c"),
    (ItemKind::Error, "ERC20InvalidSender", "0x96c6fd1e"),
    (ItemKind::Error, "ERC20InvalidReceiver", "0xec442f05"),
    (ItemKind::Error, "ERC20InsufficientAllowance", "0xfb8f41b2"),
    (ItemKind::Error, "ERC20InvalidApprover", "0xe602df05"),
    (ItemKind::Error, "ERC20InvalidSpender", "0x94280d62"),
    (ItemKind::Error, "ERC2612ExpiredSignature", "0x62791302"),
    (ItemKind::Error, "ERC2612InvalidSigner", "0x4b800e46"),
];

#[test]
fn the_token_has_the_selectors_of_the_standards() {
    let token = wepos_abi::modules::by_name("token").unwrap().document();
    for (kind, name, selector) in WELL_KNOWN {
        assert_eq!(token.item(kind, name).unwrap().selector, selector, "{name}");
    }
}

#[test]
fn multicall_has_the_selectors_and_mutabilities_of_the_well_known_contract() {
    let multicall = wepos_abi::modules::by_name("multicall").unwrap().document();
    let table = [
        ("aggregate", "0x252dba42", StateMutability::Payable),
        ("aggregate3", "0x82ad56cb", StateMutability::Payable),
        ("blockAndAggregate", "0xc3077fa9", StateMutability::Payable),
        ("tryAggregate", "0xbce38bd7", StateMutability::Payable),
        (
            "tryBlockAndAggregate",
            "0x399542e9",
            StateMutability::Payable,
        ),
        ("getBasefee", "0x3e64a696", StateMutability::View),
        ("getBlockNumber", "0x42cbb15c", StateMutability::View),
        ("getChainId", "0x3408e470", StateMutability::View),
        (
            "getCurrentBlockCoinbase",
            "0xa8b0574e",
            StateMutability::View,
        ),
        (
            "getCurrentBlockGasLimit",
            "0x86d516e8",
            StateMutability::View,
        ),
        (
            "getCurrentBlockTimestamp",
            "0x0f28c97d",
            StateMutability::View,
        ),
        ("getEthBalance", "0x4d2301cc", StateMutability::View),
        ("getLastBlockHash", "0x27e86d6e", StateMutability::View),
    ];
    assert_eq!(multicall.abi.functions().count(), table.len());
    for (name, selector, mutability) in table {
        let function = &multicall.abi.function(name).unwrap()[0];
        assert_eq!(
            hex::encode_prefixed(function.selector()),
            selector,
            "{name}"
        );
        assert_eq!(function.state_mutability, mutability, "{name}");
    }
}

#[test]
fn interface_ids_are_the_exclusive_or_of_their_selectors() {
    let functions = IToken::abi::functions();
    for (id, names) in [
        (interface_ids::ERC165, &["supportsInterface"][..]),
        (
            interface_ids::ERC20,
            &[
                "totalSupply",
                "balanceOf",
                "transfer",
                "allowance",
                "approve",
                "transferFrom",
            ][..],
        ),
        (
            interface_ids::ERC20_METADATA,
            &["name", "symbol", "decimals"][..],
        ),
        (
            interface_ids::ERC2612,
            &["permit", "nonces", "DOMAIN_SEPARATOR"][..],
        ),
        (interface_ids::ERC5267, &["eip712Domain"][..]),
    ] {
        let mut sum = [0; 4];
        for name in names {
            for (byte, other) in sum.iter_mut().zip(functions[*name][0].selector()) {
                *byte ^= other;
            }
        }
        assert_eq!(sum, id, "{names:?}");
    }
}
