//! What other modules may ask for, through one that asks for everything: it stands at the committee's address.

mod budgets;
mod properties;
mod settlement;
mod year;

use super::{Area, Budget, Clock, StageRecord, state};
use crate::{
    Context, Failure,
    amounts::{Amount, TOTAL_SUPPLY},
    block::{Outcome, Receipt},
    execution::Call,
    modules::{Decision, Module, Modules, emission, multicall, token},
    stages::StageIndex,
    state::Record,
    testing::{TestChain, genesis},
    tests::{members, panic_data, sum_with},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use borsh::{BorshDeserialize, BorshSerialize};
use wepos_abi::{IEmission, ModuleInfo, addresses};

/// What the module below is told to do.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
enum Ask {
    Reserve(Area, Amount),
    Unreserve(StageIndex, Amount),
    Hold(StageIndex, Amount),
    Unhold(StageIndex, Amount),
    Pay {
        stage: StageIndex,
        to: [u8; 20],
        held: Amount,
        amount: Amount,
    },
    SetBudget([u16; 6]),
    /// What emission declares about a call of its own.
    Declare(Vec<u8>),
}

/// Does whatever it is asked to.
struct Treasurer;

impl Module for Treasurer {
    fn info(&self) -> &'static ModuleInfo {
        wepos_abi::modules::by_name("committee").expect("it has an interface")
    }

    fn number(&self) -> u8 {
        3
    }

    fn call(&self, ctx: &mut Context<'_>, input: &[u8]) -> Result<Vec<u8>, Failure> {
        match Ask::try_from_slice(input).expect("a test encodes what it asks") {
            Ask::Reserve(area, amount) => emission::reserve(ctx, area, amount)?,
            Ask::Unreserve(stage, amount) => emission::unreserve(ctx, stage, amount)?,
            Ask::Hold(stage, amount) => emission::hold(ctx, stage, amount)?,
            Ask::Unhold(stage, amount) => emission::unhold(ctx, stage, amount)?,
            Ask::Pay {
                stage,
                to,
                held,
                amount,
            } => emission::pay(ctx, stage, to.into(), held, amount)?,
            Ask::SetBudget(shares) => {
                let input = IEmission::setBudgetCall { shares }.abi_encode();
                return ctx.call(addresses::EMISSION, &input);
            }
            Ask::Declare(input) => {
                let declared = emission::Emission.decision(ctx, &input)?;
                let delayed = |decision: Decision| {
                    assert!(decision.beneficiaries.is_empty() && decision.spends.is_none());
                    u8::from(decision.delayed)
                };
                return Ok(declared.map(delayed).into_iter().collect());
            }
        }
        Ok(Vec::new())
    }
}

const MODULES: Modules = Modules(&[
    &token::Token,
    &emission::Emission,
    &Treasurer,
    &multicall::Multicall,
]);

/// Months of 30 days of 86.4 s.
const DAY_MS: u64 = 86_400;
const MONTH_MS: u64 = 30 * DAY_MS;

const STAGE_0: StageIndex = StageIndex(0);
const STAGE_1: StageIndex = StageIndex(1);

/// A chain whose ready accounts hold nothing, so that amounts of stage 0 are round.
fn chain() -> TestChain {
    let [alice, bob] = members();
    let mut genesis = genesis(&[&alice, &bob], Some(MONTH_MS));
    for account in &mut genesis.development.as_mut().unwrap().ready_accounts {
        account.amount = Amount::ZERO;
    }
    TestChain::with_modules(genesis, MODULES)
}

fn ask(chain: &mut TestChain, ask: &Ask) -> Receipt {
    let [alice, _] = members();
    let input = borsh::to_vec(ask).unwrap();
    chain.send(&alice, addresses::COMMITTEE, Amount::ZERO, input)
}

/// Asks, and it must succeed.
fn done(chain: &mut TestChain, what: Ask) {
    let receipt = ask(chain, &what);
    assert!(receipt.success, "{what:?}: {:?}", receipt.error);
}

fn refused(chain: &mut TestChain, what: Ask, error: &impl SolError) {
    let receipt = ask(chain, &what);
    assert_eq!(receipt.error, error.abi_encode(), "{what:?}");
}

/// What is a bug of the caller: contained, and nothing happened.
fn contained(chain: &mut TestChain, what: Ask) {
    let receipt = ask(chain, &what);
    assert_eq!(receipt.error, panic_data(), "{what:?}");
}

fn pay(stage: StageIndex, to: Address, held: u64, amount: u64) -> Ask {
    Ask::Pay {
        stage,
        to: to.into(),
        held: Amount::pos(held),
        amount: Amount::pos(amount),
    }
}

fn whole(amount: U256) -> u64 {
    u64::try_from(amount / U256::from(Amount::pos(1).units())).unwrap()
}

/// What the interface says about a stage.
fn record(chain: &TestChain, stage: StageIndex) -> IEmission::StageRecord {
    let call = IEmission::stageRecordCall { stage: stage.0 };
    chain.view(addresses::EMISSION, &call)
}

fn forecast(chain: &TestChain) -> IEmission::Forecast {
    chain.view(addresses::EMISSION, &IEmission::whatWouldBurnNowCall {})
}

fn available(chain: &TestChain, area: Area) -> U256 {
    let area = area.number();
    chain
        .view(addresses::EMISSION, &IEmission::budgetCall { area })
        .available
}

/// Reserves this much for the running stage, whatever areas it takes.
fn reserve(chain: &mut TestChain, amount: Amount) {
    let mut rest = amount;
    for area in Area::ALL {
        let part = rest.min(Amount::try_from(available(chain, area)).unwrap());
        if !part.is_zero() {
            done(chain, Ask::Reserve(area, part));
        }
        rest = rest.checked_sub(part).unwrap();
    }
    assert!(rest.is_zero(), "{amount} is more than there is");
}

/// Reserves, holds and pays whole PoS of the running stage.
fn spend(chain: &mut TestChain, stage: StageIndex, whole: u64) {
    reserve(chain, Amount::pos(whole));
    done(chain, Ask::Hold(stage, Amount::pos(whole)));
    done(chain, pay(stage, CAROL, whole, whole));
}

/// A member who earns.
const CAROL: Address = Address::repeat_byte(0xca);

/// Moves the chain to so many milliseconds after the beginning of a month, and says what the block told.
fn at_month(chain: &mut TestChain, month: u32, after_ms: u64) -> Vec<String> {
    let start = chain.network().calendar().month_bounds(month).0;
    let target = start.millis() + after_ms;
    let (outcome, _) = chain.block_after(target - chain.time().millis(), Vec::new());
    told(&outcome)
}

/// What a block tells of the schedule, in whole PoS.
fn told(outcome: &Outcome) -> Vec<String> {
    let receipts = outcome.receipts.first();
    let logs = receipts.into_iter().flat_map(|receipt| &receipt.logs);
    logs.filter(|log| log.address == addresses::EMISSION)
        .filter_map(|log| line(&log.to_log()))
        .collect()
}

fn line(log: &alloy_primitives::Log) -> Option<String> {
    if let Ok(event) = IEmission::TrancheReleased::decode_log(log) {
        return Some(format!("month {}: {}", event.month, whole(event.amount)));
    }
    if let Ok(event) = IEmission::StageEnded::decode_log(log) {
        assert_eq!(event.burned, event.unreserved + event.unsubmitted);
        let [unreserved, unsubmitted, kept] =
            [event.unreserved, event.unsubmitted, event.toSettlement].map(whole);
        let stage = event.stage;
        return Some(format!(
            "stage {stage} ends: {unreserved} + {unsubmitted} burned, {kept} kept"
        ));
    }
    let event = IEmission::StageSettled::decode_log(log).ok()?;
    let [undecided, issued, burned] = [event.undecided, event.issued, event.burned].map(whole);
    let stage = event.stage;
    Some(format!(
        "stage {stage} settled: {undecided} burned; {issued} + {burned}"
    ))
}

/// The stored value of a key, or the default.
fn stored<R: Record + Default>(chain: &TestChain, key: &crate::state::Key) -> R {
    let value = chain.state().get(key);
    value.map_or_else(R::default, |value| R::from_value(value))
}

/// Everything that the module's documentation says holds at all times. Returns what is burned.
fn assert_invariants(chain: &TestChain) -> Amount {
    let balance = |address| chain.account(address).balance;
    let sum = |amounts: Vec<Amount>| Amount::checked_sum(amounts).unwrap();
    let clock: Clock = stored(chain, &state::CLOCK.key());
    let table = &chain.network().genesis().stages;
    let count = u8::try_from(table.entries().len()).unwrap();
    let records: Vec<StageRecord> = (0..count)
        .map(|index| stored(chain, &state::STAGES.key(&index)))
        .collect();
    let running = table.stage_at_month(clock.month);

    let released = sum(records.iter().map(|record| record.released).collect());
    assert_eq!(Some(released), table.released_by_month(clock.month), "I3");
    let unreleased = table.total_release().unwrap().checked_sub(released);
    assert_eq!(Some(balance(addresses::UNRELEASED)), unreleased, "I3");
    for (index, record) in (0..).map(StageIndex).zip(&records) {
        let is_running = Some(index) == running;
        let is_settling = Some(index) == clock.settling;
        let here = |yes, amount| if yes { amount } else { Amount::ZERO };
        let of = |yes, address| here(yes, balance(address));
        assert_eq!(record.unreserved(), of(is_running, addresses::STAGE));
        assert_eq!(record.reserved, of(is_running, addresses::RESERVED));
        assert_eq!(record.settlement, of(is_settling, addresses::SETTLEMENT));
        assert!(record.held <= sum(vec![record.reserved, record.settlement]));
        if table.months_of(index).unwrap().end() < &clock.month && !is_settling {
            let all = sum(vec![record.issued, record.burned()]);
            assert_eq!(Some(all), table.get(index).unwrap().release(), "I4");
        }
    }
    let budget: Budget = stored(chain, &state::BUDGET.key());
    assert!(
        sum(budget.left.to_vec()) <= balance(addresses::STAGE),
        "R14"
    );
    let burned = sum(records.iter().map(StageRecord::burned).collect());
    assert_eq!(balance(addresses::BURNED), burned, "I4");
    let issued = sum(records.iter().map(|record| record.issued).collect());
    let [alice, bob] = members();
    let members = [alice.address, bob.address, CAROL];
    assert_eq!(sum(members.map(balance).to_vec()), issued);
    assert_eq!(sum_with(chain, &members), TOTAL_SUPPLY, "I1");
    assert_eq!(balance(addresses::POOL), Amount::pos(9_000_000), "I2");
    burned
}

#[test]
fn what_is_reserved_held_and_paid_is_counted_and_moved() {
    let mut chain = chain();
    done(&mut chain, Ask::Reserve(Area::Forms, Amount::pos(1_000)));
    done(&mut chain, Ask::Hold(STAGE_0, Amount::pos(300)));
    done(&mut chain, pay(STAGE_0, CAROL, 100, 60));
    done(&mut chain, Ask::Unhold(STAGE_0, Amount::pos(50)));
    done(&mut chain, Ask::Unreserve(STAGE_0, Amount::pos(200)));
    let record = record(&chain, STAGE_0);
    assert_eq!(whole(record.reserved), 740);
    assert_eq!(whole(record.held), 150);
    assert_eq!(whole(record.issued), 60);
    assert_eq!(whole(record.unreserved), 999_200);
    assert_eq!(chain.account(addresses::RESERVED).balance, Amount::pos(740));
    assert_eq!(
        chain.account(addresses::STAGE).balance,
        Amount::pos(999_200)
    );
    assert_eq!(chain.account(CAROL).balance, Amount::pos(60));
    assert_invariants(&chain);
}

#[test]
fn what_is_not_there_is_not_moved_and_the_refusal_says_how_much_is() {
    let mut chain = chain();
    // A sixth of a million for each area, rounded down; the rest is unallocated.
    let sixth = Amount::pos(1_000_000).mul_div(1, 6).unwrap();
    let unallocated = Amount::from_units(Amount::pos(1_000_000).units() - 6 * sixth.units());
    let most = sixth.checked_add(unallocated).unwrap();
    let error = IEmission::AreaBudgetExceeded {
        area: 4,
        asked: Amount::pos(200_000).into(),
        available: most.into(),
    };
    refused(
        &mut chain,
        Ask::Reserve(Area::Content, Amount::pos(200_000)),
        &error,
    );
    done(&mut chain, Ask::Reserve(Area::Content, most));
    let error = IEmission::AreaBudgetExceeded {
        area: 4,
        asked: U256::ONE,
        available: U256::ZERO,
    };
    refused(
        &mut chain,
        Ask::Reserve(Area::Content, Amount::UNIT),
        &error,
    );
    done(&mut chain, Ask::Hold(STAGE_0, Amount::pos(100)));
    // More than is reserved, free or held would be a caller's bug.
    contained(&mut chain, Ask::Hold(STAGE_0, most));
    contained(&mut chain, Ask::Unreserve(STAGE_0, most));
    contained(&mut chain, Ask::Unhold(STAGE_0, Amount::pos(101)));
    contained(&mut chain, pay(STAGE_0, CAROL, 101, 1));
    contained(&mut chain, pay(STAGE_0, CAROL, 50, 51));
    contained(&mut chain, Ask::Hold(STAGE_1, Amount::UNIT));
    done(&mut chain, pay(STAGE_0, CAROL, 100, 100));
}

#[test]
fn a_stage_and_an_area_that_do_not_exist_are_named_with_those_that_do() {
    let chain = chain();
    let refusal = |input: Vec<u8>| {
        let call = Call {
            to: addresses::EMISSION,
            input: input.into(),
            ..Call::default()
        };
        chain.call(call).result.unwrap_err()
    };
    let stage = IEmission::UnknownStage { stage: 5, count: 5 };
    let call = IEmission::stageRecordCall { stage: 5 };
    assert_eq!(refusal(call.abi_encode()), stage.abi_encode());
    let area = IEmission::UnknownArea { area: 6, count: 6 };
    let call = IEmission::budgetCall { area: 6 };
    assert_eq!(refusal(call.abi_encode()), area.abi_encode());
}

/// What each thing a module asks for costs, with the 21,000 of its transaction.
#[test]
fn what_other_modules_ask_for_costs_what_the_table_says() {
    let mut chain = chain();
    let one = Amount::pos(1);
    let cases = [
        (Ask::Reserve(Area::Events, one), 34_500),
        (Ask::Reserve(Area::Events, one), 34_500),
        (Ask::Hold(STAGE_0, one), 21_000),
        (pay(STAGE_0, CAROL, 1, 1), 28_700),
        (Ask::Hold(STAGE_0, one), 21_000),
        (pay(STAGE_0, CAROL, 1, 1), 28_700),
        (Ask::Reserve(Area::Nodes, one), 34_500),
        (Ask::Hold(STAGE_0, one), 21_000),
        (Ask::Unhold(STAGE_0, one), 21_000),
        (Ask::Unreserve(STAGE_0, one), 30_700),
        (Ask::SetBudget([1; 6]), 22_824),
    ];
    let mut wrong = Vec::new();
    for (what, expected) in cases {
        let receipt = ask(&mut chain, &what);
        assert!(receipt.success);
        if receipt.gas_used != expected {
            wrong.push(format!("{what:?}: {}, not {expected}", receipt.gas_used));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_block_without_a_boundary_reads_one_key_of_the_schedule_and_writes_none() {
    let mut chain = chain();
    spend(&mut chain, STAGE_0, 10);
    let (outcome, _) = chain.block_after(1_000, Vec::new());
    assert_eq!(chain.rounds, 1, "its keys are asked for at once");
    assert!(outcome.receipts.is_empty() && outcome.writes.is_empty());
    let mut keys = Vec::new();
    let block = chain.environment_after(1_000);
    emission::Emission.prefetch_block(&block, &mut keys);
    assert_eq!(keys, [state::CLOCK.key()]);
}
