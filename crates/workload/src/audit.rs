//! Everything that can be asked of both sides, compared.

mod campaigns;
mod cases;
mod committee;
mod network;

use alloy_primitives::U256;
use wepos_abi::{IEmission, IToken, addresses};
use wepos_chain::testing::TestChain;
use wepos_model::Model;

/// What was compared, what the model says, what the chain says.
pub(crate) type Unequal = (String, String, String);

/// Compares all balances, counters and views.
///
/// # Errors
///
/// The first that differs.
pub(crate) fn compare(model: &Model, chain: &TestChain) -> Result<(), Unequal> {
    let mut sum = 0;
    for (account, balance) in model.balances() {
        sum += balance;
        same(
            || format!("the balance of {account}"),
            balance,
            chain.account(account).balance.units(),
        )?;
        let holding = chain.view(addresses::TOKEN, &IToken::holdingCall { account });
        let (average, months) = model.held_last_month(account);
        let held = (holding.lastMonthAverage, holding.holdingMonths);
        same(
            || format!("whether {account} is anchored"),
            model.is_anchored(account),
            chain.account(account).anchored,
        )?;
        same(
            || format!("what {account} held last month"),
            (U256::from(average), months),
            held,
        )?;
        let nonce = chain.view(addresses::TOKEN, &IToken::noncesCall { owner: account });
        same(
            || format!("the permits of {account}"),
            U256::from(model.permit_nonce(account)),
            nonce,
        )?;
    }
    same(
        || "the sum of all balances".into(),
        model.settings().total,
        sum,
    )?;
    supply(model, chain)?;
    committee::compare(model, chain)?;
    network::compare(model, chain)?;
    campaigns::compare(model, chain)?;
    cases::compare(model, chain)
}

fn supply(model: &Model, chain: &TestChain) -> Result<(), Unequal> {
    let parts = chain.view(addresses::EMISSION, &IEmission::supplyCall {});
    let rows = [
        ("unreleased", addresses::UNRELEASED, parts.unreleased),
        ("of the stage", addresses::STAGE, parts.stage),
        ("reserved", addresses::RESERVED, parts.reserved),
        ("in settlement", addresses::SETTLEMENT, parts.settlement),
        ("in the pool", addresses::POOL, parts.pool),
        ("burned", addresses::BURNED, parts.burned),
        ("migrated", addresses::MIGRATED, parts.migrated),
    ];
    for (name, account, found) in rows {
        same(
            || format!("what is {name}"),
            U256::from(model.balance(account)),
            found,
        )?;
    }
    for (stage, book) in model.stages().iter().enumerate() {
        let call = IEmission::stageRecordCall {
            stage: u8::try_from(stage).expect("a table has few rows"),
        };
        let found = chain.view(addresses::EMISSION, &call);
        let rows = [
            ("released", book.released, found.released),
            ("unreserved", book.unreserved(), found.unreserved),
            ("reserved", book.reserved, found.reserved),
            ("held", book.held, found.held),
            ("issued", book.issued, found.issued),
            ("in settlement", book.settlement, found.settlement),
            (
                "burned, unreserved",
                book.burned_unreserved,
                found.burnedUnreserved,
            ),
            (
                "burned, unsubmitted",
                book.burned_unsubmitted,
                found.burnedUnsubmitted,
            ),
            (
                "burned, undecided",
                book.burned_undecided,
                found.burnedUndecided,
            ),
        ];
        for (name, expected, found) in rows {
            same(
                || format!("what of stage {stage} is {name}"),
                U256::from(expected),
                found,
            )?;
        }
    }
    for area in 0..6 {
        let found = chain.view(addresses::EMISSION, &IEmission::budgetCall { area });
        let expected = U256::from(model.available(area.into()));
        same(
            || format!("what area {area} can reserve"),
            expected,
            found.available,
        )?;
    }
    Ok(())
}

pub(crate) fn same<T: PartialEq + std::fmt::Debug>(
    what: impl FnOnce() -> String,
    expected: T,
    found: T,
) -> Result<(), Unequal> {
    if expected == found {
        return Ok(());
    }
    Err((what(), format!("{expected:?}"), format!("{found:?}")))
}
