//! Runs every block once more and compares all that it commits to.

use super::{
    books::{Books, Entered, StageBook},
    checks::{self, Seen},
    export::Export,
    flows::{Judged, Place},
    mismatch::Mismatch,
    observed::{ObservedBlock, ObservedTransaction, transfer},
    reader::{self, Prepared, Read, Start},
    tamper::{Alteration, Tamper, stored_sender, transaction_hash},
};
use alloy_consensus::proofs::ordered_trie_root_encoded;
use alloy_primitives::{B256, Bytes};
use anyhow::Context as _;
use indicatif::ProgressBar;
use std::{
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};
use wepos_chain::{
    BlockEnvironment, MODULES, Network,
    amounts::Amount,
    block::{Outcome, Placement, Receipt, Roots},
    execution::{BlockExecution, Mode, Step},
    header::{Extra, Header, StateCommitment, check_step, seed_after, time_of},
    time::Timestamp,
    validators::ValidatorSet,
};
use wepos_node::{
    data_dir::DataDir,
    proof::Certifier,
    replay::{FreshState, genesis, on_fresh_state},
};

/// Blocks at the end that a node which was killed may not have stored completely: what consensus lets wait for it.
const MAX_INCOMPLETE: u64 = 16;

/// What is audited.
pub(crate) struct Audit {
    pub(crate) data_dir: DataDir,
    pub(crate) network: Arc<Network>,
    pub(crate) tamper: Option<Tamper>,
    pub(crate) export: Option<Export>,
    pub(crate) progress: ProgressBar,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Blocks that hold.
    pub(crate) blocks: u64,
    pub(crate) transactions: u64,
    /// Blocks with a certificate of their own; the others are final by that of a later one.
    pub(crate) certificates: u64,
    pub(crate) newest: Option<(u64, B256, Timestamp)>,
    pub(crate) accounts: usize,
    pub(crate) supply: Vec<(Place, Amount)>,
    pub(crate) stages: Vec<StageBook>,
    pub(crate) took: Duration,
    /// Blocks at the end that were not stored completely when the node stopped; they are not audited.
    pub(crate) incomplete: u64,
    /// Blocks at the end whose receipts were not stored when the node stopped.
    pub(crate) without_receipts: u64,
    pub(crate) altered: Option<Alteration>,
    /// What does not hold in the first block in which anything does not.
    pub(crate) mismatches: Vec<Mismatch>,
}

/// Audits a chain.
///
/// # Errors
///
/// Storage that cannot be read, or a temporary directory that cannot be written. What does not hold is no error: it is
/// in the report.
pub(crate) fn audit(audit: Audit) -> anyhow::Result<Report> {
    let directory = tempfile::tempdir().context("no room for the state of the replay")?;
    let Audit {
        data_dir,
        network,
        tamper,
        export,
        progress,
    } = audit;
    let started = Instant::now();
    let blocks = reader::start(data_dir, network.clone(), tamper);
    let body = move |state: FreshState| -> Auditing {
        Box::pin(async move {
            let mut replay = Replay::new(network, state, export);
            replay.run(blocks, &progress).await?;
            progress.finish_and_clear();
            replay.finish()
        })
    };
    let mut report = on_fresh_state(directory.path(), Box::new(body))??;
    report.took = started.elapsed();
    Ok(report)
}

type Auditing = std::pin::Pin<Box<dyn Future<Output = anyhow::Result<Report>> + Send>>;

struct Replay {
    network: Arc<Network>,
    state: FreshState,
    books: Books,
    export: Option<Export>,
    parent: Header,
    parent_hash: B256,
    /// Who orders the block after the parent.
    validators: ValidatorSet,
    /// What checks its certificate.
    certifier: Certifier,
    month: u32,
    start: Option<Start>,
    report: Report,
}

impl Replay {
    fn new(network: Arc<Network>, state: FreshState, export: Option<Export>) -> Self {
        let parent = genesis(&network);
        Self {
            books: Books::new(&network),
            parent_hash: parent.hash_slow(),
            certifier: Certifier::new(&network, &ValidatorSet::genesis(&network), 0),
            validators: ValidatorSet::genesis(&network),
            parent,
            network,
            state,
            export,
            month: 0,
            start: None,
            report: Report::default(),
        }
    }

    /// Takes blocks until there are no more, or one does not hold.
    async fn run(
        &mut self,
        blocks: mpsc::Receiver<Read>,
        progress: &ProgressBar,
    ) -> anyhow::Result<()> {
        // The reader hangs up when it is done; it says why if that is too early.
        while let Ok(read) = blocks.recv() {
            match read {
                Read::Failed(error) => return Err(error.into()),
                Read::Start(start) => {
                    progress.set_length(start.newest);
                    self.report.incomplete = start.beyond;
                    self.report.altered = start.alteration;
                    self.start = Some(start);
                }
                Read::Blocks(blocks) => {
                    for mut prepared in blocks {
                        let mismatches = self.block(&mut prepared).await?;
                        if !mismatches.is_empty() {
                            self.report.mismatches = mismatches;
                            return Ok(());
                        }
                        progress.inc(1);
                    }
                }
            }
        }
        if self.report.incomplete > MAX_INCOMPLETE {
            let next = self.report.blocks.saturating_add(1);
            let last = self.report.blocks.saturating_add(self.report.incomplete);
            let (english, chinese) = match next {
                1 => (
                    "; a node that began with a state has no block before it: audit one that has every block",
                    "；从状态开始的节点没有此前的区块，请审计拥有全部区块的节点",
                ),
                _ => ("", ""),
            };
            self.report.mismatches.push(Mismatch::new(
                "blocks",
                next,
                format!(
                    "it is missing or not certified, and the data directory knows of block {last}{english}"
                ),
                format!("该区块缺失或没有证书，而数据目录中已有区块 {last} 的内容{chinese}"),
            ));
        }
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<Report> {
        self.report.supply = self.books.supply();
        self.report.accounts = self.books.records.len();
        if let Some(export) = self.export {
            export.finish(&self.books, &self.report)?;
        }
        self.report.stages = self.books.stages;
        Ok(self.report)
    }

    /// Checks one block and goes on from it. Returns what does not hold.
    async fn block(&mut self, prepared: &mut Prepared) -> anyhow::Result<Vec<Mismatch>> {
        let (time, seed) = match self.header(prepared) {
            Ok(placed) => placed,
            Err(mismatch) => return Ok(vec![*mismatch]),
        };
        let mut mismatches = self.certificate(prepared);
        mismatches.extend(senders(prepared));
        if !mismatches.is_empty() {
            mismatches.extend(transactions_root(prepared));
            return Ok(mismatches);
        }
        let mut outcome = match self.execute(prepared, time, seed).await {
            Ok(outcome) => outcome,
            Err(mismatch) => return Ok(vec![*mismatch]),
        };
        let roots = outcome.roots();
        if let Some(alteration) = self.report.altered {
            alteration
                .alter_outcome(prepared, &mut outcome, &self.state)
                .await;
        }
        let mut mismatches = self.receipts(prepared, &outcome);
        mismatches.extend(self.promises(prepared, &outcome, time)?);
        let commitment = self.state.apply(&outcome.writes).await;
        mismatches.extend(self.commitments(prepared, &outcome, (time, seed), &roots, commitment));
        if mismatches.is_empty() {
            self.go_on(prepared, time, outcome.next_validators);
        }
        Ok(mismatches)
    }

    /// The header's place: number, parent, time, seed.
    fn header(&self, prepared: &Prepared) -> Result<(Timestamp, B256), Box<Mismatch>> {
        let header = &prepared.entry.block.header;
        let number = self.parent.number.saturating_add(1);
        let wrong = |english: String, chinese: &str| {
            Box::new(Mismatch::new("header", number, english, chinese))
        };
        if header.number != number || header.parent_hash != self.parent_hash {
            return Err(wrong(
                format!(
                    "it is number {} on {}, the chain is at number {number} on {}",
                    header.number, header.parent_hash, self.parent_hash
                ),
                "区块没有接在前一个区块之后",
            ));
        }
        let placed = || {
            let (before, time) = (time_of(&self.parent)?, time_of(header)?);
            check_step(before, time)?;
            let extra = Extra::of(header)?;
            let seed = seed_after(
                &self.network,
                &self.validators,
                (self.parent.mix_hash, before),
                time,
                &extra.proposal.leader,
                extra.seed_signature.as_ref(),
            )?;
            Ok::<_, wepos_chain::header::HeaderError>((time, seed))
        };
        placed().map_err(|error| wrong(error.to_string(), "区块头的时间、种子或扩展字段不符合规则"))
    }

    /// The certificate, where there is one: the newest block always has one, those before it are its ancestors.
    fn certificate(&mut self, prepared: &Prepared) -> Vec<Mismatch> {
        let stored = prepared.entry.certificate.as_ref();
        match stored.map(|stored| stored.check(&self.certifier, prepared.entry.hash)) {
            None => Vec::new(),
            Some(Ok(_)) => {
                self.report.certificates += 1;
                Vec::new()
            }
            Some(Err(reason)) => vec![Mismatch::new(
                "certificate",
                prepared.number(),
                format!("the stored certificate does not hold: {reason}"),
                "所存证书无效：不是由该纪元验证者的法定多数对本区块签署",
            )],
        }
    }

    async fn execute(
        &self,
        prepared: &Prepared,
        time: Timestamp,
        seed: B256,
    ) -> Result<Outcome, Box<Mismatch>> {
        let environment = BlockEnvironment {
            network: self.network.clone(),
            number: prepared.number(),
            time,
            parent_time: time_of(&self.parent).expect("it was checked as a block"),
            parent_hash: self.parent_hash,
            seed,
        };
        let transactions = prepared.checked.iter().flatten().cloned().collect();
        let mut execution = BlockExecution::new(environment, MODULES, Mode::Verify, transactions);
        loop {
            match execution.advance(usize::MAX) {
                Step::NeedsKeys(keys) => {
                    let values = self.state.read(&keys).await;
                    execution.supply(keys.into_iter().zip(values));
                }
                Step::Paused => {}
                Step::Unknown(unknown) => {
                    let (english, chinese) = (unknown.to_string(), unknown.in_chinese());
                    let number = prepared.number();
                    return Err(Box::new(Mismatch::new(
                        "protocol", number, english, chinese,
                    )));
                }
                Step::Complete => return Ok(execution.finish()),
                Step::Invalid(reason) => {
                    return Err(Box::new(Mismatch::new(
                        "execution",
                        prepared.number(),
                        format!("the block is not valid: {reason}"),
                        format!("区块无效：{reason}"),
                    )));
                }
            }
        }
    }

    /// The stored receipts against those of this run.
    fn receipts(&mut self, prepared: &Prepared, outcome: &Outcome) -> Vec<Mismatch> {
        let number = prepared.number();
        let Some(results) = &prepared.entry.results else {
            let stored = self.start.map_or(0, |start| start.newest_with_results);
            if number > stored {
                self.report.without_receipts += 1;
                return Vec::new();
            }
            return vec![Mismatch::new(
                "receipts",
                number,
                "the receipts are missing, and those of later blocks are there",
                "缺少本区块的收据，而其后区块的收据存在",
            )];
        };
        if results.receipts == outcome.receipts {
            return Vec::new();
        }
        let pairs = results.receipts.iter().zip(&outcome.receipts).enumerate();
        let differing = pairs.filter(|(_, (stored, computed))| stored != computed);
        let mut mismatches: Vec<Mismatch> = differing
            .map(|(index, (stored, computed))| {
                let hash = transaction_hash(&prepared.entry, index);
                different_receipt(number, hash, stored, computed)
            })
            .collect();
        if mismatches.is_empty() {
            mismatches.push(Mismatch::new(
                "receipts",
                number,
                format!(
                    "{} receipts are stored, the block gives {}",
                    results.receipts.len(),
                    outcome.receipts.len()
                ),
                "所存收据的数量与执行结果不符",
            ));
        }
        mismatches
    }

    /// The table of checks, on what the block's events and writes say.
    fn promises(
        &mut self,
        prepared: &Prepared,
        outcome: &Outcome,
        time: Timestamp,
    ) -> anyhow::Result<Vec<Mismatch>> {
        let number = prepared.number();
        let mut transactions = Vec::with_capacity(outcome.receipts.len());
        for (index, receipt) in outcome.receipts.iter().enumerate() {
            let own = prepared.has_protocol && index == 0;
            let (hash, input) = match index.checked_sub(usize::from(prepared.has_protocol)) {
                Some(index) if !own => {
                    let signed = prepared.checked[index].as_ref();
                    let signed = signed.expect("a block with one that fails is not run");
                    (*signed.hash(), signed.input().clone())
                }
                _ => (transaction_hash(&prepared.entry, index), Bytes::new()),
            };
            match ObservedTransaction::new(hash, input, receipt) {
                Ok(transaction) => transactions.push(transaction),
                Err(position) => {
                    return Ok(vec![Mismatch::new(
                        "events",
                        number,
                        format!(
                            "event {position} of transaction {hash} is not as its interface declares"
                        ),
                        format!("交易 {hash} 的第 {position} 个事件与接口声明不符"),
                    )]);
                }
            }
        }
        let block = ObservedBlock {
            number,
            time,
            hash: prepared.entry.hash,
            transactions,
        };
        self.books.meet(&prepared.recipients(), &outcome.receipts);
        let Entered { judged, unfounded } = self.books.enter(&self.network, &block);
        let touched = self.books.write(&outcome.writes, &block);
        let mismatches = checks::run(&Seen {
            network: &self.network,
            block: &block,
            books: &self.books,
            judged: &judged,
            unfounded: &unfounded,
            touched: &touched,
        });
        if let Some(export) = &mut self.export {
            let month = self.network.calendar().month_at(time);
            if month != self.month {
                self.month = month;
                export.month(&self.network, &block, month, &self.books)?;
            }
            export.block(&prepared.entry.block.header, &block)?;
            for it in &judged {
                if let Judged::Is(flow) = it.judged {
                    let transaction = &block.transactions[it.transaction];
                    let receipt = &outcome.receipts[it.transaction];
                    export.payout(&block, transaction, receipt, &it.transfer, flow)?;
                }
            }
        }
        Ok(mismatches)
    }

    /// Everything that the header commits to.
    fn commitments(
        &self,
        prepared: &Prepared,
        outcome: &Outcome,
        (time, seed): (Timestamp, B256),
        roots: &Roots,
        state: StateCommitment,
    ) -> Vec<Mismatch> {
        let stored = &prepared.entry.block.header;
        let extra = Extra::of(stored).expect("the header was checked");
        let placement = Placement {
            parent_hash: self.parent_hash,
            number: prepared.number(),
            time_ms: time.millis(),
            seed,
            seed_signature: extra.seed_signature,
            proposal: extra.proposal.clone(),
        };
        let computed = outcome.header(&placement, roots, state);
        let parts = [
            (
                "transactionsRoot",
                computed.transactions_root,
                stored.transactions_root,
            ),
            ("receiptsRoot", computed.receipts_root, stored.receipts_root),
            ("stateRoot", computed.state_root, stored.state_root),
            (
                "opsRoot",
                B256::from(state.ops_root),
                B256::from(extra.ops_root),
            ),
            ("mixHash", computed.mix_hash, stored.mix_hash),
            (
                "nextValidators",
                next_validators(outcome.next_validators.as_ref().map(ValidatorSet::hash)),
                next_validators(extra.next_validators),
            ),
        ];
        let mut mismatches: Vec<Mismatch> = parts
            .iter()
            .filter(|(_, computed, stored)| computed != stored)
            .map(|(name, computed, stored)| {
                Mismatch::new(
                    "roots",
                    prepared.number(),
                    format!("the header's {name} is {stored}, the replay gives {computed}"),
                    format!("区块头的 {name} 是 {stored}，重新执行得到 {computed}"),
                )
            })
            .collect();
        let same = computed == *stored
            && computed.hash_slow() == prepared.entry.hash
            && outcome.transactions == prepared.entry.block.transactions;
        if !same && mismatches.is_empty() {
            mismatches.push(Mismatch::new(
                "roots",
                prepared.number(),
                "the header, its hash or the list of transactions is not what the replay gives",
                "区块头、其哈希或交易列表与重新执行的结果不符",
            ));
        }
        mismatches
    }

    fn go_on(&mut self, prepared: &Prepared, time: Timestamp, next: Option<ValidatorSet>) {
        if let Some(next) = next {
            let epoch = self.network.epoch_of(prepared.number()) + 1;
            self.certifier = Certifier::new(&self.network, &next, epoch);
            self.validators = next;
        }
        self.parent = prepared.entry.block.header.clone();
        self.parent_hash = prepared.entry.hash;
        self.report.blocks += 1;
        self.report.transactions += prepared.checked.len() as u64;
        self.report.newest = Some((self.parent.number, self.parent_hash, time));
    }
}

/// The hash of the next validators; zero where a header commits to none.
fn next_validators(hash: Option<[u8; 32]>) -> B256 {
    hash.unwrap_or_default().into()
}

/// Each transaction is valid by itself, and from whom the stored receipt says.
fn senders(prepared: &Prepared) -> Vec<Mismatch> {
    let offset = usize::from(prepared.has_protocol);
    let mut mismatches = Vec::new();
    for (index, checked) in prepared.checked.iter().enumerate() {
        let index = index + offset;
        let stored = stored_sender(&prepared.entry, index);
        let (english, chinese) = match checked {
            Ok(transaction) => match stored {
                Some(stored) if stored != transaction.sender() => (
                    format!(
                        "transaction {index} is signed by {}, its receipt says {stored}",
                        transaction.sender()
                    ),
                    format!(
                        "第 {index} 笔交易由 {} 签署，而收据记为 {stored}",
                        transaction.sender()
                    ),
                ),
                _ => continue,
            },
            Err(error) => (
                format!("transaction {index} is not valid: {error}"),
                format!("第 {index} 笔交易无效：{error}"),
            ),
        };
        let mismatch = Mismatch::new("transactions", prepared.number(), english, chinese);
        mismatches.push(match stored {
            Some(account) => mismatch.of(account),
            None => mismatch,
        });
    }
    mismatches
}

/// The header's root over the transactions, where something else is wrong with them.
fn transactions_root(prepared: &Prepared) -> Option<Mismatch> {
    let stored = prepared.entry.block.header.transactions_root;
    let computed = ordered_trie_root_encoded(&prepared.entry.block.transactions);
    (computed != stored).then(|| {
        Mismatch::new(
            "roots",
            prepared.number(),
            format!(
                "the header's transactionsRoot is {stored}, these transactions give {computed}"
            ),
            format!("区块头的 transactionsRoot 是 {stored}，而这些交易得到 {computed}"),
        )
    })
}

fn different_receipt(number: u64, hash: B256, stored: &Receipt, computed: &Receipt) -> Mismatch {
    let events = stored.logs.iter().zip(&computed.logs).enumerate();
    let event = events
        .into_iter()
        .find(|(_, (stored, computed))| stored != computed);
    if let Some((position, (stored, computed))) = event
        && let (Some(Some(stored)), Some(Some(computed))) =
            (transfer(stored, position), transfer(computed, position))
    {
        return Mismatch::new(
            "receipts",
            number,
            format!("event {position} of the stored receipt of {hash} tells of another transfer"),
            format!("所存收据（交易 {hash}）的第 {position} 个事件记录的转账不同"),
        )
        .of(stored.to)
        .amounts(computed.amount, stored.amount);
    }
    Mismatch::new(
        "receipts",
        number,
        format!("the stored receipt of {hash} is not what the transaction gives"),
        format!("所存收据（交易 {hash}）与执行结果不符"),
    )
    .of(computed.sender)
}
