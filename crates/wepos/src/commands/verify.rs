//! `wepos verify`: what one account holds, proven from the genesis document.

use std::{
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};
use wepos_chain::{
    Network,
    modules::token::{Account, account_key},
    state::Record as _,
};
use wepos_client::{Address, Client, Modules, read_address, show_amount, show_moment};
use wepos_node::proof::{
    CertificateChain, FORMAT, KnownValidators, MAX_CHANGES, ProofError, Proven, verify,
};

use crate::{
    cli::{self, Node},
    commands::genesis,
    output::{Failure, Output, table},
};

/// Checks what one account holds, trusting nothing but the genesis document.
///
/// The node is asked for proofs and for nothing else. Every byte of its answers is checked: the validators that the
/// genesis document names, or those that followed them, signed a block, that block has this state, and the account's
/// record is in it, or it is proven that there is none.
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// The account: an address, or the name of a module or protocol account such as `pool`. Without one, the file of
    /// `--chain` is checked, and no node is asked.
    #[arg(value_name = "ADDRESS", required_unless_present = "chain")]
    account: Option<String>,
    #[command(flatten)]
    node: Node,
    /// The genesis document, from a source that you trust: the only thing that is believed.
    #[arg(long, value_name = "FILE")]
    genesis: PathBuf,
    /// Validators that were followed before: a file that `--save-chain` wrote. It is checked as everything else is.
    #[arg(long, value_name = "FILE")]
    chain: Option<PathBuf>,
    /// Write how the validators of today follow from the genesis document to this file.
    #[arg(long, value_name = "FILE", requires = "account")]
    save_chain: Option<PathBuf>,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos verify 0x7099…79C8 --genesis genesis.json
  wepos verify 0x7099…79C8 --rpc http://127.0.0.1:9545 --genesis data/dev/genesis.json --json
  wepos verify pool --genesis genesis.json --save-chain validators.json
  wepos verify --chain validators.json --genesis genesis.json";

impl Verify {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// A genesis document that is refused, a node that does not answer, a proof that proves nothing.
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        let network = Network::new(genesis::read(&self.genesis)?).map_err(anyhow::Error::from)?;
        let mut known = KnownValidators::genesis(&network);
        let mut chain = CertificateChain {
            format: FORMAT.to_owned(),
            genesis: network.hash(),
            changes: Vec::new(),
        };
        if let Some(path) = &self.chain {
            chain = read_chain(path)?;
            known.follow(&chain).map_err(refused)?;
        }
        let Some(account) = &self.account else {
            return followed(&known, output);
        };
        let account = address(account)?;
        let asked = async {
            let client = Client::connect(&self.node.url)?;
            // Page by page: each is checked before the next one is asked for.
            loop {
                let from = known.changes() as u64 + 1;
                let page: CertificateChain =
                    client.request("wepos_getCertificateChain", (from,)).await?;
                known.follow(&page).map_err(refused)?;
                let more = page.changes.len() >= MAX_CHANGES;
                chain.changes.extend(page.changes);
                if !more {
                    break;
                }
            }
            Ok(client.proof(account).await?)
        };
        let proof = cli::wait(asked)?;
        let proven = verify(&known, account_key(&account), &proof).map_err(refused)?;
        if let Some(path) = &self.save_chain {
            let text = serde_json::to_string_pretty(&chain).map_err(anyhow::Error::from)?;
            std::fs::write(path, text + "\n")
                .map_err(|error| Failure::new("file", format!("{}: {error}", path.display())))?;
        }
        let record = proven
            .value
            .as_ref()
            .map(|value| Account::from_value(value));
        let verified = Verified {
            account,
            network: &network,
            url: &self.node.url,
            proven,
            record,
        };
        output.result(&verified.text(output), &verified.json())
    }
}

/// Bytes of a file with validators: ten thousand changes of a large network.
const CHAIN_BYTES_MAX: u64 = 1 << 30;

fn read_chain(path: &Path) -> Result<CertificateChain, Failure> {
    let wrong = |why: String| Failure::new("file", format!("{}: {why}", path.display()));
    let bytes = std::fs::metadata(path).map_err(|error| wrong(error.to_string()))?;
    if bytes.len() > CHAIN_BYTES_MAX {
        return Err(wrong(
            "it is larger than any file that --save-chain writes".into(),
        ));
    }
    let text = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
    serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))
}

/// Says who signs by a file that was followed to its end.
fn followed(known: &KnownValidators, output: &Output) -> Result<(), Failure> {
    let (epoch, set) = known.newest();
    let changes = known.changes();
    let lines = set
        .iter()
        .map(|one| (one.name.clone(), one.public_key.to_string()));
    let text = table(&lines.collect::<Vec<_>>());
    let note = match output.language() {
        wepos_client::Language::Chinese => format!(
            "自创世文件起的 {changes} 次变更均已核验；以上验证者自第 {epoch} 个纪元起生效。没有人能证明其后不再有变更。"
        ),
        _ => format!(
            "All {changes} changes since the genesis document hold; these are the validators from epoch {epoch} on. \
             That no newer change exists, nobody can prove."
        ),
    };
    let json = json!({
        "verified": true,
        "changes": changes,
        "epoch": epoch,
        "validators": set.as_slice(),
        "trusted": {"genesisHash": known.network().hash()},
    });
    output.result(&format!("{text}\n{note}"), &json)
}

/// An address, or what a protocol account is called.
fn address(text: &str) -> Result<Address, Failure> {
    use wepos_abi::addresses;
    let accounts = [
        ("unreleased", addresses::UNRELEASED),
        ("stage", addresses::STAGE),
        ("reserved", addresses::RESERVED),
        ("settlement", addresses::SETTLEMENT),
        ("pool", addresses::POOL),
        ("burned", addresses::BURNED),
        ("migrated", addresses::MIGRATED),
    ];
    if let Some((_, address)) = accounts.iter().find(|(name, _)| *name == text) {
        return Ok(*address);
    }
    read_address(text, &Modules::built_in())
        .map_err(|error| Failure::new("argument", format!("{text}: {error}")))
}

fn refused(error: ProofError) -> Failure {
    Failure::new("proof", error.to_string())
        .in_chinese(error.in_chinese())
        .with("step", error.step.word())
}

struct Verified<'a> {
    account: Address,
    network: &'a Network,
    url: &'a str,
    proven: Proven,
    record: Option<Account>,
}

impl Verified<'_> {
    /// The record, brought forward to the block's time: months in which nothing moved count too.
    fn current(&self) -> Account {
        let mut account = self.record.clone().unwrap_or_default();
        if self.record.is_some() {
            let (calendar, time) = (self.network.calendar(), self.proven.time);
            account.holding.advance(calendar, account.balance, time);
        }
        account
    }

    /// How long ago the block was, by this machine's clock.
    fn age_seconds(&self) -> Option<u64> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        now.as_secs().checked_sub(self.proven.time.whole_seconds())
    }

    fn text(&self, output: &Output) -> String {
        let account = self.current();
        let mut rows = Vec::new();
        let mut row = |english: &str, chinese: &str, value: String| {
            rows.push((output.pick(english, chinese).to_owned(), value));
        };
        row("account", "账户", self.account.to_string());
        if self.record.is_none() {
            let absent = output.pick(
                "proven absent: it has never held PoS and never acted",
                "已证明不存在：从未持有 PoS，也从未有过操作",
            );
            row("record", "记录", absent.to_owned());
        } else {
            row("balance", "余额", show_amount(account.balance.into()));
            row("nonce", "nonce", account.nonce.to_string());
            row(
                "held last month",
                "上月平均持有",
                show_amount(account.holding.last_average.into()),
            );
            row(
                "holding months",
                "持有月数",
                account.holding.holding_months.to_string(),
            );
        }
        let proven = &self.proven;
        row(
            "block",
            "区块",
            format!("{}  {}", proven.header.number, proven.hash),
        );
        let age = self.age_seconds().map_or(String::new(), |seconds| {
            format!(
                "{}{seconds}{}",
                output.pick(" (", "（"),
                output.pick(" s ago)", " 秒前）")
            )
        });
        let moment = show_moment(proven.time.whole_seconds());
        row("time", "时间", format!("{moment}{age}"));
        row(
            "certificate",
            "证书",
            match output.language() {
                wepos_client::Language::Chinese => format!(
                    "区块 {}：{} 个验证者中的 {} 个签署",
                    proven.certified, proven.validators, proven.signers
                ),
                _ => format!(
                    "block {}: signed by {} of {} validators",
                    proven.certified, proven.signers, proven.validators
                ),
            },
        );
        let (trusted, note) = match output.language() {
            wepos_client::Language::Chinese => (
                format!("创世文件 {}，以及由其推出的验证者", self.network.hash()),
                "所信赖的只有创世文件；节点的应答逐字节核验过。没有人能证明不存在更新的区块：请留意上面的时间。",
            ),
            _ => (
                format!(
                    "the genesis document {}, and validators by what follows from it",
                    self.network.hash()
                ),
                "Nothing else was trusted: every byte of the node's answer was checked. That no newer block exists, \
                 nobody can prove: mind the time above.",
            ),
        };
        row("trusted", "所信赖的", trusted);
        row("not trusted", "未信赖的", self.url.to_owned());
        format!("{}\n{note}", table(&rows))
    }

    fn json(&self) -> Value {
        let account = self.current();
        let proven = &self.proven;
        let record = self.record.as_ref().map(|_| {
            json!({
                "balance": account.balance.units().to_string(),
                "nonce": account.nonce,
                "anchored": account.anchored,
                "lastMonthAverage": account.holding.last_average.units().to_string(),
                "holdingMonths": account.holding.holding_months,
            })
        });
        json!({
            "verified": true,
            "account": self.account,
            "exists": self.record.is_some(),
            "record": record,
            "block": {
                "number": proven.header.number,
                "hash": proven.hash,
                "timeMs": proven.time.millis(),
                "stateRoot": proven.header.state_root,
            },
            "certificate": {
                "block": proven.certified,
                "signers": proven.signers,
                "validators": proven.validators,
            },
            "trusted": {"genesisHash": self.network.hash()},
        })
    }
}
