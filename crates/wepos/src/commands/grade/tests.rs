//! The grader against an inbox that is served here, for a chain that is one campaign.

use super::{
    rehearsal::{CAMPAIGN, CHAIN_ID, GENESIS, Scene, account, bank, days_of},
    *,
};
use alloy_primitives::Signature;
use std::sync::atomic::Ordering;

/// So many attempts that wait.
async fn scene(attempts: u32) -> Scene {
    Scene::new(attempts).await.expect("an inbox")
}

#[tokio::test]
async fn attempts_are_graded_page_by_page_and_what_passed_is_signed() {
    let attempts = 1_201_u32;
    let scene = scene(attempts).await;
    let done = scene.grade(&scene.grader()).await.expect("graded");
    let passed = u64::from(attempts.div_ceil(2));
    assert_eq!(
        done,
        Done {
            graded: attempts.into(),
            passed,
            held: 0
        }
    );
    let again = scene.grade(&scene.grader()).await.expect("nothing left");
    assert_eq!(again, Done::default());

    // What the chain will check.
    let file = scene.file().expect("the inbox");
    let of = |index: u32| {
        let attempts = file.attempts(CAMPAIGN, account(index)).expect("read");
        attempts[0].result.clone().expect("graded")
    };
    let signed = of(0).attestation.expect("signed");
    let attestation = Attestation {
        campaign: CAMPAIGN,
        number: 1,
        holder: account(0),
        expiresAt: 0,
        data: signed.data,
    };
    let digest = digest(&attestation, &campaigns_domain(CHAIN_ID, GENESIS));
    let signature = Signature::from_raw(&signed.signature).expect("a signature");
    let signer = signature.recover_address_from_prehash(&digest);
    assert_eq!(signer.expect("recovered"), scene.key.address());
    assert_eq!((of(1).passed, of(1).attestation), (false, None));
}

#[tokio::test]
async fn what_passes_beyond_the_days_number_waits() {
    let scene = scene(20).await;
    let grader = Grader {
        per_day: 4,
        ..scene.grader()
    };
    let done = scene.grade(&grader).await.expect("graded");
    assert_eq!((done.graded, done.passed, done.held), (14, 4, 6));
    let again = scene.grade(&grader).await.expect("asked again");
    assert_eq!((again.graded, again.passed, again.held), (0, 0, 6));
    let more = Grader {
        per_day: 7,
        ..scene.grader()
    };
    let done = scene.grade(&more).await.expect("graded");
    assert_eq!((done.graded, done.passed, done.held), (3, 3, 3));
}

#[tokio::test]
async fn the_next_day_is_the_networks_own() {
    let scene = scene(20).await;
    let grader = Grader {
        per_day: 4,
        calendar: days_of(20),
        ..scene.grader()
    };
    for (later, passed, held) in [(0, 4, 6), (19, 0, 6), (1, 4, 2), (20, 2, 0)] {
        scene.chain.1.fetch_add(later, Ordering::Relaxed);
        let done = scene.grade(&grader).await.expect("graded");
        assert_eq!((done.passed, done.held), (passed, held), "{later} s later");
    }
}

#[tokio::test]
async fn nothing_is_signed_for_another_bank_key_campaign_or_sheet_or_by_a_stopped_key() {
    let scene = scene(2).await;
    let refused = async |grader: &Grader<'_>, word: &str| {
        let failure = scene.grade(grader).await.expect_err("refused");
        assert!(failure.text().contains(word), "{}", failure.text());
    };
    let other = bank(2).expect("a bank");
    let with_bank = Grader {
        bank: &other,
        ..scene.grader()
    };
    refused(&with_bank, "commits to the bank").await;
    // The commitment is that bank's, and yet members were asked by another sheet.
    scene.chain.0.lock().commitment = other.commitment();
    refused(&with_bank, "other questions").await;
    scene.chain.0.lock().commitment = scene.bank.commitment();
    let with_key = Grader {
        signer: PrivateKeySigner::random(),
        ..scene.grader()
    };
    refused(&with_key, "the key of campaign 7").await;
    let elsewhere = Grader {
        campaign: 8,
        ..scene.grader()
    };
    refused(&elsewhere, "no campaign 8").await;
    scene.chain.0.lock().is_stopped = true;
    refused(&scene.grader(), "stopped the key").await;
    scene.chain.0.lock().is_stopped = false;
    scene.chain.0.lock().decided_by = DecidedBy::Ticket;
    refused(&scene.grader(), "not decided by a grader").await;
    scene.chain.0.lock().decided_by = DecidedBy::Grader;
    scene.chain.0.lock().draw = B256::ZERO;
    let done = scene.grade(&scene.grader()).await.expect("too early");
    assert_eq!(done, Done::default());
}

#[tokio::test]
async fn nothing_is_signed_but_a_login_to_the_inbox_that_was_named() {
    let scene = scene(0).await;
    // Another chain than the inbox says.
    let other = InboxClient::sign_in(&scene.url, CHAIN_ID + 1, scene.key.clone()).await;
    let failure = other.expect_err("refused");
    assert!(
        failure.text().contains("something else than a login"),
        "{}",
        failure.text()
    );
    let nowhere = InboxClient::sign_in("http://127.0.0.1:1", CHAIN_ID, scene.key.clone()).await;
    assert!(nowhere.is_err());
}
