//! How Rust programs talk to a node.
//!
//! - [`Client`]: JSON-RPC over HTTP: what a node knows, calls, transactions from signature to receipt.
//! - [`Interface`], [`Modules`]: what a module understands, as data. Arguments are read from text, answers, events and
//!   errors are shown with their names, amounts in PoS and moments in UTC. A program that goes through them works with
//!   modules that did not exist when it was written.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use wepos_client::{Client, Modules};
//!
//! let client = Client::connect("http://127.0.0.1:8545")?;
//! let modules = Modules::built_in();
//! let balance_of = modules.get("token")?.function("balanceOf")?;
//! let arguments = balance_of.read_arguments(&["0x70997970C51812dc3A010C7d01b50e0d17dc79C8"], &modules)?;
//! let returned = client.view(&balance_of, &arguments, None, None).await?;
//! println!("{}", returned[0].text()); // 1.5 PoS
//! # Ok(())
//! # }
//! ```
//!
//! # Invariants
//!
//! Nothing here knows the state machine: what it says about a network, a node said. No secret is logged or kept longer
//! than the value that holds it.

mod arguments;
mod client;
mod error;
mod interface;
mod shown;
mod status;
mod transaction;

pub use alloy_consensus::TxEip1559;
pub use alloy_dyn_abi::DynSolValue;
pub use alloy_primitives::{Address, B256, Bytes, U256};
pub use alloy_rpc_types_eth::{Block, TransactionReceipt};
pub use alloy_signer_local::PrivateKeySigner;
pub use arguments::{ArgumentError, read_address, read_amount, read_moment};
pub use client::{Client, DEFAULT_RPC};
pub use error::{ClientError, Reverted};
pub use interface::{Function, Interface, InterfaceError, Language, Modules};
pub use shown::{Named, ShownEvent, show_moment};
pub use status::{
    NodeCalendar, NodeClock, NodeStatus, NodeSync, PoolStatus, Schedule, Supply, SupplyPart,
};
pub use transaction::{Outgoing, Signed};
pub use wepos_abi::show_amount;
