//! Fraud cases: who opens, replies, decides, appeals and hears.

use super::campaigns::{find, reason};
use crate::{Generator, generator::call};
use alloy_primitives::Address;
use wepos_abi::{ICases, addresses};
use wepos_model::{Action, Case, CaseStatus, Model, Outcome};

/// Cases that are looked at.
const RECENT: usize = 40;

/// Who may open and decide.
fn judges(model: &Model) -> Vec<Address> {
    let seats = model.seats().iter().map(|seat| seat.member);
    model.reviewers().iter().copied().chain(seats).collect()
}

/// A case about one claim, and now and then others of the same account.
pub(super) fn open(generator: &mut Generator, model: &Model) -> Option<Action> {
    let waits = |outcome| {
        matches!(
            outcome,
            Outcome::Open | Outcome::Approved | Outcome::Appealed { .. } | Outcome::Waiting
        )
    };
    let rare = generator.once_in(2);
    let (campaign, submission) = find(generator, model, |_, one| {
        waits(one.outcome) && !(rare && one.outcome == Outcome::Open) && !one.released
    })?;
    let found = model.campaigns().get(usize::try_from(campaign - 1).ok()?)?;
    let named = submission
        .checked_sub(1)
        .and_then(|position| found.submissions.get(position as usize));
    let mut account = named.map_or_else(|| generator.anybody(), |named| named.account);
    let mut claims = vec![ICases::Claim {
        campaign,
        submission,
    }];
    if generator.once_in(3) {
        for (position, other) in model.campaigns().iter().enumerate().rev().take(RECENT) {
            let id = position as u64 + 1;
            let all = (1_u32..).zip(&other.submissions);
            let of_account = all.filter(|(number, one)| {
                one.account == account
                    && waits(one.outcome)
                    && (id, *number) != (campaign, submission)
            });
            claims.extend(of_account.map(|(number, _)| ICases::Claim {
                campaign: id,
                submission: number,
            }));
        }
        claims.truncate(16);
    }
    match generator.below(40) {
        0 => claims.clear(),
        1 => claims.push(claims[0].clone()),
        2 => account = generator.anybody(),
        3 => claims = vec![claims[0].clone(); 17],
        _ => {}
    }
    let opener = generator.choose(&judges(model));
    let open = ICases::openCall {
        account,
        claims,
        evidence: reason(generator),
    };
    let sender = generator.mostly(opener, 16);
    Some(call(sender, addresses::CASES, &open))
}

/// The number of a case of such a kind; now and then of any.
fn case(generator: &mut Generator, model: &Model, which: impl Fn(&Case) -> bool) -> Option<u64> {
    if generator.once_in(40) {
        return Some(
            generator
                .below(u32::try_from(model.cases().len()).ok()? + 2)
                .into(),
        );
    }
    let all = (1_u64..).zip(model.cases());
    let all = all.filter(|(_, one)| which(one));
    let mut all: Vec<u64> = all.map(|(id, _)| id).collect();
    let older = all.len().saturating_sub(RECENT);
    generator.choose(&all.split_off(older))
}

fn found(model: &Model, id: u64) -> Option<&Case> {
    model.cases().get(usize::try_from(id).ok()?.checked_sub(1)?)
}

pub(super) fn reply(generator: &mut Generator, model: &Model) -> Option<Action> {
    let again = generator.once_in(8);
    let id = case(generator, model, |one| {
        one.status == CaseStatus::Open && (again || one.replied_ms.is_none())
    })?;
    let accused = found(model, id).map(|one| one.account);
    let reply = ICases::replyCall {
        id,
        text: reason(generator),
    };
    let accused = accused.filter(|account| generator.member(*account).is_some());
    let sender = generator.mostly(accused, 12);
    Some(call(sender, addresses::CASES, &reply))
}

pub(super) fn decide(generator: &mut Generator, model: &Model) -> Option<Action> {
    let early = generator.once_in(6);
    let now = model.now_ms();
    let id = case(generator, model, |one| {
        one.status == CaseStatus::Open && (early || one.status_at(now) == 1)
    })?;
    let all = judges(model);
    let somebody = generator.choose(&all);
    let own = found(model, id).map(|one| one.reviewer);
    let own = own.filter(|reviewer| generator.member(*reviewer).is_some());
    let sender = match generator.below(4) {
        0 => generator.mostly(somebody, 10),
        1 => generator.mostly(found(model, id).map(|one| one.opener), 10),
        _ => generator.mostly(own.or(somebody), 20),
    };
    let proven = !generator.once_in(3);
    let most = model.most_bar_days();
    let decide = ICases::decideCall {
        id,
        proven,
        barDays: match generator.below(12) {
            0 => most + 1,
            1 => 1,
            _ if !proven => 0,
            2..5 => most.min(20),
            5 => most,
            _ => generator.below(most.min(10) + 1),
        },
        reason: reason(generator),
    };
    Some(call(sender, addresses::CASES, &decide))
}

pub(super) fn appeal(generator: &mut Generator, model: &Model) -> Option<Action> {
    let id = case(generator, model, |one| {
        matches!(one.status, CaseStatus::Proven { .. })
    })?;
    let accused = found(model, id).map(|one| one.account);
    let accused = accused.filter(|account| generator.member(*account).is_some());
    let appeal = ICases::appealCall {
        id,
        reason: reason(generator),
    };
    let sender = generator.mostly(accused, 12);
    Some(call(sender, addresses::CASES, &appeal))
}

pub(super) fn decide_appeal(generator: &mut Generator, model: &Model) -> Option<Action> {
    let id = case(generator, model, |one| {
        matches!(one.status, CaseStatus::Appealed { .. })
    })?;
    let hear = found(model, id).map(|one| one.judges.iter().map(|(judge, _)| *judge).collect());
    let hear: Vec<Address> = hear.unwrap_or_default();
    let judge = generator.choose(&hear);
    let decide = ICases::decideAppealCall {
        id,
        overturn: !generator.once_in(4),
        reason: reason(generator),
    };
    let sender = generator.mostly(judge, 12);
    Some(call(sender, addresses::CASES, &decide))
}
