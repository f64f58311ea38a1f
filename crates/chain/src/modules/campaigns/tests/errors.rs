//! Errors in order of precedence: each case breaks its rule and the ones after it. And what a refusal suggests, works.

use super::*;
use alloy_sol_types::SolInterface;

fn range(term: &str, value: u64, maximum: u64) -> Failure {
    ICampaigns::TermOutOfRange {
        term: term.into(),
        value: U256::from(value),
        minimum: U256::ONE,
        maximum: U256::from(maximum),
    }
    .into()
}

fn length(text: &str, length: usize, minimum: usize, maximum: usize) -> Failure {
    ICampaigns::TextLength {
        text: text.into(),
        length: U256::from(length),
        minimum: U256::from(minimum),
        maximum: U256::from(maximum),
    }
    .into()
}

#[test]
fn a_proposal_gives_its_errors_in_order() {
    let mut world = World::new();
    let organiser = world.organiser.clone();
    let good = world.terms(6, 10);
    for _ in 0..3 {
        world.done(&organiser, &propose(good.clone()));
    }
    let launch = world.chain.network().calendar().launch().whole_seconds();
    let latest = launch + 23 * 86_400;
    let window = |world: &World, opens_at, closes_at, earliest| {
        let _ = world;
        Failure::from(ICampaigns::WindowOutsideStage {
            opensAt: opens_at,
            closesAt: closes_at,
            earliest,
            latest,
        })
    };
    // Everything is wrong; each step puts one thing right.
    let mut call = propose(ICampaigns::Terms {
        activityType: 13,
        stage: 2,
        places: 0,
        opensAt: good.closesAt,
        closesAt: good.closesAt,
        rewardsPerAccount: 0,
        rewardsPerFact: 101,
        repeatFactor: 10_001,
        ..Default::default()
    });
    call.texts.titleZh = "题".repeat(54);
    call.texts.titleEn = "  ".into();
    call.texts.textEn = "x".repeat(4_097);
    let error = ICampaigns::UnknownActivityType { activityType: 13 };
    world.refused(&organiser, &call, error);
    call.terms.activityType = 6;
    world.refused(&organiser, &call, range("places", 0, 1_000_000));
    call.terms.places = 10;
    world.refused(&organiser, &call, range("rewardsPerAccount", 0, 100));
    call.terms.rewardsPerAccount = 1;
    world.refused(&organiser, &call, range("rewardsPerFact", 101, 100));
    call.terms.rewardsPerFact = 1;
    world.refused(&organiser, &call, range("repeatFactor", 10_001, 10_000));
    call.terms.repeatFactor = 10_000;
    let error = ICampaigns::StageNotAvailable {
        stage: 2,
        running: 0,
    };
    world.refused(&organiser, &call, error);
    call.terms.stage = 0;
    let error = window(&world, latest, latest, launch);
    world.refused(&organiser, &call, error);
    (call.terms.opensAt, call.terms.closesAt) = (launch - 1, latest);
    let error = window(&world, launch - 1, latest, launch);
    world.refused(&organiser, &call, error);
    (call.terms.opensAt, call.terms.closesAt) = (launch, latest + 1);
    let error = window(&world, launch, latest + 1, launch);
    world.refused(&organiser, &call, error);
    call.terms.closesAt = latest;
    world.refused(&organiser, &call, length("titleZh", 162, 1, 160));
    call.texts.titleZh = "题".into();
    world.refused(&organiser, &call, length("titleEn", 0, 1, 160));
    call.texts.titleEn = "title".into();
    world.refused(&organiser, &call, length("textEn", 4_097, 0, 4_096));
    call.texts.textEn = String::new();
    let error = ICampaigns::TooManyDrafts {
        open: 3,
        maximum: 3,
        availableFrom: world.campaign(1).lapsesAt,
    };
    world.refused(&organiser, &call, error);
    world.done(&organiser, &ICampaigns::withdrawDraftCall { campaign: 1 });
    world.done(&organiser, &call);
}

#[test]
fn a_submission_gives_its_errors_in_order() {
    let mut world = World::new();
    let mut terms = world.terms(6, 1);
    terms.opensAt = world.now() + 1_000;
    terms.rewardsPerAccount = 1;
    let id = world.open(terms.clone());
    let [alice, bob, carol, dan] = [1, 2, 3, 4].map(World::member);
    let call = |content: &str| submit(id, content);
    let error = length("content", 2_049, 1, 2_048);
    world.refused(&alice, &submit(99, &"x".repeat(2_049)), error);
    world.refused(&alice, &submit(99, " \n "), length("content", 0, 1, 2_048));
    let error = ICampaigns::UnknownCampaign {
        campaign: 99,
        count: 1,
    };
    world.refused(&alice, &submit(99, "work"), error);
    let organiser = world.organiser.clone();
    world.done(&organiser, &propose(terms.clone()));
    let error = ICampaigns::CampaignNotOpen {
        campaign: 2,
        status: 0,
    };
    world.refused(&alice, &submit(2, "work"), error);
    let error = ICampaigns::CampaignNotYetOpen {
        campaign: id,
        availableFrom: terms.opensAt,
    };
    world.refused(&alice, &call("work"), error);
    world.until(terms.opensAt * 1_000);
    // Alice is refused three times, then has an open submission in a full campaign.
    for turn in 1..=3 {
        let number = world.submit(&alice, id, &format!("try {turn}"));
        world.decide(id, number, false);
    }
    world.days(8);
    world.submit(&alice, id, "work");
    world.submit(&bob, id, "of bob");
    world.submit(&carol, id, "of carol");
    let error = ICampaigns::SubmissionOpen {
        campaign: id,
        submission: 4,
    };
    world.refused(&alice, &call("of bob"), error);
    world.decide(id, 4, true);
    let error = ICampaigns::RewardsExhausted {
        campaign: id,
        rewards: 1,
        maximum: 1,
    };
    world.refused(&alice, &call("of bob"), error);
    let error = ICampaigns::FactUsed {
        campaign: id,
        uses: 1,
        maximum: 1,
    };
    world.refused(&dan, &call("  of bob "), error);
    let error = ICampaigns::CampaignFull {
        campaign: id,
        live: 3,
        maximum: 3,
    };
    world.refused(&dan, &call("of dan"), error);
    world.until(terms.closesAt * 1_000);
    let error = ICampaigns::CampaignClosed {
        campaign: id,
        closedAt: terms.closesAt,
    };
    world.refused(&alice, &call("of bob"), error);
}

#[test]
fn a_decision_gives_its_errors_in_order() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 2));
    let alice = World::member(1);
    let organiser = world.organiser.clone();
    world.submit(&alice, id, "work");
    let mut call = decide(9, 9, true);
    call.reason = " ".into();
    world.refused(&alice, &call, length("reason", 0, 1, 1_024));
    let error = ICampaigns::UnknownCampaign {
        campaign: 9,
        count: 1,
    };
    world.refused(&alice, &decide(9, 9, true), error);
    let error = ICampaigns::UnknownSubmission {
        campaign: id,
        submission: 9,
        count: 1,
    };
    world.refused(&alice, &decide(id, 9, true), error);
    let error = ICampaigns::NotReviewer {
        account: alice.address,
    };
    world.refused(&alice, &decide(id, 1, true), error);
    let error = ICampaigns::NotReviewer {
        account: organiser.address,
    };
    world.refused(&organiser, &decide(id, 1, true), error);
    let error = ICampaigns::SubmissionNotOpen {
        campaign: id,
        submission: 1,
        status: 0,
    };
    let hear = hear(id, 1, true);
    world.refused(&alice, &hear, error);
    world.decide(id, 1, true);
    let error = ICampaigns::SubmissionNotOpen {
        campaign: id,
        submission: 1,
        status: 2,
    };
    world.refused(&alice, &decide(id, 1, true), error);
    let error = ICampaigns::SubmissionNotOpen {
        campaign: id,
        submission: 1,
        status: 2,
    };
    world.refused(&alice, &appeal(id, 1), error);
    let error = ICampaigns::NotAuthor {
        campaign: id,
        submission: 1,
        author: alice.address,
    };
    world.refused(&organiser, &appeal(id, 1), error);
}

/// What somebody wants to submit, and when.
#[derive(Clone, Debug)]
struct Ask {
    campaign: u64,
    account: usize,
    content: String,
    /// Milliseconds from now.
    later: u64,
}

/// Numbers that only look like chance.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn ask(world: &World, ask: &Ask) -> Option<Bytes> {
    let call = ICampaigns::previewCall {
        campaign: ask.campaign,
        account: World::member(ask.account).address,
        content: ask.content.clone(),
    };
    let preview = world
        .chain
        .view_after(ask.later, addresses::CAMPAIGNS, &call);
    (!preview.accepted).then_some(preview.refusal)
}

/// Does what a refusal suggests. `open` is a campaign with much room.
fn follow(world: &mut World, ask: &Ask, refusal: &Bytes, open: u64) -> Ask {
    use ICampaigns::ICampaignsErrors as Errors;
    let mut next = ask.clone();
    let now = world.chain.time().millis();
    match Errors::abi_decode(refusal).expect("an error of the interface") {
        Errors::TextLength(error) if error.length.is_zero() => next.content = "something".into(),
        Errors::TextLength(error) => {
            let maximum = usize::try_from(error.maximum).unwrap();
            next.content.truncate(maximum);
        }
        Errors::UnknownCampaign(error) => next.campaign = ask.campaign % error.count + 1,
        Errors::CampaignNotOpen(_) | Errors::CampaignClosed(_) | Errors::RewardsExhausted(_) => {
            assert_ne!(ask.campaign, open, "there is room in it");
            next.campaign = open;
        }
        Errors::CampaignNotYetOpen(error) => next.later = error.availableFrom * 1_000 - now,
        Errors::SubmissionsSpacedOut(error) => next.later = error.availableFrom * 1_000 - now,
        Errors::SubmissionOpen(error) => {
            let member = World::member(ask.account);
            let withdraw = ICampaigns::withdrawSubmissionCall {
                campaign: error.campaign,
                submission: error.submission,
            };
            world.done(&member, &withdraw);
        }
        Errors::FactUsed(_) => next.content = format!("of member {}", ask.account),
        Errors::CampaignFull(error) => {
            let live = (1..=world.campaign(error.campaign).submissions)
                .map(|number| world.submission(error.campaign, number))
                .find(|submission| submission.status < 2)
                .expect("somebody is not paid yet");
            let author = (1..=12)
                .map(World::member)
                .find(|member| member.address == live.account)
                .unwrap();
            let withdraw = ICampaigns::withdrawSubmissionCall {
                campaign: live.campaign,
                submission: live.number,
            };
            world.done(&author, &withdraw);
        }
        _ => panic!("no suggestion: {:?}", wepos_abi::describe_revert(refusal)),
    }
    next
}

/// What the preview says right before somebody submits, and what comes of it.
fn preview_and_send(
    world: &mut World,
    account: usize,
    campaign: u64,
    content: &str,
) -> (ICampaigns::previewReturn, Receipt) {
    let member = World::member(account);
    let call = ICampaigns::previewCall {
        campaign,
        account: member.address,
        content: content.into(),
    };
    // The block of the submission comes a second later.
    let said = world.chain.view_after(1_000, addresses::CAMPAIGNS, &call);
    (said, world.send(&member, &submit(campaign, content)))
}

#[test]
fn a_preview_answers_inside_a_batch_that_may_only_read() {
    let mut world = World::new();
    let id = world.open(world.terms(6, 1));
    let preview = ICampaigns::previewCall {
        campaign: id,
        account: World::member(1).address,
        content: "work".into(),
    };
    let batch = wepos_abi::IMulticall3::aggregateCall {
        calls: vec![
            wepos_abi::IMulticall3::Call {
                target: addresses::CAMPAIGNS,
                callData: preview.abi_encode().into(),
            };
            2
        ],
    };
    let before = world.chain.state().clone();
    let answers = world.chain.view(addresses::MULTICALL, &batch).returnData;
    for answer in answers {
        let answer = ICampaigns::previewCall::abi_decode_returns(&answer).unwrap();
        assert!(answer.accepted && answer.hasPlace);
        assert_eq!(answer.amount, pos(30));
    }
    assert_eq!(*world.chain.state(), before);
    // As a transaction it changes nothing but the sender's account.
    let receipt = world.done(&World::member(2), &preview);
    assert!(receipt.logs.is_empty());
    assert_eq!(world.campaign(id).submissions, 0);
}

#[test]
fn what_a_thousand_refusals_suggest_changes_the_answer() {
    let mut world = World::with_seats(5);
    let mut terms = world.terms(6, 1_000);
    (terms.rewardsPerAccount, terms.rewardsPerFact) = (100, 2);
    let open = world.open(terms);
    let full = world.open(world.terms(5, 1));
    let single = world.open(world.terms(4, 50));
    let mut terms = world.terms(3, 50);
    terms.opensAt = world.now() + 12 * 86_400;
    world.open(terms);
    let mut terms = world.terms(3, 50);
    terms.closesAt = world.now() + 3_600;
    world.open(terms);
    let organiser = world.organiser.clone();
    world.done(&organiser, &propose(world.terms(6, 5)));
    world.days(1);

    let mut dice = Dice(20_270_101);
    let (mut refusals, mut kinds) = (0, std::collections::BTreeMap::<String, u32>::new());
    while refusals < 1_000 {
        let account = dice.roll(12) as usize + 1;
        // Life goes on: somebody submits, somebody decides.
        let (campaign, content) = match dice.roll(3) {
            0 => (open, format!("shared {}", dice.roll(6))),
            1 => (full, format!("work {}", dice.roll(200))),
            _ => (single, format!("work {}", dice.roll(200))),
        };
        let (said, receipt) = preview_and_send(&mut world, account, campaign, &content);
        assert_eq!(
            said.accepted, receipt.success,
            "the preview says what happens"
        );
        assert_eq!(said.refusal.to_vec(), receipt.error);
        if receipt.success && dice.roll(3) == 0 {
            let number = world.campaign(campaign).submissions;
            let submitted = world.submission(campaign, number);
            assert_eq!(
                (submitted.nominal, submitted.hasPlace),
                (said.amount, said.hasPlace)
            );
            let approved = dice.roll(2) == 0;
            let member = World::member(account);
            let before = world.balance(&member);
            world.decide(campaign, number, approved);
            if approved && said.hasPlace {
                assert_eq!(world.balance(&member), before + said.amount, "to the unit");
            }
        }
        let mut asked = Ask {
            campaign: dice.roll(8),
            account: dice.roll(12) as usize + 1,
            content: match dice.roll(8) {
                0 => String::new(),
                1 => "y".repeat(2_100),
                sides => format!("shared {sides}"),
            },
            later: 0,
        };
        let mut steps = 0;
        while let Some(refusal) = ask(&world, &asked) {
            let name = wepos_abi::describe_revert(&refusal)
                .unwrap()
                .name
                .into_owned();
            *kinds.entry(name).or_default() += 1;
            asked = follow(&mut world, &asked, &refusal, open);
            let again = ask(&world, &asked);
            assert_ne!(again.as_ref(), Some(&refusal), "{asked:?}");
            refusals += 1;
            steps += 1;
            assert!(steps <= 8, "every step leads to a yes: {asked:?} {kinds:?}");
        }
    }
    assert!(kinds.len() >= 9, "{kinds:?}");
    world.assert_sound();
}
