//! The routes under `/inbox`.
//!
//! | route | who | what |
//! |---|---|---|
//! | `GET /inbox` | anybody | what this is, and its limits |
//! | `POST /inbox/login/message`, `POST /inbox/login` | anybody | a message to sign; a session for its signature |
//! | `POST /inbox/logout` | member | ends the session |
//! | `POST /inbox/answers` | member | stores private answers |
//! | `GET /inbox/answers` | parties | finds records, without what is in them |
//! | `GET /inbox/answers/{id}` | parties | reads one |
//! | `POST /inbox/answers/{id}/erase`, `GET /inbox/answers/{id}/log` | author | erases it; who read it |
//! | `GET /inbox/quizzes/{campaign}` | anybody | what a quiz is like |
//! | `POST /inbox/quizzes/{campaign}` | organiser | gives its questions, without answers |
//! | `POST`, `GET /inbox/quizzes/{campaign}/attempts` | member | draws questions; own attempts and results |
//! | `POST /inbox/quizzes/{campaign}/attempts/{number}` | member | answers them |
//! | `GET /inbox/quizzes/{campaign}/ungraded`, `POST …/results` | grader | attempts to grade; results |
//!
//! A session's token travels as `Authorization: Bearer …`, never as a cookie: a page from elsewhere cannot use it.

mod answers;
mod caller;
mod login;
mod quizzes;

use crate::{
    Chain, Refusal, Store,
    limits::{self, ACCOUNT_REQUESTS_PER_MINUTE, LOGINS_PER_MINUTE, REQUESTS_PER_MINUTE},
    login::{Doorkeeper, SESSION_SECONDS},
    rate::Rate,
};
use alloy_primitives::{Address, B256};
use axum::{
    Json, Router,
    extract::State,
    routing::{get, post},
};
pub use caller::CallerAddress;
use caller::Visitor;
use serde_json::{Value, json};
use std::{
    net::IpAddr,
    sync::{Arc, Weak},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// How often what is too old is erased.
const SWEEP_EVERY: Duration = Duration::from_secs(3_600);

/// What whoever runs the service decides.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The network.
    pub chain_id: u64,
    /// The hash of its genesis document.
    pub genesis_hash: B256,
    /// Milliseconds of its day, which is short on some development networks (R12).
    pub day_ms: u64,
    /// The origins of the pages that members sign in from, such as `https://portal.example.org`; the first one is where
    /// the service itself is.
    pub origins: Vec<String>,
    /// Whether pages on the visitor's own machine may ask for signatures too: so on development networks.
    pub loopback_origins: bool,
    /// Whether callers from this machine have no limit a minute: so on development networks.
    pub loopback_is_free: bool,
    /// Days for which records are kept.
    pub retention_days: u32,
}

/// The service.
pub struct Inbox {
    pub(crate) settings: Settings,
    pub(crate) store: Store,
    pub(crate) chain: Box<dyn Chain>,
    pub(crate) door: Doorkeeper,
    requests: Rate<IpAddr>,
    logins: Rate<IpAddr>,
    accounts: Rate<Address>,
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inbox")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Inbox {
    /// A service on a file, for the network of `chain`.
    ///
    /// # Errors
    ///
    /// No origin, or one that is none; a system without chance.
    pub fn new(settings: Settings, store: Store, chain: impl Chain) -> Result<Arc<Self>, Refusal> {
        let wrong = settings
            .origins
            .iter()
            .find(|it| !crate::login::is_origin(it));
        if wrong.is_some() || settings.origins.is_empty() {
            let wrong = wrong.map_or("", String::as_str);
            return Err(Refusal::malformed(
                format!("`{wrong}` is no origin such as https://portal.example.org"),
                format!("`{wrong}` 不是网页来源，应类似于 https://portal.example.org"),
            ));
        }
        Ok(Arc::new(Self {
            settings,
            store,
            chain: Box::new(chain),
            door: Doorkeeper::new()?,
            requests: Rate::new(REQUESTS_PER_MINUTE),
            logins: Rate::new(LOGINS_PER_MINUTE),
            accounts: Rate::new(ACCOUNT_REQUESTS_PER_MINUTE),
        }))
    }

    /// Erases what is too old, once an hour, until the service is gone.
    pub fn sweep_forever(self: &Arc<Self>) -> impl Future<Output = ()> + Send + use<> {
        let inbox: Weak<Self> = Arc::downgrade(self);
        async move {
            while let Some(inbox) = inbox.upgrade() {
                let (days, now) = (inbox.settings.retention_days, now());
                let swept = inbox.store.run(move |file| file.sweep(days, now)).await;
                match swept {
                    Ok(0) => {}
                    Ok(count) => tracing::info!(count, "records of the inbox reached their term"),
                    Err(error) => tracing::error!(%error, "the inbox was not swept"),
                }
                drop(inbox);
                tokio::time::sleep(SWEEP_EVERY).await;
            }
        }
    }

    /// The address of the service, as messages name it.
    fn address(&self) -> String {
        format!("{}/inbox", self.settings.origins[0])
    }
}

/// The routes. Serve them with a [`CallerAddress`] or a [`ConnectInfo`](axum::extract::ConnectInfo) in every request:
/// callers without one share the limits of `0.0.0.0`.
pub fn router(inbox: Arc<Inbox>) -> Router {
    let routes = Router::new()
        .route("/", get(about))
        .route("/login/message", post(login::message))
        .route("/login", post(login::login))
        .route("/logout", post(login::logout))
        .route("/answers", get(answers::find).post(answers::store))
        .route("/answers/{id}", get(answers::read))
        .route("/answers/{id}/erase", post(answers::erase))
        .route("/answers/{id}/log", get(answers::log))
        .route(
            "/quizzes/{campaign}",
            get(quizzes::about).post(quizzes::upload),
        )
        .route(
            "/quizzes/{campaign}/attempts",
            get(quizzes::own).post(quizzes::begin),
        )
        .route(
            "/quizzes/{campaign}/attempts/{number}",
            post(quizzes::answer),
        )
        .route("/quizzes/{campaign}/ungraded", get(quizzes::ungraded))
        .route("/quizzes/{campaign}/results", post(quizzes::results))
        .fallback(async || Refusal::unknown("there is no such route", "没有此路径"))
        .method_not_allowed_fallback(async || {
            let status = axum::http::StatusCode::METHOD_NOT_ALLOWED;
            Refusal::new(
                status,
                "method",
                "this route takes another method",
                "此路径不接受该请求方法",
            )
        })
        .with_state(inbox);
    Router::new().nest("/inbox", routes)
}

/// What this is, and its limits.
async fn about(State(inbox): State<Arc<Inbox>>, _: Visitor) -> Json<Value> {
    let settings = &inbox.settings;
    Json(json!({
        "service": "wepos-inbox",
        "version": env!("CARGO_PKG_VERSION"),
        "chainId": settings.chain_id,
        "genesisHash": settings.genesis_hash,
        "uri": inbox.address(),
        "origins": settings.origins,
        "retentionDays": settings.retention_days,
        "sessionSeconds": SESSION_SECONDS,
        "limits": {
            "answers": limits::ANSWERS,
            "answerBytes": limits::ANSWER_BYTES,
            "recordsPerCampaign": limits::RECORDS_PER_CAMPAIGN,
            "recordsPerAccount": limits::RECORDS_PER_ACCOUNT,
            "requestBytes": limits::REQUEST_BYTES,
            "requestsPerMinute": REQUESTS_PER_MINUTE,
            "accountRequestsPerMinute": ACCOUNT_REQUESTS_PER_MINUTE,
            "loginsPerMinute": LOGINS_PER_MINUTE,
            "logDays": limits::LOG_DAYS,
            "attemptsPerQuiz": limits::ATTEMPTS_PER_QUIZ,
        },
    }))
}

/// This machine's time in Unix seconds.
pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
