//! `campaigns`: ways of earning PoS. Anybody proposes, the committee approves with a budget, reviewers decide in the
//! open, rewards are paid without asking (WP-08, WP-41, R3, R5, R14, R23). The mechanism is one for all kinds of
//! activity; a kind is data: a name, an area of the budget, a base reward. So is who decides: a reviewer, the
//! organiser's key by tickets or graded results, nobody, several reviewers by scores, the committee by a list.
//!
//! # Life cycle of a campaign
//!
//! ```text
//! propose ──▶ draft ──decision──▶ open ──closesAt──▶ closed ──end of stage──▶ in settlement ──day 28──▶ settled
//!               │           └─ next stage: queued ──boundary──▶ open, or unfunded
//!               └──▶ withdrawn · lapsed after 30 days
//! ```
//!
//! # Life cycle of a submission
//!
//! ```text
//! submit ──▶ open ──decide──▶ approved ──with a place──▶ rewarded
//!             │        └────▶ refused ──appeal──▶ appealed ──both overturn──▶ approved
//!             │                  ▲                    └─ one does not, or 7 days pass ─┐
//!             └──▶ withdrawn     └─────────────────────────────────────────────────────┘
//! ```
//!
//! What waits can be *contested* by a fraud case (R24): nobody decides or pays it until the case ends. Then it is what
//! it was, or refused for good.
//!
//! The first submissions in order have a place each, and what they would be paid is held; at most three times as many
//! may be live, and those beyond wait. A refusal or a withdrawal frees the place at once, and the next one takes it:
//! appeals first, then in order of submission. What one call cannot look through, the agenda does.
//!
//! Where no reviewer decides, a claim is deserved at once, and needs an anchor of its account (R21); a ticket is one:
//!
//! ```text
//! redeem, submit, answer ──with an anchor──▶ rewarded, within the day's ceiling
//!             └──without──▶ waits for the anchor ──anchored──▶ rewarded, or told why not
//!                                └──the campaign closes──▶ not paid
//! ```
//!
//! Where several reviewers score, places are nobody's before the result (`scores`); where the committee confirms a
//! list, its lines have them from the posting on (`lists`). A fraud case keeps a claim from being decided
//! (`contested`).
//!
//! # Where money sits
//!
//! With `emission`: an approval reserves places × base × multiplier, a place holds its nominal amount, an approval pays
//! it. The end of a stage costs nothing here, however much is under review: what is held goes to the settlement, the
//! rest burns, and a campaign finds out from the time. A refusal whose time to appeal reaches beyond the boundary keeps
//! its place until that time is over.
//!
//! # Invariants
//!
//! 1. Nothing is paid but to an approved submission with a place in a campaign that the committee approved (I6).
//! 2. An account has at most one open submission in a campaign and at most `rewardsPerAccount` approved ones; a fact
//!    carries at most `rewardsPerFact` that were not withdrawn (I8).
//! 3. A nominal is base × multiplier of its block, times the repeat factor for each approved one before (I9, R2).
//! 4. While the stage runs: places taken ≤ places, and held + paid ≤ budget. After it: spare + held never grow.
//! 5. If somebody waits, no place is free, or the agenda is about to give it.
//! 6. What nobody reviews is paid to accounts with an anchor, and at most the day's ceiling on a day (R21).
//! 7. A number that a key signed is rewarded once; a stopped key pays nothing (R14).
//! 8. An anchor, once there, stays; each ticket, contribution and invitation is the anchor of one account.

mod anchors;
mod appeals;
mod approvals;
mod at_once;
mod books;
mod contested;
mod contributions;
mod drafts;
mod facts;
mod forms;
mod lists;
mod preview;
mod recurring;
mod redemption;
mod review;
mod reviewers;
mod rules;
mod scores;
mod state;
mod submissions;
mod tasks;
#[cfg(test)]
pub(crate) mod tests;
mod types;
mod views;

use super::{Decision, Module, decode};
use crate::{
    BlockEnvironment, Context, Failure, Network,
    ecdsa::Signed,
    ensure,
    modules::{committee, emission, token},
    state::Key,
};
use alloy_primitives::{Address, U256, ruint::UintTryFrom};
use alloy_sol_types::{SolCall, SolInterface};
use state::{
    BOARDS, CAMPAIGNS, COUNT, ENTRIES, FACTS, MODULE, PARTICIPANTS, REVIEWERS, SUBMISSIONS, TYPES,
};
use wepos_abi::{ICampaigns, ModuleInfo};

pub use anchors::anchor_by_delegation;
pub(crate) use anchors::{anchor_by_invitation, may_invite, standing_keys};
pub(crate) use contested::{
    bar_account, bar_of, bar_of_fact, claim, contest, keys as claim_keys, load as load_claims,
    refuse, release,
};
pub use facts::of_content as content_fact;

pub(crate) use contributions::{Rewarded, contribution, contributor, rewarded};
pub(crate) use review::{is_reviewer, reviewers};
pub(crate) use rules::{JUDGES, REASON_BYTES, responsible};
pub(crate) use state::{Bar, Contribution};
pub(crate) use tasks::{after, days};
pub(crate) use types::{OPEN_CONTRIBUTION, activity_type};

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

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        let call = decode::<ICampaigns::ICampaignsCalls>(input)?;
        dispatch(ctx, call)
    }

    fn prefetch(&self, sender: Address, input: &[u8], keys: &mut Vec<Key>) {
        use ICampaigns::ICampaignsCalls as Calls;
        match Calls::abi_decode(input) {
            Ok(Calls::submit(call)) => {
                let fact = facts::of_content(&call.content);
                keys.extend([
                    state::BARRED_FACTS.key(&fact),
                    CAMPAIGNS.key(&call.campaign),
                    ENTRIES.key(&(call.campaign, sender)),
                    FACTS.key(&(call.campaign, fact)),
                    PARTICIPANTS.key(&sender),
                ]);
            }
            Ok(Calls::redeem(call)) => {
                let (id, account) = (call.attestation.campaign, call.account);
                let fact = facts::of_attestation(&call.attestation, account);
                keys.extend([
                    CAMPAIGNS.key(&id),
                    ENTRIES.key(&(id, account)),
                    FACTS.key(&(id, fact)),
                    state::CONTRIBUTORS.key(&account),
                    token::account_key(&account),
                    emission::funds_key(),
                ]);
                keys.extend(standing_keys(account));
            }
            Ok(Calls::answer(call)) => keys.extend([
                CAMPAIGNS.key(&call.campaign),
                state::FORMS.key(&call.campaign),
                ENTRIES.key(&(call.campaign, sender)),
                PARTICIPANTS.key(&sender),
            ]),
            Ok(Calls::decide(call)) => {
                let submission = (call.campaign, call.submission);
                keys.extend([
                    CAMPAIGNS.key(&call.campaign),
                    SUBMISSIONS.key(&submission),
                    state::REVIEWS.key(&submission),
                ]);
            }
            Ok(Calls::propose(_)) => keys.extend([COUNT.key(), TYPES.key()]),
            _ => {}
        }
    }

    fn signed(&self, network: &Network, input: &[u8]) -> Vec<Signed> {
        match ICampaigns::redeemCall::abi_decode(input) {
            Ok(call) => redemption::signed(network, &call),
            Err(_) => Vec::new(),
        }
    }

    fn prefetch_block(&self, block: &BlockEnvironment, keys: &mut Vec<Key>) {
        keys.push(REVIEWERS.key());
        let month = block.network.calendar().month_at(block.time);
        if let Some(stage) = block.network.genesis().stages.stage_at_month(month) {
            keys.extend([BOARDS.key(&stage.0), emission::stage_key(stage)]);
        }
    }

    fn begin_block(&self, ctx: &mut Context<'_>) -> Result<(), Failure> {
        if ctx.block().number == 1 {
            reviewers::create(ctx)?;
        }
        Ok(())
    }

    fn due(&self, ctx: &mut Context<'_>, payload: &[u8]) -> Result<(), Failure> {
        tasks::run(ctx, payload)
    }

    fn decision(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Option<Decision>, Failure> {
        use ICampaigns::ICampaignsCalls as Calls;
        Ok(Some(match decode::<Calls>(input)? {
            Calls::approve(call) => {
                let draft = approvals::approvable(ctx, call.campaign)?.draft;
                Decision {
                    beneficiaries: mutated!(ApprovalBenefitsNobody, vec![], vec![draft.organiser]),
                    spends: Some(draft.terms.stage),
                    delayed: false,
                }
            }
            Calls::nameReviewer(call) => {
                reviewers::check_name(ctx, call.reviewer)?;
                Decision {
                    beneficiaries: vec![call.reviewer],
                    ..Decision::default()
                }
            }
            Calls::dismissReviewer(call) => {
                reviewers::check_dismiss(ctx, call.reviewer)?;
                Decision::default()
            }
            Calls::resumeKey(call) => Decision {
                beneficiaries: vec![redemption::check_resume(ctx, call.campaign)?],
                ..Decision::default()
            },
            Calls::award(call) => Decision {
                beneficiaries: vec![lists::check_award(ctx, call.campaign, call.through)?],
                ..Decision::default()
            },
            Calls::setActivityType(call) => {
                types::check(ctx, &call)?;
                Decision {
                    delayed: true,
                    ..Decision::default()
                }
            }
            _ => return Ok(None),
        }))
    }

    fn layout(&self) -> &'static [(u8, &'static str, &'static str)] {
        state::LAYOUT
    }
}

fn dispatch(ctx: &mut Context<'_>, call: ICampaigns::ICampaignsCalls) -> Result<Vec<u8>, Failure> {
    use ICampaigns::ICampaignsCalls as Calls;
    match call {
        Calls::propose(call) => {
            let id = drafts::propose(ctx, call.terms, call.texts, call.form)?;
            return Ok(ICampaigns::proposeCall::abi_encode_returns(&id));
        }
        Calls::withdrawDraft(call) => drafts::withdraw(ctx, call.campaign)?,
        Calls::submit(call) => {
            let account = ctx.sender();
            let submitted = submissions::submit(ctx, call.campaign, account, &call.content)?;
            return Ok(ICampaigns::submitCall::abi_encode_returns(
                &submitted.number,
            ));
        }
        Calls::answer(call) => {
            let (id, hash) = (call.campaign, call.privateHash);
            let submitted = submissions::answer(ctx, id, call.answers, hash)?;
            return Ok(ICampaigns::answerCall::abi_encode_returns(
                &submitted.number,
            ));
        }
        Calls::nominate(call) => {
            let (id, account) = (call.campaign, call.account);
            let submitted = submissions::nominate(ctx, id, account, &call.content)?;
            return Ok(ICampaigns::nominateCall::abi_encode_returns(
                &submitted.number,
            ));
        }
        Calls::redeem(call) => {
            let submitted = redemption::redeem(ctx, call)?;
            return Ok(ICampaigns::redeemCall::abi_encode_returns(
                &submitted.number,
            ));
        }
        Calls::stopKey(call) => redemption::stop_key(ctx, call.campaign, &call.reason)?,
        Calls::resumeKey(call) => {
            committee::require_decision(ctx)?;
            redemption::resume_key(ctx, call.campaign)?;
        }
        Calls::withdrawSubmission(call) => {
            submissions::withdraw(ctx, call.campaign, call.submission)?;
        }
        Calls::decide(call) => {
            let (id, number) = (call.campaign, call.submission);
            review::decide(ctx, id, number, call.approved, &call.reason)?;
        }
        Calls::score(call) => {
            let (id, number) = (call.campaign, call.submission);
            scores::score(ctx, id, number, call.points, &call.reason)?;
        }
        Calls::post(call) => {
            let posted = lists::post(ctx, call.campaign, call.lines)?;
            return Ok(ICampaigns::postCall::abi_encode_returns(&posted));
        }
        Calls::award(call) => lists::award(ctx, call.campaign, call.through)?,
        Calls::strike(call) => lists::strike(ctx, call.campaign, call.submission, &call.reason)?,
        Calls::appeal(call) => appeals::appeal(ctx, call.campaign, call.submission, &call.reason)?,
        Calls::decideAppeal(call) => {
            let (id, number) = (call.campaign, call.submission);
            appeals::decide_appeal(ctx, id, number, call.overturn, &call.reason)?;
        }
        Calls::approve(call) => approvals::approve(ctx, call.campaign)?,
        Calls::nameReviewer(call) => {
            committee::require_decision(ctx)?;
            reviewers::name(ctx, call.reviewer)?;
        }
        Calls::dismissReviewer(call) => {
            committee::require_decision(ctx)?;
            reviewers::dismiss(ctx, call.reviewer)?;
        }
        Calls::setActivityType(call) => {
            committee::require_decision(ctx)?;
            types::set(ctx, &call)?;
        }
        view => return views::answer(ctx, view),
    }
    Ok(Vec::new())
}

/// A text without white space around it, within its bounds.
///
/// # Errors
///
/// `TextLength`.
fn check_text(name: &str, text: &str, minimum: usize, maximum: usize) -> Result<String, Failure> {
    let text = text.trim();
    ensure!(
        (minimum..=maximum).contains(&text.len()),
        ICampaigns::TextLength {
            text: name.to_owned(),
            length: U256::from(text.len()),
            minimum: U256::from(minimum),
            maximum: U256::from(maximum),
        }
    );
    Ok(text.to_owned())
}

/// Fails for a number out of its bounds.
///
/// # Errors
///
/// `TermOutOfRange`.
fn check_range<N: Copy + PartialOrd>(
    term: &str,
    value: N,
    minimum: N,
    maximum: N,
) -> Result<(), Failure>
where
    U256: UintTryFrom<N>,
{
    ensure!(
        (minimum..=maximum).contains(&value),
        ICampaigns::TermOutOfRange {
            term: term.to_owned(),
            value: U256::from(value),
            minimum: U256::from(minimum),
            maximum: U256::from(maximum),
        }
    );
    Ok(())
}

/// The running stage's index, for records that are kept by stage.
fn running(ctx: &Context<'_>) -> u8 {
    emission::running_stage(ctx).0
}
