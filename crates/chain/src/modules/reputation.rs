//! `reputation`: the public record of contributions (WP-15). Each rewarded submission is an entry of its account, bound
//! to it for ever, and leads to its decision. Wallets and tools that look at tokens read it as they read collections:
//! ERC-721's reading functions and ERC-5192. Nothing in it can be transferred.
//!
//! # Life cycle
//!
//! ```text
//! campaigns pays a submission ──▶ entry of the account, for ever (kept by campaigns, read here)
//! a fraud case is proven for good ──▶ shown beside them, for ever (kept by cases, read here)
//! ```
//!
//! # Money flow
//!
//! None: an entry says what was paid, and moves nothing.
//!
//! # Invariants
//!
//! 1. An entry belongs to a rewarded submission, and each of those has one.
//! 2. The kinds of an account add up to its entries.
//! 3. No entry changes or goes.

use super::{
    Module,
    campaigns::{self, Contribution, Rewarded},
    cases, decode,
};
use crate::{Context, Failure, state::read_all};
use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use wepos_abi::{IReputation, ModuleInfo, interface_ids};

/// The module's number in keys: it has none, what it reads lies with `campaigns`.
const MODULE: u8 = 13;

/// Entries of a page: each reads a campaign and a submission.
const MAX_PAGE: u32 = 50;

/// The module.
#[derive(Debug)]
pub struct Reputation;

impl Module for Reputation {
    fn info(&self) -> &'static ModuleInfo {
        wepos_abi::modules::by_name("reputation").expect("reputation has an interface")
    }

    fn number(&self) -> u8 {
        MODULE
    }

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        use IReputation::{self as I, IReputationCalls as Calls};
        Ok(match decode::<Calls>(input)? {
            Calls::contributions(call) => {
                I::contributionsCall::abi_encode_returns(&contributions(ctx, &call)?)
            }
            Calls::kinds(call) => {
                let kinds = campaigns::contributor(ctx, call.account)?.kinds.into_iter();
                let kinds = kinds.map(|(activity_type, count)| I::Kind {
                    activityType: activity_type,
                    count,
                });
                I::kindsCall::abi_encode_returns(&kinds.collect())
            }
            Calls::provenCases(call) => {
                I::provenCasesCall::abi_encode_returns(&cases::proven(ctx, &call)?)
            }
            Calls::balanceOf(call) => {
                let count = campaigns::contributor(ctx, call.owner)?.count;
                I::balanceOfCall::abi_encode_returns(&U256::from(count))
            }
            Calls::ownerOf(call) => {
                I::ownerOfCall::abi_encode_returns(&of_token(ctx, call.tokenId)?.0.account)
            }
            Calls::locked(call) => {
                of_token(ctx, call.tokenId)?;
                I::lockedCall::abi_encode_returns(&true)
            }
            Calls::tokenURI(call) => {
                let (rewarded, entry) = of_token(ctx, call.tokenId)?;
                I::tokenURICall::abi_encode_returns(&document(&shown(entry, &rewarded), &rewarded))
            }
            Calls::name(_) => I::nameCall::abi_encode_returns(&"PoS Contribution".to_owned()),
            Calls::symbol(_) => I::symbolCall::abi_encode_returns(&"PoSC".to_owned()),
            Calls::supportsInterface(call) => I::supportsInterfaceCall::abi_encode_returns(
                &interface_ids::REPUTATION.contains(&call.interfaceId.0),
            ),
        })
    }
}

/// The rewarded submission behind a token.
///
/// # Errors
///
/// `NoSuchToken`.
fn of_token(ctx: &mut Context<'_>, token: U256) -> Result<(Rewarded, Contribution), Failure> {
    let unknown = || IReputation::NoSuchToken { tokenId: token };
    let entry = Contribution::of_token(token).ok_or_else(unknown)?;
    let rewarded = campaigns::rewarded(ctx, entry)?.ok_or_else(unknown)?;
    Ok((rewarded, entry))
}

fn contributions(
    ctx: &mut Context<'_>,
    call: &IReputation::contributionsCall,
) -> Result<IReputation::contributionsReturn, Failure> {
    let total = campaigns::contributor(ctx, call.account)?.count;
    let end = (call.from.saturating_add(call.count.min(MAX_PAGE))).min(total);
    let entries = read_all(call.from..end, |position| {
        campaigns::contribution(ctx, call.account, position)
    })?;
    let page = read_all(entries, |entry| {
        let rewarded = campaigns::rewarded(ctx, entry)?;
        Ok(rewarded.map(|rewarded| shown(entry, &rewarded)))
    })?;
    Ok(IReputation::contributionsReturn {
        page: page.into_iter().flatten().collect(),
        total,
    })
}

fn shown(entry: Contribution, rewarded: &Rewarded) -> IReputation::Contribution {
    IReputation::Contribution {
        tokenId: entry.token(),
        campaign: entry.campaign,
        submission: entry.submission,
        activityType: rewarded.activity_type,
        decidedBy: rewarded.decided_by,
        amount: rewarded.amount.into(),
        submittedAt: rewarded.submitted_at.whole_seconds(),
    }
}

/// What a token says of itself: numbers alone, so that nobody's words can break out of the JSON.
fn document(entry: &IReputation::Contribution, rewarded: &Rewarded) -> String {
    let trait_of =
        |name: &str, value: String| format!(r#"{{"trait_type":"{name}","value":{value}}}"#);
    let traits = [
        trait_of("campaign", entry.campaign.to_string()),
        trait_of("submission", entry.submission.to_string()),
        trait_of("activityType", entry.activityType.to_string()),
        trait_of("decidedBy", entry.decidedBy.to_string()),
        trait_of("amount", format!(r#""{}""#, rewarded.amount)),
        trait_of("submittedAt", entry.submittedAt.to_string()),
    ];
    format!(
        r#"data:application/json;utf8,{{"name":"PoS contribution {}/{}","attributes":[{}]}}"#,
        entry.campaign,
        entry.submission,
        traits.join(",")
    )
}
