//! Budgets by area (R14).

use super::*;

/// An area's budget in whole PoS: earmarked, left, available.
fn budget(chain: &TestChain, area: Area) -> (u64, u64, u64) {
    let area = area.number();
    let budget = chain.view(addresses::EMISSION, &IEmission::budgetCall { area });
    (
        whole(budget.earmarked),
        whole(budget.left),
        whole(budget.available),
    )
}

#[test]
fn only_a_decision_of_the_committee_sets_the_budget() {
    let [alice, _] = members();
    let mut chain = chain();
    let shares = [5_000, 1_000, 0, 0, 2_000, 1_000];
    let more_than_a_whole = [10_000, 1, 0, 0, 0, 0];
    // Who may not call is told so before anything about the call.
    let input = IEmission::setBudgetCall {
        shares: more_than_a_whole,
    };
    let input = input.abi_encode();
    let receipt = chain.send(&alice, addresses::EMISSION, Amount::ZERO, input);
    let error = IEmission::OnlyByDecision {
        caller: alice.address,
    };
    assert_eq!(receipt.error, error.abi_encode());
    let error = IEmission::SharesExceedWhole { sum: 10_001 };
    refused(&mut chain, Ask::SetBudget(more_than_a_whole), &error);
    done(&mut chain, Ask::SetBudget(shares));
    assert_eq!(chain.account(addresses::EMISSION).balance, Amount::ZERO);
}

#[test]
fn the_committee_may_decide_on_the_budget_and_on_nothing_else_here() {
    let chain = chain();
    let [alice, _] = members();
    let declare = |input: Vec<u8>| {
        let call = Call {
            from: alice.address,
            to: addresses::COMMITTEE,
            input: borsh::to_vec(&Ask::Declare(input)).unwrap().into(),
            ..Call::default()
        };
        chain.call(call).result
    };
    let set = |shares| IEmission::setBudgetCall { shares }.abi_encode();
    assert_eq!(declare(set([1; 6])).unwrap()[..], [1], "delayed");
    let error = IEmission::SharesExceedWhole { sum: 60_000 };
    assert_eq!(declare(set([10_000; 6])).unwrap_err(), error.abi_encode());
    for view in [
        IEmission::supplyCall {}.abi_encode(),
        IEmission::stagesCall {}.abi_encode(),
    ] {
        assert!(declare(view).unwrap().is_empty());
    }
}

#[test]
fn a_split_applies_from_the_next_tranche_and_its_rest_belongs_to_no_area() {
    let mut chain = chain();
    assert_eq!(budget(&chain, Area::Events), (166_666, 166_666, 166_666));
    done(
        &mut chain,
        Ask::SetBudget([5_000, 1_000, 0, 0, 2_000, 1_000]),
    );
    assert_eq!(budget(&chain, Area::Events), (166_666, 166_666, 166_666));
    let call = IEmission::budgetCall { area: 0 };
    let next = chain.view(addresses::EMISSION, &call);
    assert_eq!((next.decided, next.share), (true, 5_000));
    at_month(&mut chain, 2, 0);
    // A tenth of two million is unallocated.
    assert_eq!(
        budget(&chain, Area::Events),
        (1_000_000, 1_000_000, 1_200_000)
    );
    assert_eq!(budget(&chain, Area::Nodes), (0, 0, 200_000));
    assert_eq!(budget(&chain, Area::Content), (400_000, 400_000, 600_000));
    // It goes on month by month until another is decided.
    at_month(&mut chain, 3, 0);
    assert_eq!(budget(&chain, Area::Content).0, 400_000);
}

#[test]
fn an_area_takes_its_earmark_first_then_what_is_unallocated_and_never_another_s() {
    let mut chain = chain();
    done(&mut chain, Ask::SetBudget([4_000, 4_000, 0, 0, 0, 0]));
    at_month(&mut chain, 2, 0);
    done(&mut chain, Ask::Reserve(Area::Events, Amount::pos(500_000)));
    assert_eq!(budget(&chain, Area::Events), (800_000, 300_000, 700_000));
    assert_eq!(budget(&chain, Area::Forms), (800_000, 800_000, 1_200_000));
    done(&mut chain, Ask::Reserve(Area::Events, Amount::pos(400_000)));
    assert_eq!(budget(&chain, Area::Events), (800_000, 0, 300_000));
    assert_eq!(budget(&chain, Area::Forms), (800_000, 800_000, 1_100_000));
    done(&mut chain, Ask::Reserve(Area::Nodes, Amount::pos(300_000)));
    assert_eq!(budget(&chain, Area::Events).2, 0);
    assert_eq!(budget(&chain, Area::Forms), (800_000, 800_000, 800_000));
    // What is given back belongs to no area.
    done(&mut chain, Ask::Unreserve(STAGE_1, Amount::pos(50_000)));
    assert_eq!(budget(&chain, Area::Events), (800_000, 0, 50_000));
    assert_eq!(budget(&chain, Area::Forms).2, 850_000);
    assert_invariants(&chain);
}

#[test]
fn what_an_area_did_not_reserve_is_unallocated_from_the_next_month_on() {
    let mut chain = chain();
    at_month(&mut chain, 2, 0);
    done(&mut chain, Ask::Reserve(Area::Events, Amount::pos(300_000)));
    at_month(&mut chain, 3, 0);
    // 1.7 million of month 2, and the area's sixth of two million.
    assert_eq!(budget(&chain, Area::Events), (333_333, 333_333, 2_033_333));
    assert_eq!(
        available(&chain, Area::Events),
        available(&chain, Area::Content)
    );
}

#[test]
fn what_ready_accounts_got_is_issued_of_stage_0_and_no_area_has_it() {
    let [alice, bob] = members();
    for (each, sixth) in [(10_000, 163_333), (500_000, 0)] {
        let mut genesis = genesis(&[&alice, &bob], Some(MONTH_MS));
        for account in &mut genesis.development.as_mut().unwrap().ready_accounts {
            account.amount = Amount::pos(each);
        }
        let mut chain = TestChain::with_modules(genesis, MODULES);
        assert_eq!(budget(&chain, Area::Forms), (sixth, sixth, sixth));
        let stage = record(&chain, STAGE_0);
        let left = 1_000_000 - 2 * each;
        let counts = [stage.released, stage.issued, stage.unreserved].map(whole);
        assert_eq!(counts, [1_000_000, 2 * each, left]);
        assert_invariants(&chain);
        let told = at_month(&mut chain, 2, 0);
        assert_eq!(
            told[1],
            format!("stage 0 settled: 0 burned; {} + {left}", 2 * each)
        );
        assert_invariants(&chain);
    }
}
