//! Rewards that a broken chain could pay: each is named by the invariant that it breaks.

mod unreviewed;

use super::*;
use ICampaigns::{CampaignFunded, CampaignProposed, Rewarded, Submitted};

const ORGANISER: Address = Address::repeat_byte(0x51);
const REVIEWERS: [Address; 3] = [
    Address::repeat_byte(0x61),
    Address::repeat_byte(0x62),
    Address::repeat_byte(0x63),
];
const COMMITTEE: [Address; 3] = [
    Address::repeat_byte(0x71),
    Address::repeat_byte(0x72),
    Address::repeat_byte(0x73),
];

fn committee(event: &impl SolEvent) -> Event {
    say(addresses::COMMITTEE, event)
}

fn campaigns(event: &impl SolEvent) -> Event {
    say(addresses::CAMPAIGNS, event)
}

fn approved(id: u64, member: Address) -> Event {
    committee(&ICommittee::Approved {
        id,
        member,
        reasonZh: String::new(),
        reasonEn: "fine".into(),
    })
}

fn decided(id: u64, approvals: u32) -> Event {
    committee(&ICommittee::Decided {
        id,
        approvals,
        effectiveAt: LAUNCH.whole_seconds(),
    })
}

fn budget(campaign: u64, budget: u64, base: u64) -> Event {
    campaigns(&CampaignFunded {
        campaign,
        stage: 0,
        area: 5,
        budget: pos(budget),
        base: pos(base),
        multiplier: U256::ONE,
    })
}

fn submitted(submission: u32, account: Address, nominal: u64, content: &str) -> Event {
    campaigns(&Submitted {
        campaign: 1,
        submission,
        account,
        author: account,
        nominal: pos(nominal),
        hasPlace: true,
        reviewer: REVIEWERS[0],
        content: content.into(),
    })
}

fn reviewed(submission: u32, reviewer: Address, approved: bool) -> Event {
    campaigns(&ICampaigns::Decided {
        campaign: 1,
        submission,
        reviewer,
        approved,
        reason: "seen".into(),
    })
}

fn rewarded(submission: u32, account: Address, amount: u64, before: u64) -> Event {
    campaigns(&Rewarded {
        campaign: 1,
        submission,
        account,
        amount: pos(amount),
        base: pos(10),
        multiplier: U256::ONE,
        budgetBefore: pos(before),
        budgetAfter: pos(before.saturating_sub(amount)),
    })
}

impl Chain {
    fn says(&mut self, says: &[Event]) -> Vec<Mismatch> {
        self.acts(&[], says)
    }

    fn acts(&mut self, moves: &[(Address, Address, u64)], says: &[Event]) -> Vec<Mismatch> {
        let sender = MEMBER;
        self.block(
            1,
            &Act {
                sender,
                moves,
                says,
            },
        )
    }

    /// Seats three members, who approve campaign 1 by decision 1: 10 places of 10 PoS, or what `amount` says.
    pub(super) fn fund(&mut self, amount: u64) {
        self.fund_by(amount, 0, Address::ZERO);
    }

    /// The same, where this key or nobody decides.
    fn fund_by(&mut self, amount: u64, decided_by: u8, key: Address) {
        let mut events = Vec::new();
        for (seat, member) in (0..).zip(COMMITTEE) {
            events.push(committee(&ICommittee::Seated {
                seat,
                member,
                name: "seat".into(),
                termEndsAt: 0,
            }));
        }
        assert_eq!(self.says(&events), []);
        self.propose_campaign(amount / 10, decided_by, key);
        let call = ICampaigns::approveCall { campaign: 1 };
        let proposed = committee(&ICommittee::Proposed {
            id: 1,
            proposer: COMMITTEE[0],
            target: addresses::CAMPAIGNS,
            callData: call.abi_encode().into(),
            reasonZh: String::new(),
            reasonEn: "content".into(),
            beneficiaries: vec![ORGANISER],
        });
        assert_eq!(self.says(&[proposed, approved(1, COMMITTEE[0])]), []);
        let moves = [(addresses::STAGE, addresses::RESERVED, amount)];
        let executed = committee(&ICommittee::Executed { id: 1 });
        let says = [
            approved(1, COMMITTEE[1]),
            decided(1, 2),
            budget(1, amount, 10),
            executed,
        ];
        assert_eq!(self.acts(&moves, &says), []);
    }

    fn propose_campaign(&mut self, places: u64, decided_by: u8, key: Address) {
        let terms = ICampaigns::Terms {
            activityType: 6,
            stage: 0,
            places: places.try_into().expect("few"),
            opensAt: self.open.0,
            closesAt: self.open.1,
            rewardsPerAccount: 2,
            rewardsPerFact: 1,
            repeatFactor: 5_000,
            decidedBy: decided_by,
            key,
            scores: self.scores.0,
            threshold: self.scores.1,
            ..Default::default()
        };
        let texts = ICampaigns::Texts {
            titleZh: String::new(),
            titleEn: String::new(),
            textZh: String::new(),
            textEn: String::new(),
        };
        let places = terms.places;
        let call = ICampaigns::proposeCall {
            terms,
            texts,
            form: Vec::new(),
        };
        self.input = call.abi_encode().into();
        let proposed = campaigns(&CampaignProposed {
            campaign: 1,
            organiser: ORGANISER,
            activityType: 6,
            stage: 0,
            places,
            titleZh: String::new(),
            titleEn: String::new(),
        });
        assert_eq!(self.says(&[proposed]), []);
        self.input = Bytes::new();
    }

    fn submits(&mut self, submission: u32, account: Address, nominal: u64, content: &str) {
        let says = [submitted(submission, account, nominal, content)];
        assert_eq!(self.says(&says), []);
    }

    fn pays(
        &mut self,
        submission: u32,
        account: Address,
        amount: u64,
        before: u64,
    ) -> Vec<Mismatch> {
        let moves = [(addresses::RESERVED, account, amount)];
        let says = [
            reviewed(submission, REVIEWERS[0], true),
            rewarded(submission, account, amount, before),
        ];
        self.acts(&moves, &says)
    }
}

/// The checks that found something, without repetition.
fn names(found: &[Mismatch]) -> Vec<&'static str> {
    let mut names: Vec<_> = found.iter().map(|mismatch| mismatch.check).collect();
    names.dedup();
    names
}

fn funded_chain() -> Chain {
    let mut chain = Chain::new();
    chain.fund(100);
    chain
}

#[test]
fn what_was_decided_and_submitted_and_approved_is_paid() {
    let mut chain = funded_chain();
    chain.submits(1, MEMBER, 10, "first");
    assert_eq!(chain.pays(1, MEMBER, 10, 100), []);
    // A second reward of the account pays the repeat factor of the first.
    chain.submits(2, MEMBER, 5, "second");
    assert_eq!(chain.pays(2, MEMBER, 5, 90), []);
}

#[test]
fn what_was_approved_meanwhile_makes_a_submission_a_further_reward() {
    let mut chain = funded_chain();
    // Two nominations of one account: each would have been its first reward.
    chain.submits(1, MEMBER, 10, "first");
    chain.submits(2, MEMBER, 10, "second");
    assert_eq!(chain.pays(1, MEMBER, 10, 100), []);
    let mut full = funded_chain();
    full.submits(1, MEMBER, 10, "first");
    full.submits(2, MEMBER, 10, "second");
    assert_eq!(full.pays(1, MEMBER, 10, 100), []);
    assert_eq!(chain.pays(2, MEMBER, 5, 90), []);
    assert_eq!(names(&full.pays(2, MEMBER, 10, 90)), ["I9"]);
}

#[test]
fn an_appeal_pays_when_two_others_agree() {
    let mut chain = funded_chain();
    chain.submits(1, MEMBER, 10, "first");
    assert_eq!(chain.says(&[reviewed(1, REVIEWERS[0], false)]), []);
    let appealed = campaigns(&ICampaigns::Appealed {
        campaign: 1,
        submission: 1,
        account: MEMBER,
        judges: REVIEWERS[1..].to_vec(),
        reason: "no".into(),
    });
    assert_eq!(chain.says(&[appealed]), []);
    let heard = |judge| {
        campaigns(&ICampaigns::AppealHeard {
            campaign: 1,
            submission: 1,
            judge,
            overturn: true,
            reason: "yes".into(),
        })
    };
    let overturned = campaigns(&ICampaigns::AppealEnded {
        campaign: 1,
        submission: 1,
        overturned: true,
    });
    let paid = rewarded(1, MEMBER, 10, 100);
    let moves = [(addresses::RESERVED, MEMBER, 10)];
    let by = |judges: [Address; 2]| {
        let [one, other] = judges.map(heard);
        [one, other, overturned.clone(), paid.clone()]
    };
    let mut alone = funded_chain();
    alone.submits(1, MEMBER, 10, "first");
    assert_eq!(alone.says(&[reviewed(1, REVIEWERS[0], false)]), []);
    // Without an appeal, and with the decider as one of the judges.
    let found = alone.acts(&moves, &by([REVIEWERS[0], REVIEWERS[1]]));
    assert_eq!(names(&found), ["I6"], "{found:?}");
    assert_eq!(found[0].account, Some(MEMBER));
    let found = chain.acts(&moves, &by([REVIEWERS[1], REVIEWERS[2]]));
    assert_eq!(found, []);
}

#[test]
fn a_reward_without_its_decisions_breaks_i6() {
    let mut chain = funded_chain();
    chain.submits(1, MEMBER, 10, "first");
    let moves = [(addresses::RESERVED, MEMBER, 10)];
    let found = chain.acts(&moves, &[rewarded(1, MEMBER, 10, 100)]);
    assert_eq!(names(&found), ["I6"], "nobody approved it");
    assert_eq!(found[0].amounts, Some((Amount::ZERO, Amount::pos(10))));

    let mut chain = funded_chain();
    chain.submits(1, ORGANISER, 10, "first");
    let found = chain.says(&[reviewed(1, ORGANISER, true)]);
    assert_eq!(names(&found), ["I6"], "the organiser decided");

    let mut chain = funded_chain();
    chain.submits(1, MEMBER, 10, "first");
    let other = Address::repeat_byte(0x22);
    let found = chain.pays(1, other, 10, 100);
    assert_eq!(names(&found), ["I6"], "somebody else was paid");

    let mut chain = funded_chain();
    chain.submits(1, MEMBER, 10, "first");
    assert_eq!(names(&chain.pays(1, MEMBER, 10, 99)), ["I6"], "the budget");

    let mut chain = funded_chain();
    chain.submits(1, MEMBER, 10, "first");
    let says = [
        reviewed(1, REVIEWERS[0], true),
        rewarded(1, MEMBER, 10, 100),
    ];
    let moves = [
        (addresses::RESERVED, MEMBER, 10),
        (addresses::RESERVED, MEMBER, 10),
    ];
    let found = chain.acts(&moves, &says);
    assert_eq!(names(&found), ["I6"], "one event, two payments");
}

#[test]
fn a_budget_without_a_decision_of_enough_members_breaks_i6() {
    let moves = [(addresses::STAGE, addresses::RESERVED, 100)];
    let mut chain = Chain::new();
    chain.propose_campaign(10, 0, Address::ZERO);
    let found = chain.acts(&moves, &[budget(1, 100, 10)]);
    assert_eq!(names(&found), ["I6"], "{found:?}");

    // Once more by the decision that was executed already.
    let mut chain = funded_chain();
    let found = chain.acts(&moves, &[budget(1, 100, 10)]);
    assert_eq!(names(&found), ["I6"], "{found:?}");

    let mut chain = funded_chain();
    let proposed = committee(&ICommittee::Proposed {
        id: 2,
        proposer: COMMITTEE[0],
        target: addresses::CAMPAIGNS,
        callData: Bytes::new(),
        reasonZh: String::new(),
        reasonEn: String::new(),
        beneficiaries: Vec::new(),
    });
    let found = chain.says(&[proposed, approved(2, COMMITTEE[0]), decided(2, 2)]);
    assert_eq!(names(&found), ["I6"], "one approval is not two: {found:?}");
    let found = chain.says(&[approved(2, MEMBER)]);
    assert_eq!(found[0].account, Some(MEMBER), "no seat, no vote");
}

#[test]
fn a_reward_too_many_breaks_i8() {
    let mut chain = funded_chain();
    chain.submits(1, MEMBER, 10, "same");
    assert_eq!(chain.pays(1, MEMBER, 10, 100), []);
    let other = Address::repeat_byte(0x22);
    chain.submits(2, other, 10, "same");
    let found = chain.pays(2, other, 10, 90);
    assert_eq!(names(&found), ["I8"], "the fact is used: {found:?}");

    let mut chain = funded_chain();
    let mut before = 100;
    // 10, 5, 2.5: whole PoS are enough to say that the third is one too many, and too much.
    for (submission, nominal) in [(1, 10), (2, 5)] {
        chain.submits(submission, MEMBER, nominal, &submission.to_string());
        assert_eq!(chain.pays(submission, MEMBER, nominal, before), []);
        before -= nominal;
    }
    let third = [submitted(3, MEMBER, 5, "third")];
    assert_eq!(names(&chain.says(&third)), ["I9"], "the repeat factor");
    let found = chain.pays(3, MEMBER, 5, before);
    assert_eq!(names(&found), ["I8", "I9"], "{found:?}");
}

#[test]
fn another_price_breaks_i9() {
    let mut chain = funded_chain();
    let found = chain.says(&[submitted(1, MEMBER, 11, "first")]);
    assert_eq!(names(&found), ["I9"]);
    assert_eq!(found[0].account, Some(MEMBER));
    assert_eq!(found[0].amounts, Some((Amount::pos(10), Amount::pos(11))));

    let mut chain = funded_chain();
    chain.submits(1, MEMBER, 10, "first");
    let found = chain.pays(1, MEMBER, 9, 100);
    assert_eq!(names(&found), ["I9"]);
    assert_eq!(found[0].amounts, Some((Amount::pos(10), Amount::pos(9))));
}

#[test]
fn what_a_campaign_gives_back_is_not_there_to_pay_with() {
    let back = |amount| {
        campaigns(&ICampaigns::BudgetReturned {
            campaign: 1,
            places: 5,
            amount: pos(amount),
        })
    };
    let moves = [(addresses::RESERVED, addresses::STAGE, 50)];
    let mut chain = funded_chain();
    assert_eq!(names(&chain.acts(&moves, &[back(40)])), ["I6"]);

    let mut chain = funded_chain();
    chain.submits(1, MEMBER, 10, "first");
    assert_eq!(chain.acts(&moves, &[back(50)]), []);
    let mut spent = funded_chain();
    spent.submits(1, MEMBER, 10, "first");
    assert_eq!(spent.acts(&moves, &[back(50)]), []);
    assert_eq!(chain.pays(1, MEMBER, 10, 50), []);
    assert_eq!(names(&spent.pays(1, MEMBER, 10, 100)), ["I6"]);
}

fn contested() -> Event {
    campaigns(&ICampaigns::Contested {
        campaign: 1,
        submission: 1,
        account: MEMBER,
        caseId: 1,
    })
}

fn contest_ended(restored: bool) -> Event {
    campaigns(&ICampaigns::ContestEnded {
        campaign: 1,
        submission: 1,
        account: MEMBER,
        caseId: 1,
        restored,
    })
}

#[test]
fn what_a_case_contests_or_bars_is_not_paid() {
    let case_ended = |barred_until| {
        let event = ICases::Ended {
            id: 1,
            account: MEMBER,
            status: 5,
            barredUntil: barred_until,
        };
        super::say(addresses::CASES, &event)
    };
    // Released, it is paid like any other.
    let mut chain = funded_chain();
    chain.submits(1, MEMBER, 10, "first");
    assert_eq!(chain.says(&[contested(), contest_ended(true)]), []);
    assert_eq!(chain.says(&[case_ended(0)]), []);
    assert_eq!(chain.pays(1, MEMBER, 10, 100), []);
    let attempts = [
        vec![contested()],
        vec![contested(), contest_ended(false)],
        vec![case_ended(u64::MAX)],
    ];
    for says in attempts {
        let mut chain = funded_chain();
        chain.submits(1, MEMBER, 10, "first");
        assert_eq!(chain.says(&says), []);
        let found = chain.pays(1, MEMBER, 10, 100);
        assert_eq!(names(&found), ["I6"], "{says:?}");
    }
}

#[test]
fn what_a_case_took_away_is_no_reward_before_the_next() {
    let mut chain = funded_chain();
    chain.submits(1, MEMBER, 10, "first");
    let says = [reviewed(1, REVIEWERS[0], true), contested()];
    assert_eq!(chain.says(&says), []);
    assert_eq!(chain.says(&[contest_ended(false)]), []);
    // The repeat factor counts what is approved.
    chain.submits(2, MEMBER, 10, "second");
    assert_eq!(chain.pays(2, MEMBER, 10, 100), []);
}

fn score(submission: u32, reviewer: Address, points: u8) -> Event {
    campaigns(&ICampaigns::Scored {
        campaign: 1,
        submission,
        reviewer,
        points,
        reason: "read".into(),
    })
}

fn announced(winners: u32, ranked: u32) -> Event {
    campaigns(&ICampaigns::ResultAnnounced {
        campaign: 1,
        winners,
        ranked,
        unscored: 0,
    })
}

/// A call for content with two prizes, three scores and a threshold of 60; three submissions, of which two are better.
fn call_for_content() -> Chain {
    let mut chain = Chain::new();
    chain.scores = (3, 60);
    chain.fund_by(20, 4, Address::ZERO);
    for (submission, account) in (1..).zip(AUTHORS) {
        chain.submits(submission, account, 10, &format!("work {submission}"));
        let points = [[90, 80, 10], [50, 99, 59], [60, 60, 60]][submission as usize - 1];
        for (reviewer, points) in REVIEWERS.into_iter().zip(points) {
            assert_eq!(chain.says(&[score(submission, reviewer, points)]), []);
        }
    }
    chain
}

const AUTHORS: [Address; 3] = [
    Address::repeat_byte(0x31),
    Address::repeat_byte(0x32),
    Address::repeat_byte(0x33),
];

fn wins(chain: &mut Chain, submission: u32, before: u64) -> Vec<Mismatch> {
    let account = AUTHORS[submission as usize - 1];
    let moves = [(addresses::RESERVED, account, 10)];
    chain.acts(&moves, &[rewarded(submission, account, 10, before)])
}

#[test]
fn the_best_by_the_median_of_their_scores_are_paid_and_nobody_else() {
    let mut chain = call_for_content();
    assert_eq!(names(&wins(&mut chain, 1, 20)), ["I6"], "before the result");
    let mut chain = call_for_content();
    assert_eq!(chain.says(&[announced(2, 3)]), []);
    assert_eq!(wins(&mut chain, 1, 20), []);
    assert_eq!(names(&wins(&mut chain, 2, 10)), ["I6"], "its median is 59");
    let mut chain = call_for_content();
    assert_eq!(
        names(&chain.says(&[announced(3, 3)])),
        ["I6"],
        "another result"
    );
    let mut chain = call_for_content();
    assert_eq!(
        names(&chain.says(&[score(1, REVIEWERS[0], 99)])),
        ["I6"],
        "a fourth score"
    );
}

#[test]
fn a_list_is_paid_after_its_decision_and_the_time_for_corrections_unless_it_was_struck() {
    let listed = || {
        let mut chain = Chain::new();
        chain.fund_by(30, 5, Address::ZERO);
        for (submission, account) in (1..).zip(AUTHORS) {
            chain.submits(submission, account, 10, &format!("chapter {submission}"));
        }
        chain
    };
    let confirm = |chain: &mut Chain, decided_upon: u32, seconds: u64| {
        let call = ICampaigns::awardCall {
            campaign: 1,
            through: decided_upon,
        };
        let proposed = committee(&ICommittee::Proposed {
            id: 2,
            proposer: COMMITTEE[0],
            target: addresses::CAMPAIGNS,
            callData: call.abi_encode().into(),
            reasonZh: String::new(),
            reasonEn: "checked".into(),
            beneficiaries: vec![ORGANISER],
        });
        assert_eq!(chain.says(&[proposed, approved(2, COMMITTEE[0])]), []);
        let confirmed = campaigns(&ICampaigns::AwardsConfirmed {
            campaign: 1,
            first: 1,
            last: 2,
            paidFrom: LAUNCH.whole_seconds() + seconds,
        });
        let executed = committee(&ICommittee::Executed { id: 2 });
        chain.says(&[
            approved(2, COMMITTEE[1]),
            decided(2, 2),
            confirmed,
            executed,
        ])
    };
    let mut chain = listed();
    assert_eq!(confirm(&mut chain, 2, 0), []);
    assert_eq!(
        chain.says(&[reviewed(2, ORGANISER, false)]),
        [],
        "a correction"
    );
    assert_eq!(wins(&mut chain, 1, 30), []);
    assert_eq!(names(&wins(&mut chain, 2, 20)), ["I6"], "struck");
    assert_eq!(names(&wins(&mut chain, 3, 10)), ["I6"], "not confirmed");
    let mut chain = listed();
    assert_eq!(confirm(&mut chain, 2, 1 << 30), []);
    assert_eq!(names(&wins(&mut chain, 1, 30)), ["I6"], "too early");
    let mut chain = listed();
    assert_eq!(
        names(&confirm(&mut chain, 1, 0)),
        ["I6"],
        "another decision"
    );
    let mut chain = listed();
    assert_eq!(
        names(&chain.says(&[reviewed(1, ORGANISER, true)])),
        ["I6"],
        "by the organiser"
    );
}
