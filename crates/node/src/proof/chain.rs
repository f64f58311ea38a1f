//! Who signs: the sets of validators from genesis on, each proven by the one before.
//!
//! ```text
//! genesis ─▶ set 0 ─signed by it─▶ last header of an epoch ─hash of the next set─▶ set 1 ─▶ …
//! ```
//!
//! Sets are numbered, and the number is part of what a header commits to: a change that is left out is found by the
//! next one. That no newer change exists, nobody can prove; a certificate of validators who are not known here does
//! not hold.

use super::{Certifier, ProofError, Step, read_header};
use crate::ledger::{HistoryError, Ledger};
use alloy_primitives::{B256, Bytes as RawBytes, keccak256};
use serde::{Deserialize, Serialize};
use wepos_chain::{
    Network,
    header::Extra,
    modules::network::{Change, history_key, history_length, history_length_key},
    state::Record as _,
    validators::{VALIDATORS_MAX, Validator, ValidatorSet},
};

/// The form of a [`CertificateChain`].
pub const FORMAT: &str = "wepos-chain/1";

/// Changes in one answer of a node.
pub const MAX_CHANGES: usize = 16;

/// All that proves who signs, for somebody who trusts only the genesis document: what a node answers, page by page, and
/// what a file holds for use without one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CertificateChain {
    /// [`FORMAT`].
    pub format: String,
    /// The network's genesis hash.
    pub genesis: B256,
    /// The changes, in order.
    pub changes: Vec<ChangeProof>,
}

/// A set of validators, and what proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeProof {
    /// RLP of the last header of the epoch before.
    pub header: RawBytes,
    /// The signatures of that epoch's validators on it.
    pub finalization: RawBytes,
    /// The validators from the next epoch on.
    pub validators: Vec<Validator>,
}

/// The sets of validators that a reader knows; nothing in it was believed but the genesis document.
#[derive(Clone, Debug)]
pub struct KnownValidators {
    network: Network,
    /// Each with its first epoch, the newest last. Never empty.
    sets: Vec<(u64, ValidatorSet)>,
}

impl KnownValidators {
    /// What the genesis document alone says.
    pub fn genesis(network: &Network) -> Self {
        Self {
            sets: vec![(0, ValidatorSet::genesis(network))],
            network: network.clone(),
        }
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// How many changes are known.
    pub fn changes(&self) -> usize {
        self.sets.len() - 1
    }

    /// The first epoch of the newest set, and the set.
    pub fn newest(&self) -> (u64, &ValidatorSet) {
        let (epoch, set) = self.sets.last().expect("there is that of genesis");
        (*epoch, set)
    }

    /// The set of an epoch, as far as is known here.
    pub fn of(&self, epoch: u64) -> &ValidatorSet {
        let sets = self.sets.iter().rev();
        let mut until = sets.filter(|(first, _)| *first <= epoch);
        let (_, set) = until.next().expect("genesis' begins with epoch 0");
        set
    }

    /// Checks certificates of an epoch.
    pub fn certifier(&self, epoch: u64) -> Certifier {
        Certifier::new(&self.network, self.of(epoch), epoch)
    }

    /// Follows all changes of a chain, which begins after those that are known.
    ///
    /// # Errors
    ///
    /// The first thing that does not hold. What holds before it is kept.
    pub fn follow(&mut self, chain: &CertificateChain) -> Result<(), ProofError> {
        if chain.format != FORMAT {
            return Err(wrong(
                format!("its format is not {FORMAT}"),
                format!("其格式不是 {FORMAT}"),
            ));
        }
        let genesis = self.network.hash();
        if chain.genesis != genesis {
            return Err(wrong(
                format!(
                    "it is of the network {}, asked was {genesis}",
                    chain.genesis
                ),
                format!("它属于网络 {}，而查询的是 {genesis}", chain.genesis),
            ));
        }
        for change in &chain.changes {
            self.follow_one(change)?;
        }
        Ok(())
    }

    /// Follows the next change.
    ///
    /// # Errors
    ///
    /// Why it does not follow.
    fn follow_one(&mut self, change: &ChangeProof) -> Result<(), ProofError> {
        let number = self.sets.len();
        let at = |english: &str, chinese: &str| {
            wrong(
                format!("change {number}: {english}"),
                format!("第 {number} 次变更：{chinese}"),
            )
        };
        if change.validators.is_empty() || change.validators.len() > VALIDATORS_MAX {
            return Err(at(
                "no network has this many validators",
                "没有哪个网络会有这么多（或没有）验证者",
            ));
        }
        let header = read_header(&change.header)
            .ok_or_else(|| at("its header is none", "其中的区块头无法解析"))?;
        let epoch = self.network.epoch_of(header.number);
        if !self.network.ends_epoch(header.number) {
            return Err(at(
                "its header is not the last of an epoch",
                "其区块头不是纪元的最后一个",
            ));
        }
        if epoch < self.newest().0 {
            return Err(at("it is older than the one before it", "它早于前一次变更"));
        }
        let certified = self.certifier(epoch).check(&change.finalization);
        let (certified, _) = certified
            .map_err(|reason| at(reason, "其证书不是由该纪元验证者的法定多数签署的有效证书"))?;
        if certified != keccak256(&change.header) {
            return Err(at(
                "its certificate is of another header",
                "其证书所签的是另一个区块头",
            ));
        }
        let extra = Extra::of(&header)
            .map_err(|error| at(&error.to_string(), "其区块头的扩展字段无法解析"))?;
        if let Err(error) = self.network.check_version(extra.protocol_version) {
            return Err(at(
                &error.to_string(),
                "其协议版本本程序不支持，请安装新版本",
            ));
        }
        let next = u64::try_from(number).unwrap_or(u64::MAX);
        let set = ValidatorSet::new(next, change.validators.clone());
        if extra.next_validators != Some(set.hash()) {
            return Err(at(
                "its header commits to other validators, or to another number of changes before them",
                "其区块头所承诺的是另一组验证者，或此前的变更次数不同",
            ));
        }
        self.sets.push((epoch + 1, set));
        Ok(())
    }
}

/// What proves the sets of validators from number `from` on, at most [`MAX_CHANGES`] of them, and no more than are
/// certified here by now.
///
/// # Errors
///
/// [`HistoryError`] when this node does not have the blocks that prove them.
pub async fn certificate_chain(
    ledger: &Ledger,
    from: u64,
) -> Result<CertificateChain, HistoryError> {
    let network = ledger.network();
    let tip = ledger.tip().header.number;
    let length = ledger.read(tip, &[history_length_key()]).await?;
    let length = history_length(length[0].as_ref());
    let most = u64::try_from(MAX_CHANGES).unwrap_or(u64::MAX);
    // Number 0 is the genesis' own.
    let from = from.max(1);
    let mut changes = Vec::new();
    for number in from..length.min(from.saturating_add(most)) {
        let stored = ledger.read(tip, &[history_key(number)]).await?;
        let Some(change) = stored[0].as_ref().map(|stored| Change::from_value(stored)) else {
            break;
        };
        let boundary = network.last_of_epoch(change.epoch.saturating_sub(1));
        ledger.has_from(boundary)?;
        // Settled in a block that is not final here yet, or whose certificate is still on its way.
        let Some((header, finalization)) = ledger.certified(boundary).await else {
            break;
        };
        changes.push(ChangeProof {
            header,
            finalization,
            validators: change.set.as_slice().to_vec(),
        });
    }
    Ok(CertificateChain {
        format: FORMAT.to_owned(),
        genesis: network.hash(),
        changes,
    })
}

fn wrong(english: String, chinese: String) -> ProofError {
    ProofError::new(Step::Validators, english, chinese)
}
