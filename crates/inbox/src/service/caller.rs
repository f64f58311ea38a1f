//! Who asks, and what: addresses, sessions, bodies, each with its limits.

use super::{Inbox, now};
use crate::{
    Refusal,
    limits::REQUEST_BYTES,
    login::{refused, token_hash},
    rate::network_of,
};
use alloy_primitives::{Address, B256};
use axum::{
    body::to_bytes,
    extract::{ConnectInfo, FromRequest, FromRequestParts, Path, Request},
    http::{header, request::Parts},
};
use serde::de::DeserializeOwned;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};

/// How long the body of a request may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Whom limits count for, where the server in front knows better than the connection.
#[derive(Debug, Clone, Copy)]
pub struct CallerAddress(pub IpAddr);

/// Anybody, counted.
pub(super) struct Visitor {
    /// The address, unless it is free of limits.
    counted: Option<IpAddr>,
}

/// Somebody who signed in.
pub(super) struct Member {
    pub(super) account: Address,
    /// The hash of the session's token.
    pub(super) token: B256,
}

/// A body in JSON.
pub(super) struct Body<T>(pub(super) T);

/// What stands in the address.
pub(super) struct Named<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<Inbox>> for Named<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, inbox: &Arc<Inbox>) -> Result<Self, Refusal> {
        let path = Path::from_request_parts(parts, inbox).await;
        path.map(|Path(names)| Self(names)).map_err(|rejection| {
            let why = rejection.body_text();
            Refusal::malformed(why.clone(), format!("地址有误：{why}"))
        })
    }
}

impl Visitor {
    /// Counts a login, which costs more than other requests.
    pub(super) fn logs_in(&self, inbox: &Inbox) -> Result<(), Refusal> {
        self.counted
            .map_or(Ok(()), |address| inbox.logins.take(address, Instant::now()))
    }
}

impl FromRequestParts<Arc<Inbox>> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, inbox: &Arc<Inbox>) -> Result<Self, Refusal> {
        let extensions = &parts.extensions;
        let peer = || {
            extensions
                .get::<ConnectInfo<SocketAddr>>()
                .map(|it| it.0.ip())
        };
        let told = extensions.get::<CallerAddress>().map(|it| it.0);
        let address = told.or_else(peer).unwrap_or(Ipv4Addr::UNSPECIFIED.into());
        if inbox.settings.loopback_is_free && address.to_canonical().is_loopback() {
            return Ok(Self { counted: None });
        }
        let address = network_of(address);
        inbox.requests.take(address, Instant::now())?;
        let counted = Some(address);
        Ok(Self { counted })
    }
}

impl FromRequestParts<Arc<Inbox>> for Member {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, inbox: &Arc<Inbox>) -> Result<Self, Refusal> {
        let visitor = Visitor::from_request_parts(parts, inbox).await?;
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .and_then(token_hash)
            .ok_or_else(|| {
                refused(
                    "session",
                    "sign in first: the header Authorization carries no token of a session",
                    "请先登录：请求头 Authorization 中没有会话令牌",
                )
            })?;
        let now = now();
        let account = inbox
            .store
            .run(move |file| file.session(token, now))
            .await?;
        if visitor.counted.is_some() {
            inbox.accounts.take(account, Instant::now())?;
        }
        Ok(Self { account, token })
    }
}

impl<T: DeserializeOwned> FromRequest<Arc<Inbox>> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &Arc<Inbox>) -> Result<Self, Refusal> {
        let body = to_bytes(request.into_body(), REQUEST_BYTES);
        let body = tokio::time::timeout(BODY_TIMEOUT, body).await;
        let body = body.map_err(|_| {
            let english = "the request did not arrive in time";
            Refusal::malformed(english, "请求未能按时到达")
        })?;
        let body = body
            .map_err(|_| Refusal::too_large("bytes of a request", "请求的字节数", REQUEST_BYTES))?;
        let value = serde_json::from_slice(&body).map_err(|error| {
            Refusal::malformed(
                format!("the body is not what this route takes: {error}"),
                format!("请求正文不符合此路径的要求：{error}"),
            )
        })?;
        Ok(Self(value))
    }
}
