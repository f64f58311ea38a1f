//! HTTP: one path for calls and WebSocket, and a word about what this is.

use super::{
    BUSY_WAIT, Rpc, RpcState,
    batch::{Response as Reply, respond},
    error::{Later, RpcError},
    health,
    index::{self, ExportQuery},
    limits::{LARGE_MESSAGE, RpcLimits},
    socket::{self, Caller},
};
use axum::{
    Router,
    body::to_bytes,
    extract::{
        ConnectInfo, Path, Query, Request, State,
        rejection::QueryRejection,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};
use tokio::time::timeout;

/// The routes of the RPC: `/` (POST: calls; GET: WebSocket, or what this is), `/health`, `/ready`,
/// `/export/….csv` (tables for spreadsheets).
///
/// Serve it with [`super::serve()`]: limits per address need the address, and callers without one share the limits of
/// `0.0.0.0`.
pub fn router(state: RpcState) -> Router {
    let rpc = Arc::new(Rpc::new(state));
    Router::new()
        .route("/", get(open).post(post))
        .route("/health", get(health::alive))
        .route("/ready", get(health::ready))
        .route("/export/{file}", get(export))
        .with_state(rpc)
        .layer(middleware::from_fn(cors))
}

async fn post(State(rpc): State<Arc<Rpc>>, request: Request) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(address)| *address);
    let caller = Caller::http(caller_address(&rpc.state.limits, peer, request.headers()));
    let limits = &rpc.state.limits;
    let limit = limits.message_bytes;
    let size = length(request.headers()).unwrap_or(limit).min(limit);
    let room = async {
        match u32::try_from(size.div_ceil(1024)) {
            Ok(kib) if size > LARGE_MESSAGE => rpc.large_messages.acquire_many(kib).await.ok(),
            _ => None,
        }
    };
    let Ok(_room) = timeout(BUSY_WAIT, room).await else {
        let error = RpcError::busy(format!(
            "this node is busy with other large messages: come again in {} s, or send less than {} KiB at once",
            Later::SECONDS,
            LARGE_MESSAGE / 1024
        ));
        return reply(StatusCode::OK, (&error).into());
    };
    let message = match timeout(limits.body_timeout, to_bytes(request.into_body(), limit)).await {
        Ok(Ok(message)) => message,
        Ok(Err(_)) => {
            let error = RpcError::invalid_request(format!(
                "request too large or cut off: at most {limit} bytes are allowed"
            ));
            return reply(StatusCode::PAYLOAD_TOO_LARGE, (&error).into());
        }
        Err(_) => {
            let error = RpcError::invalid_request("the request did not arrive in time");
            return reply(StatusCode::REQUEST_TIMEOUT, (&error).into());
        }
    };
    reply(StatusCode::OK, respond(&rpc, &message, &caller).await)
}

/// A table for spreadsheets.
async fn export(
    State(rpc): State<Arc<Rpc>>,
    Path(file): Path<String>,
    peer: Result<ConnectInfo<SocketAddr>, axum::extract::rejection::ExtensionRejection>,
    headers: HeaderMap,
    query: Result<Query<ExportQuery>, QueryRejection>,
) -> Response {
    let refusal = |status: StatusCode, reason: String| (status, reason).into_response();
    let query = match query {
        Ok(Query(query)) => query,
        Err(rejection) => return refusal(StatusCode::BAD_REQUEST, rejection.body_text()),
    };
    let peer = peer.ok().map(|ConnectInfo(address)| address);
    let caller = Caller::http(caller_address(&rpc.state.limits, peer, &headers));
    match index::export(rpc, caller, &file, query).await {
        Ok(response) => response,
        Err((status, error)) => refusal(status, error.message),
    }
}

/// A WebSocket, or a word about what this is.
async fn open(
    State(rpc): State<Arc<Rpc>>,
    peer: Result<ConnectInfo<SocketAddr>, axum::extract::rejection::ExtensionRejection>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
    headers: HeaderMap,
) -> Response {
    let address = caller_address(
        &rpc.state.limits,
        peer.ok().map(|ConnectInfo(address)| address),
        &headers,
    );
    match upgrade {
        Ok(upgrade) => socket::accept(rpc, upgrade, address),
        Err(rejection) if headers.contains_key(header::SEC_WEBSOCKET_KEY) => {
            rejection.into_response()
        }
        Err(_) if wants_html(&headers) => greeting_page(&rpc),
        Err(_) => greeting(&rpc).into_response(),
    }
}

/// Whether a browser asks: programs name no `text/html`.
fn wants_html(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains("text/html"))
}

/// What this is and how to get more, in both languages. A binary with the portal answers before it comes to this.
fn greeting(rpc: &Rpc) -> String {
    let genesis = rpc.state.ledger.network().genesis();
    let tip = rpc.state.ledger.tip().header.number;
    format!(
        "WePoS node 节点 {}\n\nNetwork 网络: {} ({})\nChain id 链 ID: {}\nNewest block 最新区块: {tip}\n\n\
         This address speaks Ethereum's JSON-RPC: POST / for calls, WebSocket on / for subscriptions.\n\
         Wallets and libraries need only this address and the chain id.\n\
         The portal is not built into this program. With Node.js 20 or later, ./run.sh builds it first;\n\
         a portal that is built already is served with: wepos dev --portal web/dist\n\n\
         此地址提供以太坊 JSON-RPC：以 POST / 调用，以 / 上的 WebSocket 订阅。\n\
         钱包与工具库只需此地址与链 ID。\n\
         此程序未内置门户页面。安装 Node.js 20 或更高版本后，./run.sh 会先构建门户；\n\
         已构建的门户可这样提供：wepos dev --portal web/dist\n",
        rpc.state.version,
        genesis.network,
        genesis.kind.as_str(),
        genesis.chain_id,
    )
}

/// The same for a browser, which needs no more than readable text.
fn greeting_page(rpc: &Rpc) -> Response {
    const STYLE: &str = "body{margin:0;background:#fbfaf7;color:#1c1b1a}\
         pre{max-width:44rem;margin:12vh auto;padding:0 1.5rem;font:1rem/1.7 system-ui,sans-serif;\
         white-space:pre-wrap}@media(prefers-color-scheme:dark){body{background:#141312;color:#f1eee8}}";
    // A network's name comes from its genesis document.
    let text = greeting(rpc).replace('&', "&amp;").replace('<', "&lt;");
    let page = format!(
        "<!doctype html><html><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>WePoS</title><style>{STYLE}</style></head><body><pre>{text}</pre></body></html>"
    );
    let policy = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'");
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response()
}

/// An answer with this status, unless all of it is "later", which HTTP has words for.
fn reply(status: StatusCode, reply: Reply) -> Response {
    let Some(text) = reply.text else {
        // Nothing but notifications: there is nothing to say.
        return StatusCode::NO_CONTENT.into_response();
    };
    let kind = HeaderValue::from_static("application/json");
    let status = match reply.later {
        None => status,
        Some(Later::Busy) => StatusCode::SERVICE_UNAVAILABLE,
        Some(Later::TooFast) => StatusCode::TOO_MANY_REQUESTS,
    };
    let mut response = (status, [(header::CONTENT_TYPE, kind)], text).into_response();
    if reply.later.is_some() {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(Later::SECONDS));
    }
    response
}

/// How many bytes a request says it has.
fn length(headers: &HeaderMap) -> Option<usize> {
    let value = headers.get(header::CONTENT_LENGTH)?;
    value.to_str().ok()?.parse().ok()
}

/// Whom limits count for.
pub fn caller_address(limits: &RpcLimits, peer: Option<SocketAddr>, headers: &HeaderMap) -> IpAddr {
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| {
        peer.ip().to_canonical()
    });
    if !limits.behind_proxy || !peer.is_loopback() {
        return peer;
    }
    // The last entry is the proxy's own; those before it are whatever the client wrote.
    headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.rsplit(',').next())
        .and_then(|entry| entry.trim().parse().ok())
        .unwrap_or(peer)
}

/// Any page may ask: everything here is public, and browsers hide errors that come without these headers.
pub async fn cors(request: Request, next: Next) -> Response {
    const PREFLIGHT: [(HeaderName, &str); 3] = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS"),
        (
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            "content-type, authorization",
        ),
        (header::ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    let mut response = if request.method() == Method::OPTIONS {
        let mut response = StatusCode::NO_CONTENT.into_response();
        for (name, value) in PREFLIGHT {
            response
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
        // A public page that talks to a node on the visitor's own machine.
        response.headers_mut().insert(
            HeaderName::from_static("access-control-allow-private-network"),
            HeaderValue::from_static("true"),
        );
        response
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    );
    // When to come again is for pages, too.
    headers.insert(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("retry-after"),
    );
    response
}
