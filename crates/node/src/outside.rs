//! What the RPC needs, answered by the node's parts.

use crate::{
    admission::{Admission, SubmitError},
    clock::Clock,
    index::{self, Index, LogsError},
    rpc::{
        ClockControl, LogPosition, LogQuery, LogSource, LogsFailure, Submit, SubmitFailure,
        Submitted,
    },
};
use alloy_primitives::{Address, B256, Bytes};
use futures::future::BoxFuture;
use std::sync::Arc;
use tokio::sync::broadcast;
use wepos_chain::{admission::Exclusion, transaction::CheckedTransaction};

impl Submit for Admission {
    fn submit(&self, raw: Vec<Bytes>) -> BoxFuture<'_, Vec<Result<Submitted, SubmitFailure>>> {
        Box::pin(async move {
            let results = Admission::submit(self, raw).await;
            results
                .into_iter()
                .map(|result| {
                    result
                        .map(|hash| Submitted { hash })
                        .map_err(SubmitFailure::from)
                })
                .collect()
        })
    }

    fn pending_nonce(&self, sender: Address) -> Option<u64> {
        self.pool().pending_nonce(sender)
    }

    fn pooled(&self, hash: B256) -> Option<Arc<CheckedTransaction>> {
        self.pool().get(&hash)
    }

    fn pool_status(&self) -> (u64, u64) {
        let (executable, gapped) = self.pool().status();
        (executable as u64, gapped as u64)
    }

    fn pending(&self) -> broadcast::Receiver<B256> {
        self.pool().subscribe()
    }
}

impl From<SubmitError> for SubmitFailure {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Reverted(data)
            | SubmitError::Exclusion(Exclusion::NewcomerFailed(data)) => Self::Reverted(data),
            SubmitError::Unavailable | SubmitError::IndexBehind { .. } => {
                Self::Busy(error.to_string())
            }
            error => Self::Refused(error.to_string()),
        }
    }
}

impl LogSource for Index {
    fn logs(&self, query: LogQuery) -> BoxFuture<'_, Result<Vec<LogPosition>, LogsFailure>> {
        let query = index::LogQuery {
            from: query.from,
            to: query.to,
            addresses: query.addresses,
            topics: query.topics.map(Some),
            limit: query.limit,
        };
        Box::pin(async move {
            let page = Index::logs(self, &query)
                .await
                .map_err(|error| match error {
                    LogsError::TooMany { suggested_to, .. } => {
                        LogsFailure::TooMany { suggested_to }
                    }
                    LogsError::TooSlow { suggested_to } => LogsFailure::TooSlow { suggested_to },
                    error @ LogsError::TooManyAlternatives { .. } => {
                        LogsFailure::Refused(error.to_string())
                    }
                    error @ LogsError::Index(_) => LogsFailure::Failed(error.to_string()),
                })?;
            let position = |position: index::LogPosition| LogPosition {
                block: position.block,
                log_index: u32::try_from(position.log_index).expect("a block has fewer events"),
            };
            Ok(page.logs.into_iter().map(position).collect())
        })
    }

    fn index_tip(&self) -> u64 {
        self.tip().map_or(0, |(number, _)| number)
    }
}

impl ClockControl for Clock {
    fn now_ms(&self) -> u64 {
        Clock::now_ms(self)
    }

    fn offset_ms(&self) -> i64 {
        self.status().controls.offset_ms
    }

    fn is_paused(&self) -> bool {
        self.status().controls.paused_at.is_some()
    }

    fn is_development(&self) -> bool {
        self.status().development
    }

    fn increase(&self, by_ms: u64) -> Result<i64, String> {
        Clock::increase(self, by_ms).map_err(|error| error.to_string())?;
        Ok(self.offset_ms())
    }

    fn set_next_block_time(&self, time_ms: u64) -> Result<(), String> {
        self.set_next(time_ms).map_err(|error| error.to_string())
    }

    fn pause(&self) -> Result<(), String> {
        Clock::pause(self).map_err(|error| error.to_string())
    }

    fn resume(&self) -> Result<(), String> {
        Clock::resume(self).map_err(|error| error.to_string())
    }

    fn request_block(&self) {
        // More requests than blocks can be made are no more than a block at once.
        if let Err(error) = Clock::request_block(self) {
            tracing::debug!(%error, "a block was not requested");
        }
    }
}
