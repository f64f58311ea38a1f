//! Connections: accepted, counted, given a time to ask in, and closed in order.
//!
//! A client that opens connections and says little, or says it slowly, costs nobody but itself: the number of
//! connections is bounded, for everybody and for one address, and the head of a request has to arrive in time. An idle
//! connection is closed after the same time. What a body may cost is [`super::server`]'s.

use super::{
    RpcLimits,
    limits::{Place, Places},
};
use axum::{Extension, Router, extract::ConnectInfo};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{
    io,
    net::SocketAddr,
    pin::{Pin, pin},
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{sleep, timeout},
};

/// Bytes of the head of a request, with its fields: what proxies accept at most. It bounds what a connection reads
/// ahead.
const HEAD_BYTES: usize = 64 * 1024;

/// How long to wait before accepting again when the system has no more files to give.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// How long a client that is turned away may take to hear it.
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(1);

/// Serves `app` until `stop`, then lets what is being answered end. WebSockets are not waited for.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    limits: RpcLimits,
    stop: impl Future<Output = ()>,
) {
    let places = Places::new(limits.open_connections, limits.open_connections_per_address);
    let (closing, is_closing) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        // All clients of a proxy come from its address.
        let proxy = limits.behind_proxy && peer.ip().to_canonical().is_loopback();
        let place = match proxy {
            true => places.take_unnamed(),
            false => places.take(peer.ip()),
        };
        match place {
            Ok(place) => {
                let stream = Counted {
                    stream,
                    _place: place,
                };
                let (app, closing) = (app.clone(), is_closing.clone());
                tokio::spawn(connection(
                    stream,
                    peer,
                    app,
                    limits.header_timeout,
                    closing,
                ));
            }
            Err(none) => drop(tokio::spawn(refuse(stream, none.connection()))),
        }
    }
    drop(listener);
    drop(is_closing);
    // Nobody connected is no error.
    let _ = closing.send(true);
    closing.closed().await;
}

async fn connection(
    stream: Counted,
    peer: SocketAddr,
    app: Router,
    header_timeout: Duration,
    mut closing: watch::Receiver<bool>,
) {
    let service = TowerToHyperService::new(app.layer(Extension(ConnectInfo(peer))));
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(header_timeout)
        .max_header_size(HEAD_BYTES)
        .max_buf_size(HEAD_BYTES);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection.with_upgrades());
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = closing.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, %peer, "a connection ended");
    }
}

/// Tells a client why it is turned away, if it listens.
async fn refuse(mut stream: TcpStream, reason: &'static str) {
    let length = reason.len();
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\ncontent-length: {length}\r\n\
         connection: close\r\nretry-after: 10\r\n\r\n{reason}"
    );
    // It may be gone already.
    let _ = timeout(REFUSAL_TIMEOUT, stream.write_all(answer.as_bytes())).await;
}

/// A connection with its place, which it keeps when it becomes a WebSocket.
struct Counted {
    stream: TcpStream,
    _place: Place,
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
