//! What an operator watches: a few figures under names that stay, in front of the library's many.
//!
//! `docs/operating/monitoring.md` explains them, `docs/operating/alerts.yml` has rules over them.

use std::{
    fmt::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::broadcast::error::RecvError;
use wepos_node::{epochs::Epochs, index::IndexState, ledger::Ledger, rpc::RpcState};

/// The figures of a node. Clones are the same.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    state: RpcState,
    epochs: Epochs,
    transactions: Arc<AtomicU64>,
}

impl Figures {
    /// Counts from now on.
    pub(crate) fn new(state: RpcState, epochs: Epochs) -> Self {
        let transactions = Arc::<AtomicU64>::default();
        tokio::spawn(count(state.ledger.clone(), transactions.clone()));
        Self {
            state,
            epochs,
            transactions,
        }
    }

    /// All of them as OpenMetrics, without the end of the text.
    pub(crate) fn text(&self) -> String {
        let state = &self.state;
        let tip = state.ledger.tip();
        let (pending, queued) = state.submit.pool_status();
        let mut text = Text(String::with_capacity(2_048));
        let version = format!("{{version=\"{}\"}}", state.version);
        text.gauge("wepos_build_info", "The release.", &[(&version, 1)]);
        text.gauge(
            "wepos_block_number",
            "The newest final block.",
            &[("", tip.header.number)],
        );
        let seconds = tip.time.millis() as f64 / 1_000.0;
        text.gauge(
            "wepos_block_time_seconds",
            "Its time, in seconds since 1970.",
            &[("", seconds)],
        );
        let clock = state.clock.now_ms() as f64 / 1_000.0;
        text.gauge(
            "wepos_clock_seconds",
            "The node's clock, in seconds since 1970.",
            &[("", clock)],
        );
        text.gauge(
            "wepos_index_block",
            "The newest block that the index knows.",
            &[("", state.logs.index_tip())],
        );
        let index = state.index.status();
        text.gauge(
            "wepos_index_lag_blocks",
            "Final blocks that the index does not know.",
            &[("", index.lag.blocks)],
        );
        text.gauge(
            "wepos_index_lag_seconds",
            "How long the oldest of them waits. Above 30, the node takes no transactions.",
            &[("", index.lag.waiting.as_secs_f64())],
        );
        text.gauge(
            "wepos_index_size_bytes",
            "Bytes of the index on disk.",
            &[("", index.size_bytes)],
        );
        let is = |wanted| u8::from(index.state == wanted);
        text.gauge(
            "wepos_index_state",
            "1 for what the index does: it is being built, follows the chain, or has failed.",
            &[
                ("{state=\"building\"}", is(IndexState::Building)),
                ("{state=\"following\"}", is(IndexState::Following)),
                ("{state=\"stopped\"}", is(IndexState::Stopped)),
            ],
        );
        text.gauge(
            "wepos_pool_transactions",
            "Transactions that wait: for a block, or for an earlier one of their sender.",
            &[
                ("{state=\"pending\"}", pending),
                ("{state=\"queued\"}", queued),
            ],
        );
        text.gauge(
            "wepos_peers",
            "Validators that are connected, or sources that answer.",
            &[("", state.neighbours.connected())],
        );
        if let Some(status) = self.epochs.status() {
            let signs = u64::from(status.signs);
            text.gauge(
                "wepos_epoch",
                "The epoch of the next block.",
                &[("", status.epoch)],
            );
            text.gauge(
                "wepos_epoch_validators",
                "Its validators.",
                &[("", status.validators)],
            );
            text.gauge(
                "wepos_epoch_signs",
                "1 if this node is one of them.",
                &[("", signs)],
            );
        }
        text.head(
            "wepos_transactions",
            "counter",
            "Transactions in final blocks since the start.",
        );
        let count = self.transactions.load(Ordering::Relaxed);
        text.sample("wepos_transactions_total", "", count);
        text.0
    }
}

/// Counts the transactions of every block that is published.
async fn count(ledger: Arc<Ledger>, transactions: Arc<AtomicU64>) {
    let mut blocks = ledger.subscribe();
    loop {
        match blocks.recv().await {
            Ok(block) => {
                let count = block.transactions.len() as u64;
                transactions.fetch_add(count, Ordering::Relaxed);
            }
            // A figure for graphs may miss some while the machine is overloaded.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// A text in the format OpenMetrics.
struct Text(String);

impl Text {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}")
            .expect("writing to a string cannot fail");
    }

    fn sample(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        writeln!(self.0, "{name}{labels} {value}").expect("writing to a string cannot fail");
    }

    fn gauge<T: std::fmt::Display>(&mut self, name: &str, help: &str, samples: &[(&str, T)]) {
        self.head(name, "gauge", help);
        for (labels, value) in samples {
            self.sample(name, labels, value);
        }
    }
}
