//! What time brings: items of the agenda, and the instants that terms end. Terms are days of the chain (R12).

use super::{
    appeals, approvals, at_once,
    books::Books,
    drafts, lists,
    rules::{DecidedBy, StageTimes, needed_places},
    scores,
    state::{BOARDS, Board, DRAWS, Drawn, MODULE, Phase, Status},
};
use crate::{
    Context, Failure,
    amounts::Amount,
    execution::AGENDA,
    modules::{
        committee::{self, Parameter},
        emission,
    },
    stages::StageIndex,
    time::{Span, Timestamp},
};
use alloy_primitives::Address;
use borsh::{BorshDeserialize, BorshSerialize};
use wepos_abi::ICampaigns;

/// An item of the agenda.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) enum Task {
    /// A draft lapses.
    LapseDraft { campaign: u64 },
    /// An approved campaign's stage begins: its budget is reserved. In order of decision, because the agenda keeps
    /// items of one instant in the order of their scheduling.
    Fund { campaign: u64 },
    /// A campaign takes no submissions any more: what nobody can need goes back to the stage.
    Close { campaign: u64 },
    /// More wait for places than one call could look at.
    Promote { campaign: u64 },
    /// The refusal of a submission that kept its place can be appealed no more.
    EndRefusal { campaign: u64, number: u32 },
    /// The time to hear an appeal is over.
    EndAppeal { campaign: u64, number: u32 },
    /// A stage is settled: what burned undecided is told.
    Settle { stage: StageIndex },
    /// A campaign with a grader opens: what it draws from is fixed.
    Draw { campaign: u64 },
    /// An account has an anchor: what waited for it is paid.
    PayWaiting { account: Address },
    /// First decisions are over: what was scored until now is the result.
    Announce { campaign: u64 },
    /// The result of a campaign that was scored is fixed: it is told, and who won is paid.
    TellResult { campaign: u64 },
    /// The time to correct lines of a list is over: they are paid.
    PayList { campaign: u64, next: u32, last: u32 },
}

impl Task {
    /// Puts it on the agenda.
    ///
    /// # Errors
    ///
    /// [`Failure::NotLoaded`], or a limit of the call.
    pub(super) fn schedule(&self, ctx: &mut Context<'_>, at: Timestamp) -> Result<(), Failure> {
        let payload = borsh::to_vec(self).expect("writing to a vector cannot fail");
        AGENDA.schedule(ctx, at, MODULE, payload)
    }
}

/// Runs an item of the agenda.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call: what the rules say no to is an outcome here.
pub(super) fn run(ctx: &mut Context<'_>, payload: &[u8]) -> Result<(), Failure> {
    let task = Task::try_from_slice(payload)
        .map_err(|_| Failure::text("an item that this module has not scheduled"))?;
    match task {
        Task::LapseDraft { campaign } => drafts::lapse(ctx, campaign),
        Task::Fund { campaign } => approvals::fund_queued(ctx, campaign),
        Task::Close { campaign } => close(ctx, campaign),
        Task::Promote { campaign } => promote(ctx, campaign),
        Task::EndRefusal { campaign, number } => end_refusal(ctx, campaign, number),
        Task::EndAppeal { campaign, number } => appeals::end_appeal(ctx, campaign, number),
        Task::Settle { stage } => settle(ctx, stage),
        Task::Draw { campaign } => draw(ctx, campaign),
        Task::PayWaiting { account } => at_once::pay_waiting(ctx, account),
        Task::Announce { campaign } => announce(ctx, campaign),
        Task::TellResult { campaign } => scores::tell(ctx, campaign),
        Task::PayList {
            campaign,
            next,
            last,
        } => lists::pay(ctx, campaign, next, last),
    }
}

/// Gives back what nobody can need; comes again while anything is undecided and the stage runs.
fn close(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    let now = ctx.time();
    let mut books = Books::open(ctx, id)?;
    // At the boundary, what is free burns.
    if books.campaign.phase != Phase::Funded || now >= books.times.ends {
        return Ok(());
    }
    if books.campaign.terms.decided_by == DecidedBy::Scores {
        scores::announce(ctx, &mut books)?;
        scores::release(ctx, &mut books)?;
    }
    let needed = needed_places(&books.campaign, now);
    let returned = books.campaign.places.saturating_sub(needed);
    let returned = mutated!(ClosingReturnsNothing, 0, returned);
    if returned > 0 {
        let amount =
            (books.unit().checked_mul(u128::from(returned))).expect("a part of what was reserved");
        emission::unreserve(ctx, books.campaign.terms.stage, amount)?;
        books.campaign.places = needed;
        ctx.emit(&ICampaigns::BudgetReturned {
            campaign: id,
            places: returned,
            amount: amount.into(),
        })?;
    }
    if books.campaign.rewarded < needed {
        let term = days(ctx, Parameter::AppealDays)?;
        let again = after(now, term).max(books.campaign.appealable_until);
        if again < books.times.ends {
            Task::Close { campaign: id }.schedule(ctx, again)?;
        }
    }
    books.store(ctx)
}

fn announce(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    let mut books = Books::open(ctx, id)?;
    scores::announce(ctx, &mut books)?;
    books.store(ctx)
}

fn promote(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    let mut books = Books::open(ctx, id)?;
    if !books.status.is_alive() {
        return Ok(());
    }
    books.promote(ctx)?;
    books.store(ctx)
}

/// Frees the place that a refusal near the boundary, or after it, had kept for an appeal.
fn end_refusal(ctx: &mut Context<'_>, id: u64, number: u32) -> Result<(), Failure> {
    let mut books = Books::open(ctx, id)?;
    let mut submission = books.submission(ctx, number)?;
    let refused = matches!(submission.status, Status::Refused { .. });
    if !refused || !submission.has_place || !books.status.is_alive() {
        return Ok(());
    }
    books.free_place(ctx, &mut submission)?;
    super::state::SUBMISSIONS.put(ctx, &(id, number), &submission)?;
    books.promote(ctx)?;
    books.store(ctx)
}

/// Keeps the seed of the first block at or after the opening.
fn draw(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    let value = ctx.block().seed;
    DRAWS.put(ctx, &id, &Drawn(value))?;
    ctx.emit(&ICampaigns::Drawn {
        campaign: id,
        value,
    })
}

/// Tells what burned undecided, by responsible reviewer (R5).
fn settle(ctx: &mut Context<'_>, stage: StageIndex) -> Result<(), Failure> {
    let Some(Board { loads, .. }) = BOARDS.get(ctx, &stage.0)? else {
        return Ok(());
    };
    for load in loads.iter().filter(|load| load.undecided > 0) {
        ctx.emit(&ICampaigns::BurnedUndecided {
            stage: stage.0,
            reviewer: load.reviewer,
            cases: load.undecided,
            amount: load.undecided_amount.into(),
        })?;
    }
    Ok(())
}

/// A term of days that is a parameter.
///
/// # Errors
///
/// [`Failure::NotLoaded`], or a limit of the call.
pub(crate) fn days(ctx: &mut Context<'_>, term: Parameter) -> Result<Span, Failure> {
    let days = committee::days_of(ctx, term)?;
    Ok(ctx.calendar().days(days))
}

/// An instant later by a term.
pub(crate) fn after(instant: Timestamp, term: Span) -> Timestamp {
    instant
        .checked_add(term)
        .expect("instants lie far below 64 bits")
}

/// The instants of a stage of the table.
pub(super) fn times(ctx: &Context<'_>, stage: StageIndex) -> StageTimes {
    let starts = match stage.0.checked_sub(1) {
        None => ctx.calendar().launch(),
        Some(before) => emission::stage_end(ctx, StageIndex(before)),
    };
    let ends = emission::stage_end(ctx, stage);
    StageTimes {
        starts,
        ends,
        settles_at: emission::settles_at(ctx, stage),
    }
}

/// What base rewards of a stage are multiplied with (R1).
pub(super) fn multiplier_of(ctx: &Context<'_>, stage: StageIndex) -> u32 {
    let row = ctx.genesis().stages.get(stage);
    row.expect("the stage is in the table").multiplier
}

/// A part of the supply, as every reserved amount is.
pub(super) fn is_amount(amount: Option<Amount>) -> Option<Amount> {
    amount.filter(|amount| *amount <= crate::amounts::TOTAL_SUPPLY)
}
