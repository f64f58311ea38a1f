//! The newest cases, and who is barred.

use super::{Unequal, same};
use wepos_abi::{ICases, IReputation, addresses};
use wepos_chain::testing::TestChain;
use wepos_model::{CaseStatus, Model};

/// Cases that are compared.
const NEWEST: usize = 20;

pub(super) fn compare(model: &Model, chain: &TestChain) -> Result<(), Unequal> {
    for (position, case) in model.cases().iter().enumerate().rev().take(NEWEST) {
        let id = position as u64 + 1;
        let found = chain.view(addresses::CASES, &ICases::caseOfCall { id });
        let claims = found.claims.iter();
        let claims: Vec<_> = claims.map(|one| (one.campaign, one.submission)).collect();
        same(
            || format!("what case {id} is about"),
            (case.account, case.opener, case.claims.clone()),
            (found.account, found.opener, claims),
        )?;
        let expected = (
            case.status_at(model.now_ms()),
            case.reviewer,
            case.decider.unwrap_or_default(),
            case.barred_until().map_or(0, |until| until.div_ceil(1000)),
        );
        same(
            || format!("how far case {id} is"),
            expected,
            (
                found.status,
                found.reviewer,
                found.decider,
                found.barredUntil,
            ),
        )?;
        let call = ICases::barredUntilCall {
            account: case.account,
        };
        let bar = model.bar_of(case.account);
        let found = chain.view(addresses::CASES, &call);
        same(
            || format!("until when {} is barred", case.account),
            bar.map_or((0, 0), |bar| (bar.until_ms.div_ceil(1000), bar.case)),
            (found.until, found.id),
        )?;
        let call = IReputation::provenCasesCall {
            account: case.account,
            from: 0,
            count: 1,
        };
        let of_account = model
            .cases()
            .iter()
            .filter(|one| one.account == case.account);
        let proven = of_account.filter(|one| one.status == CaseStatus::Final);
        same(
            || format!("the proven cases against {}", case.account),
            proven.count(),
            chain.view(addresses::REPUTATION, &call).total as usize,
        )?;
    }
    Ok(())
}
