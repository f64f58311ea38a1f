//! Worked examples: figures computed from the sources of each chain, apart from this program.

use proptest::prelude::*;

use crate::{Chain, Decimal, Task, cosmos, irisnet, tezos};

fn d(text: &str) -> Decimal {
    text.parse().unwrap_or_else(|()| panic!("{text}"))
}

/// The first 12 decimals, which intermediate rounding does not reach.
fn near(found: Option<Decimal>, expected: &str) {
    let found = found.expect("no overflow");
    let apart = found.distance(d(expected)).unwrap();
    assert!(apart <= d("0.000000000001"), "{found} and {expected}");
}

#[test]
fn inflation_of_the_hub_moves_towards_its_goal_within_its_bounds() {
    for (inflation, bonded, next) in [
        ("0.10", "0.60", "0.10"),
        ("0.08", "0.70", "0.079999989730247843"),
        ("0.08", "0.60", "0.080000023962755032"),
        ("0.07", "0.90", "0.07"),
        ("0.0999999", "0.50", "0.099999958195262221"),
    ] {
        near(
            cosmos::next_inflation(&cosmos::MINT, d(inflation), d(bonded)),
            next,
        );
    }
}

#[test]
fn a_block_of_the_hub_makes_what_is_computed_by_hand() {
    let supply = 400_000_000_000_000;
    assert_eq!(
        cosmos::block_provision(&cosmos::MINT, d("0.10"), supply),
        Some(9_174_311)
    );
}

#[test]
fn a_delegator_of_the_hub_earns_what_tax_and_commission_leave() {
    let rate = |commission| cosmos::yearly_rate(d("0.10"), d("0.02"), d("0.60"), d(commission));
    near(rate("0"), "0.163333333333333333");
    near(rate("0.05"), "0.155166666666666666");
    let of_thousand = rate("0.05").unwrap().times_whole(1_000);
    assert_eq!(of_thousand.unwrap().with_decimals(4), d("155.1667"));
}

#[test]
fn a_slash_takes_tokens_and_leaves_shares() {
    let tokens = |shares, tokens| cosmos::tokens_of_shares(shares, tokens, 1_000_000_000_000);
    assert_eq!(tokens(100_000_000, 1_000_000_000_000), Some(100_000_000));
    assert_eq!(tokens(100_000_000, 950_000_000_000), Some(95_000_000));
    assert_eq!(cosmos::tokens_of_shares(1, 1, 0), None);
    assert_eq!(
        cosmos::after_slash(d("1000"), cosmos::DOUBLE_SIGN_SLASH),
        Some(d("950"))
    );
}

#[test]
fn a_block_of_irisnet_makes_the_same_however_long_it_took() {
    assert_eq!(irisnet::block_provision(d("0.04")), Some(12_675_235));
    // The formula of before version 1, by time, is in old documents.
    assert_ne!(irisnet::block_provision(d("0.04")), Some(12_683_917));
    let rate =
        |commission| irisnet::yearly_rate(d("0.04"), d("0.02"), 700_000_000_000_000, d(commission));
    near(rate("0"), "0.112");
    near(rate("0.10"), "0.1008");
}

#[test]
fn issuance_on_tezos_follows_the_stake_under_its_ceiling() {
    for (staked, dynamic, static_rate, ceiling, rate, change) in [
        ("0.05", "0", "0.25", "0.1", "0.1", "0.0043"),
        (
            "0.075",
            "0.02",
            "0.111111111111111111",
            "0.1",
            "0.1",
            "0.00405",
        ),
        (
            "0.1",
            "0",
            "0.0625",
            "0.091632653061224489",
            "0.0625",
            "0.0038",
        ),
        (
            "0.1",
            "0.02",
            "0.0625",
            "0.091632653061224489",
            "0.0825",
            "0.0038",
        ),
        (
            "0.2",
            "0.02",
            "0.015625",
            "0.055918367346938775",
            "0.035625",
            "0.0028",
        ),
        (
            "0.2",
            "0.06",
            "0.015625",
            "0.055918367346938775",
            "0.055918367346938775",
            "0.0028",
        ),
        (
            "0.28",
            "0",
            "0.007971938775510204",
            "0.034693877551020408",
            "0.007971938775510204",
            "0.002",
        ),
        (
            "0.3",
            "0.06",
            "0.006944444444444444",
            "0.030408163265306122",
            "0.030408163265306122",
            "0.0018",
        ),
        (
            "0.4",
            "0.02",
            "0.00390625",
            "0.015102040816326530",
            "0.015102040816326530",
            "0.0008",
        ),
        ("0.5", "0", "0.0025", "0.01", "0.0025", "0"),
        (
            "0.55",
            "0",
            "0.002066115702479338",
            "0.01",
            "0.0025",
            "-0.0003",
        ),
        (
            "0.55",
            "0.06",
            "0.002066115702479338",
            "0.01",
            "0.01",
            "-0.0003",
        ),
    ] {
        near(tezos::static_rate(d(staked)), static_rate);
        near(tezos::ceiling(d(staked)), ceiling);
        near(tezos::issuance_rate(d(staked), d(dynamic)), rate);
        near(tezos::dynamic_change(d(staked)), change);
    }
    assert_eq!(tezos::static_rate(Decimal::ZERO), None);
}

#[test]
fn the_duties_of_a_block_on_tezos_are_paid_by_weight() {
    use tezos::Duty::{Attestation, BakingBonus, BakingFixed, DataAvailability, Nonce};
    for (duty, mutez) in [
        (Attestation, 3_236_095),
        (BakingFixed, 1_618_047),
        (BakingBonus, 1_618_047),
        (DataAvailability, 718_956),
        (Nonce, 316),
    ] {
        let found = tezos::block_reward(d("0.035"), 1_080_000_000_000_000, duty);
        assert_eq!(found, Some(mutez), "{duty:?}");
    }
}

#[test]
fn what_is_above_a_bakers_limits_weighs_less_or_nothing() {
    for ((own, others, delegated, limit), power) in [
        ((1_000, 4_000, 9_000, 5), "8000"),
        ((1_000, 6_000, 0, 5), "6333.333333333333333333"),
        ((1_000, 0, 20_500, 0), "4000"),
        ((10_000, 90_000, 90_000, 9), "130000"),
        ((1_000, 12_000, 3_100, 12), "12033.333333333333333333"),
    ] {
        let baker = tezos::Baker {
            own_staked: own,
            staked_by_others: others,
            delegated,
            limit,
        };
        near(baker.power(), power);
    }
}

#[test]
fn a_baker_keeps_its_own_and_its_edge() {
    assert_eq!(
        tezos::shares(1_000, 1_000, 4_000, d("0.1")),
        Some((280, 720))
    );
    assert_eq!(tezos::shares(1_000, 1_000, 0, d("1")), Some((1_000, 0)));
    assert_eq!(
        tezos::shares(600, 2_000, 4_000, d("0.05")),
        Some((220, 380))
    );
    assert_eq!(tezos::shares(600, 0, 0, d("0.05")), None);
}

#[test]
fn a_staked_tez_earns_three_times_a_delegated_one() {
    let staked = tezos::yield_per_staked(d("0.035"), d("0.28"), d("0.40"));
    near(staked, "0.084677419354838709");
    near(
        staked.unwrap().over_whole(tezos::EDGE_OF_STAKING),
        "0.028225806451612903",
    );
    near(staked.unwrap().times(d("0.9")), "0.076209677419354838");
}

#[test]
fn a_double_attestation_costs_more_the_more_take_part() {
    for (slots, part) in [
        ("0.01", "0.0009"),
        ("0.05", "0.0225"),
        ("0.1", "0.09"),
        ("0.2", "0.36"),
        ("0.2357", "0.49999041"),
        ("0.3334", "1"),
    ] {
        assert_eq!(tezos::double_attestation_slash(d(slots)), Some(d(part)));
    }
}

#[test]
fn decimals_round_to_the_nearest_and_from_the_middle_to_the_even() {
    let tiny = d("0.000000000000000001");
    let half = d("0.5");
    assert_eq!(tiny.times(half), Some(Decimal::ZERO));
    assert_eq!(
        tiny.times_whole(3).unwrap().times(half),
        tiny.times_whole(2)
    );
    assert_eq!(Decimal::ratio(2, 3), Some(d("0.666666666666666667")));
    assert_eq!(d("-2").over(d("3")), Some(d("-0.666666666666666667")));
    assert_eq!(Decimal::ONE.over(Decimal::ZERO), None);
    assert_eq!(
        d("1000000000").times(d("1000000000")),
        Some(d("1000000000000000000"))
    );
    assert_eq!(d("100000000000").times(d("100000000000")), None);
    for text in [
        "0",
        "1",
        "0.5",
        "-0.25",
        "155.1667",
        "170000000000000000000",
    ] {
        assert_eq!(d(text).to_string(), text);
    }
    for text in [
        "", ".", "1.", ".5", "1e3", "0x1", "--1", "1.2.3", "+1", "1_0",
    ] {
        assert_eq!(text.parse::<Decimal>(), Err(()), "{text}");
    }
}

/// The chance of an account's attempt must give the same question to whoever computes it, and later.
#[test]
fn a_seed_gives_the_same_task_for_ever() {
    let seed: [u8; 32] = std::array::from_fn(|it| it as u8 * 7);
    let task = Task::draw(seed);
    assert_eq!(task.chain(), Chain::CosmosHub);
    near(task.answer(), "76.425481481481");
    assert_eq!(
        task.english(),
        "On Cosmos Hub inflation is 7%, 67.5% of all ATOM are bonded, and the community pool takes 2% of what is \
         issued. You delegate 800 ATOM to a validator with a commission of 6%. How many ATOM does a year bring you, \
         without compounding?"
    );
    assert!(task.accepts("76.43 ATOM") && task.accepts("76.1") && !task.accepts("75.9"));
}

#[test]
fn all_kinds_of_tasks_are_drawn_about_all_chains() {
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..2_000u64 {
        let task = Task::draw(spread(number));
        let kind: String = task.english().split(' ').take(3).collect();
        seen.insert(format!("{:?} {kind}", task.chain()));
    }
    assert!(seen.len() >= 9, "{seen:?}");
}

proptest! {
    #[test]
    fn a_task_accepts_its_answer_as_people_write_it_and_not_a_wrong_one(seed: [u8; 32]) {
        let task = Task::draw(seed);
        let answer = task.answer().expect("no overflow");
        let rounded = answer.with_decimals(2);
        let unit = task.unit().0;
        prop_assert!(task.accepts(&answer.to_string()));
        let written = format!(" {rounded} {unit}\n");
        prop_assert!(task.accepts(&written), "{}", written);
        let wrong = answer.times(d("1.02")).and_then(|it| it.plus(Decimal::ONE)).unwrap();
        prop_assert!(!task.accepts(&wrong.to_string()));
        prop_assert!(!task.accepts("") && !task.accepts("yes"));
        prop_assert!(answer > Decimal::ZERO);
        prop_assert!(task.english().ends_with('?') && task.chinese().ends_with('？'));
    }

    #[test]
    fn shares_of_a_reward_are_the_reward(
        reward in 0u64..1 << 50, own in 1u64..1 << 50, others in 0u64..1 << 50, edge in 0u32..=10_000,
    ) {
        let (baker, stakers) = tezos::shares(reward, own, others, Decimal::from_bps(edge)).unwrap();
        prop_assert_eq!(baker + stakers, reward);
    }

    #[test]
    fn multiplying_and_dividing_lead_back(a in 1u64..1 << 40, b in 1u64..1 << 40) {
        let (a, b) = (Decimal::whole(a).unwrap(), Decimal::from_bps((b % 1_000_000) as u32 + 1));
        let back = a.times(b).and_then(|it| it.over(b)).unwrap();
        prop_assert!(back.distance(a).unwrap() <= d("0.00000000000001"));
    }
}

/// Bytes without a pattern that dice could follow.
fn spread(number: u64) -> [u8; 32] {
    let mut state = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    std::array::from_fn(|_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    })
}
