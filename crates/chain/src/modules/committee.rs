//! `committee`: who approves, and how (R13, R14).

use super::{Module, decode};
use crate::{Context, Failure};
use alloy_sol_types::SolCall;
use wepos_abi::{ICommittee, ModuleInfo, interface_ids};

const MODULE: u8 = 3;

/// The module.
#[derive(Debug)]
pub struct Committee;

impl Module for Committee {
    fn info(&self) -> &'static ModuleInfo {
        wepos_abi::modules::by_name("committee").expect("committee has an interface")
    }

    fn number(&self) -> u8 {
        MODULE
    }

    fn call(&self, _ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        use ICommittee::ICommitteeCalls as Calls;
        Ok(match decode::<Calls>(input)? {
            Calls::supportsInterface(call) => {
                ICommittee::supportsInterfaceCall::abi_encode_returns(
                    &interface_ids::COMMITTEE.contains(&call.interfaceId.0),
                )
            }
        })
    }
}
