//! `campaigns`: ways of earning (R3, R5, R23).

use super::{Module, decode};
use crate::{Context, Failure};
use alloy_sol_types::SolCall;
use wepos_abi::{ICampaigns, ModuleInfo, interface_ids};

const MODULE: u8 = 4;

/// The module.
#[derive(Debug)]
pub struct Campaigns;

impl Module for Campaigns {
    fn info(&self) -> &'static ModuleInfo {
        wepos_abi::modules::by_name("campaigns").expect("campaigns has an interface")
    }

    fn number(&self) -> u8 {
        MODULE
    }

    fn call(&self, _ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        use ICampaigns::ICampaignsCalls as Calls;
        Ok(match decode::<Calls>(input)? {
            Calls::supportsInterface(call) => {
                ICampaigns::supportsInterfaceCall::abi_encode_returns(
                    &interface_ids::CAMPAIGNS.contains(&call.interfaceId.0),
                )
            }
            // Declared, and not there yet: as an unknown function answers.
            _ => return Err(Failure::empty()),
        })
    }
}
