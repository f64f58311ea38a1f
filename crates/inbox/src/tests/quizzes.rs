//! Quizzes from the organiser's upload to the member's result.

use super::support::{GENESIS, NOW, Place, Reply, Somebody, campaign};
use crate::{
    DecidedBy, SignedResult, Ungraded, Verdict,
    quiz::{
        Bank, Given, Grade, seed,
        tests::{bank, right_answers},
    },
};
use alloy_primitives::B256;
use alloy_signer::SignerSync as _;
use serde_json::{Value, json};
use wepos_abi::attestation::{Attestation, campaigns_domain, digest};

const DRAW: B256 = B256::repeat_byte(0xd4);

const HOUR: u64 = 3_600;

struct Scene {
    place: Place,
    organiser: Somebody,
    grader: Somebody,
    member: Somebody,
    bank: Bank,
}

impl Scene {
    /// A quiz that is open, and its questions in place.
    async fn new() -> Self {
        let scene = Self::without_questions().await;
        scene.uploads(&scene.organiser, &scene.sheet()).await.ok();
        scene
    }

    async fn without_questions() -> Self {
        Self::at(Place::new().await).await
    }

    async fn at(place: Place) -> Self {
        let scene = Self {
            organiser: place.member().await,
            grader: place.member().await,
            member: place.member().await,
            bank: Bank::read(&bank().to_string()).unwrap(),
            place,
        };
        scene.place.change(|facts| {
            let mut quiz = campaign(&scene.organiser);
            quiz.decided_by = DecidedBy::Grader;
            quiz.key = scene.grader.address();
            quiz.commitment = scene.bank.commitment();
            quiz.draw = DRAW;
            facts.campaigns.insert(7, quiz);
        });
        scene
    }

    fn sheet(&self) -> Value {
        serde_json::to_value(self.bank.sheet()).unwrap()
    }

    async fn uploads(&self, who: &Somebody, sheet: &Value) -> Reply {
        self.place.post(Some(who), "/quizzes/7", sheet).await
    }

    async fn begins(&self) -> Reply {
        let member = Some(&self.member);
        self.place
            .post(member, "/quizzes/7/attempts", &json!({}))
            .await
    }

    async fn answers(&self, number: u32, answers: &[Given]) -> Reply {
        let path = format!("/quizzes/7/attempts/{number}");
        let member = Some(&self.member);
        let body = json!({"answers": answers});
        self.place.post(member, &path, &body).await
    }

    async fn own(&self) -> Value {
        let member = Some(&self.member);
        self.place.get(member, "/quizzes/7/attempts").await.ok()
    }

    async fn ungraded(&self) -> Vec<Ungraded> {
        let grader = Some(&self.grader);
        let page = self.place.get(grader, "/quizzes/7/ungraded").await.ok();
        assert_eq!(page["sheet"], json!(self.bank.sheet().hash()));
        serde_json::from_value(page["attempts"].clone()).unwrap()
    }

    fn right(&self, number: u32) -> Vec<Given> {
        right_answers(seed(DRAW, self.member.address(), number))
    }

    /// What a grader makes of an attempt.
    fn grade(&self, attempt: &Ungraded, signer: &Somebody) -> Verdict {
        let drawn_by = seed(DRAW, attempt.account, attempt.number);
        let Grade {
            score,
            total,
            passed,
            data,
        } = self.bank.grade(drawn_by, &attempt.answers);
        let attestation = Attestation {
            campaign: 7,
            number: attempt.number,
            holder: attempt.account,
            expiresAt: 0,
            data,
        };
        let digest = digest(&attestation, &campaigns_domain(20_260, GENESIS));
        let signature = signer.key.sign_hash_sync(&digest).unwrap();
        let signed = SignedResult {
            expires_at: 0,
            data,
            signature: signature.as_bytes().into(),
        };
        Verdict {
            account: attempt.account,
            number: attempt.number,
            score,
            total,
            passed: passed.then_some(signed),
        }
    }

    async fn gives(&self, who: &Somebody, results: &[Verdict]) -> Reply {
        let body = json!({ "results": results });
        self.place
            .post(Some(who), "/quizzes/7/results", &body)
            .await
    }

    /// Answers the running attempt with nothing, and grades it.
    async fn fails(&self, number: u32) {
        self.begins().await.ok();
        self.answers(number, &vec![Given::Nothing; 3]).await.ok();
        let attempts = self.ungraded().await;
        let verdict = self.grade(&attempts[0], &self.grader);
        assert_eq!(self.gives(&self.grader, &[verdict]).await.ok()["kept"], 1);
    }

    fn later(&self, seconds: u64) {
        self.place.change(|facts| facts.now += seconds);
    }
}

#[tokio::test]
async fn right_answers_end_with_an_attestation_for_the_chain() {
    let scene = Scene::new().await;
    let begun = scene.begins().await.ok();
    assert_eq!(begun["attempt"], 1);
    assert_eq!(begun["questions"].as_array().unwrap().len(), 3);
    let text = begun.to_string();
    for secret in ["answer", "tolerance", "salt", "10.5"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    // Asking again is the same attempt with the same questions.
    assert_eq!(scene.begins().await.ok(), begun);
    scene.answers(1, &scene.right(1)).await.ok();
    assert_eq!(scene.own().await["attempts"][0]["result"], Value::Null);

    let attempts = scene.ungraded().await;
    assert_eq!(attempts[0].account, scene.member.address());
    let verdict = scene.grade(&attempts[0], &scene.grader);
    let kept = scene
        .gives(&scene.grader, std::slice::from_ref(&verdict))
        .await;
    assert_eq!(kept.ok()["kept"], 1);
    assert_eq!(scene.ungraded().await, []);
    let again = scene
        .gives(&scene.grader, std::slice::from_ref(&verdict))
        .await;
    assert_eq!(again.ok()["kept"], 0, "once");

    let own = scene.own().await;
    let result = &own["attempts"][0]["result"];
    assert_eq!(
        (&result["passed"], &result["score"]),
        (&json!(true), &json!(3))
    );
    assert_eq!(result["attestation"], json!(verdict.passed));
    assert_eq!(own["nextFrom"], Value::Null);
    scene.begins().await.refused(409, "passed");
}

#[tokio::test]
async fn who_fails_waits_and_has_so_many_attempts() {
    let scene = Scene::new().await;
    scene.fails(1).await;
    let own = scene.own().await;
    assert_eq!(own["nextFrom"], NOW + 24 * HOUR);
    assert_eq!(own["attemptsLeft"], 1);
    let result = &own["attempts"][0]["result"];
    assert_eq!(
        (&result["passed"], &result["score"]),
        (&json!(false), &json!(0))
    );
    assert_eq!(result["attestation"], Value::Null);
    scene.later(24 * HOUR - 1);
    let error = scene.begins().await.refused(409, "tooEarly");
    assert_eq!(error["availableAt"], NOW + 24 * HOUR);
    scene.later(1);
    scene.fails(2).await;
    scene.later(24 * HOUR);
    let error = scene.begins().await.refused(409, "attemptsUsed");
    assert_eq!(error["attempts"], 2);
    assert_eq!(scene.own().await["nextFrom"], Value::Null);
}

#[tokio::test]
async fn nobody_is_asked_anything_while_the_key_is_stopped() {
    let scene = Scene::new().await;
    let stopped = |is_stopped: bool| {
        scene.place.change(|facts| {
            facts.campaigns.get_mut(&7).unwrap().is_stopped = is_stopped;
        });
    };
    stopped(true);
    scene.begins().await.refused(409, "keyStopped");
    stopped(false);
    scene.begins().await.ok();
    // Who was asked already loses nothing: the answers wait for the committee.
    stopped(true);
    scene.begins().await.refused(409, "keyStopped");
    scene.answers(1, &scene.right(1)).await.ok();
    assert_eq!(scene.ungraded().await.len(), 1);
}

#[tokio::test]
async fn an_hour_is_a_part_of_the_networks_day() {
    let place = Place::with(|settings| settings.day_ms = 20_000).await;
    let scene = Scene::at(place).await;
    scene.uploads(&scene.organiser, &scene.sheet()).await.ok();
    scene.fails(1).await;
    assert_eq!(scene.own().await["nextFrom"], NOW + 20);
    scene.later(19);
    let error = scene.begins().await.refused(409, "tooEarly");
    assert_eq!(error["availableAt"], NOW + 20);
    scene.later(1);
    assert_eq!(scene.begins().await.ok()["attempt"], 2);
}

#[tokio::test]
async fn an_attempt_is_answered_once_and_while_the_quiz_is_open() {
    let scene = Scene::new().await;
    let nothing = vec![Given::Nothing; 3];
    scene.answers(1, &nothing).await.refused(409, "notOpen");
    scene.begins().await.ok();
    scene.answers(1, &[]).await.refused(400, "malformed");
    scene.answers(2, &nothing).await.refused(409, "notOpen");
    scene.answers(1, &nothing).await.ok();
    scene.answers(1, &nothing).await.refused(409, "notOpen");
    scene.begins().await.refused(409, "notGraded");
    scene.place.change(|facts| {
        facts.campaigns.get_mut(&7).unwrap().is_open = false;
    });
    scene.begins().await.refused(409, "campaignNotOpen");
    let closed = scene.answers(1, &nothing).await;
    closed.refused(409, "campaignNotOpen");
    // What was answered in time is graded after the close.
    assert_eq!(scene.ungraded().await.len(), 1);
}

#[tokio::test]
async fn questions_come_from_the_organiser_fit_the_commitment_and_stay() {
    let scene = Scene::without_questions().await;
    scene.begins().await.refused(404, "unknown");
    let sheet = scene.sheet();
    for other in [&scene.member, &scene.grader] {
        scene.uploads(other, &sheet).await.refused(403, "notYours");
    }
    let mut wrong = sheet.clone();
    wrong["commitment"] = json!(B256::repeat_byte(1));
    let error = scene.uploads(&scene.organiser, &wrong).await;
    let error = error.refused(409, "commitment");
    assert_eq!(
        error["committed"],
        json!(scene.bank.commitment().to_string())
    );
    let with_answers = scene.uploads(&scene.organiser, &bank()).await;
    with_answers.refused(400, "malformed");
    let mut first = sheet.clone();
    first["questions"][0]["en"] = json!("first words");
    scene.uploads(&scene.organiser, &first).await.ok();
    scene.uploads(&scene.organiser, &sheet).await.ok();
    scene.begins().await.ok();
    let late = scene.uploads(&scene.organiser, &first).await;
    late.refused(409, "quizBegun");
    scene.uploads(&scene.organiser, &sheet).await.ok();
    let about = scene.place.get(None, "/quizzes/7").await.ok();
    assert_eq!(
        (&about["draws"], &about["questions"]),
        (&json!(3), &json!(3))
    );
    scene.place.change(|facts| {
        facts.campaigns.get_mut(&7).unwrap().decided_by = DecidedBy::Reviewer;
    });
    scene.begins().await.refused(409, "noQuiz");
}

#[tokio::test]
async fn nobody_but_the_grader_sees_attempts_or_gives_results() {
    let scene = Scene::new().await;
    scene.begins().await.ok();
    scene.answers(1, &scene.right(1)).await.ok();
    for other in [&scene.member, &scene.organiser] {
        let refused = scene.place.get(Some(other), "/quizzes/7/ungraded").await;
        refused.refused(403, "notYours");
        scene.gives(other, &[]).await.refused(403, "notYours");
    }
    let attempts = scene.ungraded().await;
    // Signed by somebody else, or for something else: the chain would refuse it, so it is refused here.
    let forged = scene.grade(&attempts[0], &scene.member);
    let refused = scene.gives(&scene.grader, &[forged]).await;
    assert_eq!(refused.refused(400, "malformed")["result"], 0);
    let mut moved = scene.grade(&attempts[0], &scene.grader);
    moved.number = 2;
    let refused = scene.gives(&scene.grader, &[moved]).await;
    refused.refused(400, "malformed");
    let verdict = scene.grade(&attempts[0], &scene.grader);
    let many = vec![verdict; 501];
    let refused = scene.gives(&scene.grader, &many).await;
    refused.refused(413, "tooLarge");
}

#[tokio::test]
async fn who_erases_has_no_more_attempts_than_others() {
    let scene = Scene::new().await;
    scene.fails(1).await;
    let account = scene.member.address();
    let sealed = || {
        let sql = "SELECT count(*) FROM attempt WHERE sealed IS NOT NULL";
        scene.place.store.run(move |file| {
            Ok(file
                .connection
                .query_row(sql, [], |row| row.get::<_, u32>(0))?)
        })
    };
    assert_eq!(sealed().await.unwrap(), 1);
    let erase = scene
        .place
        .store
        .run(move |file| file.erase_account(account, None, "operator", NOW));
    erase.await.unwrap();
    assert_eq!(sealed().await.unwrap(), 0);
    assert_eq!(scene.own().await["attemptsLeft"], 1);
    scene.begins().await.refused(409, "tooEarly");
}

#[tokio::test]
async fn before_the_draw_nobody_gets_a_question() {
    let scene = Scene::new().await;
    scene.place.change(|facts| {
        facts.campaigns.get_mut(&7).unwrap().draw = B256::ZERO;
    });
    let soon = scene.begins().await.refused(503, "unavailable");
    assert_eq!(soon["retryAfter"], 2);
}
