//! Forms.

use super::*;
use crate::modules::campaigns::tests::propose;

fn field(kind: u8, required: bool, private: bool) -> ICampaigns::Field {
    let choices = match kind {
        1 => vec!["是\nyes".into(), "否\nno".into()],
        _ => Vec::new(),
    };
    ICampaigns::Field {
        kind,
        required,
        isPrivate: private,
        labelZh: "问题".into(),
        labelEn: "Question".into(),
        choices,
    }
}

impl World {
    /// Opens a campaign with a form.
    fn open_form(&mut self, terms: ICampaigns::Terms, form: Vec<ICampaigns::Field>) -> u64 {
        let organiser = self.organiser.clone();
        let call = ICampaigns::proposeCall {
            form,
            ..propose(terms)
        };
        self.done(&organiser, &call);
        let id = self
            .view(&ICampaigns::campaignsCall { from: 1, count: 1 })
            .total;
        assert!(
            self.decide_on(&ICampaigns::approveCall { campaign: id })
                .success
        );
        id
    }
}

fn answer(campaign: u64, answers: &[&str], private_hash: B256) -> ICampaigns::answerCall {
    ICampaigns::answerCall {
        campaign,
        answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
        privateHash: private_hash,
    }
}

const HASH: B256 = B256::repeat_byte(7);

#[test]
fn public_answers_are_checked_and_private_ones_are_a_hash() {
    let mut world = World::new();
    let form = vec![
        field(1, true, false),
        field(0, true, true),
        field(3, false, false),
    ];
    let terms = world.terms(3, 10);
    let id = world.open_form(terms, form.clone());
    assert_eq!(world.view(&ICampaigns::formCall { campaign: id }), form);
    let member = World::member(1);
    let error = ICampaigns::FormMismatch {
        campaign: id,
        fields: 2,
    };
    world.refused(&member, &submit(id, "text"), error);
    let count = ICampaigns::AnswerCount {
        answers: 1,
        fields: 2,
    };
    world.refused(&member, &answer(id, &["0"], HASH), count);
    let missing = |field| ICampaigns::AnswerMissing { field };
    world.refused(&member, &answer(id, &[" ", ""], HASH), missing(1));
    world.refused(&member, &answer(id, &["0", ""], B256::ZERO), missing(2));
    let invalid = ICampaigns::AnswerInvalid { field: 3, kind: 3 };
    world.refused(&member, &answer(id, &["0", "30 Nov"], HASH), invalid);
    let receipt = world.done(&member, &answer(id, &["1", "2027-01-31"], HASH));
    let told: Vec<ICampaigns::Answered> = events(&receipt);
    assert_eq!(told[0].answers, ["1", "2027-01-31"]);
    assert_eq!(told[0].privateHash, HASH);
    // Another member may say the same.
    world.done(&World::member(2), &answer(id, &["1", "2027-01-31"], HASH));
    world.decide(id, 1, true);
    world.decide(id, 2, false);
    assert_eq!(world.campaign(id).rewarded, 1);
    world.assert_sound();
}

#[test]
fn an_unreviewed_form_pays_the_anchored_at_once_and_lets_others_wait() {
    let mut world = World::new();
    let terms = world.terms_by(3, 60);
    let id = world.open_form(terms, vec![field(5, true, false)]);
    let (member, fresh) = (World::member(1), Member::named("fresh"));
    let call = answer(id, &["https://example.org"], B256::ZERO);
    world.done(&member, &call);
    world.done(&fresh, &call);
    assert_eq!(world.submission(id, 1).status, 2);
    assert_eq!(world.submission(id, 2).status, 7);
    let withdraw = ICampaigns::withdrawSubmissionCall {
        campaign: id,
        submission: 2,
    };
    world.done(&fresh, &withdraw);
    assert_eq!(world.submission(id, 2).status, 5);
    assert_eq!(world.campaign(id).waiting, 0);
    // A hash that no field asks for has no place.
    let call = answer(id, &["https://example.org"], HASH);
    assert!(!world.send(&World::member(2), &call).success);
    world.assert_sound();
}

#[test]
fn a_form_that_nobody_could_fill_in_is_refused() {
    let mut world = World::new();
    let organiser = world.organiser.clone();
    let cases: [(&str, Vec<ICampaigns::Field>); 5] = [
        ("fields", vec![field(0, true, false); 21]),
        ("kind", vec![field(6, true, false)]),
        (
            "choices",
            vec![ICampaigns::Field {
                choices: vec!["one".into()],
                ..field(1, true, false)
            }],
        ),
        (
            "choices",
            vec![ICampaigns::Field {
                choices: vec!["one".into()],
                ..field(0, true, false)
            }],
        ),
        (
            "form",
            vec![
                ICampaigns::Field {
                    choices: vec!["x".repeat(400); 30],
                    ..field(1, true, false)
                };
                2
            ],
        ),
    ];
    for (term, form) in cases {
        let call = ICampaigns::proposeCall {
            form,
            ..propose(world.terms(3, 10))
        };
        let receipt = world.send(&organiser, &call);
        let error = ICampaigns::TermOutOfRange::abi_decode(&receipt.error).expect(term);
        assert_eq!(error.term, term);
    }
    let call = ICampaigns::proposeCall {
        form: vec![field(0, true, false)],
        ..propose(world.terms_by(1, 10))
    };
    let error = ICampaigns::TermsDisagree {
        term: "form".into(),
        decidedBy: 1,
    };
    world.refused(&organiser, &call, error);
}
