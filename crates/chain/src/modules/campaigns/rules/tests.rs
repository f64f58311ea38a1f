use super::*;
use crate::modules::{campaigns::state::Phase, emission::Area};
use proptest::prelude::*;

pub(in crate::modules::campaigns) fn campaign() -> Campaign {
    Campaign {
        organiser: Address::repeat_byte(1),
        terms: Terms {
            activity_type: 1,
            stage: StageIndex(1),
            places: 10,
            opens_at: Timestamp::from_millis(100),
            closes_at: Timestamp::from_millis(200),
            rewards_per_account: 1,
            rewards_per_fact: 1,
            repeat_factor: BasisPoints::new(10_000).unwrap(),
            decided_by: DecidedBy::Reviewer,
            key: Address::ZERO,
            every_days: 0,
            streak: 0,
            nominations: false,
            scores: 0,
            threshold: 0,
        },
        proposed_at: Timestamp::from_millis(10),
        lapses_at: Timestamp::from_millis(40),
        phase: Phase::Funded,
        area: Area::Content,
        base: Amount::pos(30),
        multiplier: 2,
        places: 10,
        max_live: 30,
        taken: 0,
        held: Amount::ZERO,
        spare: Amount::ZERO,
        paid: Amount::ZERO,
        rewarded: 0,
        submissions: 0,
        withdrawn: 0,
        live: 0,
        next_in_line: 1,
        first_appeal: 0,
        next_appeal: 0,
        appealable_until: Timestamp::default(),
        form: None,
        waiting: 0,
        day: 0,
        paid_today: Amount::ZERO,
        ceiling: Amount::ZERO,
        stopped: false,
        pool: 0,
    }
}

fn times() -> StageTimes {
    StageTimes {
        starts: Timestamp::from_millis(50),
        ends: Timestamp::from_millis(300),
        settles_at: Timestamp::from_millis(400),
    }
}

proptest! {
    #[test]
    fn each_further_reward_pays_that_fraction_of_the_one_before(
        units in 0..10_u128.pow(27),
        factor in 1..=10_000_u16,
        rewards in 0..MAX_REWARDS,
    ) {
        let unit = Amount::from_units(units);
        let factor = BasisPoints::new(factor).unwrap();
        let this = nominal(unit, factor, rewards);
        let next = nominal(unit, factor, rewards + 1);
        prop_assert_eq!(nominal(unit, factor, 0), unit);
        prop_assert_eq!(next, factor.of(this));
        prop_assert!(next <= this, "never more than a place is worth");
    }

    #[test]
    fn a_budget_pays_every_place_in_full(
        base in 1..=MAX_BASE.units(),
        multiplier in 1..=1_000_u32,
        places in 1..=MAX_PLACES,
    ) {
        let base = Amount::from_units(base);
        let all = budget(base, multiplier, places).unwrap();
        let one = unit(base, multiplier).unwrap();
        prop_assert_eq!(one.checked_mul(u128::from(places)), Some(all));
    }

    #[test]
    fn turns_are_shared_and_never_fall_to_somebody_with_an_interest(
        count in 0..30_u64,
        turn: u64,
        author in 0..40_u64,
        organiser in 0..40_u64,
    ) {
        // 0 stands for nobody.
        let reviewers: Vec<u64> = (1..=count).collect();
        let chosen = responsible(&reviewers, turn, &[author, organiser]);
        let free = reviewers
            .iter()
            .filter(|reviewer| ![author, organiser].contains(reviewer))
            .count();
        prop_assert_eq!(chosen == 0, free == 0);
        prop_assert!(chosen == 0 || ![author, organiser].contains(&chosen));
        let in_turn = turn.checked_rem(count).map_or(0, |position| position + 1);
        if ![author, organiser].contains(&in_turn) {
            prop_assert_eq!(chosen, in_turn);
        }
    }

    #[test]
    fn a_closed_campaign_keeps_a_place_for_everybody_who_may_still_get_one(
        places in 1..100_u32,
        submitted in 0..300_u32,
        withdrawn in 0..300_u32,
        refused in 0..300_u32,
        late: bool,
    ) {
        let withdrawn = withdrawn.min(submitted);
        let refused = refused.min(submitted - withdrawn);
        let live = submitted - withdrawn - refused;
        let mut campaign = campaign();
        campaign.places = places;
        campaign.submissions = submitted;
        campaign.withdrawn = withdrawn;
        campaign.live = live;
        campaign.taken = live.min(places);
        campaign.appealable_until = Timestamp::from_millis(1_000);
        let now = Timestamp::from_millis(if late { 1_000 } else { 999 });
        let needed = needed_places(&campaign, now);
        let candidates = if late { live } else { live + refused };
        prop_assert_eq!(needed, candidates.min(places));
        prop_assert!(campaign.taken <= needed && needed <= places);
    }
}

#[test]
fn a_campaign_goes_through_its_life_by_the_time_alone() {
    use CampaignStatus as S;
    let at = |phase, millis| {
        let campaign = Campaign {
            phase,
            ..campaign()
        };
        campaign_status(&campaign, &times(), Timestamp::from_millis(millis))
    };
    let life = [
        (99, S::Approved),
        (100, S::Open),
        (199, S::Open),
        (200, S::Closed),
        (299, S::Closed),
        (300, S::Settling),
        (399, S::Settling),
        (400, S::Settled),
    ];
    for (millis, status) in life {
        assert_eq!(at(Phase::Funded, millis), status, "{millis}");
    }
    assert_eq!(at(Phase::Draft, 39), S::Draft);
    assert_eq!(at(Phase::Draft, 40), S::Lapsed);
    for millis in [0, 1_000] {
        assert_eq!(at(Phase::Withdrawn, millis), S::Withdrawn);
        assert_eq!(at(Phase::Lapsed, millis), S::Lapsed);
        assert_eq!(at(Phase::Queued, millis), S::Queued);
        assert_eq!(at(Phase::Unfunded, millis), S::Unfunded);
    }
}

#[test]
fn what_a_settled_campaign_left_undecided_is_shown_as_that() {
    let refused = Status::Refused { appeal_until: None };
    let appealed = Status::Appealed {
        until: Timestamp::default(),
    };
    let all = [
        (Status::Open, 0, 6),
        (Status::Approved, 1, 6),
        (Status::Rewarded, 2, 2),
        (refused, 3, 3),
        (appealed, 4, 6),
        (Status::Withdrawn, 5, 5),
    ];
    for (status, before, after) in all {
        assert_eq!(submission_status(status, CampaignStatus::Settling), before);
        assert_eq!(submission_status(status, CampaignStatus::Settled), after);
    }
}

#[test]
fn a_window_ends_before_its_stage_and_never_before_it_begins() {
    let window = |span| times().window_end(Span::from_millis(span)).millis();
    assert_eq!(window(7), 293);
    assert_eq!(window(250), 50);
    assert_eq!(window(1_000), 50);
}
