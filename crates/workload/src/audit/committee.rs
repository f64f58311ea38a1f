//! Seats, parameters, affiliations, and the newest proposals.

use super::{Unequal, same};
use alloy_primitives::U256;
use std::collections::BTreeSet;
use wepos_abi::{ICommittee, addresses};
use wepos_chain::testing::TestChain;
use wepos_model::{Model, Status};

/// Proposals that are compared: those that can still change, and some that changed before.
const NEWEST: usize = 80;

pub(super) fn compare(model: &Model, chain: &TestChain) -> Result<(), Unequal> {
    let seats = chain.view(addresses::COMMITTEE, &ICommittee::seatsCall {});
    let seats: Vec<_> = seats
        .into_iter()
        .map(|seat| (seat.id, seat.member, seat.name, seat.termEndsAt))
        .collect();
    let expected: Vec<_> = model
        .seats()
        .iter()
        .map(|seat| {
            (
                seat.id,
                seat.member,
                seat.name.clone(),
                seat.term_ends_ms / 1000,
            )
        })
        .collect();
    same(|| "the seats".into(), expected, seats)?;
    let parameters = chain.view(addresses::COMMITTEE, &ICommittee::parametersCall {});
    let parameters: Vec<_> = parameters
        .into_iter()
        .map(|found| (found.name, found.value, found.minimum, found.maximum))
        .collect();
    let expected: Vec<_> = model
        .parameters()
        .into_iter()
        .map(|(name, value, least, most)| {
            let [value, least, most] = [value, least, most].map(U256::from);
            (name.to_owned(), value, least, most)
        })
        .collect();
    same(|| "the parameters".into(), expected, parameters)?;
    for account in model.balances().into_keys() {
        let call = ICommittee::affiliationsCall { account };
        let found = chain.view(addresses::COMMITTEE, &call).into_iter();
        let found: BTreeSet<_> = found.map(|one| (one.account, one.countsUntil)).collect();
        let expected = model.declared_by(account).into_iter();
        let expected: BTreeSet<_> = expected
            .map(|(affiliate, until)| (affiliate, until.map_or(0, |until| until / 1000)))
            .collect();
        same(|| format!("what {account} declared"), expected, found)?;
    }
    let count = chain.view(addresses::COMMITTEE, &ICommittee::proposalCountCall {});
    let proposals = model.proposals();
    same(
        || "how many proposals there are".into(),
        proposals.len() as u64,
        count,
    )?;
    for id in proposals.len().saturating_sub(NEWEST)..proposals.len() {
        proposal(model, chain, id)?;
    }
    Ok(())
}

fn proposal(model: &Model, chain: &TestChain, id: usize) -> Result<(), Unequal> {
    let expected = &model.proposals()[id];
    let call = ICommittee::proposalCall { id: id as u64 };
    let found = chain.view(addresses::COMMITTEE, &call);
    let standing = model.standing(id);
    let state = match expected.status {
        Status::Open if standing[2] < standing[1] => 1,
        Status::Open => 0,
        Status::Scheduled => 2,
        Status::Executed => 3,
        Status::Failed => 4,
        Status::Rejected => 5,
        Status::Lapsed => 6,
        Status::Withdrawn => 7,
    };
    same(
        || format!("the state of proposal {id}"),
        state,
        found.state as u8,
    )?;
    same(
        || format!("when proposal {id} lapses, was closed and takes effect"),
        [
            expected.lapses_ms,
            expected.closed_ms.unwrap_or(0),
            expected.effective_ms,
        ]
        .map(|at| at / 1000),
        [found.lapsesAt, found.decidedAt, found.effectiveAt],
    )?;
    same(
        || format!("where proposal {id} stands"),
        standing,
        [
            found.filled,
            found.required,
            found.eligible,
            found.approvals,
            found.rejections,
        ],
    )
}
