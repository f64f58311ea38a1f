//! The year in months: what each releases and each stage's end burns, whenever blocks come.

use super::{members, sum_with};
use crate::{
    amounts::{Amount, TOTAL_SUPPLY},
    block::Outcome,
    testing::{TestChain, genesis},
};
use alloy_primitives::U256;
use alloy_sol_types::SolEvent;
use wepos_abi::{IEmission, IToken, addresses};

/// Million PoS: each month's tranche (WP-56…62).
const TRANCHES: [u64; 13] = [1, 2, 2, 2, 4, 4, 4, 8, 8, 8, 16, 16, 16];
/// After these months a stage ends: its index, its length in months.
const ENDS: [(usize, u8); 5] = [(1, 0), (4, 1), (7, 2), (10, 3), (13, 4)];
const MILLION: u64 = 1_000_000;
/// What the two ready accounts of the test network were paid from the first tranche.
const PAID: u64 = 20_000;

fn short() -> TestChain {
    let [alice, bob] = members();
    TestChain::new(genesis(&[&alice, &bob], Some(60_000)))
}

/// Tranches (month, whole PoS) and burns (stage, whole PoS) that a block tells, in order.
fn told(outcome: &Outcome) -> Vec<(&'static str, u32, u64)> {
    let whole = |amount: U256| u64::try_from(amount / U256::from(Amount::pos(1).units())).unwrap();
    let Some(protocol) = outcome.receipts.first() else {
        return Vec::new();
    };
    let logs = protocol.logs.iter().map(crate::block::Event::to_log);
    logs.filter_map(|log| {
        if let Ok(event) = IEmission::TrancheReleased::decode_log(&log) {
            return Some(("release", event.month, whole(event.amount)));
        }
        let event = IEmission::StageEnded::decode_log(&log).ok()?;
        Some(("burn", u32::from(event.stage), whole(event.burned)))
    })
    .collect()
}

/// The tranche of a month, in whole PoS.
fn tranche_of(month: usize) -> u64 {
    TRANCHES[month - 1] * MILLION
}

/// What has been told after `months` months have ended.
fn schedule(months: usize) -> Vec<(&'static str, u32, u64)> {
    let mut told = vec![("release", 1, MILLION)];
    let mut stage = MILLION - PAID;
    for ended in 1..=months.min(13) {
        if let Some((_, index)) = ENDS.iter().find(|(end, _)| *end == ended) {
            told.push(("burn", u32::from(*index), stage));
            stage = 0;
        }
        if ended < 13 {
            let tranche = tranche_of(ended + 1);
            told.push(("release", ended as u32 + 1, tranche));
            stage += tranche;
        }
    }
    told
}

fn whole(chain: &TestChain, address: alloy_primitives::Address) -> u64 {
    let units = chain.account(address).balance.units();
    u64::try_from(units / Amount::pos(1).units()).unwrap()
}

fn assert_supply(chain: &TestChain, months: usize) {
    let [alice, bob] = members();
    assert_eq!(sum_with(chain, &[alice.address, bob.address]), TOTAL_SUPPLY);
    let released: u64 = TRANCHES[..(months + 1).min(13)].iter().sum::<u64>() * MILLION;
    assert_eq!(
        whole(chain, addresses::UNRELEASED),
        91 * MILLION - released,
        "month {}",
        months + 1
    );
    let all = schedule(months);
    let burned: u64 = all
        .iter()
        .filter(|(what, ..)| *what == "burn")
        .map(|(.., amount)| amount)
        .sum();
    assert_eq!(whole(chain, addresses::BURNED), burned, "I4, I5");
    assert_eq!(whole(chain, addresses::STAGE), released - burned - PAID);
    assert_eq!(whole(chain, addresses::POOL), 9 * MILLION, "I2");
    let parts = chain.view(addresses::EMISSION, &IEmission::supplyCall {});
    assert_eq!(parts.members, U256::from(Amount::pos(PAID).units()));
    let sum = [
        parts.unreleased,
        parts.stage,
        parts.reserved,
        parts.settlement,
        parts.pool,
        parts.escrow,
        parts.burned,
        parts.migrated,
        parts.members,
    ];
    assert_eq!(sum.into_iter().sum::<U256>(), parts.total);
}

#[test]
fn the_year_releases_thirteen_tranches_and_burns_what_five_stages_left() {
    let mut chain = short();
    assert_supply(&chain, 0);
    // Of the months after the first; the last stage's stays.
    let multipliers = [2, 2, 2, 4, 4, 4, 8, 8, 8, 16, 16, 16, 16, 16, 16];
    for (month, multiplier) in (1_usize..).zip(multipliers) {
        let start = chain.network().calendar().month_bounds(month as u32 + 1).0;
        let before = chain.time();
        // One millisecond before the boundary nothing happens.
        let (quiet, _) = chain.block_after(start.millis() - before.millis() - 1, Vec::new());
        assert!(quiet.receipts.is_empty() && quiet.writes.is_empty());
        let (outcome, _) = chain.block_after(1, Vec::new());
        let before = schedule(month - 1).len();
        assert_eq!(
            told(&outcome),
            schedule(month)[before..],
            "end of month {month}"
        );
        assert_supply(&chain, month);
        let stage = chain.view(addresses::EMISSION, &IEmission::stageCall {});
        assert_eq!(stage.multiplier, U256::from(multiplier), "R1, R18");
        let now = chain.view(addresses::EMISSION, &IEmission::monthCall {});
        assert_eq!(now.number, month as u32 + 1);
        assert_eq!(now.startsAt, start.whole_seconds());
    }
    assert_eq!(whole(&chain, addresses::UNRELEASED), 0);
    assert_eq!(whole(&chain, addresses::STAGE), 0);
    assert_eq!(whole(&chain, addresses::BURNED), 91 * MILLION - PAID);
}

#[test]
fn a_block_that_comes_late_runs_every_boundary_it_missed_in_order() {
    for months in [1, 2, 3, 5, 9, 12, 13, 14, 20, 200] {
        let mut chain = short();
        let (outcome, _) = chain.block_after(months as u64 * 60_000 + 30_000, Vec::new());
        assert_eq!(
            told(&outcome),
            schedule(months)[1..],
            "{months} months late"
        );
        assert_supply(&chain, months);
        let (again, _) = chain.block_after(1, Vec::new());
        assert!(again.receipts.is_empty(), "once");
    }
}

#[test]
fn the_boundary_runs_before_the_first_transaction_of_its_block() {
    let [alice, bob] = members();
    let mut chain = short();
    let chain_id = chain.network().chain_id();
    let raw = alice.transaction(chain_id, 0, bob.address, Amount::pos(1), Vec::new());
    let (outcome, _) = chain.block_after(60_000, vec![raw]);
    assert_eq!(outcome.receipts.len(), 2);
    assert_eq!(told(&outcome).len(), 2);
    assert_eq!(outcome.receipts[0].gas_used, 0);
    assert_eq!(outcome.receipts[1].gas_used, 21_000);
    assert_eq!(outcome.gas_used, 21_000);
}

#[test]
fn months_of_the_calendar_begin_at_midnight_of_the_local_day_hours_late_or_not() {
    let [alice, bob] = members();
    let mut chain = TestChain::new(genesis(&[&alice, &bob], None));
    // January has 31 days; the block comes seven hours late.
    let january = 31 * 86_400_000;
    let (quiet, _) = chain.block_after(january - 2, Vec::new());
    assert!(quiet.receipts.is_empty());
    let (outcome, _) = chain.block_after(7 * 3_600_000, Vec::new());
    assert_eq!(told(&outcome), schedule(1)[1..]);
    // February has 28, counted from its start and not from when the block came.
    let (outcome, _) = chain.block_after(28 * 86_400_000 - 7 * 3_600_000 + 1, Vec::new());
    assert_eq!(told(&outcome), schedule(2)[3..]);
}

#[test]
fn the_genesis_document_may_list_as_many_ready_accounts_as_it_allows() {
    let accounts: Vec<_> = (1_u64..=5_000)
        .map(|number| crate::genesis::ReadyAccount {
            role: format!("sender {number}"),
            address: alloy_primitives::Address::left_padding_from(&(number << 32).to_be_bytes()),
            amount: Amount::pos(100),
        })
        .collect();
    let mut genesis = genesis(&[], Some(60_000));
    let last = accounts.last().unwrap().address;
    genesis.development.as_mut().unwrap().ready_accounts = accounts;
    let chain = TestChain::new(genesis);
    assert_eq!(chain.rounds, 1, "their keys are asked for at once");
    assert_eq!(chain.account(last).balance, Amount::pos(100));
    let supply = chain.view(addresses::EMISSION, &IEmission::supplyCall {});
    assert_eq!(supply.members, U256::from(Amount::pos(500_000).units()));
    let balance = chain.view(addresses::TOKEN, &IToken::balanceOfCall { account: last });
    assert_eq!(balance, U256::from(Amount::pos(100).units()));
}
