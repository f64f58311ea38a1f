//! Proofs: what a key of the state holds, or that it holds nothing, for somebody who trusts only the genesis document.
//!
//! ```text
//! genesis ─▶ validators ─▶ certificate ─▶ header ─▶ … ─▶ header ─▶ stateRoot ─▶ path ─▶ record, or the gap
//!                          (last header)   each is the parent of the next
//! ```
//!
//! [`prove`] runs on a node, for the newest applied state only. [`verify`] runs anywhere: it does no I/O, and
//! everything it reads was sent by somebody who may lie. Each step has its own error, so that a reader learns where a
//! proof breaks.

mod chain;
#[cfg(test)]
mod tests;

pub use chain::{
    CertificateChain, ChangeProof, FORMAT, KnownValidators, MAX_CHANGES, certificate_chain,
};

use crate::{
    application::{CHUNK, Database, DatabaseKey},
    block::{Digest, Family, PublicKey},
    value::Value,
};
use alloy_primitives::{B256, Bytes as RawBytes, keccak256};
use alloy_rlp::{Decodable as _, Encodable as _};
use bytes::Bytes;
use commonware_codec::{Decode as _, DecodeExt as _, Encode as _};
use commonware_consensus::{
    marshal::{Identifier, core::Mailbox, standard::Standard},
    simplex::{scheme::ed25519::Scheme, types::Finalization},
    types::Height,
};
use commonware_cryptography::{Digestible as _, Sha256, sha256};
use commonware_glue::stateful::db::Shared;
use commonware_parallel::Sequential;
use commonware_runtime::Spawner;
use commonware_storage::{
    Context as StorageContext,
    qmdb::{
        any::value::VariableEncoding,
        current::ordered::proof::constant::{ExclusionProof, KeyValueProof},
    },
};
use commonware_utils::{ordered::Set, sys_rng};
use std::fmt;
use wepos_abi::StateProof;
use wepos_chain::{
    Network,
    header::{Extra, Header, time_of},
    state::{Key, MAX_VALUE_BYTES},
    time::Timestamp,
    validators::ValidatorSet,
};

/// Separates our votes from everybody else's; the genesis hash behind it, those of each network from another's.
const NAMESPACE: &[u8] = b"_WEPOS";

/// Hashes in a path: two for each level of a tree of 2⁶⁴ operations, and the bitmap's.
const MAX_DIGESTS: usize = 192;

/// Headers from the state's block to the certified one. A block is final without a certificate of its own only while
/// views fail, so a few are many.
pub const MAX_HEADERS: usize = 64;

/// Bytes of one header.
const MAX_HEADER_BYTES: usize = 1024;

/// Bytes of a path: its hashes, a neighbour's record in a proof of absence, and numbers.
const MAX_PATH_BYTES: usize = MAX_DIGESTS * 32 + MAX_VALUE_BYTES + 1024;

/// Bytes of a certificate: a signature of 64 bytes for each of 100 validators, and what is signed.
const MAX_FINALIZATION_BYTES: usize = 8 * 1024;

/// How many blocks the state may be ahead of what consensus counts as processed: what marshal lets wait.
const MAX_AHEAD: u64 = 32;

/// A certificate: a quorum signed this block's hash.
pub(crate) type Certificate = Finalization<Scheme, Digest>;
type Path = KeyValueProof<Family, DatabaseKey, sha256::Digest, CHUNK>;
type Gap = ExclusionProof<Family, DatabaseKey, VariableEncoding<Value>, sha256::Digest, CHUNK>;

/// What validators of this network sign votes under. The genesis hash is in it, so that a key that validates two
/// networks cannot be made to certify a block of one to somebody who holds the genesis of the other.
pub fn namespace(network: &Network) -> Vec<u8> {
    [NAMESPACE, network.hash().as_slice()].concat()
}

/// The validators that the genesis document names, as consensus orders them.
pub fn validators(network: &Network) -> Set<PublicKey> {
    participants(&ValidatorSet::genesis(network))
}

/// The keys of a set in the order in which consensus counts them.
pub(crate) fn participants(validators: &ValidatorSet) -> Set<PublicKey> {
    let keys = validators.iter().filter_map(|validator| {
        PublicKey::decode(Bytes::copy_from_slice(validator.public_key.as_slice())).ok()
    });
    Set::from_iter_dedup(keys)
}

/// Checks certificates of an epoch; knows its validators and nothing else.
#[derive(Clone, Debug)]
pub struct Certifier {
    scheme: Scheme,
    validators: usize,
    epoch: u64,
}

impl Certifier {
    /// For an epoch of a network, whose validators these are.
    pub fn new(network: &Network, validators: &ValidatorSet, epoch: u64) -> Self {
        let validators = participants(validators);
        Self {
            validators: validators.len(),
            scheme: Scheme::verifier(&namespace(network), validators),
            epoch,
        }
    }

    /// What verifies signatures, as consensus asks for it.
    pub(crate) fn into_scheme(self) -> Scheme {
        self.scheme
    }

    /// How many validators there are.
    pub fn validators(&self) -> usize {
        self.validators
    }

    /// Checks a certificate. Returns the hash of the certified block and how many validators signed.
    ///
    /// # Errors
    ///
    /// Why these bytes certify nothing, in words.
    pub fn check(&self, bytes: &RawBytes) -> Result<(B256, usize), &'static str> {
        if bytes.len() > MAX_FINALIZATION_BYTES {
            return Err("it is larger than a certificate can be");
        }
        let certificate = Certificate::decode_cfg(bytes.0.clone(), &self.validators)
            .map_err(|_| "its bytes are no certificate of a network with this many validators")?;
        self.check_decoded(&certificate)?;
        if certificate.encode() != bytes.0 {
            return Err("its bytes are not the only way to write it");
        }
        let block = B256::from(certificate.proposal.payload.0);
        Ok((block, certificate.certificate.signatures.len()))
    }

    /// The same for a certificate that was decoded from one's own disk.
    pub(crate) fn check_decoded(&self, certificate: &Certificate) -> Result<(), &'static str> {
        if certificate.proposal.round.epoch().get() != self.epoch {
            return Err("it is of another epoch");
        }
        if certificate.verify(&mut sys_rng(), &self.scheme, &Sequential) {
            return Ok(());
        }
        Err("it is not signed by a quorum of the validators of its epoch")
    }
}

/// Where a proof breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The answer is not one to this question, or too large to be one.
    Answer,
    /// The validators: a change of them on the way from genesis.
    Validators,
    /// The certificate.
    Certificate,
    /// The headers.
    Headers,
    /// The path from the state's root to the record.
    Path,
}

impl Step {
    /// One word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Validators => "validators",
            Self::Certificate => "certificate",
            Self::Headers => "headers",
            Self::Path => "path",
        }
    }

    fn chinese(self) -> &'static str {
        match self {
            Self::Answer => "应答本身",
            Self::Validators => "验证者变更",
            Self::Certificate => "验证者证书",
            Self::Headers => "区块头",
            Self::Path => "状态证明",
        }
    }
}

/// Why a proof proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofError {
    /// The step that failed.
    pub step: Step,
    /// Why, in English.
    pub english: String,
    /// Why, in Chinese.
    pub chinese: String,
}

impl ProofError {
    fn new(step: Step, english: impl Into<String>, chinese: impl Into<String>) -> Self {
        Self {
            step,
            english: english.into(),
            chinese: chinese.into(),
        }
    }

    /// The whole sentence in Chinese; [`fmt::Display`] writes the English one.
    pub fn in_chinese(&self) -> String {
        format!("证明不成立（{}）：{}", self.step.chinese(), self.chinese)
    }
}

impl fmt::Display for ProofError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = match self.step {
            Step::Answer => "the answer",
            Step::Validators => "the validators",
            Step::Certificate => "the certificate",
            Step::Headers => "the headers",
            Step::Path => "the path to the record",
        };
        write!(f, "the proof fails at {step}: {}", self.english)
    }
}

impl std::error::Error for ProofError {}

/// What a proof proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The header of the block after which the key held this.
    pub header: Header,
    /// Its hash.
    pub hash: B256,
    /// Its time.
    pub time: Timestamp,
    /// What the key held; nothing if it is proven that it held nothing.
    pub value: Option<RawBytes>,
    /// The block that carries the certificate: this one, or the first certified one after it.
    pub certified: u64,
    /// How many validators signed it.
    pub signers: usize,
    /// Of how many.
    pub validators: usize,
}

/// Verifies what somebody says about `key`, trusting nothing but the genesis document: `known` are the validators that
/// were followed from there.
///
/// It proves what was true after [`Proven::header`]; that no newer block exists, nobody can prove.
///
/// # Errors
///
/// The first step that does not hold.
pub fn verify(known: &KnownValidators, key: Key, proof: &StateProof) -> Result<Proven, ProofError> {
    if proof.key.0 != key.0 {
        return Err(ProofError::new(
            Step::Answer,
            format!(
                "it is about the key {}, asked was {}",
                proof.key,
                B256::from(key.0)
            ),
            format!(
                "应答的键是 {}，而查询的键是 {}",
                proof.key,
                B256::from(key.0)
            ),
        ));
    }
    let value_bytes = proof.value.as_ref().map_or(0, |value| value.len());
    if proof.path.len() > MAX_PATH_BYTES || value_bytes > MAX_VALUE_BYTES {
        return Err(ProofError::new(
            Step::Answer,
            "it is larger than a proof can be",
            "其大小超过了证明可能的上限",
        ));
    }

    // Whatever epoch the last header is of: the certificate has to be of the same, and of its hash.
    let last = proof.headers.last().and_then(read_header);
    let epoch = last.map_or(0, |header| known.network().epoch_of(header.number));
    let certifier = known.certifier(epoch);
    let (certified, signers) = certifier.check(&proof.finalization).map_err(|reason| {
        let (since, _) = known.newest();
        ProofError::new(
            Step::Certificate,
            format!(
                "{reason}; the validators known here are those from epoch {since} on, and the certificate should be \
                 of epoch {epoch}"
            ),
            format!(
                "它不是由第 {epoch} 个纪元的验证者的法定多数签署的有效证书；此处已知的是自第 {since} 个纪元起的验证者"
            ),
        )
    })?;

    let headers = linked_headers(&proof.headers, certified)?;
    let (header, hash) = headers
        .first()
        .cloned()
        .ok_or_else(|| ProofError::new(Step::Headers, "there is none", "其中没有任何区块头"))?;
    let last = headers.last().expect("there is a first one").0.number;
    let time = time_of(&header).map_err(|error| {
        ProofError::new(Step::Headers, error.to_string(), "区块头的扩展字段无法解析")
    })?;
    let version = Extra::of(&header).map(|extra| extra.protocol_version);
    let version = version.and_then(|version| known.network().check_version(version));
    version.map_err(|error| {
        let chinese = "其协议版本本程序不支持，请安装新版本";
        ProofError::new(Step::Headers, error.to_string(), chinese)
    })?;

    let root = sha256::Digest(header.state_root.0);
    let key = DatabaseKey::new(key.0);
    let holds = match &proof.value {
        Some(value) => decode::<Path>(&proof.path, &(MAX_DIGESTS, ())).is_some_and(|path| {
            let value = Value(value.0.clone());
            path.verify::<Sha256, VariableEncoding<Value>>(key, value, &root)
        }),
        None => decode::<Gap>(&proof.path, &(MAX_DIGESTS, ((), ()), ()))
            .is_some_and(|gap| gap.verify::<Sha256>(&key, &root)),
    };
    if !holds {
        return Err(match &proof.value {
            Some(_) => ProofError::new(
                Step::Path,
                format!("this record is not in the state of block {}", header.number),
                format!("区块 {} 的状态中不存在这一记录", header.number),
            ),
            None => ProofError::new(
                Step::Path,
                format!(
                    "it does not show that the state of block {} has no such record",
                    header.number
                ),
                format!("它不能证明区块 {} 的状态中没有这一记录", header.number),
            ),
        });
    }
    Ok(Proven {
        hash,
        time,
        value: proof.value.clone(),
        certified: last,
        signers,
        validators: certifier.validators(),
        header,
    })
}

/// Decodes the only encoding of something.
fn decode<T>(bytes: &RawBytes, config: &T::Cfg) -> Option<T>
where
    T: commonware_codec::Read + commonware_codec::Write + commonware_codec::EncodeSize,
{
    let decoded = T::decode_cfg(bytes.0.clone(), config).ok()?;
    (decoded.encode() == bytes.0).then_some(decoded)
}

/// Reads headers, each the parent of the next, the last with the hash that was certified.
fn linked_headers(raw: &[RawBytes], certified: B256) -> Result<Vec<(Header, B256)>, ProofError> {
    let wrong = |english: String, chinese: String| ProofError::new(Step::Headers, english, chinese);
    if raw.len() > MAX_HEADERS {
        return Err(wrong(
            format!("there are {}, at most {MAX_HEADERS} are read", raw.len()),
            format!("共有 {} 个，最多读取 {MAX_HEADERS} 个", raw.len()),
        ));
    }
    let mut headers: Vec<(Header, B256)> = Vec::with_capacity(raw.len());
    for (index, bytes) in raw.iter().enumerate() {
        let header = read_header(bytes).ok_or_else(|| {
            wrong(
                format!("number {index} is no header"),
                format!("第 {index} 个不是区块头"),
            )
        })?;
        if let Some((parent, hash)) = headers.last()
            && (header.parent_hash != *hash || Some(header.number) != parent.number.checked_add(1))
        {
            return Err(wrong(
                format!("number {index} does not follow the one before it"),
                format!("第 {index} 个没有接在前一个之后"),
            ));
        }
        let hash = keccak256(bytes);
        headers.push((header, hash));
    }
    if let Some((header, hash)) = headers.last()
        && *hash != certified
    {
        return Err(wrong(
            format!(
                "block {} has the hash {hash}, certified is {certified}",
                header.number
            ),
            format!(
                "区块 {} 的哈希是 {hash}，而证书所签的是 {certified}",
                header.number
            ),
        ));
    }
    Ok(headers)
}

/// A header from its only encoding.
fn read_header(bytes: &RawBytes) -> Option<Header> {
    if bytes.len() > MAX_HEADER_BYTES {
        return None;
    }
    let mut rest: &[u8] = bytes;
    let header = Header::decode(&mut rest).ok()?;
    let mut again = Vec::with_capacity(bytes.len());
    header.encode(&mut again);
    (rest.is_empty() && again == bytes.as_ref()).then_some(header)
}

/// The header of a final block with a certificate of its own, and that certificate.
pub(crate) async fn certified(
    marshal: &Mailbox<Scheme, Standard<crate::block::Block>>,
    number: u64,
) -> Option<(RawBytes, RawBytes)> {
    let height = Height::new(number);
    let block = marshal.get_block(Identifier::Height(height)).await?;
    let certificate = marshal.get_finalization(height).await?;
    if certificate.proposal.payload != block.inner().digest() {
        return None;
    }
    let mut header = Vec::with_capacity(MAX_HEADER_BYTES);
    block.inner().header().encode(&mut header);
    Some((header.into(), RawBytes(certificate.encode())))
}

/// Proves what `key` holds in the newest applied state. Returns the proof and the height of its last header; nothing
/// while there is no certified block yet.
pub(crate) async fn prove<E: Spawner + StorageContext>(
    state: &Shared<Database<E>>,
    marshal: &Mailbox<Scheme, Standard<crate::block::Block>>,
    key: Key,
) -> Option<(u64, StateProof)> {
    // Asked before the state is read: the state is at this height or a little ahead of it.
    let processed = marshal.get_processed().await?.height().get();
    let database_key = DatabaseKey::new(key.0);
    let (root, value, path) = {
        let database = state.read().await;
        let value = database.get(&database_key).await.ok()?;
        let path = match value {
            Some(_) => database.key_value_proof(database_key).await.ok()?.encode(),
            None => database.exclusion_proof(&database_key).await.ok()?.encode(),
        };
        (database.root(), value, path)
    };
    let mut number = None;
    for height in processed..=processed + MAX_AHEAD {
        let block = marshal
            .get_block(Identifier::Height(Height::new(height)))
            .await?;
        if block.inner().header().state_root.0 == root.0 {
            number = Some(height);
            break;
        }
    }
    let number = number?;

    let mut headers = Vec::new();
    for height in (number..).take(MAX_HEADERS) {
        let block = marshal
            .get_block(Identifier::Height(Height::new(height)))
            .await?;
        let mut header = Vec::with_capacity(MAX_HEADER_BYTES);
        block.inner().header().encode(&mut header);
        headers.push(RawBytes::from(header));
        let Some(certificate) = marshal.get_finalization(Height::new(height)).await else {
            continue;
        };
        if certificate.proposal.payload != block.inner().digest() {
            return None;
        }
        let proof = StateProof {
            key: B256::from(key.0),
            value: value.map(|value| RawBytes(value.0)),
            path: RawBytes(path),
            headers,
            finalization: RawBytes(certificate.encode()),
        };
        return Some((height, proof));
    }
    None
}
