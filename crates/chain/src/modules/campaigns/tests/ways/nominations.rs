//! Nominations: somebody else's deed, brought before reviewers (WP-08).

use super::*;

impl World {
    /// A campaign with a reviewer that takes nominations.
    fn open_to_nominations(&mut self, activity: u16, places: u32) -> u64 {
        let terms = ICampaigns::Terms {
            nominations: true,
            ..self.terms(activity, places)
        };
        self.open(terms)
    }
}

#[test]
fn a_nomination_pays_who_is_nominated_and_counts_for_who_nominates() {
    let mut world = World::new();
    let id = world.open_to_nominations(1, 3);
    let (author, deserving) = (World::member(1), Member::named("a quiet helper"));
    let nominate = |content: &str| nominate(id, deserving.address, content);
    world.done(&author, &nominate("answers questions every day"));
    let submission = world.submission(id, 1);
    assert_eq!(
        (submission.account, submission.author),
        (deserving.address, author.address)
    );
    // The author has something open; who was nominated has not.
    let error = ICampaigns::SubmissionOpen {
        campaign: id,
        submission: 1,
    };
    world.refused(&author, &nominate("something else"), error);
    let before = world.balance(&author);
    world.decide(id, 1, true);
    assert_eq!(world.balance(&deserving), pos(20));
    assert_eq!(world.balance(&author), before);
    assert_eq!(world.anchor_of(deserving.address).0, 3);
    // The reward counts for who got it.
    let error = ICampaigns::RewardsExhausted {
        campaign: id,
        rewards: 1,
        maximum: 1,
    };
    world.refused(&author, &nominate("something else"), error);
    world.done(&author, &submit(id, "my own work"));
    world.assert_sound();
}

#[test]
fn nominations_by_many_reward_one_account_as_often_as_the_campaign_says() {
    let mut world = World::new();
    let id = world.open_to_nominations(1, 3);
    let deserving = Member::named("known to many");
    for number in 1..=2 {
        let nominate = nominate(id, deserving.address, &format!("deed {number}"));
        world.done(&World::member(number), &nominate);
    }
    world.decide(id, 1, true);
    let reviewer = world.responsible(id, 2);
    let error = ICampaigns::RewardsExhausted {
        campaign: id,
        rewards: 1,
        maximum: 1,
    };
    world.refused(
        &reviewer,
        &crate::modules::campaigns::tests::decide(id, 2, true),
        error,
    );
    world.decide(id, 2, false);
    assert_eq!(world.balance(&deserving), pos(20));
    world.assert_sound();
}

#[test]
fn nominations_at_once_are_further_rewards_all_the_same() {
    let mut world = World::new();
    let terms = ICampaigns::Terms {
        nominations: true,
        rewardsPerAccount: 3,
        repeatFactor: 5_000,
        ..world.terms(1, 3)
    };
    let id = world.open(terms);
    let deserving = Member::named("known to many");
    for number in 1..=2 {
        let nominate = nominate(id, deserving.address, &format!("deed {number}"));
        world.done(&World::member(number), &nominate);
    }
    world.decide(id, 1, true);
    world.decide(id, 2, true);
    assert_eq!(world.balance(&deserving), pos(30));
    assert_eq!(world.submission(id, 2).nominal, pos(10));
    world.assert_sound();
}

#[test]
fn what_was_approved_is_its_accounts_and_not_the_nominators() {
    let mut world = World::new();
    let id = world.open_to_nominations(1, 1);
    let (author, deserving) = (World::member(1), World::member(2));
    world.submit(&World::member(3), id, "first in line");
    world.done(&author, &nominate(id, deserving.address, "deed"));
    world.decide(id, 2, true);
    assert_eq!(world.submission(id, 2).status, 1, "it waits for a place");
    let withdraw = ICampaigns::withdrawSubmissionCall {
        campaign: id,
        submission: 2,
    };
    let error = ICampaigns::NotAuthor {
        campaign: id,
        submission: 2,
        author: deserving.address,
    };
    world.refused(&author, &withdraw, error);
    world.decide(id, 1, false);
    assert_eq!(world.submission(id, 2).status, 2);
    // A refused one may be appealed by whom it is about.
    let id = world.open_to_nominations(11, 1);
    world.done(&author, &nominate(id, deserving.address, "deed"));
    world.decide(id, 1, false);
    world.done(&deserving, &crate::modules::campaigns::tests::appeal(id, 1));
    assert_eq!(world.submission(id, 1).status, 4);
}

#[test]
fn a_nominated_reviewer_does_not_decide_and_the_deed_is_one_fact() {
    let mut world = World::new();
    let id = world.open_to_nominations(1, 3);
    let nominated = world.reviewers[0].clone();
    for number in 1..=3 {
        let nominate = nominate(id, nominated.address, &format!("deed {number}"));
        world.done(&World::member(number), &nominate);
        let submission = world.submission(id, number as u32);
        assert_ne!(submission.reviewer, nominated.address);
        let error = ICampaigns::Recused {
            account: nominated.address,
            party: nominated.address,
        };
        world.refused(
            &nominated,
            &crate::modules::campaigns::tests::decide(id, number as u32, true),
            error,
        );
    }
    let again = nominate(id, World::member(9).address, "deed 1");
    let error = ICampaigns::FactUsed {
        campaign: id,
        uses: 1,
        maximum: 1,
    };
    world.refused(&World::member(4), &again, error);
    let error = ICampaigns::CannotTakePart {
        account: addresses::POOL,
    };
    let pool = nominate(id, addresses::POOL, "deed 4");
    world.refused(&World::member(4), &pool, error);
}
