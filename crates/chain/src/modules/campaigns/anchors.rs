//! Anchors: what stands behind an account that no human being has looked at (R21). One for each account, for ever; what
//! waited for it is paid without asking.

use super::{
    rules::CampaignStatus,
    state::{ANCHORS, Anchor, AnchorKind, PARTICIPANTS, WAITING},
    tasks::Task,
};
use crate::{Context, Failure, modules::token, state::Key};
use alloy_primitives::{Address, B256};
use alloy_sol_types::SolEvent;
use wepos_abi::ICampaigns;

impl AnchorKind {
    /// Its number in the interface; 0 is none, 5 the genesis of a development network.
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Ticket => 1,
            Self::Delegation => 2,
            Self::Contribution => 3,
            Self::Invitation => 4,
        }
    }
}

/// The number in the interface of an anchor that a development genesis gave.
const GENESIS: u8 = 5;

/// Anchors an account, if it has no anchor yet; what waits for it is put on the agenda. An account that was invited
/// comes to stand on its own by any other anchor, and may invite from then on (R21 d).
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn anchor(
    ctx: &mut Context<'_>,
    account: Address,
    kind: AnchorKind,
    source: B256,
) -> Result<(), Failure> {
    let anchored = token::is_anchored(ctx, account);
    let before = ANCHORS.get(ctx, &account)?;
    let anchored = anchored?;
    let invited = before.is_some_and(|anchor| anchor.kind == AnchorKind::Invitation);
    if anchored && !(invited && kind != AnchorKind::Invitation) {
        return Ok(());
    }
    let anchor = Anchor {
        kind,
        source,
        at: ctx.time(),
    };
    ANCHORS.put(ctx, &account, &anchor)?;
    let event = ICampaigns::Anchored {
        account,
        kind: kind.number(),
        source,
    };
    ctx.emit_from(wepos_abi::addresses::CAMPAIGNS, event.encode_log_data())?;
    if anchored {
        return Ok(());
    }
    token::set_anchored(ctx, account)?;
    if WAITING.get(ctx, &account)?.is_some() {
        Task::PayWaiting { account }.schedule(ctx, ctx.time())?;
    }
    Ok(())
}

/// Where it stands what an account may do and what waits for it, beside the account.
pub(crate) fn standing_keys(account: Address) -> [Key; 3] {
    [
        ANCHORS.key(&account),
        PARTICIPANTS.key(&account),
        WAITING.key(&account),
    ]
}

/// How an account is anchored: the number of the kind in the interface, what it rests on, and since when.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn anchor_of(
    ctx: &mut Context<'_>,
    account: Address,
) -> Result<ICampaigns::anchorOfReturn, Failure> {
    let anchored = token::is_anchored(ctx, account);
    let anchor = ANCHORS.get(ctx, &account)?;
    Ok(match anchor {
        Some(anchor) => ICampaigns::anchorOfReturn {
            kind: anchor.kind.number(),
            source: anchor.source,
            at: anchor.at.whole_seconds(),
        },
        None if anchored? => ICampaigns::anchorOfReturn {
            kind: GENESIS,
            source: B256::ZERO,
            at: ctx.calendar().launch().whole_seconds(),
        },
        None => ICampaigns::anchorOfReturn {
            kind: 0,
            source: B256::ZERO,
            at: 0,
        },
    })
}

/// Whether an account can vouch for others: it has an anchor, and that is not itself an invitation (R21 d).
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn may_invite(ctx: &mut Context<'_>, account: Address) -> Result<bool, Failure> {
    let anchored = token::is_anchored(ctx, account);
    let anchor = ANCHORS.get(ctx, &account)?;
    let invited = anchor.is_some_and(|anchor| anchor.kind == AnchorKind::Invitation);
    Ok(anchored? && !invited)
}

/// What an anchor rests on that came with a submission: campaign and number in the last bytes.
pub(super) fn of_submission(campaign: u64, number: u32) -> B256 {
    let mut source = [0; 32];
    source[16..24].copy_from_slice(&campaign.to_be_bytes());
    source[28..].copy_from_slice(&number.to_be_bytes());
    B256::new(source)
}

/// Whether a result still waits for an anchor: a campaign that has closed pays none.
pub(super) const fn still_waits(campaign: CampaignStatus) -> bool {
    matches!(campaign, CampaignStatus::Open)
}

/// Anchors an account by an invitation (R21 d).
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn anchor_by_invitation(
    ctx: &mut Context<'_>,
    account: Address,
    inviter: Address,
) -> Result<(), Failure> {
    anchor(ctx, account, AnchorKind::Invitation, inviter.into_word())
}

/// Anchors an account by a proven delegation (R21 b). For the module that links addresses of other chains: it has
/// checked that one of them has delegated at least `anchorStake`, for long enough, and anchors nobody else; `source`
/// names that address. What waits for the anchor is paid by the next block.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub fn anchor_by_delegation(
    ctx: &mut Context<'_>,
    account: Address,
    source: B256,
) -> Result<(), Failure> {
    anchor(ctx, account, AnchorKind::Delegation, source)
}
