//! The modules that exist, with their addresses and interfaces.
//!
//! A new module needs its `.sol` file, an (at first empty) `generated/<name>.json`, its types in `interfaces.rs` and
//! one entry in [`MODULES`]; the generator then fills the JSON and the page in `docs/modules/`.

use crate::{
    Document, ICampaigns, ICases, ICommittee, IEmission, IErrors, IIdentity, IMulticall3, INetwork,
    IReputation, IToken, ItemKind, addresses,
};
use alloy_json_abi::JsonAbi;
use alloy_primitives::{Address, Selector};
use std::{collections::BTreeSet, sync::OnceLock};

/// All modules, in the order of their addresses; Multicall3 comes last.
pub static MODULES: [ModuleInfo; 9] = [
    ModuleInfo {
        name: "token",
        address: addresses::TOKEN,
        interface: Interface::new(
            include_str!("../interfaces/IToken.sol"),
            include_str!("../generated/token.json"),
            IToken::abi::contract,
        ),
    },
    ModuleInfo {
        name: "emission",
        address: addresses::EMISSION,
        interface: Interface::new(
            include_str!("../interfaces/IEmission.sol"),
            include_str!("../generated/emission.json"),
            IEmission::abi::contract,
        ),
    },
    ModuleInfo {
        name: "committee",
        address: addresses::COMMITTEE,
        interface: Interface::new(
            include_str!("../interfaces/ICommittee.sol"),
            include_str!("../generated/committee.json"),
            ICommittee::abi::contract,
        ),
    },
    ModuleInfo {
        name: "campaigns",
        address: addresses::CAMPAIGNS,
        interface: Interface::new(
            include_str!("../interfaces/ICampaigns.sol"),
            include_str!("../generated/campaigns.json"),
            ICampaigns::abi::contract,
        ),
    },
    ModuleInfo {
        name: "identity",
        address: addresses::IDENTITY,
        interface: Interface::new(
            include_str!("../interfaces/IIdentity.sol"),
            include_str!("../generated/identity.json"),
            IIdentity::abi::contract,
        ),
    },
    ModuleInfo {
        name: "reputation",
        address: addresses::REPUTATION,
        interface: Interface::new(
            include_str!("../interfaces/IReputation.sol"),
            include_str!("../generated/reputation.json"),
            IReputation::abi::contract,
        ),
    },
    ModuleInfo {
        name: "network",
        address: addresses::NETWORK,
        interface: Interface::new(
            include_str!("../interfaces/INetwork.sol"),
            include_str!("../generated/network.json"),
            INetwork::abi::contract,
        ),
    },
    ModuleInfo {
        name: "cases",
        address: addresses::CASES,
        interface: Interface::new(
            include_str!("../interfaces/ICases.sol"),
            include_str!("../generated/cases.json"),
            ICases::abi::contract,
        ),
    },
    ModuleInfo {
        name: "multicall",
        address: addresses::MULTICALL,
        interface: Interface::new(
            include_str!("../interfaces/IMulticall3.sol"),
            include_str!("../generated/multicall.json"),
            IMulticall3::abi::contract,
        ),
    },
];

/// The errors that a call to any module can give; they have no address of their own.
pub static COMMON_ERRORS: Interface = Interface::new(
    include_str!("../interfaces/IErrors.sol"),
    include_str!("../generated/errors.json"),
    IErrors::abi::contract,
);

/// One module: where it is and what it understands.
#[derive(Debug)]
pub struct ModuleInfo {
    /// The one word used for the module everywhere: in commands, page names and events.
    pub name: &'static str,
    /// Where it is called.
    pub address: Address,
    /// What it understands.
    pub interface: Interface,
}

/// A Solidity interface and what was generated from it.
#[derive(Debug)]
pub struct Interface {
    /// The Solidity source, for whoever compiles against it.
    pub solidity: &'static str,
    /// A [`Document`] as JSON: ABI and documentation.
    pub json: &'static str,
    /// The ABI as the Rust types have it; the generator writes it into [`json`](Self::json).
    pub abi: fn() -> JsonAbi,
    parsed: OnceLock<Parsed>,
}

#[derive(Debug)]
struct Parsed {
    document: Document,
    open_to_newcomers: BTreeSet<Selector>,
}

/// The module with this name.
pub fn by_name(name: &str) -> Option<&'static ModuleInfo> {
    MODULES.iter().find(|module| module.name == name)
}

/// The module at this address.
pub fn by_address(address: Address) -> Option<&'static ModuleInfo> {
    MODULES.iter().find(|module| module.address == address)
}

/// True if an address may hold a module, now or later, or an account of the protocol: see [`addresses::is_reserved`].
pub fn is_reserved(address: Address) -> bool {
    addresses::is_reserved(address)
}

impl ModuleInfo {
    /// ABI and documentation, parsed at the first use.
    pub fn document(&self) -> &Document {
        self.interface.document()
    }

    /// True if an account without a record may call the function with this selector (R15).
    pub fn open_to_newcomers(&self, selector: [u8; 4]) -> bool {
        self.interface
            .parsed()
            .open_to_newcomers
            .contains(&Selector::from(selector))
    }
}

impl Interface {
    /// An interface from its source, its generated [`Document`] and its ABI.
    ///
    /// The document is parsed at its first use, which panics if it is not one.
    pub const fn new(solidity: &'static str, json: &'static str, abi: fn() -> JsonAbi) -> Self {
        Self {
            solidity,
            json,
            abi,
            parsed: OnceLock::new(),
        }
    }

    /// ABI and documentation, parsed at the first use.
    pub fn document(&self) -> &Document {
        &self.parsed().document
    }

    fn parsed(&self) -> &Parsed {
        self.parsed.get_or_init(|| {
            // Not input: the text is part of the program, and a test compares it with the interface.
            let document: Document =
                serde_json::from_str(self.json).expect("generated JSON is a document");
            let open_to_newcomers = document
                .docs
                .iter()
                .filter(|item| item.kind == ItemKind::Function && item.newcomer)
                .flat_map(|item| document.abi.function(&item.name).into_iter().flatten())
                .map(|function| function.selector())
                .collect();
            Parsed {
                document,
                open_to_newcomers,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_by_name_and_by_address() {
        for module in &MODULES {
            assert_eq!(
                by_name(module.name).map(|found| found.address),
                Some(module.address)
            );
            assert_eq!(
                by_address(module.address).map(|found| found.name),
                Some(module.name)
            );
            assert!(addresses::has_code(module.address), "{}", module.name);
        }
        assert!(by_name("Token").is_none());
        assert!(by_address(Address::ZERO).is_none());
    }

    #[test]
    fn a_function_is_open_to_newcomers_only_where_its_interface_says_so() {
        // What helps somebody who holds nothing is in these; nothing else is marked.
        let open = ["campaigns", "identity", "cases"];
        for module in MODULES.iter().filter(|module| !open.contains(&module.name)) {
            for function in module.document().abi.functions() {
                assert!(
                    !module.open_to_newcomers(function.selector().0),
                    "{}",
                    function.name
                );
            }
        }
        let campaigns = by_name("campaigns").unwrap();
        let open: Vec<_> = (campaigns.document().abi.functions())
            .filter(|function| campaigns.open_to_newcomers(function.selector().0))
            .map(|function| function.name.as_str())
            .collect();
        assert_eq!(open, ["answer", "nominate", "redeem", "submit"]);
        let module = ModuleInfo {
            name: "test",
            address: addresses::CAMPAIGNS,
            interface: Interface::new("", MARKED_DOCUMENT, JsonAbi::new),
        };
        let submit = module.document().abi.function("submit").unwrap()[0].selector();
        let close = module.document().abi.function("close").unwrap()[0].selector();
        assert!(module.open_to_newcomers(submit.0));
        assert!(!module.open_to_newcomers(close.0));
        assert!(!module.open_to_newcomers([0; 4]));
    }

    const MARKED_DOCUMENT: &str = r#"{
        "name": "test", "address": null, "noticeEn": "", "noticeZh": "", "structs": [],
        "abi": [
            {"type": "function", "name": "close", "inputs": [], "outputs": [], "stateMutability": "nonpayable"},
            {"type": "function", "name": "submit", "inputs": [], "outputs": [], "stateMutability": "nonpayable"}
        ],
        "docs": [
            {"kind": "function", "name": "close", "signature": "close()", "selector": "", "noticeEn": "",
             "noticeZh": "", "params": [], "returns": [], "newcomer": false},
            {"kind": "function", "name": "submit", "signature": "submit()", "selector": "", "noticeEn": "",
             "noticeZh": "", "params": [], "returns": [], "newcomer": true}
        ]
    }"#;
}
