//! Sources that lie, fail and stall, and a follower that goes on with an honest one.

use super::{
    super::{Answer, EncodedBlock, SourceError, StateRange},
    *,
};
use crate::{block::Block, proof::CertificateChain};
use axum::{Router, body::Body, response::Redirect, routing::get};
use bytes::Bytes;
use commonware_codec::{Decode as _, Encode as _};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use wepos_chain::{block::Block as ChainBlock, header::Header};

/// A source that answers only after it has come.
pub(super) struct Late {
    inner: LedgerSource,
    here: AtomicBool,
}

impl Late {
    pub(super) fn new(inner: LedgerSource) -> Self {
        let here = AtomicBool::new(false);
        Self { inner, here }
    }

    pub(super) fn come(&self) {
        self.here.store(true, Ordering::Relaxed);
    }

    fn away<T: Send + 'static>(&self) -> Option<BoxFuture<'static, Result<T, SourceError>>> {
        let away = SourceError::Unreachable("connection refused".into());
        let here = self.here.load(Ordering::Relaxed);
        (!here).then(|| Box::pin(async { Err(away) }) as BoxFuture<'static, _>)
    }
}

impl Source for Late {
    fn name(&self) -> &str {
        "late"
    }

    fn tip(&self) -> BoxFuture<'_, Result<Answer, SourceError>> {
        self.away().unwrap_or_else(|| self.inner.tip())
    }

    fn blocks(
        &self,
        from: u64,
        count: u64,
        wait: Duration,
    ) -> BoxFuture<'_, Result<Answer, SourceError>> {
        self.away()
            .unwrap_or_else(|| self.inner.blocks(from, count, wait))
    }

    fn block(&self, hash: B256) -> BoxFuture<'_, Result<Option<EncodedBlock>, SourceError>> {
        self.away().unwrap_or_else(|| self.inner.block(hash))
    }

    fn operations(&self, wanted: StateRange) -> BoxFuture<'_, Result<Option<Bytes>, SourceError>> {
        self.inner.operations(wanted)
    }

    fn validators(
        &self,
        from: u64,
    ) -> BoxFuture<'_, Result<Option<CertificateChain>, SourceError>> {
        self.inner.validators(from)
    }

    fn receipts(&self, number: u64) -> BoxFuture<'_, Result<Option<Bytes>, SourceError>> {
        self.inner.receipts(number)
    }
}

/// What a liar does with an honest answer.
pub(super) type Twist = dyn Fn(Answer) -> Result<Answer, SourceError> + Send + Sync;

/// A source that twists what an honest one says, and counts how often it was asked.
pub(super) struct Liar {
    inner: LedgerSource,
    twist: Box<Twist>,
    asked: AtomicU64,
}

impl Liar {
    pub(super) fn new(
        inner: LedgerSource,
        twist: impl Fn(Answer) -> Result<Answer, SourceError> + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            inner,
            twist: Box::new(twist),
            asked: AtomicU64::new(0),
        })
    }
}

impl Source for Liar {
    fn name(&self) -> &str {
        "liar"
    }

    fn tip(&self) -> BoxFuture<'_, Result<Answer, SourceError>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move { (self.twist)(self.inner.tip().await?) })
    }

    fn blocks(
        &self,
        from: u64,
        count: u64,
        wait: Duration,
    ) -> BoxFuture<'_, Result<Answer, SourceError>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move { (self.twist)(self.inner.blocks(from, count, wait).await?) })
    }

    fn block(&self, hash: B256) -> BoxFuture<'_, Result<Option<EncodedBlock>, SourceError>> {
        Box::pin(async move {
            let block = self.inner.block(hash).await?;
            let answer = Answer {
                newest: 0,
                blocks: block.into_iter().collect(),
            };
            Ok((self.twist)(answer)?.blocks.pop())
        })
    }

    fn operations(&self, wanted: StateRange) -> BoxFuture<'_, Result<Option<Bytes>, SourceError>> {
        Box::pin(async move {
            // Every second answer is altered in the middle, the others are cut off.
            let honest = self.inner.operations(wanted).await?;
            let cut = self.asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(2);
            Ok(honest.map(|bytes| {
                let mut bytes = bytes.to_vec();
                let middle = bytes.len() / 2;
                match cut {
                    true => bytes.truncate(middle),
                    false => bytes[middle] ^= 1,
                }
                bytes.into()
            }))
        })
    }

    fn validators(
        &self,
        from: u64,
    ) -> BoxFuture<'_, Result<Option<CertificateChain>, SourceError>> {
        Box::pin(async move {
            // The last change is another one, under the same signatures.
            let mut honest = self.inner.validators(from).await?;
            let last = honest.as_mut().and_then(|chain| chain.changes.last_mut());
            if let Some(last) = last {
                last.validators[0].name = "liar".into();
            }
            Ok(honest)
        })
    }

    fn receipts(&self, number: u64) -> BoxFuture<'_, Result<Option<Bytes>, SourceError>> {
        Box::pin(async move {
            let honest = self.inner.receipts(number).await?;
            Ok(honest.map(|bytes| {
                let mut results = crate::results::Results::from_bytes(&bytes).unwrap();
                for receipt in &mut results.receipts {
                    receipt.success = !receipt.success;
                }
                results.to_bytes()
            }))
        })
    }
}

fn decoded(block: &EncodedBlock) -> Block {
    Block::decode_cfg(block.block.clone(), &()).unwrap()
}

fn encoded(header: Header, transactions: &[alloy_primitives::Bytes]) -> Bytes {
    let transactions = transactions.to_vec();
    let chain = ChainBlock {
        header,
        transactions,
    };
    Block::new(chain).unwrap().encode()
}

/// Rewrites every block after the first, each linked to the one before it, under the old certificates.
fn forged(mut answer: Answer) -> Answer {
    let mut parent = None;
    for block in &mut answer.blocks {
        let honest = decoded(block);
        let mut header = honest.header().clone();
        if let Some(parent) = parent {
            header.parent_hash = parent;
        } else if header.number < 5 {
            continue;
        }
        header.receipts_root = B256::repeat_byte(0x66);
        parent = Some(header.hash_slow());
        block.block = encoded(header, honest.transactions());
    }
    answer
}

/// A follower asks a liar first and an honest source second: it accepts nothing from the liar, says so, and follows.
fn survives(twist: impl Fn(Answer) -> Result<Answer, SourceError> + Send + Sync + 'static) {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let validator = validator(one.path());
    validator.transfer(0);
    validator.make_blocks(12);
    let network = validator.ledger.network().clone();
    let honest = LedgerSource::new("honest", validator.ledger.clone());
    let liar = Liar::new(honest.clone(), twist);
    let sources = Sources::new(vec![liar.clone(), Arc::new(honest)]);
    let node = follower(other.path(), &network, sources.clone());
    node.reaches(validator.tip());
    // The chain goes on, and so does the follower.
    validator.transfer(1);
    validator.make_blocks(5);
    node.reaches(validator.tip());
    for number in 0..=validator.tip() {
        assert_eq!(node.hash(number), validator.hash(number));
    }
    assert_eq!(node.balance(), Amount::pos(2));
    assert!(liar.asked.load(Ordering::Relaxed) > 0, "the liar was asked");
    assert_eq!(sources.neighbours().problem(), None);
    drop(node);
    // Nothing of the lie is on its disk: it starts again.
    let node = follower(other.path(), &network, sources);
    node.reaches(validator.tip());
}

#[test]
fn forged_blocks_under_old_certificates_are_not_accepted() {
    survives(|answer| Ok(forged(answer)));
}

#[test]
fn a_genuine_header_with_other_transactions_is_not_accepted() {
    survives(|mut answer| {
        for block in &mut answer.blocks {
            let honest = decoded(block);
            if !honest.transactions().is_empty() {
                block.block = encoded(honest.header().clone(), &[]);
            }
        }
        Ok(answer)
    });
}

#[test]
fn a_certificate_with_a_changed_byte_is_not_accepted() {
    survives(|mut answer| {
        for block in answer.blocks.iter_mut().skip(3) {
            let mut certificate = block.certificate.as_deref().unwrap_or_default().to_vec();
            if let Some(last) = certificate.last_mut() {
                *last ^= 1;
                block.certificate = Some(certificate.into());
            }
        }
        Ok(answer)
    });
}

#[test]
fn certificates_of_other_blocks_are_not_accepted() {
    survives(|mut answer| {
        let mut certificates: Vec<_> = answer
            .blocks
            .iter_mut()
            .map(|block| block.certificate.take())
            .collect();
        certificates.reverse();
        for (block, certificate) in answer.blocks.iter_mut().zip(certificates) {
            block.certificate = certificate;
        }
        Ok(answer)
    });
}

#[test]
fn blocks_without_any_certificate_are_not_accepted() {
    survives(|mut answer| {
        for block in &mut answer.blocks {
            block.certificate = None;
        }
        Ok(answer)
    });
}

#[test]
fn a_gap_between_blocks_is_not_accepted() {
    survives(|mut answer| {
        if answer.blocks.len() > 2 {
            answer.blocks.remove(1);
        }
        Ok(answer)
    });
}

#[test]
fn bytes_that_are_no_blocks_are_not_accepted() {
    survives(|mut answer| {
        for block in &mut answer.blocks {
            block.block = Bytes::from_static(b"not a block");
        }
        Ok(answer)
    });
}

#[test]
fn a_source_that_stands_still_is_left_for_one_that_does_not() {
    survives(|mut answer| {
        answer.newest = answer.newest.min(7);
        answer
            .blocks
            .retain(|block| decoded(block).header().number <= 7);
        Ok(answer)
    });
}

#[test]
fn a_source_that_claims_a_height_and_gives_nothing_is_left_for_one_that_does() {
    survives(|_| {
        Ok(Answer {
            newest: u64::MAX,
            blocks: Vec::new(),
        })
    });
}

#[test]
fn another_network_s_blocks_are_not_accepted() {
    let foreign_directory = tempfile::tempdir().unwrap();
    let foreign = validator(foreign_directory.path());
    foreign.make_blocks(30);
    let source = LedgerSource::new("foreign", foreign.ledger.clone());
    let answer = wait(source.blocks(1, 100, Duration::ZERO)).unwrap();
    survives(move |_| Ok(answer.clone()));
}

/// A source that never says anything.
struct Silent;

impl Source for Silent {
    fn name(&self) -> &str {
        "silent"
    }

    fn tip(&self) -> BoxFuture<'_, Result<Answer, SourceError>> {
        Box::pin(std::future::pending())
    }

    fn blocks(&self, _: u64, _: u64, _: Duration) -> BoxFuture<'_, Result<Answer, SourceError>> {
        Box::pin(std::future::pending())
    }

    fn block(&self, _: B256) -> BoxFuture<'_, Result<Option<EncodedBlock>, SourceError>> {
        Box::pin(std::future::pending())
    }

    fn operations(&self, _: StateRange) -> BoxFuture<'_, Result<Option<Bytes>, SourceError>> {
        Box::pin(std::future::pending())
    }

    fn validators(&self, _: u64) -> BoxFuture<'_, Result<Option<CertificateChain>, SourceError>> {
        Box::pin(std::future::pending())
    }

    fn receipts(&self, _: u64) -> BoxFuture<'_, Result<Option<Bytes>, SourceError>> {
        Box::pin(std::future::pending())
    }
}

#[test]
fn a_source_that_never_answers_costs_no_more_than_its_time() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let validator = validator(one.path());
    validator.make_blocks(3);
    let honest = LedgerSource::new("honest", validator.ledger.clone());
    let sources = Sources::new(vec![Arc::new(Silent), Arc::new(honest)]);
    let network = validator.ledger.network().clone();
    let node = follower(other.path(), &network, sources);
    node.reaches(validator.tip());
}

#[test]
fn with_liars_alone_a_follower_stays_where_it_is_and_says_why() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let validator = validator(one.path());
    validator.make_blocks(10);
    let honest = LedgerSource::new("honest", validator.ledger.clone());
    let sources = Sources::new(vec![Liar::new(honest, |answer| Ok(forged(answer)))]);
    let network = validator.ledger.network().clone();
    let node = follower(other.path(), &network, sources.clone());
    wait_until("the lie is found", || {
        sources
            .neighbours()
            .problem()
            .is_some_and(|problem| problem.contains("tells the truth"))
    });
    // The blocks before the first lie are true.
    assert!(node.tip() < 5, "{}", node.tip());
}

#[test]
fn a_forged_state_and_forged_receipts_are_not_accepted() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let validator = validator(one.path());
    validator.transfer(0);
    let network = validator.ledger.network().clone();
    let honest = LedgerSource::new("honest", validator.ledger.clone());
    let liar = Liar::new(honest.clone(), Ok);
    let sources = Sources::new(vec![liar.clone(), Arc::new(honest)]);
    let node = start_follower(other.path(), &network, sources, true);
    assert!(liar.asked.load(Ordering::Relaxed) > 0, "the liar was asked");
    assert_eq!(node.balance(), Amount::pos(1));
    validator.transfer(1);
    node.reaches(validator.tip());
    assert_eq!(node.balance(), Amount::pos(2));
}

/// A server that answers every question with `body`.
async fn server(app: Router) -> HttpSource {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    HttpSource::new(&url).unwrap()
}

#[tokio::test]
async fn endless_and_truncated_answers_and_redirections_are_errors() {
    let endless = get(|| async {
        let chunk = Ok::<_, std::io::Error>(Bytes::from(vec![0; 1 << 20]));
        Body::from_stream(futures::stream::repeat_with(move || match &chunk {
            Ok(chunk) => Ok::<_, std::io::Error>(chunk.clone()),
            Err(_) => unreachable!("it is a chunk"),
        }))
    });
    let truncated = get(|| async { Bytes::from_static(&[1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0]) });
    let moved = get(|| async { Redirect::temporary("http://127.0.0.1:1/sync/tip") });
    let source = server(Router::new().route("/sync/blocks", endless)).await;
    let answer = source.blocks(1, 1, Duration::ZERO).await;
    assert!(matches!(answer, Err(SourceError::Endless(_))), "{answer:?}");
    let source = server(Router::new().route("/sync/blocks", truncated)).await;
    let answer = source.blocks(1, 1, Duration::ZERO).await;
    assert!(
        matches!(answer, Err(SourceError::Malformed(_))),
        "{answer:?}"
    );
    let source = server(Router::new().route("/sync/tip", moved)).await;
    let answer = source.tip().await;
    let expected = matches!(answer, Err(SourceError::Refused { status: 307, .. }));
    assert!(expected, "{answer:?}");
    let source = HttpSource::new("http://127.0.0.1:1").unwrap();
    let answer = source.tip().await;
    assert!(
        matches!(answer, Err(SourceError::Unreachable(_))),
        "{answer:?}"
    );
}

#[test]
fn an_address_that_cannot_be_asked_is_refused_with_the_reason() {
    for (address, reason) in [
        ("node.example.org", "not the address of a node"),
        ("ftp://node.example.org", "http"),
        ("https://node.example.org/?a=b", "query"),
    ] {
        let error = HttpSource::new(address).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
    assert!(HttpSource::new("https://node.example.org/rpc").is_ok());
}
