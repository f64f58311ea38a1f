//! Serves a node's RPC, its metrics and the portal on one port, and stops in order.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{ConnectInfo, Request},
    http::header,
    middleware::{self, Next},
    routing::get,
};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::oneshot,
};
use wepos_inbox::CallerAddress;
use wepos_node::{
    node::Node,
    rpc::{self, RpcLimits, RpcState, Submit, router},
    runtime::MetricsSource,
    sync::{self, Forwarding},
};

use crate::{
    metrics::Figures,
    portal::{self, Portal},
};

/// How long requests that are being answered get when the node stops.
const GRACE: Duration = Duration::from_secs(3);

/// What Prometheus reads.
const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Serves until somebody stops the process (SIGINT, SIGTERM), or the node ends.
///
/// # Errors
///
/// When the node ended by itself, a [`StartError`](wepos_node::node::StartError): its storage failed, or the chain goes
/// on without it.
pub(crate) async fn serve(
    listener: TcpListener,
    node: Node,
    limits: RpcLimits,
    metrics: MetricsSource,
    portal: Option<Portal>,
    inbox: Option<Router>,
    mut stop_signals: StopSignals,
) -> anyhow::Result<()> {
    let submit: Arc<dyn Submit> = match &node.sources {
        Some(sources) => Forwarding::start(node.admission.clone(), sources.clone()),
        None => Arc::new(node.admission.clone()),
    };
    let state = RpcState {
        ledger: node.ledger.clone(),
        submit,
        logs: node.index.clone(),
        index: node.index.clone(),
        clock: Arc::new(node.clock.clone()),
        limits: limits.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        neighbours: node.neighbours.clone(),
    };
    let figures = Figures::new(state.clone(), node.epochs.clone());
    let text = move || async move {
        let text = figures.text() + &metrics();
        ([(header::CONTENT_TYPE, METRICS_TYPE)], text)
    };
    let mut app = router(state)
        .merge(sync::router(node.ledger.clone(), &limits))
        .merge(Router::new().route("/metrics", get(text)));
    if let Some(portal) = portal {
        app = app.layer(middleware::from_fn_with_state(portal, portal::serve));
    }
    if let Some(inbox) = inbox {
        // What nobody knows is answered by the one that is merged into the other: the portal, with a page.
        app = reached_like_rpc(inbox, &limits).merge(app);
    }
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(rpc::serve(listener, app, limits, async {
        // A sender that is gone means the same.
        let _ = stopped.await;
    }));
    let mut node = node;
    let ended = tokio::select! {
        () = stop_signals.received() => None,
        _ = &mut node.handle => Some(node.why_stopped()),
    };
    tracing::info!("stopping");
    node.admission.close();
    // The server may have ended already.
    let _ = stop.send(());
    if tokio::time::timeout(GRACE, server).await.is_err() {
        tracing::info!("some clients were still connected");
    }
    if let Err(error) = node.index.close().await {
        tracing::error!(%error, "the index did not close");
    }
    match ended {
        None => Ok(()),
        Some(reason) => Err(reason.into()),
    }
}

/// Lets a service beside the RPC know its callers by the same addresses, and pages talk to it alike.
fn reached_like_rpc(service: Router, limits: &RpcLimits) -> Router {
    let limits = limits.clone();
    let name_caller = move |mut request: Request, next: Next| {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(address)| *address);
        let address = rpc::caller_address(&limits, peer, request.headers());
        request.extensions_mut().insert(CallerAddress(address));
        next.run(request)
    };
    service
        .layer(middleware::from_fn(name_caller))
        .layer(middleware::from_fn(rpc::cors))
}

/// What asks a process to stop: SIGTERM, SIGINT, and the end of its standard input if somebody holds it for that.
#[derive(Debug)]
pub(crate) struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
    /// Ends with standard input, where that counts.
    input: Option<oneshot::Receiver<()>>,
}

impl StopSignals {
    /// Listens from now on. Before that, a signal ends the process on the spot; so this comes before anybody is told
    /// that the node is ready.
    ///
    /// # Errors
    ///
    /// When the system does not let us listen.
    pub(crate) fn listen(end_with_input: bool) -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            input: end_with_input.then(input_ends).transpose()?,
        })
    }

    /// Waits for the first, or returns at once if it has come already.
    pub(crate) async fn received(&mut self) {
        let input_ended = async {
            match &mut self.input {
                // A sender that is gone means the same.
                Some(ended) => drop(ended.await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
            () = input_ended => {}
        }
    }
}

/// Tells when standard input ends: the process at its other end did, whatever became of it.
fn input_ends() -> io::Result<oneshot::Receiver<()>> {
    let (sender, receiver) = oneshot::channel();
    // A thread of its own: reading blocks, and must not keep a runtime from ending.
    std::thread::Builder::new()
        .name("input".into())
        .spawn(move || {
            let copied = io::copy(&mut io::stdin(), &mut io::sink());
            tracing::debug!(?copied, "standard input ended");
            // Nobody may be waiting any more.
            let _ = sender.send(());
        })?;
    Ok(receiver)
}
