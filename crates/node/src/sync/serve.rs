//! The routes under `/sync`: what a node gives to followers.
//!
//! | route | answer |
//! |---|---|
//! | `GET /sync/tip` | the newest block that has a certificate |
//! | `GET /sync/blocks?from=&count=&waitMs=` | blocks in a row, the last one with a certificate |
//! | `GET /sync/block/{hash}` | one block |
//! | `GET /sync/validators?from=` | what proves the sets of validators, as `wepos_getCertificateChain` gives it |
//! | `GET /sync/state?size=&start=&count=` | operations of the state's log, with their proof |
//! | `GET /sync/receipts/{number}` | the receipts of a block, as they are stored |
//!
//! A follower reads as fast as it can, and blocks are read beside consensus: few answers are put together at the same
//! time, and one address gets so many a second. Whoever waits for the next block holds nothing but a connection.

use super::{
    answer,
    wire::{ANSWER_BYTES, Answer, MAX_BLOCKS, StateRange},
};
use crate::{
    ledger::Ledger,
    proof::certificate_chain,
    rpc::{RateLimiter, RpcLimits, caller_address},
};
use alloy_primitives::B256;
use axum::{
    Router,
    extract::{ConnectInfo, Path, Query, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use serde::Deserialize;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{sync::Semaphore, time::timeout};

/// The longest wait for the next block: less than proxies give a connection that says nothing.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// How long a question waits for its turn.
const TURN_WAIT: Duration = Duration::from_secs(5);

/// Answers that are put together at the same time: each holds [`ANSWER_BYTES`] and reads from consensus' archive.
const ANSWERS_AT_ONCE: usize = 2;

/// Followers that wait for the next block at the same time.
const WAITING_AT_ONCE: usize = 1_000;

struct Serving {
    ledger: Arc<Ledger>,
    limits: RpcLimits,
    answers: RateLimiter,
    turns: Semaphore,
    waiting: Semaphore,
}

/// The routes under `/sync`.
///
/// Serve them with [`crate::rpc::serve()`]: limits per address need the address.
pub fn router(ledger: Arc<Ledger>, limits: &RpcLimits) -> Router {
    let serving = Arc::new(Serving {
        ledger,
        answers: RateLimiter::new(limits.sync_answers_per_second, limits),
        limits: limits.clone(),
        turns: Semaphore::new(ANSWERS_AT_ONCE),
        waiting: Semaphore::new(WAITING_AT_ONCE),
    });
    Router::new()
        .route("/sync/tip", get(tip))
        .route("/sync/blocks", get(blocks))
        .route("/sync/block/{hash}", get(block))
        .route("/sync/validators", get(validators))
        .route("/sync/state", get(state))
        .route("/sync/receipts/{number}", get(receipts))
        .layer(middleware::from_fn_with_state(serving.clone(), limited))
        .with_state(serving)
}

/// Counts a question for its address.
async fn limited(State(serving): State<Arc<Serving>>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map(|ConnectInfo(address)| *address);
    let caller = caller_address(&serving.limits, peer, request.headers());
    if serving.answers.take(caller, 1) == 0 {
        let text = format!(
            "too many questions from this address: at most {} a second",
            serving.limits.sync_answers_per_second
        );
        return (StatusCode::TOO_MANY_REQUESTS, text).into_response();
    }
    next.run(request).await
}

/// Puts an answer together when it is its turn.
async fn in_turn(serving: &Serving, answer: impl Future<Output = Option<Bytes>>) -> Response {
    let Ok(Ok(_turn)) = timeout(TURN_WAIT, serving.turns.acquire()).await else {
        let text = "this node gives too many answers to followers: try again";
        return (StatusCode::SERVICE_UNAVAILABLE, text).into_response();
    };
    let Some(answer) = answer.await else {
        return (StatusCode::NOT_FOUND, "this node does not have it").into_response();
    };
    let kind = HeaderValue::from_static("application/octet-stream");
    ([(header::CONTENT_TYPE, kind)], answer).into_response()
}

async fn tip(State(serving): State<Arc<Serving>>) -> Response {
    in_turn(&serving, async {
        Some(answer::tip(&serving.ledger).await.to_bytes())
    })
    .await
}

/// Which blocks are wanted.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    from: u64,
    #[serde(default = "most")]
    count: u64,
    #[serde(default)]
    wait_ms: u64,
}

fn most() -> u64 {
    MAX_BLOCKS
}

async fn blocks(State(serving): State<Arc<Serving>>, Query(wanted): Query<Wanted>) -> Response {
    let Wanted {
        from,
        count,
        wait_ms,
    } = wanted;
    if from == 0 || count == 0 {
        let text = "from and count begin at 1: block 0 is the genesis document";
        return (StatusCode::BAD_REQUEST, text).into_response();
    }
    if from > serving.ledger.tip().header.number
        && let Ok(_place) = serving.waiting.try_acquire()
    {
        let wait = Duration::from_millis(wait_ms).min(MAX_WAIT);
        // Without a block in time, the answer is empty.
        let _ = timeout(wait, answer::wait_for(&serving.ledger, from)).await;
    }
    in_turn(&serving, async {
        Some(
            answer::blocks(&serving.ledger, from, count)
                .await
                .to_bytes(),
        )
    })
    .await
}

async fn block(State(serving): State<Arc<Serving>>, Path(hash): Path<B256>) -> Response {
    in_turn(&serving, async {
        let found = answer::block(&serving.ledger, hash).await?;
        let answer = Answer {
            newest: serving.ledger.tip().header.number,
            blocks: vec![found],
        };
        Some(answer.to_bytes())
    })
    .await
}

/// Which sets of validators are wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sets {
    #[serde(default)]
    from: u64,
}

async fn validators(State(serving): State<Arc<Serving>>, Query(wanted): Query<Sets>) -> Response {
    in_turn(&serving, async {
        let chain = certificate_chain(&serving.ledger, wanted.from).await.ok()?;
        let json = serde_json::to_vec(&chain).expect("a chain is data");
        Some(json.into())
    })
    .await
}

/// Which operations are wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Operations {
    size: u64,
    start: u64,
    count: u64,
}

async fn state(State(serving): State<Arc<Serving>>, Query(wanted): Query<Operations>) -> Response {
    let Operations { size, start, count } = wanted;
    let wanted = StateRange { size, start, count };
    in_turn(&serving, serving.ledger.operations(wanted)).await
}

async fn receipts(State(serving): State<Arc<Serving>>, Path(number): Path<u64>) -> Response {
    in_turn(&serving, answer::receipts(&serving.ledger, number)).await
}

// One address cannot fill the memory.
const _: () = assert!(ANSWERS_AT_ONCE * ANSWER_BYTES <= 16 * 1024 * 1024);
