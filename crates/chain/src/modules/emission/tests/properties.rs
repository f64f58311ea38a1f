//! Whatever is asked, and whenever blocks come: the books balance.

use super::*;
use proptest::prelude::*;

/// Something that happens: an ask of any size, or time that passes.
#[derive(Clone, Debug)]
enum Step {
    Reserve(usize, u64),
    Unreserve(u64),
    Hold(u8, u64),
    Unhold(u8, u64),
    Pay(u8, u64, u64),
    SetBudget([u16; 6]),
    Wait(u64),
}

/// Asks are about the stage that runs or the one before; amounts are thousandths of what there is to take.
fn step() -> impl Strategy<Value = Step> {
    let part = || 0..1_100_u64;
    prop_oneof![
        4 => (0..Area::COUNT, part()).prop_map(|(area, part)| Step::Reserve(area, part)),
        1 => part().prop_map(Step::Unreserve),
        4 => (0..2_u8, part()).prop_map(|(back, part)| Step::Hold(back, part)),
        1 => (0..2_u8, part()).prop_map(|(back, part)| Step::Unhold(back, part)),
        3 => (0..2_u8, part(), part()).prop_map(|(back, held, paid)| Step::Pay(back, held, paid)),
        1 => proptest::array::uniform6(0..1_700_u16).prop_map(Step::SetBudget),
        3 => (0..40 * DAY_MS).prop_map(Step::Wait),
        1 => (0..4 * MONTH_MS).prop_map(Step::Wait),
    ]
}

fn thousandths(amount: U256, part: u64) -> Amount {
    let units = amount * U256::from(part) / U256::from(1_000);
    Amount::try_from(units).unwrap()
}

fn take(chain: &mut TestChain, step: &Step) {
    let running = chain
        .view(addresses::EMISSION, &IEmission::stageCall {})
        .index;
    let stage = |back: u8| StageIndex(running.saturating_sub(back).min(4));
    let free = |chain: &TestChain, stage| {
        let record = record(chain, stage);
        record.reserved + record.settlement - record.held
    };
    let ask_for = match *step {
        Step::Reserve(area, part) => {
            let area = Area::ALL[area];
            Ask::Reserve(area, thousandths(available(chain, area), part))
        }
        Step::Unreserve(part) => {
            let stage = stage(0);
            Ask::Unreserve(stage, thousandths(free(chain, stage), part))
        }
        Step::Hold(back, part) => {
            let stage = stage(back);
            Ask::Hold(stage, thousandths(free(chain, stage), part))
        }
        Step::Unhold(back, part) => {
            let stage = stage(back);
            Ask::Unhold(stage, thousandths(record(chain, stage).held, part))
        }
        Step::Pay(back, held, paid) => {
            let stage = stage(back);
            let held = thousandths(record(chain, stage).held, held);
            Ask::Pay {
                stage,
                to: CAROL.into(),
                held,
                amount: thousandths(held.into(), paid),
            }
        }
        Step::SetBudget(shares) => Ask::SetBudget(shares),
        Step::Wait(ms) => {
            chain.block_after(ms.max(1), Vec::new());
            return;
        }
    };
    // Too much is asked for now and then: refused or contained, and nothing of it happens.
    ask(chain, &ask_for);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn the_books_balance_after_every_step(steps in proptest::collection::vec(step(), 1..50)) {
        let mut chain = chain();
        let mut burned = Amount::ZERO;
        for step in &steps {
            take(&mut chain, step);
            let now = assert_invariants(&chain);
            prop_assert!(now >= burned, "I5");
            burned = now;
        }
        // To the end of the year and of its last settlement.
        chain.block_after(16 * MONTH_MS, Vec::new());
        let burned = assert_invariants(&chain);
        let paid = chain.account(CAROL).balance;
        prop_assert_eq!(burned.checked_add(paid), Some(Amount::pos(91_000_000)), "I4");
    }

    #[test]
    fn what_a_block_that_comes_late_does_is_what_blocks_in_time_would_have_done(
        steps in proptest::collection::vec(step(), 1..20),
        months in 1..16_u64,
    ) {
        let balances = |in_time: bool| {
            let mut chain = chain();
            for step in steps.iter().filter(|step| !matches!(step, Step::Wait(_))) {
                take(&mut chain, step);
            }
            let mut days = months * 30;
            while in_time && days > 0 {
                chain.block_after(DAY_MS, Vec::new());
                days -= 1;
            }
            if !in_time {
                chain.block_after(days * DAY_MS, Vec::new());
            }
            let places = [
                addresses::UNRELEASED,
                addresses::STAGE,
                addresses::RESERVED,
                addresses::SETTLEMENT,
                addresses::BURNED,
                CAROL,
            ];
            places.map(|address| chain.account(address).balance)
        };
        prop_assert_eq!(balances(true), balances(false));
    }
}
