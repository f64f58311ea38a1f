//! The newest campaigns with their submissions, and what reviewers have to do.

use super::{Unequal, same};
use alloy_primitives::U256;
use wepos_abi::{ICampaigns, addresses};
use wepos_chain::testing::TestChain;
use wepos_model::Model;

/// Campaigns that are compared: those that can still change, and some that changed before.
const NEWEST: u64 = 40;

/// Submissions of a campaign that are compared.
const SUBMISSIONS: u32 = 50;

pub(super) fn compare(model: &Model, chain: &TestChain) -> Result<(), Unequal> {
    let all = model.campaigns().len() as u64;
    for id in all.saturating_sub(NEWEST) + 1..=all {
        campaign(model, chain, id)?;
    }
    let reviewers = chain.view(addresses::CAMPAIGNS, &ICampaigns::reviewersCall {});
    same(
        || "the reviewers".into(),
        model.reviewers().to_vec(),
        reviewers,
    )?;
    let types = chain.view(addresses::CAMPAIGNS, &ICampaigns::activityTypesCall {});
    let types: Vec<_> = types.iter().map(|one| (one.area, one.base)).collect();
    let expected = model.activity_types().into_iter();
    let expected: Vec<_> = expected
        .map(|(area, base)| (area, U256::from(base)))
        .collect();
    same(|| "the kinds of activity".into(), expected, types)?;
    for stage in 0..model.stages().len() {
        let expected = model.loads(stage);
        if expected.is_empty() {
            continue;
        }
        let call = ICampaigns::reviewerRecordsCall {
            stage: u8::try_from(stage).expect("a table has few rows"),
        };
        let found = chain.view(addresses::CAMPAIGNS, &call).into_iter();
        let found: Vec<_> = found
            .map(|one| {
                let counts = [one.assigned, one.decided, one.undecided];
                let appeals = [one.appealsAssigned, one.appealsHeard];
                (one.reviewer, counts, appeals, one.undecidedAmount)
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|one| {
                let counts = [one.assigned, one.decided, one.undecided];
                let appeals = [one.appeals_assigned, one.appeals_heard];
                let amount = U256::from(one.undecided_amount);
                (one.reviewer, counts, appeals, amount)
            })
            .collect();
        same(
            || format!("the reviewers' work for stage {stage}"),
            expected,
            found,
        )?;
    }
    Ok(())
}

fn campaign(model: &Model, chain: &TestChain, id: u64) -> Result<(), Unequal> {
    let expected = &model.campaigns()[usize::try_from(id - 1).expect("campaigns are few")];
    let found = chain.view(addresses::CAMPAIGNS, &ICampaigns::campaignCall { id });
    same(
        || format!("the status of campaign {id}"),
        model.campaign_status(id),
        found.status,
    )?;
    same(
        || format!("the live, taken and rewarded places of campaign {id}"),
        [expected.live(), expected.taken(), expected.rewarded()],
        [found.live, found.placesTaken, found.rewarded],
    )?;
    same(
        || format!("whether the key of campaign {id} is stopped"),
        expected.stopped,
        found.stopped,
    )?;
    // A campaign that has closed counts on those who waited, and nobody waits any more.
    if found.status == 3 {
        same(
            || format!("the results of campaign {id} that wait for an anchor"),
            expected.waiting(),
            found.waiting,
        )?;
    }
    same(
        || format!("what campaign {id} holds and paid"),
        [expected.held(), expected.paid()].map(U256::from),
        [found.held, found.paid],
    )?;
    let call = ICampaigns::submissionsCall {
        campaign: id,
        from: 1,
        count: SUBMISSIONS,
    };
    let page = chain.view(addresses::CAMPAIGNS, &call).page.into_iter();
    let found: Vec<_> = page
        .map(|one| {
            (
                (one.account, one.author, one.fact),
                one.status,
                one.hasPlace,
                one.nominal,
                one.reviewer,
            )
        })
        .collect();
    let expected: Vec<_> = (1..=SUBMISSIONS)
        .zip(&expected.submissions)
        .map(|(number, one)| {
            let status = model.submission_status(id, number);
            let nominal = U256::from(one.nominal);
            {
                let who = (one.account, one.author, one.fact);
                (who, status, one.has_place, nominal, one.reviewer)
            }
        })
        .collect();
    same(
        || format!("the submissions of campaign {id}"),
        expected,
        found,
    )?;
    match model.campaigns()[usize::try_from(id - 1).expect("campaigns are few")].decided_by {
        4 => ranking(model, chain, id),
        5 => list(model, chain, id),
        _ => Ok(()),
    }
}

/// What reviewers found submissions worth, and how they stand.
fn ranking(model: &Model, chain: &TestChain, id: u64) -> Result<(), Unequal> {
    let expected = &model.campaigns()[usize::try_from(id - 1).expect("campaigns are few")];
    for (number, submission) in (1..=SUBMISSIONS).zip(&expected.submissions) {
        let call = ICampaigns::scoresCall {
            campaign: id,
            submission: number,
        };
        let found = chain.view(addresses::CAMPAIGNS, &call).into_iter();
        let found: Vec<_> = found
            .map(|one| (one.reviewer, one.points, one.scoredAt, one.reason))
            .collect();
        let scores = submission.scores.iter().map(|one| {
            (
                one.reviewer,
                one.points,
                one.at_ms / 1000,
                one.reason.clone(),
            )
        });
        same(
            || format!("the scores of {number} in campaign {id}"),
            scores.collect(),
            found,
        )?;
    }
    let call = ICampaigns::rankingCall {
        campaign: id,
        from: 1,
        count: SUBMISSIONS,
    };
    let found = chain.view(addresses::CAMPAIGNS, &call);
    let page: Vec<_> = found
        .page
        .iter()
        .map(|one| (one.submission, one.median, one.total))
        .collect();
    let ranked = expected.ranking();
    let total = u32::try_from(ranked.len()).expect("submissions are few");
    let ranked: Vec<_> = ranked
        .iter()
        .map(|one| (one.number, one.median, one.total))
        .take(SUBMISSIONS as usize)
        .collect();
    same(|| format!("the ranking of campaign {id}"), ranked, page)?;
    same(
        || format!("how far the result of campaign {id} is"),
        (
            total,
            expected.result.is_some(),
            expected.winners(),
            model.fixed_at(id).div_ceil(1000),
        ),
        (found.total, found.announced, found.winners, found.fixedAt),
    )
}

/// How far a list is.
fn list(model: &Model, chain: &TestChain, id: u64) -> Result<(), Unequal> {
    let expected = &model.campaigns()[usize::try_from(id - 1).expect("campaigns are few")];
    let found = chain.view(
        addresses::CAMPAIGNS,
        &ICampaigns::awardsCall { campaign: id },
    );
    let list = expected.list;
    let paid_from = match list.paid < list.confirmed {
        true => list.paid_from_ms.div_ceil(1000),
        false => 0,
    };
    let posted = u32::try_from(expected.submissions.len()).expect("lines are few");
    same(
        || format!("how far the list of campaign {id} is"),
        (posted, list.confirmed, list.paid, paid_from),
        (found.posted, found.confirmed, found.paid, found.paidFrom),
    )
}
