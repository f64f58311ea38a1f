//! Routes: signing in and out.

use super::{
    Inbox,
    caller::{Body, Member, Visitor},
    now,
};
use crate::{
    Message, Refusal,
    login::{SESSION_SECONDS, is_loopback, is_origin},
};
use alloy_primitives::{Address, Bytes};
use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Asked {
    account: Address,
    /// Where the member signs; what a browser says in its header `Origin` goes before it.
    origin: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Signed {
    account: Address,
    origin: Option<String>,
    nonce: String,
    issued_at: u64,
    signature: Bytes,
}

pub(super) async fn message(
    State(inbox): State<Arc<Inbox>>,
    visitor: Visitor,
    headers: HeaderMap,
    Body(asked): Body<Asked>,
) -> Result<Json<Value>, Refusal> {
    visitor.logs_in(&inbox)?;
    let origin = inbox.origin(&headers, asked.origin)?;
    let service = inbox.address();
    let message = Message {
        origin: &origin,
        service: &service,
        chain_id: inbox.settings.chain_id,
        account: asked.account,
        issued_at: now(),
    };
    let nonce = inbox.door.nonce(&message)?;
    Ok(Json(json!({
        "message": message.text(&nonce),
        "account": asked.account,
        "origin": origin,
        "nonce": nonce,
        "issuedAt": message.issued_at,
        "expiresAt": message.expires_at(),
    })))
}

pub(super) async fn login(
    State(inbox): State<Arc<Inbox>>,
    visitor: Visitor,
    headers: HeaderMap,
    Body(signed): Body<Signed>,
) -> Result<Json<Value>, Refusal> {
    visitor.logs_in(&inbox)?;
    let origin = inbox.origin(&headers, signed.origin)?;
    let service = inbox.address();
    let message = Message {
        origin: &origin,
        service: &service,
        chain_id: inbox.settings.chain_id,
        account: signed.account,
        issued_at: signed.issued_at,
    };
    let (account, now) = (signed.account, now());
    let nonce = inbox
        .door
        .check(&message, &signed.nonce, &signed.signature, now)?;
    let token = inbox
        .store
        .run(move |file| file.begin_session(account, nonce, now))
        .await?;
    Ok(Json(json!({
        "token": token,
        "account": account,
        "expiresAt": now.saturating_add(SESSION_SECONDS),
    })))
}

pub(super) async fn logout(
    State(inbox): State<Arc<Inbox>>,
    member: Member,
) -> Result<Json<Value>, Refusal> {
    let token = member.token;
    inbox.store.run(move |file| file.end_session(token)).await?;
    Ok(Json(json!({ "account": member.account })))
}

impl Inbox {
    /// The origin that a message names. A page cannot choose what its browser says, so a message for one page is not
    /// given to another; programs, which have no page, sign for the service itself.
    fn origin(&self, headers: &HeaderMap, said: Option<String>) -> Result<String, Refusal> {
        let settings = &self.settings;
        let browser = headers.get(header::ORIGIN);
        let browser = browser.map(|origin| origin.to_str().unwrap_or_default().to_owned());
        let Some(origin) = browser.or(said) else {
            return Ok(settings.origins[0].clone());
        };
        let near = || settings.loopback_origins && is_origin(&origin) && is_loopback(&origin);
        if settings.origins.contains(&origin) || near() {
            return Ok(origin);
        }
        let known = settings.origins.join(", ");
        // What a caller wrote is repeated in part: it may be long.
        let shown: String = origin.chars().take(80).collect();
        Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "origin",
            format!("members sign in here from {known}, not from {shown}"),
            format!("请从 {known} 登录，而不是 {shown}"),
        )
        .with("origins", settings.origins.clone()))
    }
}
