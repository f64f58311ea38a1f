//! Signing in.

use super::support::{Place, Somebody};
use crate::limits::{REQUESTS_PER_MINUTE, SESSIONS_PER_ACCOUNT};
use alloy_signer_local::PrivateKeySigner;
use serde_json::json;

#[tokio::test]
async fn a_member_signs_in_and_out() {
    let place = Place::new().await;
    let member = place.member().await;
    place.get(Some(&member), "/answers").await.ok();
    place.post(Some(&member), "/logout", &json!({})).await.ok();
    let after = place.get(Some(&member), "/answers").await;
    after.refused(401, "session");
    place.get(None, "/answers").await.refused(401, "session");
}

#[tokio::test]
async fn a_message_is_used_once() {
    let place = Place::new().await;
    let key = PrivateKeySigner::random();
    let asked = place.message(&key).await;
    let member = Somebody { key, token: None };
    let signed = member.signs(&asked);
    let first = place.post(None, "/login", &signed).await.ok();
    let again = place.post(None, "/login", &signed).await;
    again.refused(401, "nonceUsed");

    // Not after signing out either.
    let member = Somebody {
        token: first["token"].as_str().map(str::to_owned),
        ..member
    };
    place.post(Some(&member), "/logout", &json!({})).await.ok();
    let again = place.post(None, "/login", &signed).await;
    again.refused(401, "nonceUsed");
}

#[tokio::test]
async fn a_page_gets_messages_for_itself_only() {
    let place = Place::with(|settings| settings.loopback_origins = false).await;
    let key = PrivateKeySigner::random();
    let ask = |origin: &'static str| {
        let body = json!({"account": key.address(), "origin": "https://portal.example.org"});
        let request = place.request("/login/message").body(body.to_string());
        place.send(None, request.header("origin", origin))
    };
    let message = ask("https://portal.example.org").await.ok();
    let text = message["message"].as_str().unwrap();
    assert!(text.starts_with("portal.example.org wants you"), "{text}");
    let evil = ask("https://evil.example.org").await;
    let error = evil.refused(403, "origin");
    assert_eq!(error["origins"][1], "https://portal.example.org");
    ask("http://localhost:5173").await.refused(403, "origin");

    // What was made for one page is no login from another.
    let member = Somebody {
        key: key.clone(),
        token: None,
    };
    let signed = member.signs(&message);
    let elsewhere = place.post(None, "/login", &signed).await;
    elsewhere.refused(401, "unknownMessage");
    let request = place.request("/login").body(signed.to_string());
    let request = request.header("origin", "https://portal.example.org");
    place.send(None, request).await.ok();
}

#[tokio::test]
async fn the_oldest_session_ends_when_there_are_too_many() {
    let place = Place::new().await;
    let first = place.member().await;
    let mut last = None;
    for _ in 0..SESSIONS_PER_ACCOUNT {
        // Sessions of one second are in no order; what counts is that there are so many.
        last = Some(place.sign_in(first.key.clone()).await);
    }
    let store = place.store.clone();
    let open = store.run(|file| file.status(0)).await.unwrap().sessions;
    assert_eq!(open, u64::from(SESSIONS_PER_ACCOUNT));
    assert!(last.is_some());
}

#[tokio::test]
async fn callers_who_ask_too_much_are_told_when_to_come_again() {
    let place = Place::with(|settings| settings.loopback_is_free = false).await;
    let mut granted = 0;
    let refused = loop {
        let reply = place.get(None, "").await;
        if reply.status != 200 {
            break reply.refused(429, "tooManyRequests");
        }
        granted += 1;
        assert!(granted < 2 * REQUESTS_PER_MINUTE, "no limit");
    };
    assert!(granted >= REQUESTS_PER_MINUTE);
    assert!(refused["retryAfter"].as_u64().unwrap() >= 1);
}

#[tokio::test]
async fn nonsense_is_answered_with_the_reason() {
    let place = Place::new().await;
    let member = place.member().await;
    for body in ["", "[", "{}", "{\"account\": 1}", "null", "\"\\ud800\""] {
        let request = place.request("/login").body(body);
        place.send(None, request).await.refused(400, "malformed");
        let request = place.request("/answers").body(body);
        place
            .send(Some(&member), request)
            .await
            .refused(400, "malformed");
    }
    let deep = "[".repeat(100_000);
    let request = place.request("/login").body(deep);
    place.send(None, request).await.refused(400, "malformed");
    let large = place.request("/login").body("x".repeat(600_000));
    place.send(None, large).await.refused(413, "tooLarge");
    let token = place.request("/answers").bearer_auth("0xnonsense");
    place
        .send(None, token.body("{}"))
        .await
        .refused(401, "session");
    place.get(None, "/nowhere").await.refused(404, "unknown");
    let wrong = place.get(None, "/login").await;
    wrong.refused(405, "method");
    for path in [
        "/answers/0x12",
        "/answers/%20",
        "/answers/%ff",
        "/quizzes/x/attempts",
        "/answers?campaign=-1",
    ] {
        let reply = place.get(Some(&member), path).await;
        reply.refused(400, "malformed");
    }
}
