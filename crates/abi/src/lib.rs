//! What the outside may call: Solidity interfaces, addresses, names.
//!
//! Each file in `interfaces/` is the only place where the functions, events and errors of a module are declared, with
//! NatSpec in English and Chinese. From it come
//!
//! - the Rust types here ([`IToken`], [`IEmission`] …), which the state machine matches on exhaustively;
//! - `generated/<name>.json`: ABI and documentation, read by JSON-RPC, command line and portal through [`MODULES`];
//! - `docs/modules/<name>.md`: the reference for readers;
//! - the sentences of [`describe_revert`], which explain an error in both languages.
//!
//! The generated files are committed. A test fails when they differ from the interfaces, and names the command that
//! writes them anew: `WEPOS_REGENERATE=1 cargo test -p wepos-abi --test generated`.
//!
//! # NatSpec of this house
//!
//! | tag | on | says |
//! |---|---|---|
//! | `@notice`, `@custom:zh` | everything | what it is, in English and in Chinese |
//! | `@param`, `@custom:zh-param` | functions, events, errors | each parameter, by name |
//! | `@return`, `@custom:zh-return` | functions | each returned value, by name |
//! | `@custom:field`, `@custom:zh-field` | structs | each field, by name |
//! | `@custom:format` | everything | how a parameter, returned value or field is shown: its name, then a [`Format`] |
//! | `@custom:newcomer` | functions | accounts without a record may call it (R15) |
//!
//! In the notice of an error, `{parameter}` stands for the value it carried.
//!
//! # Invariants
//!
//! No `sol(rpc)`: Cargo unifies features, and an HTTP stack would end up under the state machine. No I/O at all.

pub mod addresses;
pub mod attestation;
mod describe;
mod document;
pub mod events;
mod interfaces;
pub mod modules;
mod proof;
mod values;

pub use describe::{Described, describe_revert};
pub use document::{Document, Format, ItemDoc, ItemKind, ParameterDoc, StructDoc};
pub use interfaces::{
    campaigns, cases, committee, emission, errors, identity, interface_ids, multicall, network,
    reputation, token,
};
pub use modules::{COMMON_ERRORS, Interface, MODULES, ModuleInfo};
pub use proof::StateProof;
pub use values::show_amount;

pub use campaigns::ICampaigns;
pub use cases::ICases;
pub use committee::ICommittee;
pub use emission::IEmission;
pub use errors::IErrors;
pub use identity::IIdentity;
pub use multicall::IMulticall3;
pub use network::INetwork;
pub use reputation::IReputation;
pub use token::IToken;
