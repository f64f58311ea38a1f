//! WebSocket connections: the same calls as over HTTP, and notifications.
//!
//! One task owns a connection. It answers up to [`CALLS_AT_ONCE`] messages at a time and sends notifications in the
//! order of the chain. Nothing is queued for a client that does not read: when a frame cannot be sent in
//! [`SEND_TIMEOUT`], or the client fell so far behind that blocks were missed, the connection is closed with the
//! reason, so that a client never sees a gap without knowing.

use super::{
    Rpc,
    batch::respond,
    error::RpcError,
    eth::blocks,
    method::{Method, Param, at_once},
    params::{Answer, Params, answer},
    subscriptions::{Subscriptions, Watched, id, number},
};
use alloy_primitives::B256;
use axum::{
    extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use futures::stream::{FuturesUnordered, StreamExt};
use parking_lot::Mutex;
use std::{borrow::Cow, future::Future, net::IpAddr, sync::Arc, time::Duration};
use tokio::{
    sync::broadcast,
    time::{MissedTickBehavior, interval, timeout},
};

/// Messages of one connection that are answered at the same time. Further ones wait in the client's own buffers.
const CALLS_AT_ONCE: usize = 16;

/// How long a client may take to accept one frame.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

/// How often an idle connection is asked whether anybody is there; proxies close silent ones after a minute.
const PING_INTERVAL: Duration = Duration::from_secs(25);

/// Pings without any sign of life after which the connection is closed.
const PINGS_UNANSWERED: u32 = 3;

/// Who asks.
pub(super) struct Caller {
    /// Whom limits count for.
    pub(super) address: IpAddr,
    /// What the connection watches; nothing over HTTP.
    subscriptions: Option<Arc<Mutex<Subscriptions>>>,
    /// Subscriptions that this message opened, and that begin with its answer.
    opened: Mutex<Vec<u64>>,
}

impl Caller {
    pub(super) fn http(address: IpAddr) -> Self {
        Self {
            address,
            subscriptions: None,
            opened: Mutex::default(),
        }
    }
}

pub(super) const METHODS: &[Method] = &[
    Method::new(
        "eth_subscribe",
        &[
            Param::required(
                "subscription",
                "SubscriptionKind",
                ["What is watched.", "订阅的内容。"],
            ),
            Param::optional(
                "filter",
                "Filter | Boolean",
                [
                    "Which events, for `logs`; `newPendingTransactions` sends hashes and takes `false`.",
                    "`logs` 的筛选条件；`newPendingTransactions` 只推送哈希，可填 `false`。",
                ],
            ),
        ],
        "Id",
        |ask| at_once(subscribe(ask.rpc, ask.params, ask.caller)),
        [
            "Sends `eth_subscription` notifications from now on: heads, events, hashes, or whether the node is behind.",
            "自此推送 `eth_subscription` 通知：区块头、事件、交易哈希，或节点是否落后。",
        ],
    )
    .on_sockets(),
    Method::new(
        "eth_unsubscribe",
        &[Param::required(
            "subscription id",
            "Id",
            ["The subscription.", "订阅编号。"],
        )],
        "Boolean",
        |ask| at_once(unsubscribe(ask.params, ask.caller)),
        ["Ends a subscription.", "取消订阅。"],
    )
    .on_sockets(),
];

/// How often a connection that watches it looks whether the node is behind.
const SYNCING_INTERVAL: Duration = Duration::from_secs(1);

/// `eth_subscribe`.
pub(super) fn subscribe(rpc: &Rpc, params: &Params<'_>, caller: &Caller) -> Answer {
    let Some(subscriptions) = &caller.subscriptions else {
        return Err(RpcError::needs_socket("eth_subscribe"));
    };
    let kind: Cow<'_, str> = params.required(0, "subscription")?;
    let watched = if kind == "logs" {
        Watched::parse(&kind, params.optional(1, "filter")?)?
    } else {
        if kind == "newPendingTransactions"
            && params.optional(1, "full transactions")? == Some(true)
        {
            return Err(RpcError::invalid_params(
                "argument 1 (full transactions) is not supported: newPendingTransactions sends hashes",
            ));
        }
        Watched::parse(&kind, None)?
    };
    let mut subscriptions = subscriptions.lock();
    let limit = rpc.state.limits.subscriptions;
    if subscriptions.len() >= limit {
        return Err(RpcError::limit_exceeded(format!(
            "too many subscriptions: at most {limit} on one connection"
        )));
    }
    let number = subscriptions.open(watched);
    caller.opened.lock().push(number);
    answer(&id(number))
}

/// `eth_unsubscribe`.
pub(super) fn unsubscribe(params: &Params<'_>, caller: &Caller) -> Answer {
    let Some(subscriptions) = &caller.subscriptions else {
        return Err(RpcError::needs_socket("eth_unsubscribe"));
    };
    let id: Cow<'_, str> = params.required(0, "subscription id")?;
    let known = number(&id).is_some_and(|number| subscriptions.lock().close(number));
    if known {
        answer(&true)
    } else {
        Err(RpcError::refused("subscription not found"))
    }
}

/// Opens a connection, if there is room for one more.
pub(super) fn accept(rpc: Arc<Rpc>, upgrade: WebSocketUpgrade, address: IpAddr) -> Response {
    let place = match rpc.sockets.take(address) {
        Ok(place) => place,
        Err(none) => return (StatusCode::SERVICE_UNAVAILABLE, none.connection()).into_response(),
    };
    let limit = rpc.state.limits.message_bytes;
    upgrade
        .max_message_size(limit)
        .max_frame_size(limit)
        .on_upgrade(move |socket| async move {
            let _place = place;
            let mut connection = Connection {
                subscriptions: Arc::default(),
                socket,
                rpc,
                address,
            };
            if let Err(Some(close)) = connection.serve().await {
                // The client may be gone, or not reading: then there is nobody to tell.
                let frame = Message::Close(Some(close));
                let _ = timeout(SEND_TIMEOUT, connection.socket.send(frame)).await;
            }
        })
}

struct Connection {
    rpc: Arc<Rpc>,
    socket: WebSocket,
    address: IpAddr,
    subscriptions: Arc<Mutex<Subscriptions>>,
}

/// Why a connection ends: with a word to the client, or without because it is gone.
type Ended = Option<CloseFrame>;

/// An answer, and the subscriptions that begin with it.
type Reply = (Option<String>, Vec<u64>);

impl Connection {
    /// Serves the connection until it ends.
    async fn serve(&mut self) -> Result<(), Ended> {
        let mut calls = FuturesUnordered::new();
        let mut published = self.rpc.state.ledger.subscribe();
        let mut pending: Option<broadcast::Receiver<B256>> = None;
        let mut syncing = interval(SYNCING_INTERVAL);
        syncing.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut pings = interval(PING_INTERVAL);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        pings.tick().await;
        let mut silent = 0;
        loop {
            tokio::select! {
                Some(reply) = calls.next(), if !calls.is_empty() => {
                    self.reply(reply, &mut pending).await?;
                }
                block = published.recv() => {
                    let block = block.map_err(|error| missed(&error))?;
                    // One subscription at a time, so that many of them do not hold many copies of a full block.
                    let numbers = self.subscriptions.lock().numbers();
                    for number in numbers {
                        let frames = self.subscriptions.lock().block(number, &block);
                        self.send_all(frames).await?;
                    }
                }
                hash = next_pending(&mut pending) => {
                    let hash = hash.map_err(|error| missed(&error))?;
                    let frames = self.subscriptions.lock().pending(hash);
                    self.send_all(frames).await?;
                }
                _ = syncing.tick(), if self.subscriptions.lock().watch_syncing() => {
                    let state = blocks::syncing(&self.rpc);
                    let frames = self.subscriptions.lock().syncing(&state);
                    self.send_all(frames).await?;
                }
                message = self.socket.recv(), if calls.len() < CALLS_AT_ONCE => {
                    silent = 0;
                    match message {
                        Some(Ok(Message::Text(text))) => calls.push(self.call(text.into())),
                        Some(Ok(Message::Binary(bytes))) => calls.push(self.call(bytes)),
                        Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                        Some(Ok(Message::Close(_))) | None => return Err(None),
                        Some(Err(error)) => return Err(Some(close(close_code::PROTOCOL, &error.to_string()))),
                    }
                }
                _ = pings.tick() => {
                    silent += 1;
                    if silent > PINGS_UNANSWERED {
                        return Err(Some(close(close_code::AWAY, "no answer to pings")));
                    }
                    self.send(Message::Ping(bytes::Bytes::new())).await?;
                }
            }
        }
    }

    /// Answers one message.
    fn call(&self, message: bytes::Bytes) -> impl Future<Output = Reply> + Send + use<> {
        let rpc = self.rpc.clone();
        let caller = Caller {
            address: self.address,
            subscriptions: Some(self.subscriptions.clone()),
            opened: Mutex::default(),
        };
        async move {
            let text = respond(&rpc, &message, &caller).await.text;
            (text, caller.opened.into_inner())
        }
    }

    /// Sends an answer and lets the subscriptions begin that it opened. No notification can overtake it: this task
    /// sends both.
    async fn reply(
        &mut self,
        (text, opened): Reply,
        pending: &mut Option<broadcast::Receiver<B256>>,
    ) -> Result<(), Ended> {
        let tip = self.rpc.state.ledger.tip().header.number;
        let watch_pending = {
            let mut subscriptions = self.subscriptions.lock();
            subscriptions.begin(&opened, tip);
            subscriptions.watch_pending()
        };
        if !watch_pending {
            *pending = None;
        } else if pending.is_none() {
            *pending = Some(self.rpc.state.submit.pending());
        }
        match text {
            Some(text) => self.send(Message::text(text)).await,
            None => Ok(()),
        }
    }

    async fn send_all(&mut self, frames: Vec<String>) -> Result<(), Ended> {
        for frame in frames {
            self.send(Message::text(frame)).await?;
        }
        Ok(())
    }

    async fn send(&mut self, message: Message) -> Result<(), Ended> {
        match timeout(SEND_TIMEOUT, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(None),
            Err(_) => Err(Some(too_slow())),
        }
    }
}

/// The next admitted transaction; never, if nobody watches them.
async fn next_pending(
    pending: &mut Option<broadcast::Receiver<B256>>,
) -> Result<B256, broadcast::error::RecvError> {
    match pending {
        Some(receiver) => receiver.recv().await,
        None => std::future::pending().await,
    }
}

fn missed(error: &broadcast::error::RecvError) -> Ended {
    Some(match error {
        broadcast::error::RecvError::Lagged(_) => too_slow(),
        broadcast::error::RecvError::Closed => close(close_code::AWAY, "the node is shutting down"),
    })
}

fn too_slow() -> CloseFrame {
    close(
        close_code::POLICY,
        "too slow: notifications were lost, connect again",
    )
}

fn close(code: u16, reason: &str) -> CloseFrame {
    // A close frame holds 123 bytes of reason (RFC 6455, section 5.5).
    let mut end = reason.len().min(123);
    while !reason.is_char_boundary(end) {
        end -= 1;
    }
    CloseFrame {
        code,
        reason: reason[..end].into(),
    }
}
