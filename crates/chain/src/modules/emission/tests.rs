//! What other modules may ask for, through one that asks for everything: it stands at the committee's address.

use super::Area;
use crate::{
    Context, Failure,
    amounts::{Amount, TOTAL_SUPPLY},
    block::Receipt,
    modules::{Module, Modules, emission, multicall, token},
    stages::StageIndex,
    testing::{Member, TestChain, genesis},
    tests::{members, panic_data, sum_with},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError};
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

fn record(chain: &TestChain, stage: StageIndex) -> IEmission::StageRecord {
    chain.view(
        addresses::EMISSION,
        &IEmission::stageRecordCall { stage: stage.0 },
    )
}

#[test]
fn what_is_reserved_held_and_paid_is_counted_and_moved() {
    let mut chain = chain();
    let carol = Member::named("carol").address;
    done(&mut chain, Ask::Reserve(Area::Forms, Amount::pos(1_000)));
    done(&mut chain, Ask::Hold(STAGE_0, Amount::pos(300)));
    done(&mut chain, pay(STAGE_0, carol, 100, 60));
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
    assert_eq!(chain.account(carol).balance, Amount::pos(60));
    let [alice, bob] = members();
    let all = [alice.address, bob.address, carol];
    assert_eq!(sum_with(&chain, &all), TOTAL_SUPPLY);
}

#[test]
fn what_is_not_there_is_not_moved_and_the_refusal_says_how_much_is() {
    let mut chain = chain();
    let carol = Member::named("carol").address;
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
    contained(&mut chain, pay(STAGE_0, carol, 101, 1));
    contained(&mut chain, pay(STAGE_0, carol, 50, 51));
    contained(&mut chain, Ask::Hold(STAGE_1, Amount::UNIT));
    done(&mut chain, pay(STAGE_0, carol, 100, 100));
}

#[test]
fn only_a_decision_of_the_committee_sets_the_budget() {
    let [alice, _] = members();
    let mut chain = chain();
    let shares = [5_000, 1_000, 0, 0, 2_000, 1_000];
    let input = IEmission::setBudgetCall { shares }.abi_encode();
    let receipt = chain.send(&alice, addresses::EMISSION, Amount::ZERO, input);
    let error = IEmission::OnlyByDecision {
        caller: alice.address,
    };
    assert_eq!(receipt.error, error.abi_encode());
    let error = IEmission::SharesExceedWhole { sum: 10_001 };
    refused(&mut chain, Ask::SetBudget([10_000, 1, 0, 0, 0, 0]), &error);
    done(&mut chain, Ask::SetBudget(shares));
}
