//! `wepos genesis new`: writes a document, asking for nothing that has a sensible default.

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::json;
use sha2::{Digest as _, Sha256};
use wepos_abi::addresses;
use wepos_chain::{
    amounts::Amount,
    genesis::{
        DOCUMENT_BYTES_MAX, DevelopmentNetwork, Genesis, GenesisError, NetworkKind, ReadyAccount,
        RuleBook, SeedKey, ValidatorEntry, WhitePaperNetwork,
    },
    time::Timestamp,
};
use wepos_client::{Address, B256, Bytes, Modules, read_address, read_moment};

use crate::{
    output::{Failure, Output},
    rules,
};

pub(crate) const EXAMPLES: &str = "\
A network on your desk with months of a minute:
  wepos genesis new genesis.json --month 60s \\
      --validator desk:0xPUBLIC_KEY:0xSEED_KEY \\
      --ready-account alice:0x70997970C51812dc3A010C7d01b50e0d17dc79C8:1000PoS
A public one:
  wepos genesis new genesis.json --kind main --network wepos --chain-id 7057 \\
      --launch 2027-01-01T00:00:00+08:00 --wetez 0xADDRESS --soros-report 0xADDRESS \\
      --validators validators.json
A validators file is what `wepos keys validator NAME --data-dir DIR --json` prints, or a list of such.";

/// Bytes of a rule book that are hashed; the white paper has 100 KiB.
const RULE_BOOK_BYTES_MAX: u64 = 64 << 20;

/// The arguments of `wepos genesis new`.
#[derive(Debug, clap::Args)]
pub(crate) struct New {
    /// The file to write; it must not exist.
    file: PathBuf,
    /// What the network is for.
    #[arg(long, value_enum, default_value = "development")]
    kind: Kind,
    /// Its name [default: wepos, wepos-test or wepos-development].
    #[arg(long, value_name = "NAME")]
    network: Option<String>,
    /// Its EIP-155 chain id; a development network has one that follows from its launch.
    #[arg(long, value_name = "ID")]
    chain_id: Option<u64>,
    /// When month 1 begins [default: now; a main network needs it].
    #[arg(long, value_name = "MOMENT")]
    launch: Option<String>,
    /// How long every month of a development network is, such as 60s or 2h; calendar months by default.
    #[arg(long, value_name = "SPAN")]
    month: Option<String>,
    /// The account of the committee's seat Wetez; a public network needs it.
    #[arg(long, value_name = "ADDRESS")]
    wetez: Option<String>,
    /// The account of the committee's seat SorosReport; a public network needs it.
    #[arg(long, value_name = "ADDRESS")]
    soros_report: Option<String>,
    /// A validator; may be repeated.
    #[arg(long, value_name = "NAME:PUBLIC_KEY:SEED_KEY")]
    validator: Vec<String>,
    /// A file with validators, or one validator; may be repeated.
    #[arg(long, value_name = "FILE")]
    validators: Vec<PathBuf>,
    /// An account of a development network that starts with PoS; may be repeated.
    #[arg(long, value_name = "ROLE:ADDRESS:AMOUNT")]
    ready_account: Vec<String>,
    /// A Chinese rule book in place of the one this program carries (`wepos rules`), whose hash the network promises
    /// to keep (R20).
    #[arg(long, value_name = "FILE", requires = "rule_book_en")]
    rule_book_zh: Option<PathBuf>,
    /// Its English translation.
    #[arg(long, value_name = "FILE", requires = "rule_book_zh")]
    rule_book_en: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    /// On somebody's desk: may have ready accounts and short months.
    Development,
    /// A public rehearsal.
    Test,
    /// The real one.
    Main,
}

impl New {
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        let genesis = match self.kind {
            Kind::Development => self.development()?,
            Kind::Test => self.white_paper(NetworkKind::Test, "wepos-test")?,
            Kind::Main => self.white_paper(NetworkKind::Main, "wepos")?,
        };
        genesis
            .check_addresses(|address| addresses::is_protocol_account(*address))
            .map_err(refused)?;
        let failed = |error| Failure::file(&self.file, &error);
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&self.file)
            .map_err(failed)?;
        file.write_all(genesis.to_json().as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(failed)?;
        let advice: Vec<String> = genesis.advice().iter().map(ToString::to_string).collect();
        for line in &advice {
            output.note(&format!("! {line}"));
        }
        let path = self.file.display().to_string();
        let text = format!(
            "{path}{}{} ({}){}{} {}\n{}",
            output.colon(),
            genesis.network,
            genesis.kind.as_str(),
            output.comma(),
            output.pick("chain id", "链 ID"),
            genesis.chain_id,
            genesis.hash()
        );
        let value = json!({
            "file": path, "hash": genesis.hash(), "network": genesis.network,
            "kind": genesis.kind.as_str(), "chainId": genesis.chain_id, "advice": advice,
        });
        output.result(&text, &value)
    }

    fn development(&self) -> Result<Genesis, Failure> {
        let public_only = [
            (self.wetez.is_some(), "--wetez"),
            (self.soros_report.is_some(), "--soros-report"),
        ];
        if let Some((_, option)) = public_only.into_iter().find(|(given, _)| *given) {
            let text = format!(
                "{option} is for public networks; a ready account with the role wetez or sorosreport has that seat"
            );
            return Err(usage(text));
        }
        let mut genesis = Genesis::development(DevelopmentNetwork {
            launch: self.launch_or_now()?,
            chain_id: self.chain_id,
            month_length_ms: self.month.as_deref().map(read_span_ms).transpose()?,
            validators: self.read_validators()?,
            ready_accounts: self
                .ready_account
                .iter()
                .map(|it| read_ready(it))
                .collect::<Result<_, _>>()?,
        })
        .map_err(refused)?;
        genesis.rule_book = self.rule_book()?;
        if let Some(network) = &self.network {
            genesis.network.clone_from(network);
            genesis.check().map_err(refused)?;
        }
        Ok(genesis)
    }

    fn white_paper(&self, kind: NetworkKind, name: &str) -> Result<Genesis, Failure> {
        let needed = |value: &Option<String>, option: &str| {
            value.clone().ok_or_else(|| {
                usage(format!(
                    "a network of kind {} needs {option}",
                    kind.as_str()
                ))
            })
        };
        if self.month.is_some() || !self.ready_account.is_empty() {
            let text = "--month and --ready-account are for development networks: real months, nothing for anybody";
            return Err(usage(text));
        }
        let Some(chain_id) = self.chain_id else {
            let text =
                "a public network needs --chain-id: at most 65535, and free at chainlist.org";
            return Err(usage(text));
        };
        if kind == NetworkKind::Main && self.launch.is_none() {
            return Err(usage(
                "a main network needs --launch, such as 2027-01-01T00:00:00+08:00",
            ));
        }
        let address = |text: String, option: &str| -> Result<Address, Failure> {
            read_address(&text, &Modules::built_in())
                .map_err(|why| usage(format!("{option}: {why}")))
        };
        Genesis::white_paper(WhitePaperNetwork {
            network: self.network.clone().unwrap_or_else(|| name.to_owned()),
            kind,
            chain_id,
            launch: self.launch_or_now()?,
            wetez: address(needed(&self.wetez, "--wetez ADDRESS")?, "--wetez")?,
            soros_report: address(
                needed(&self.soros_report, "--soros-report ADDRESS")?,
                "--soros-report",
            )?,
            validators: self.read_validators()?,
            rule_book: self.rule_book()?,
        })
        .map_err(refused)
    }

    /// The launch that was asked for, or this second.
    fn launch_or_now(&self) -> Result<Timestamp, Failure> {
        let seconds = match &self.launch {
            None => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_err(|_| usage("the clock of this machine is before 1970"))?
                .as_secs(),
            Some(text) => {
                let moment = read_moment(text).map_err(|why| usage(format!("--launch: {why}")))?;
                u64::try_from(moment.as_second())
                    .map_err(|_| usage("--launch: it lies before 1970"))?
            }
        };
        Ok(Timestamp::from_millis(seconds.saturating_mul(1_000)))
    }

    /// The rule book that was given, or the newest that this program carries.
    fn rule_book(&self) -> Result<RuleBook, Failure> {
        let (Some(chinese), Some(english)) = (&self.rule_book_zh, &self.rule_book_en) else {
            return Ok(rules::NEWEST.hashes());
        };
        Ok(RuleBook {
            zh_sha256: Some(hash_file(chinese)?),
            en_sha256: Some(hash_file(english)?),
        })
    }

    fn read_validators(&self) -> Result<Vec<ValidatorEntry>, Failure> {
        let mut validators = Vec::new();
        for path in &self.validators {
            validators.extend(validators_of(path)?);
        }
        for text in &self.validator {
            validators.push(read_validator(text)?);
        }
        if validators.is_empty() {
            return Err(usage(
                "a network needs a validator: --validator NAME:PUBLIC_KEY:SEED_KEY or --validators FILE",
            ));
        }
        Ok(validators)
    }
}

/// `desk:0x…:0x…`: a name, an Ed25519 key of 32 bytes, a BLS12-381 key of 48 or 96 bytes.
fn read_validator(text: &str) -> Result<ValidatorEntry, Failure> {
    let wrong = |why: &str| usage(format!("--validator {text}: {why}"));
    let [name, public_key, seed_key] = text.split(':').collect::<Vec<_>>()[..] else {
        return Err(wrong("write NAME:PUBLIC_KEY:SEED_KEY"));
    };
    let public_key: B256 = public_key
        .parse()
        .map_err(|_| wrong("the public key has 32 bytes: 0x and 64 hexadecimal digits"))?;
    let seed_key = seed_key
        .parse::<Bytes>()
        .ok()
        .and_then(SeedKey::new)
        .ok_or_else(|| wrong("the seed key has 48 or 96 bytes in hexadecimal"))?;
    Ok(ValidatorEntry {
        name: name.to_owned(),
        public_key,
        seed_key,
        address: String::new(),
    })
}

/// A list of validators, or one, in the document's form.
fn validators_of(path: &Path) -> Result<Vec<ValidatorEntry>, Failure> {
    let limit = u64::try_from(DOCUMENT_BYTES_MAX).unwrap_or(u64::MAX);
    let bytes = read_limited(path, limit)?;
    let wrong = |error: serde_json::Error| {
        let form = r#"a list of {"name", "publicKey", "seedKey"}"#;
        usage(format!(
            "{}: {error}; it should hold {form}",
            path.display()
        ))
    };
    let starts_list = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
    if starts_list {
        return serde_json::from_slice(&bytes).map_err(wrong);
    }
    serde_json::from_slice(&bytes)
        .map(|one| vec![one])
        .map_err(wrong)
}

/// `alice:0x…:1000PoS`.
fn read_ready(text: &str) -> Result<ReadyAccount, Failure> {
    let wrong = |why: &str| usage(format!("--ready-account {text}: {why}"));
    let [role, address, amount] = text.split(':').collect::<Vec<_>>()[..] else {
        return Err(wrong("write ROLE:ADDRESS:AMOUNT"));
    };
    Ok(ReadyAccount {
        role: role.to_owned(),
        address: read_address(address, &Modules::built_in()).map_err(|why| wrong(&why))?,
        amount: amount
            .parse::<Amount>()
            .map_err(|error| wrong(&error.to_string()))?,
    })
}

/// A span such as `60s`, `90m` or `2h30m`, in milliseconds.
pub(crate) fn read_span_ms(text: &str) -> Result<u64, Failure> {
    let span: Option<jiff::SignedDuration> = text.parse().ok();
    span.and_then(|span| u64::try_from(span.as_millis()).ok())
        .ok_or_else(|| {
            usage(format!(
                "`{text}` is not a span of time: write one such as 60s, 90m or 2h30m"
            ))
        })
}

fn hash_file(path: &Path) -> Result<B256, Failure> {
    let bytes = read_limited(path, RULE_BOOK_BYTES_MAX)?;
    Ok(B256::from_slice(&Sha256::digest(bytes)))
}

fn read_limited(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let failed = |error| Failure::file(path, &error);
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(failed)?;
    file.take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= limit) {
        return Ok(bytes);
    }
    Err(usage(format!(
        "{}: more than {limit} bytes",
        path.display()
    )))
}

fn refused(error: GenesisError) -> Failure {
    Failure::new("genesis", format!("refused: {error}"))
}

fn usage(text: impl Into<String>) -> Failure {
    Failure::new("usage", text)
}
