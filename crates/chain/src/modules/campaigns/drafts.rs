//! Drafts: proposed by anybody, withdrawn by their organiser, or lapsed (WP-41, R15).

use super::{
    activity_type,
    books::campaign,
    check_range, check_text, forms,
    rules::{
        CampaignStatus, DecidedBy, MAX_PERIOD_DAYS, MAX_PLACES, MAX_POINTS, MAX_PRIZES,
        MAX_REWARDS, MAX_SCORES, MIN_SCORES, TEXT_BYTES, TITLE_BYTES, Terms, campaign_status,
    },
    state::{CAMPAIGNS, COUNT, Campaign, FORMS, PARTICIPANTS, Phase, TEXTS, Texts},
    tasks::{Task, after, days, multiplier_of, times},
};
use crate::{
    Context, Failure,
    amounts::{Amount, BasisPoints},
    ensure,
    modules::{
        committee::{self, Parameter},
        emission,
    },
    stages::StageIndex,
    time::Timestamp,
};
use alloy_primitives::{Address, B256};
use wepos_abi::ICampaigns;

/// Proposes a campaign and returns its number.
///
/// Checks, in order: the type exists; numbers are in range; the stage is the running one or the next; the window lies
/// in it; texts are there and not too long; the form can be filled in; the account has room for a draft.
///
/// # Errors
///
/// `UnknownActivityType`, `TermOutOfRange`, `IssuingEnded`, `StageNotAvailable`, `TermsDisagree`, `WindowOutsideStage`,
/// `TextLength`, `TooManyDrafts`.
pub(super) fn propose(
    ctx: &mut Context<'_>,
    terms: ICampaigns::Terms,
    texts: ICampaigns::Texts,
    form: Vec<ICampaigns::Field>,
) -> Result<u64, Failure> {
    let (organiser, now) = (ctx.sender(), ctx.time());
    let activity = activity_type(ctx, terms.activityType)?;
    let commitment = terms.commitment;
    let terms = checked_terms(ctx, &terms)?;
    let texts = checked_texts(texts, commitment)?;
    let form = forms::checked(&terms, form)?;
    let mut participant = PARTICIPANTS.get(ctx, &organiser)?.unwrap_or_default();
    let maximum = committee::parameter(ctx, Parameter::OpenDrafts)? as u32;
    let open = participant.drafts.len() as u32;
    if open >= maximum {
        let oldest = campaign(ctx, participant.drafts[0])?;
        return Err(ICampaigns::TooManyDrafts {
            open,
            maximum,
            availableFrom: oldest.lapses_at.ceil_seconds(),
        }
        .into());
    }
    let term = days(ctx, Parameter::DraftLapseDays)?;
    let id = COUNT.get(ctx)?.unwrap_or(0).saturating_add(1);
    let draft = Campaign {
        organiser,
        proposed_at: now,
        lapses_at: after(now, term),
        phase: Phase::Draft,
        area: activity.area,
        base: activity.base,
        multiplier: multiplier_of(ctx, terms.stage),
        places: terms.places,
        terms,
        max_live: 0,
        taken: 0,
        held: Amount::ZERO,
        spare: Amount::ZERO,
        paid: Amount::ZERO,
        rewarded: 0,
        submissions: 0,
        withdrawn: 0,
        live: 0,
        next_in_line: 1,
        first_appeal: 0,
        next_appeal: 0,
        appealable_until: Timestamp::default(),
        form: form.as_ref().map(forms::public_fields),
        waiting: 0,
        day: 0,
        paid_today: Amount::ZERO,
        ceiling: Amount::ZERO,
        stopped: false,
        pool: 0,
    };
    COUNT.put(ctx, &id)?;
    CAMPAIGNS.put(ctx, &id, &draft)?;
    TEXTS.put(ctx, &id, &texts)?;
    if let Some(form) = form {
        FORMS.put(ctx, &id, &form)?;
    }
    participant.drafts.push(id);
    PARTICIPANTS.put(ctx, &organiser, &participant)?;
    Task::LapseDraft { campaign: id }.schedule(ctx, draft.lapses_at)?;
    ctx.emit(&ICampaigns::CampaignProposed {
        campaign: id,
        organiser,
        activityType: draft.terms.activity_type,
        stage: draft.terms.stage.0,
        places: draft.terms.places,
        titleZh: texts.title_zh,
        titleEn: texts.title_en,
    })?;
    Ok(id)
}

fn checked_terms(ctx: &mut Context<'_>, terms: &ICampaigns::Terms) -> Result<Terms, Failure> {
    check_range("places", terms.places, 1, MAX_PLACES)?;
    check_range("rewardsPerAccount", terms.rewardsPerAccount, 1, MAX_REWARDS)?;
    check_range("rewardsPerFact", terms.rewardsPerFact, 1, MAX_REWARDS)?;
    check_range("repeatFactor", terms.repeatFactor, 1, BasisPoints::WHOLE)?;
    let running = emission::running_stage(ctx);
    ensure!(
        emission::has_stage(ctx, running),
        ICampaigns::IssuingEnded {}
    );
    let stage = StageIndex(terms.stage);
    let next = StageIndex(running.0.saturating_add(1));
    ensure!(
        (stage == running || stage == next) && emission::has_stage(ctx, stage),
        ICampaigns::StageNotAvailable {
            stage: stage.0,
            running: running.0,
        }
    );
    let decided_by = checked_way(terms)?;
    check_window(ctx, stage, decided_by, terms.opensAt, terms.closesAt)?;
    let seconds = |seconds: u64| Timestamp::from_millis(seconds.saturating_mul(1_000));
    Ok(Terms {
        activity_type: terms.activityType,
        stage,
        places: terms.places,
        opens_at: seconds(terms.opensAt),
        closes_at: seconds(terms.closesAt),
        rewards_per_account: terms.rewardsPerAccount,
        rewards_per_fact: terms.rewardsPerFact,
        repeat_factor: BasisPoints::new(terms.repeatFactor).expect("it was checked"),
        decided_by,
        key: terms.key,
        every_days: terms.everyDays as u8,
        streak: terms.streak as u8,
        nominations: terms.nominations,
        scores: terms.scores,
        threshold: terms.threshold,
    })
}

/// Who decides, and whether the other terms go with that: a key where something is signed, each fact once there,
/// periods where nobody decides, nominations where somebody does.
fn checked_way(terms: &ICampaigns::Terms) -> Result<DecidedBy, Failure> {
    let number = terms.decidedBy;
    check_range("decidedBy", number, 0, DecidedBy::List.number())?;
    let way = DecidedBy::numbered(number).expect("it was checked");
    let agrees = |term: &str, agrees: bool| {
        ensure!(
            agrees,
            ICampaigns::TermsDisagree {
                term: term.to_owned(),
                decidedBy: number,
            }
        );
        Ok(())
    };
    agrees("key", (terms.key != Address::ZERO) == way.has_key())?;
    agrees(
        "rewardsPerFact",
        terms.rewardsPerFact == 1 || matches!(way, DecidedBy::Reviewer | DecidedBy::List),
    )?;
    let recurring = terms.everyDays > 0;
    agrees("everyDays", !recurring || way == DecidedBy::AtOnce)?;
    agrees("streak", terms.streak <= 1 || recurring)?;
    agrees(
        "nominations",
        !terms.nominations || way == DecidedBy::Reviewer,
    )?;
    let scored = way == DecidedBy::Scores;
    agrees("rewardsPerAccount", terms.rewardsPerAccount == 1 || !scored)?;
    agrees("scores", (terms.scores % 2 == 1) == scored)?;
    agrees("threshold", terms.threshold == 0 || scored)?;
    if scored {
        check_range("scores", terms.scores, MIN_SCORES, MAX_SCORES)?;
        check_range("threshold", terms.threshold, 0, MAX_POINTS)?;
        check_range("places", terms.places, 1, MAX_PRIZES)?;
    } else {
        check_range("scores", terms.scores, 0, 0)?;
    }
    check_range("everyDays", terms.everyDays, 0, MAX_PERIOD_DAYS.into())?;
    check_range("streak", terms.streak, 0, MAX_REWARDS)?;
    Ok(way)
}

/// A window is not empty, not over, and lies between the start of its stage and the end; 7 days before that where
/// reviewers decide (R3).
fn check_window(
    ctx: &mut Context<'_>,
    stage: StageIndex,
    decided_by: DecidedBy,
    opens_at: u64,
    closes_at: u64,
) -> Result<(), Failure> {
    let times = times(ctx, stage);
    let now = ctx.time().ceil_seconds();
    let starts = times.starts.whole_seconds();
    let window = days(ctx, Parameter::ReviewedWindowDays)?;
    let latest = match decided_by.decides_later() {
        true => mutated!(WindowReachesBoundary, times.ends, times.window_end(window)),
        false => times.ends,
    };
    let latest = latest.whole_seconds();
    let over = closes_at <= now;
    ensure!(
        !over && (starts..closes_at).contains(&opens_at) && closes_at <= latest,
        ICampaigns::WindowOutsideStage {
            opensAt: opens_at,
            closesAt: closes_at,
            earliest: if over { now.max(starts) } else { starts },
            latest,
        }
    );
    Ok(())
}

fn checked_texts(texts: ICampaigns::Texts, commitment: B256) -> Result<Texts, Failure> {
    Ok(Texts {
        title_zh: check_text("titleZh", &texts.titleZh, 1, TITLE_BYTES)?,
        title_en: check_text("titleEn", &texts.titleEn, 1, TITLE_BYTES)?,
        text_zh: check_text("textZh", &texts.textZh, 0, TEXT_BYTES)?,
        text_en: check_text("textEn", &texts.textEn, 0, TEXT_BYTES)?,
        commitment,
    })
}

/// Withdraws a draft of the sender.
///
/// # Errors
///
/// `UnknownCampaign`, `NotOrganiser`, `NotADraft`.
pub(super) fn withdraw(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    let mut draft = campaign(ctx, id)?;
    ensure!(
        ctx.sender() == draft.organiser,
        ICampaigns::NotOrganiser {
            campaign: id,
            organiser: draft.organiser,
        }
    );
    require_draft(ctx, id, &draft)?;
    end(ctx, id, &mut draft, Phase::Withdrawn)?;
    forget_words(ctx, id, &draft)?;
    ctx.emit(&ICampaigns::CampaignWithdrawn { campaign: id })
}

/// A draft's time is over: its bytes are freed. Nothing to do if it was approved or withdrawn before.
pub(super) fn lapse(ctx: &mut Context<'_>, id: u64) -> Result<(), Failure> {
    let mut draft = campaign(ctx, id)?;
    if draft.phase != Phase::Draft {
        return Ok(());
    }
    end(ctx, id, &mut draft, Phase::Lapsed)?;
    forget_words(ctx, id, &draft)?;
    ctx.emit(&ICampaigns::CampaignLapsed { campaign: id })
}

/// The texts of a draft that came to nothing, and its form, are deleted.
fn forget_words(ctx: &mut Context<'_>, id: u64, draft: &Campaign) -> Result<(), Failure> {
    if draft.form.is_some() {
        FORMS.remove(ctx, &id)?;
    }
    TEXTS.remove(ctx, &id)
}

/// Ends a draft in one way or another: its organiser may have another.
pub(super) fn end(
    ctx: &mut Context<'_>,
    id: u64,
    draft: &mut Campaign,
    phase: Phase,
) -> Result<(), Failure> {
    draft.phase = phase;
    CAMPAIGNS.put(ctx, &id, draft)?;
    let organiser = draft.organiser;
    let mut participant = PARTICIPANTS.get(ctx, &organiser)?.unwrap_or_default();
    participant.drafts.retain(|other| *other != id);
    PARTICIPANTS.put(ctx, &organiser, &participant)
}

/// Fails unless a campaign is a draft that has not lapsed.
///
/// # Errors
///
/// `NotADraft`.
pub(super) fn require_draft(ctx: &Context<'_>, id: u64, draft: &Campaign) -> Result<(), Failure> {
    let times = times(ctx, draft.terms.stage);
    let status = campaign_status(draft, &times, ctx.time());
    ensure!(
        status == CampaignStatus::Draft,
        ICampaigns::NotADraft {
            campaign: id,
            status: status.number(),
        }
    );
    Ok(())
}
