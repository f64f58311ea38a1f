//! The block that a node begins with which takes a state instead of all blocks before it.
//!
//! It is the newest that any source shows a certificate of. The certificate says which operations make the state after
//! it, so the state needs no belief either; nor do its receipts, which the header commits to.

use super::{
    puller::{Tip, check_tip},
    source::{Source, SourceError},
    sources::{Asked, Sources},
    wire::Answer,
};
use crate::{
    block::Block,
    epochs::Epochs,
    proof::{Certificate, KnownValidators, MAX_CHANGES},
    results::Results,
};
use alloy_consensus::proofs::calculate_receipt_root;
use bytes::Bytes;
use commonware_consensus::types::Epoch;
use commonware_cryptography::certificate::Scoped;
use commonware_macros::select;
use commonware_runtime::Clock;
use futures::{StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use rand_core::CryptoRng;
use std::{sync::Arc, time::Duration};
use wepos_chain::{
    Network,
    block::{Receipt, protocol_transaction},
    transaction::CheckedTransaction,
    validators::ValidatorSet,
};

/// How long sources may take to show their newest block. The slowest of them does not decide.
const PATIENCE: Duration = Duration::from_secs(10);

/// The pause when no source shows a block that can be checked.
const PAUSE: Duration = Duration::from_secs(2);

/// A block whose certificate was verified.
#[derive(Clone, Debug)]
pub(crate) struct Anchor {
    pub(crate) certificate: Certificate,
    pub(crate) block: Block,
    /// Who signs in its epoch.
    pub(crate) validators: ValidatorSet,
}

/// The newest block that a source shows a certificate of. Waits until there is one.
pub(crate) fn anchor<E: CryptoRng + Clock>(
    mut context: E,
    sources: Sources,
    network: Arc<Network>,
    epochs: Epochs,
) -> BoxFuture<'static, Anchor> {
    Box::pin(async move {
        let mut known = KnownValidators::genesis(&network);
        loop {
            follow_changes(&context, &sources, &mut known).await;
            let mut newest: Option<Anchor> = None;
            for (source, answer) in tips(&context, &sources).await {
                let scoped = |epoch: Epoch| {
                    let scheme = known.certifier(epoch.get()).into_scheme();
                    Some(Scoped::scheme(Arc::new(scheme)))
                };
                let tip = answer.map(|answer| check_tip(&mut context, &epochs, scoped, answer));
                match tip {
                    Err(error) => {
                        tracing::warn!(source, %error, "a source shows no block to begin with");
                    }
                    Ok(Err(lie)) => {
                        tracing::warn!(source, %lie, "a source lies and is not believed");
                    }
                    Ok(Ok(None)) => tracing::warn!(source, "a source has no certified block yet"),
                    Ok(Ok(Some(Tip { certificate, block }))) => {
                        let number = block.header().number;
                        let other = newest.as_ref().map(|it| it.block.header().number);
                        if other < Some(number) {
                            let validators = known.of(epochs.of(number)).clone();
                            newest = Some(Anchor {
                                certificate,
                                block,
                                validators,
                            });
                        }
                    }
                }
            }
            if let Some(anchor) = newest {
                return anchor;
            }
            context.sleep(PAUSE).await;
        }
    })
}

/// Follows the changes of validators as far as any source proves them.
async fn follow_changes<E: Clock>(context: &E, sources: &Sources, known: &mut KnownValidators) {
    for source in sources.list() {
        let name = source.name();
        loop {
            let from = known.changes() as u64 + 1;
            let asking = source.clone();
            let asked = async move { asking.validators(from).await };
            let asked = context.timeout(PATIENCE, asked).await;
            let error: &dyn std::fmt::Display = match &asked {
                Ok(Ok(Some(chain))) => match known.follow(chain) {
                    // A page that is not full is the last one.
                    Ok(()) if chain.changes.len() < MAX_CHANGES => break,
                    Ok(()) => continue,
                    Err(wrong) => &wrong.to_string(),
                },
                Ok(Ok(None)) => &"it began with a later block",
                Ok(Err(error)) => error,
                Err(error) => error,
            };
            tracing::warn!(source = name, %error, "a source does not prove who the validators are");
            break;
        }
    }
}

/// What every source shows as its newest block, by the source's name.
async fn tips<E: Clock>(
    context: &E,
    sources: &Sources,
) -> Vec<(String, Result<Answer, SourceError>)> {
    let mut asked = FuturesUnordered::new();
    for (index, source) in sources.list().iter().enumerate() {
        let source = source.clone();
        asked.push(async move { (index, source.tip().await) });
    }
    let silent = SourceError::Silent(PATIENCE);
    let names = sources.list().iter().map(|source| source.name().to_owned());
    let mut answers: Vec<_> = names.map(|name| (name, Err(silent.clone()))).collect();
    let deadline = context.current() + PATIENCE;
    while !asked.is_empty() {
        select! {
            answer = asked.next() => {
                if let Some((index, answer)) = answer {
                    answers[index].1 = answer;
                }
            },
            _ = context.sleep_until(deadline) => { break; },
        }
    }
    answers
}

/// The results of a block that was not run here, from the sources, checked against its header.
///
/// A receipt root covers everything of a receipt but two things. Who sent a transaction is recovered from its
/// signature; the bytes of an error nobody can check, so they are left out.
pub(crate) fn anchor_results<E: Clock>(
    context: E,
    sources: Sources,
    block: Block,
    chain_id: u64,
) -> BoxFuture<'static, Results> {
    Box::pin(async move {
        let number = block.header().number;
        loop {
            let ask = |source: Arc<dyn Source>| {
                Box::pin(async move { source.receipts(number).await }) as Asked<Option<Bytes>>
            };
            let (source, bytes) = sources.ask(&context, PATIENCE, ask).await;
            let results = bytes.as_ref().map(|bytes| Results::from_bytes(bytes));
            match results.map(|results| checked(results, &block, chain_id)) {
                Some(Some(results)) => return results,
                Some(None) => sources.lied(
                    source,
                    context.current(),
                    "its receipts are not those of the block",
                ),
                None => {
                    sources.pass(source);
                    context.sleep(PAUSE).await;
                }
            }
        }
    })
}

fn checked(results: Option<Results>, block: &Block, chain_id: u64) -> Option<Results> {
    let mut results = results?;
    let transactions = block.transactions();
    if results.receipts.len() != transactions.len() {
        return None;
    }
    let envelopes: Vec<_> = results.receipts.iter().map(Receipt::to_envelope).collect();
    if calculate_receipt_root(&envelopes) != block.header().receipts_root {
        return None;
    }
    let protocol = protocol_transaction(block.header().number, chain_id);
    let (mut before, mut gas) = (0, 0);
    for (receipt, raw) in results.receipts.iter_mut().zip(transactions) {
        if *raw == protocol {
            receipt.sender = Default::default();
        } else {
            let transaction = CheckedTransaction::check(raw.clone(), chain_id).ok()?;
            receipt.sender = transaction.sender();
        }
        receipt.gas_used = receipt.cumulative_gas_used.checked_sub(before)?;
        before = receipt.cumulative_gas_used;
        gas = before;
        receipt.error = Vec::new();
    }
    (gas == block.header().gas_used).then_some(results)
}
