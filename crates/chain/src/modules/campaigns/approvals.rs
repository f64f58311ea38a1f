//! The committee's approval, the caps of a small committee, and the reservation of the budget (R3, R14).

use super::{
    OPEN_CONTRIBUTION, activity_type,
    books::{board, campaign, plus},
    drafts,
    review::decisions_until,
    rules::{DecidedBy, MAX_ORGANISERS, budget},
    scores,
    state::{BOARDS, CAMPAIGNS, Campaign, OPEN_CONTRIBUTIONS, ORGANISED, Phase, REVIEWERS},
    tasks::{Task, days, is_amount, times},
};
use crate::{
    Context, Failure,
    amounts::{Amount, BasisPoints, TOTAL_SUPPLY},
    ensure,
    modules::{
        committee::{self, Parameter},
        emission,
    },
    stages::StageIndex,
    state::read_all,
};
use alloy_primitives::{Address, U256};
use wepos_abi::ICampaigns;

/// A draft that could be approved now, with what it would reserve.
pub(super) struct Approvable {
    pub(super) draft: Campaign,
    amount: Amount,
}

/// Everything that an approval asks for, but the budget itself, which only the reservation knows.
///
/// Checks, in order: the campaign is a draft; its stage runs, or is the next and near; its window is not over; there
/// are enough reviewers; what it asks for is within the caps (R14); open contributions of the stage have no campaign
/// yet.
///
/// # Errors
///
/// `UnknownCampaign`, `NotADraft`, `StageNotAvailable`, `DecisionTooEarly`, `CampaignClosed`, `TooFewReviewers`,
/// `UnknownActivityType`, `TermOutOfRange`, `CampaignCapExceeded`, `OrganiserCapExceeded`, `TooManyOrganisers`,
/// `OpenContributionsExist`.
pub(super) fn approvable(ctx: &mut Context<'_>, id: u64) -> Result<Approvable, Failure> {
    let mut draft = campaign(ctx, id)?;
    drafts::require_draft(ctx, id, &draft)?;
    let (now, stage) = (ctx.time(), draft.terms.stage);
    let running = emission::running_stage(ctx);
    ensure!(
        stage >= running,
        ICampaigns::StageNotAvailable {
            stage: stage.0,
            running: running.0,
        }
    );
    let ahead = days(ctx, Parameter::NextStageDays)?;
    let available_from = times(ctx, stage).starts.checked_sub(ahead);
    let available_from = available_from.unwrap_or_default();
    ensure!(
        stage == running || now >= available_from,
        ICampaigns::DecisionTooEarly {
            stage: stage.0,
            availableFrom: available_from.ceil_seconds(),
        }
    );
    ensure!(
        now < draft.terms.closes_at,
        ICampaigns::CampaignClosed {
            campaign: id,
            closedAt: draft.terms.closes_at.whole_seconds(),
        }
    );
    let active = REVIEWERS.get(ctx)?.unwrap_or_default().0.len() as u32;
    let needed = committee::parameter(ctx, Parameter::ReviewersMin)? as u32;
    let needed = match draft.terms.decided_by {
        DecidedBy::Scores => needed.max(scores::reviewers_needed(draft.terms.scores)),
        _ => needed,
    };
    ensure!(
        active >= needed,
        ICampaigns::TooFewReviewers { active, needed }
    );
    let activity = activity_type(ctx, draft.terms.activity_type)?;
    draft.area = activity.area;
    draft.base = activity.base;
    let per_place = committee::parameter(ctx, Parameter::SubmissionsPerPlace)? as u32;
    // Where nobody reads, nobody waits in line for those who are refused.
    draft.max_live = if draft.terms.decided_by.is_read() {
        draft.places.saturating_mul(per_place)
    } else {
        draft.places
    };
    let amount = is_amount(budget(draft.base, draft.multiplier, draft.terms.places));
    let Some(amount) = amount else {
        let unit = draft.base.units().saturating_mul(draft.multiplier.into());
        let most = TOTAL_SUPPLY.units().checked_div(unit).unwrap_or(0);
        return Err(ICampaigns::TermOutOfRange {
            term: "places".to_owned(),
            value: U256::from(draft.terms.places),
            minimum: U256::ONE,
            maximum: U256::from(most),
        }
        .into());
    };
    check_caps(ctx, stage, draft.organiser, amount)?;
    if draft.terms.activity_type == OPEN_CONTRIBUTION
        && let Some(other) = OPEN_CONTRIBUTIONS.get(ctx, &stage.0)?
    {
        return Err(ICampaigns::OpenContributionsExist {
            stage: stage.0,
            campaign: other,
        }
        .into());
    }
    Ok(Approvable { draft, amount })
}

/// While seats of the committee are empty, one campaign and one organiser can only reserve so much (R14).
fn check_caps(
    ctx: &mut Context<'_>,
    stage: StageIndex,
    organiser: Address,
    amount: Amount,
) -> Result<(), Failure> {
    let seats = committee::seats_filled(ctx)?;
    let needed = committee::parameter(ctx, Parameter::UncappedSeats)? as u32;
    if seats >= needed {
        return Ok(());
    }
    let row = ctx.genesis().stages.get(stage);
    let row = row.expect("the stage is in the table");
    let allowed = share(ctx, Parameter::CampaignCap)?.of(row.release_per_month);
    ensure!(
        mutated!(CampaignCapIgnored, true, amount <= allowed),
        ICampaigns::CampaignCapExceeded {
            asked: amount.into(),
            allowed: allowed.into(),
            seats,
            needed,
        }
    );
    let organised = ORGANISED.get(ctx, &stage.0)?.unwrap_or_default().0;
    let of_party = read_all(&organised, |(other, _)| {
        committee::affiliated(ctx, organiser, *other)
    })?;
    let mut reserved = Amount::ZERO;
    for ((_, amount), same) in organised.iter().zip(of_party) {
        if mutated!(CapCountsOneCampaign, false, same) {
            reserved = plus(reserved, *amount);
        }
    }
    let stage_release = row.release().expect("genesis was checked");
    let allowed = share(ctx, Parameter::OrganiserCap)?.of(stage_release);
    ensure!(
        plus(reserved, amount) <= allowed,
        ICampaigns::OrganiserCapExceeded {
            asked: amount.into(),
            reserved: reserved.into(),
            allowed: allowed.into(),
            seats,
            needed,
        }
    );
    let known = organised.iter().any(|(other, _)| *other == organiser);
    ensure!(
        known || organised.len() < MAX_ORGANISERS,
        ICampaigns::TooManyOrganisers {
            stage: stage.0,
            maximum: MAX_ORGANISERS as u32,
        }
    );
    Ok(())
}

fn share(ctx: &mut Context<'_>, of: Parameter) -> Result<BasisPoints, Failure> {
    let share = committee::parameter(ctx, of)?;
    let share = u16::try_from(share).ok().and_then(BasisPoints::new);
    Ok(share.expect("the bounds of a share are below a whole"))
}

/// Approves a draft: reserves its budget, or queues the reservation for the start of its stage.
///
/// # Errors
///
/// `OnlyByDecision`, those of [`approvable`], `AreaBudgetExceeded`.
pub(super) fn approve(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    committee::require_decision(ctx)?;
    let Approvable { mut draft, amount } = approvable(ctx, id)?;
    let stage = draft.terms.stage;
    organised(ctx, stage, draft.organiser, |sum| plus(sum, amount))?;
    if draft.terms.activity_type == OPEN_CONTRIBUTION {
        OPEN_CONTRIBUTIONS.put(ctx, &stage.0, &id)?;
    }
    if stage == emission::running_stage(ctx) {
        drafts::end(ctx, id, &mut draft, Phase::Funded)?;
        return fund(ctx, id, &draft, amount);
    }
    drafts::end(ctx, id, &mut draft, Phase::Queued)?;
    let reserves_at = times(ctx, stage).starts;
    Task::Fund { campaign: id }.schedule(ctx, reserves_at)?;
    ctx.emit(&ICampaigns::CampaignQueued {
        campaign: id,
        stage: stage.0,
        reservesAt: reserves_at.whole_seconds(),
    })
}

/// Reserves the budget of a campaign whose stage has begun; without one, it says so and ends.
pub(super) fn fund_queued(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    let mut queued = campaign(ctx, id)?;
    let amount = budget(queued.base, queued.multiplier, queued.places).expect("it was checked");
    let before = ctx.save();
    queued.phase = Phase::Funded;
    CAMPAIGNS.put(ctx, &id, &queued)?;
    let cause = match fund(ctx, id, &queued, amount) {
        Ok(()) => return Ok(()),
        Err(failure) if ctx.meter.exhausted.is_some() => return Err(failure),
        Err(Failure::NotLoaded) => return Err(Failure::NotLoaded),
        Err(Failure::Revert(data)) => data,
    };
    ctx.restore(&before);
    queued.phase = Phase::Unfunded;
    CAMPAIGNS.put(ctx, &id, &queued)?;
    let stage = queued.terms.stage;
    organised(ctx, stage, queued.organiser, |sum| {
        sum.checked_sub(amount).unwrap_or_default()
    })?;
    if queued.terms.activity_type == OPEN_CONTRIBUTION {
        OPEN_CONTRIBUTIONS.remove(ctx, &stage.0)?;
    }
    ctx.emit(&ICampaigns::CampaignUnfunded {
        campaign: id,
        cause,
    })
}

/// Reserves, and schedules what follows.
fn fund(
    ctx: &mut Context<'_>,
    id: u64,
    campaign: &Campaign,
    amount: Amount,
) -> Result<(), Failure> {
    let stage = campaign.terms.stage;
    // Where no block came in the whole stage, its budget is gone, and another stage's is not this campaign's.
    let running = emission::running_stage(ctx);
    ensure!(
        stage == running,
        ICampaigns::StageNotAvailable {
            stage: stage.0,
            running: running.0,
        }
    );
    emission::reserve(ctx, campaign.area, amount)?;
    Task::Close { campaign: id }.schedule(ctx, campaign.terms.closes_at)?;
    if campaign.terms.decided_by == DecidedBy::Grader {
        let opens_at = campaign.terms.opens_at.max(ctx.time());
        Task::Draw { campaign: id }.schedule(ctx, opens_at)?;
    }
    if campaign.terms.decided_by == DecidedBy::Scores {
        let over = decisions_until(ctx, &times(ctx, stage))?;
        Task::Announce { campaign: id }.schedule(ctx, over)?;
    }
    let mut board = board(ctx, stage.0)?;
    if !board.scheduled {
        board.scheduled = true;
        BOARDS.put(ctx, &stage.0, &board)?;
        Task::Settle { stage }.schedule(ctx, times(ctx, stage).settles_at)?;
    }
    ctx.emit(&ICampaigns::CampaignFunded {
        campaign: id,
        stage: stage.0,
        area: campaign.area.number(),
        budget: amount.into(),
        base: campaign.base.into(),
        multiplier: U256::from(campaign.multiplier),
    })
}

/// Changes what an organiser has reserved of a stage. Beyond [`MAX_ORGANISERS`], which only a committee with enough
/// seats can reach, nobody is compared any more, and new ones are not remembered.
fn organised(
    ctx: &mut Context<'_>,
    stage: StageIndex,
    organiser: Address,
    change: impl FnOnce(Amount) -> Amount,
) -> Result<(), Failure> {
    let mut organised = ORGANISED.get(ctx, &stage.0)?.unwrap_or_default();
    let known = organised
        .0
        .iter()
        .position(|(other, _)| *other == organiser);
    match known {
        Some(position) => organised.0[position].1 = change(organised.0[position].1),
        None if organised.0.len() < MAX_ORGANISERS => {
            organised.0.push((organiser, change(Amount::ZERO)));
        }
        None => return Ok(()),
    }
    ORGANISED.put(ctx, &stage.0, &organised)
}
