//! What organisers, authors and reviewers do.

use crate::{Generator, generator::call};
use alloy_primitives::Address;
use wepos_abi::{ICampaigns, addresses};
use wepos_model::{Action, Campaign, Model, Outcome, Submission};

/// Submissions of a campaign that are looked at.
const RECENT: usize = 60;

/// A draft: for the running stage, or for the next.
pub(super) fn propose(generator: &mut Generator, model: &Model) -> Option<Action> {
    let organiser = generator.organiser();
    let running = model.running_stage().unwrap_or(4);
    let next = generator.once_in(3) && running < 4;
    let stage = running + usize::from(next);
    let (starts, ends) = (
        model.stage_start(stage) / 1000,
        model.stage_end(stage) / 1000,
    );
    let now = model.now_ms() / 1000;
    // Mostly it opens at once or with the stage; the window is a tenth to all of what is left.
    let opens = starts.max(now.min(ends));
    let opens = if generator.once_in(4) {
        opens + generator.up_to_u64(ends - opens) / 4
    } else {
        opens
    };
    let day = model.settings().days(1).div_ceil(1000);
    let latest = ends.saturating_sub(day * 8).max(opens);
    let shortest = if generator.once_in(3) {
        0
    } else {
        (latest - opens) / 2
    };
    let closes = opens + 1 + shortest + generator.up_to_u64(latest - opens - shortest);
    let kind = u16::try_from(1 + generator.below(6)).ok()?;
    let mut terms = ICampaigns::Terms {
        activityType: kind,
        stage: u8::try_from(stage).ok()?,
        places: generator.places(model, organiser, kind, stage),
        opensAt: opens,
        closesAt: closes,
        rewardsPerAccount: u16::try_from(1 + generator.below(4)).ok()?,
        rewardsPerFact: u16::try_from(1 + generator.below(2)).ok()?,
        repeatFactor: generator.choose(&[10_000, 10_000, 5_000, 3_333, 1])?,
        ..Default::default()
    };
    let mut texts = ICampaigns::Texts {
        titleZh: " 征稿 ".into(),
        titleEn: "A call".into(),
        textZh: "".into(),
        textEn: "Write.".into(),
    };
    super::ways::choose_way(generator, model, &mut terms)?;
    let form = super::forms::form(generator, &mut terms);
    match generator.below(80) {
        0 => terms.activityType = 77,
        1 => terms.places = 0,
        2 => terms.rewardsPerAccount = 0,
        3 => terms.rewardsPerFact = 101,
        4 => terms.repeatFactor = 10_001,
        5 => terms.stage += 2,
        6 => terms.closesAt = terms.opensAt,
        7 => terms.closesAt = ends,
        8 => terms.opensAt = starts.saturating_sub(1),
        9 => texts.titleZh = "  ".into(),
        10 => texts.textEn = "a".repeat(4_097),
        11 => terms.closesAt = now,
        _ => {}
    }
    let propose = ICampaigns::proposeCall { terms, texts, form };
    Some(call(organiser, addresses::CAMPAIGNS, &propose))
}

pub(super) fn withdraw_draft(generator: &mut Generator, model: &Model) -> Option<Action> {
    let campaign = generator.campaign_with(model, &[0])?;
    let organiser = model.campaigns().get(usize::try_from(campaign - 1).ok()?);
    let sender = match organiser {
        Some(campaign) if !generator.once_in(4) => campaign.organiser,
        _ => generator.anybody(),
    };
    let withdraw = ICampaigns::withdrawDraftCall { campaign };
    Some(call(sender, addresses::CAMPAIGNS, &withdraw))
}

/// A submission by anybody, with or without a record; now and then with what others have submitted.
pub(super) fn submit(generator: &mut Generator, model: &Model) -> Option<Action> {
    let campaign = text_campaign(generator, model)?;
    let content = content(generator);
    let submit = ICampaigns::submitCall { campaign, content };
    Some(call(generator.author(), addresses::CAMPAIGNS, &submit))
}

/// An open campaign, mostly one that takes texts.
fn text_campaign(generator: &mut Generator, model: &Model) -> Option<u64> {
    let fits =
        |campaign: &Campaign| matches!(campaign.decided_by, 0 | 3 | 4) && campaign.form.is_empty();
    for _ in 0..3 {
        let id = generator.campaign_with(model, &[3])?;
        let found = model.campaigns().get(usize::try_from(id - 1).ok()?);
        if found.is_none_or(fits) {
            return Some(id);
        }
    }
    generator.campaign_with(model, &[3])
}

/// A text; now and then one that others have submitted, with other blanks.
fn content(generator: &mut Generator) -> String {
    match generator.below(40) {
        0 => "  ".into(),
        1 => "a".repeat(2_049),
        2..8 => {
            let blank = generator.choose(&["", " ", "\n", "\u{3000}", "\u{200b}", "\u{ad}"]);
            let blank = blank.unwrap_or_default();
            format!(" wo{blank}rk {blank}{} ", generator.below(3))
        }
        _ => format!("work {}", generator.below(1_000_000)),
    }
}

/// What somebody says that somebody else did.
pub(super) fn nominate(generator: &mut Generator, model: &Model) -> Option<Action> {
    let open = (1_u64..).zip(model.campaigns());
    let open = open.filter(|(id, one)| one.nominations && model.campaign_status(*id) == 3);
    let open: Vec<u64> = open.map(|(id, _)| id).collect();
    let campaign = match generator.choose(&open) {
        Some(open) if !generator.once_in(12) => open,
        _ if generator.once_in(3) => generator.campaign_with(model, &[3])?,
        _ => return None,
    };
    let nominate = ICampaigns::nominateCall {
        campaign,
        account: if generator.once_in(20) {
            addresses::POOL
        } else {
            // Few are nominated often: one reward is enough for each.
            let few = generator.below(3) as usize;
            generator.members()[few].address
        },
        content: content(generator),
    };
    Some(call(generator.author(), addresses::CAMPAIGNS, &nominate))
}

pub(super) fn withdraw_submission(generator: &mut Generator, model: &Model) -> Option<Action> {
    let (campaign, submission) = find(generator, model, |_, one| {
        matches!(
            one.outcome,
            Outcome::Open | Outcome::Approved | Outcome::Appealed { .. } | Outcome::Waiting
        )
    })?;
    let author = author(model, campaign, submission);
    let withdraw = ICampaigns::withdrawSubmissionCall {
        campaign,
        submission,
    };
    let sender = generator.mostly(author, 10);
    Some(call(sender, addresses::CAMPAIGNS, &withdraw))
}

/// What nobody looks at, so that something burns undecided in every stage.
pub(super) fn is_forgotten(submission: &Submission) -> bool {
    submission.submitted_ms.is_multiple_of(6)
}

/// A decision: mostly of the responsible reviewer, else of another one, a member of the committee, or anybody.
pub(super) fn decide(generator: &mut Generator, model: &Model) -> Option<Action> {
    let (campaign, submission) = find(generator, model, |campaign, one| {
        one.outcome == Outcome::Open && campaign.decided_by == 0 && !is_forgotten(one)
    })?;
    let responsible = model
        .campaigns()
        .get(usize::try_from(campaign - 1).ok()?)
        .and_then(|found| found.submissions.get(submission.checked_sub(1)? as usize))
        .map(|found| found.reviewer);
    let seats: Vec<Address> = model.seats().iter().map(|seat| seat.member).collect();
    let sender = match generator.below(12) {
        0 => generator.anybody(),
        1 => generator.choose(&seats)?,
        2..4 => generator.choose(model.reviewers())?,
        _ => responsible.filter(|reviewer| generator.member(*reviewer).is_some())?,
    };
    let decide = ICampaigns::decideCall {
        campaign,
        submission,
        approved: generator.below(8) < 4,
        reason: reason(generator),
    };
    Some(call(sender, addresses::CAMPAIGNS, &decide))
}

pub(super) fn appeal(generator: &mut Generator, model: &Model) -> Option<Action> {
    // Results of contests and struck lines are few.
    let others = generator.once_in(3);
    let (campaign, submission) = find(generator, model, |campaign, one| {
        (!others || campaign.decided_by > 3)
            && matches!(one.outcome, Outcome::Refused { appeal_ms: Some(_) })
    })?;
    let author = author(model, campaign, submission);
    let appeal = ICampaigns::appealCall {
        campaign,
        submission,
        reason: reason(generator),
    };
    let sender = generator.mostly(author, 16);
    Some(call(sender, addresses::CAMPAIGNS, &appeal))
}

pub(super) fn decide_appeal(generator: &mut Generator, model: &Model) -> Option<Action> {
    let (campaign, submission) = find(generator, model, |_, one| {
        matches!(one.outcome, Outcome::Appealed { .. })
    })?;
    let judges = model
        .campaigns()
        .get(usize::try_from(campaign - 1).ok()?)
        .and_then(|found| found.submissions.get(submission.checked_sub(1)? as usize))
        .map(|found| found.judges.iter().map(|(judge, _)| *judge).collect());
    let judges: Vec<Address> = judges.unwrap_or_default();
    let judge = generator.choose(&judges);
    let decide = ICampaigns::decideAppealCall {
        campaign,
        submission,
        overturn: !generator.once_in(4),
        reason: reason(generator),
    };
    let sender = generator.mostly(judge, 10);
    Some(call(sender, addresses::CAMPAIGNS, &decide))
}

/// A submission with such an outcome, in a campaign that is open, closed or in settlement; now and then any.
pub(super) fn find(
    generator: &mut Generator,
    model: &Model,
    which: impl Fn(&Campaign, &Submission) -> bool,
) -> Option<(u64, u32)> {
    for _ in 0..6 {
        let campaign = generator.campaign_with(model, &[3, 4, 5])?;
        if generator.once_in(60) {
            return Some((campaign, generator.below(8)));
        }
        let Some(found) = model.campaigns().get(usize::try_from(campaign - 1).ok()?) else {
            continue;
        };
        let all = (1_u32..).zip(&found.submissions);
        let fitting = all.filter(|(_, one)| which(found, one)).take(RECENT);
        let fitting: Vec<u32> = fitting.map(|(number, _)| number).collect();
        if let Some(number) = generator.choose(&fitting) {
            return Some((campaign, number));
        }
    }
    None
}

pub(super) fn author(model: &Model, campaign: u64, submission: u32) -> Option<Address> {
    let found = model.campaigns().get(usize::try_from(campaign - 1).ok()?)?;
    let found = found.submissions.get(submission.checked_sub(1)? as usize)?;
    Some(found.author)
}

pub(super) fn reason(generator: &mut Generator) -> String {
    match generator.below(50) {
        0 => "\n".into(),
        1 => "a".repeat(1_025),
        _ => " because ".into(),
    }
}
