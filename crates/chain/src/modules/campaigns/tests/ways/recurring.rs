//! Recurring tasks and streaks.

use super::*;

impl World {
    fn recurring(&mut self, every_days: u16, streak: u16) -> u64 {
        let terms = ICampaigns::Terms {
            everyDays: every_days,
            streak,
            rewardsPerAccount: 30,
            repeatFactor: 5_000,
            ..self.terms_by(3, 300)
        };
        self.open(terms)
    }

    fn progress(&self, campaign: u64, account: &Member) -> (u16, u64) {
        let account = account.address;
        let answer = self.view(&ICampaigns::progressCall { campaign, account });
        (answer.run, answer.availableFrom)
    }
}

#[test]
fn a_recurring_task_is_done_once_in_each_period_and_pays_less_each_time() {
    let mut world = World::new();
    let id = world.recurring(1, 0);
    let member = World::member(1);
    let opens_at = world.campaign(id).terms.opensAt;
    world.done(&member, &submit(id, "today"));
    let error = ICampaigns::PeriodDone {
        campaign: id,
        availableFrom: opens_at + 86_400,
    };
    world.refused(&member, &submit(id, "again"), error);
    assert_eq!(world.progress(id, &member).1, opens_at + 86_400);
    world.until((opens_at + 86_400) * 1_000);
    assert_eq!(world.progress(id, &member).1, 0);
    world.done(&member, &submit(id, "today"));
    let nominal = |number| world.submission(id, number).nominal;
    assert_eq!(nominal(2) * U256::from(2), nominal(1));
    world.assert_sound();
}

#[test]
fn a_streak_pays_for_periods_in_a_row_and_begins_anew_after_a_gap() {
    let mut world = World::new();
    let id = world.recurring(1, 3);
    let member = World::member(1);
    let turn = |world: &mut World| world.done(&member, &submit(id, "here"));
    turn(&mut world);
    assert_eq!(world.progress(id, &member).0, 1);
    world.days(1);
    turn(&mut world);
    world.days(2);
    assert_eq!(world.progress(id, &member).0, 0, "a day was left out");
    for _ in 0..2 {
        turn(&mut world);
        assert_eq!(world.campaign(id).submissions, 0);
        world.days(1);
    }
    let before = world.balance(&member);
    let receipt = turn(&mut world);
    let extended: Vec<ICampaigns::StreakExtended> = events(&receipt);
    assert_eq!((extended[0].run, extended[0].streak), (3, 3));
    assert_eq!(world.balance(&member) - before, pos(BASE));
    assert_eq!(world.submission(id, 1).status, 2);
    assert_eq!(
        world.progress(id, &member).0,
        0,
        "the next one begins at nothing"
    );
}

#[test]
fn a_turn_that_the_ceiling_leaves_out_is_paid_the_next_day_and_the_streak_goes_on() {
    let mut world = World::new();
    let terms = ICampaigns::Terms {
        everyDays: 1,
        rewardsPerAccount: 30,
        ..world.terms_by(3, 40)
    };
    let id = world.open(terms);
    let per_day = 2;
    let members: Vec<Member> = (1..=4).map(World::member).collect();
    for member in &members {
        world.done(member, &submit(id, "here"));
    }
    let statuses = |world: &World| -> Vec<u8> {
        (1..=world.campaign(id).submissions)
            .map(|number| world.submission(id, number).status)
            .collect()
    };
    assert_eq!(statuses(&world), [2, 2, 7, 7], "{per_day} a day");
    world.days(1);
    assert_eq!(statuses(&world), [2, 2, 2, 2]);
    // Today's share went to yesterday's turns; today's wait in turn.
    world.done(&members[0], &submit(id, "here"));
    assert_eq!(statuses(&world), [2, 2, 2, 2, 7]);
    world.days(1);
    assert_eq!(statuses(&world), [2; 5]);
    world.assert_sound();
}

#[test]
fn who_has_no_anchor_takes_part_in_every_period_and_is_paid_for_all_of_them() {
    let mut world = World::new();
    let id = world.recurring(1, 0);
    let event = world.open(world.terms_by(1, 3));
    let fresh = Member::named("fresh");
    for _ in 0..3 {
        world.done(&fresh, &submit(id, "here"));
        world.days(1);
    }
    assert_eq!(world.campaign(id).waiting, 3);
    let call = world.ticket(event, 1, fresh.address);
    world.done(&fresh, &call);
    world.until(world.chain.time().millis() + 1_000);
    assert_eq!(world.campaign(id).waiting, 0);
    // Each further one is half of the one before, as if they had been paid in their time.
    let paid: U256 = (1..=3)
        .map(|number| world.submission(id, number).nominal)
        .sum();
    assert_eq!(paid, pos(BASE) * U256::from(7) / U256::from(4));
    assert_eq!(world.balance(&fresh), paid + pos(BASE));
    world.assert_sound();
}
