//! `wepos verify`: what one account holds, proven from the genesis document.

use std::{
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Value, json};
use wepos_chain::{
    Network,
    modules::token::{Account, account_key},
    state::Record as _,
};
use wepos_client::{Address, Client, Modules, read_address, show_amount, show_moment};
use wepos_node::proof::{ProofError, Proven, verify};

use crate::{
    cli::{self, Node},
    commands::genesis,
    output::{Failure, Output, table},
};

/// Checks what one account holds, trusting nothing but the genesis document.
///
/// The node is asked for a proof and for nothing else. Every byte of its answer is checked: the validators that the
/// genesis document names signed a block, that block has this state, and the account's record is in it, or it is
/// proven that there is none.
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// The account: an address, or the name of a module or protocol account such as `pool`.
    #[arg(value_name = "ADDRESS")]
    account: String,
    #[command(flatten)]
    node: Node,
    /// The genesis document, from a source that you trust: the only thing that is believed.
    #[arg(long, value_name = "FILE")]
    genesis: PathBuf,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos verify 0x7099…79C8 --genesis genesis.json
  wepos verify 0x7099…79C8 --rpc http://127.0.0.1:9545 --genesis data/dev/genesis.json --json";

impl Verify {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// A genesis document that is refused, a node that does not answer, a proof that proves nothing.
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        let account = address(&self.account)?;
        let network = Network::new(genesis::read(&self.genesis)?).map_err(anyhow::Error::from)?;
        let asked = async { Ok(Client::connect(&self.node.url)?.proof(account).await?) };
        let proof = cli::wait(asked)?;
        let proven = verify(&network, account_key(&account), &proof).map_err(refused)?;
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
                format!("创世文件 {}，以及其中所列的验证者", self.network.hash()),
                "所信赖的只有创世文件；节点的应答逐字节核验过。没有人能证明不存在更新的区块：请留意上面的时间。",
            ),
            _ => (
                format!(
                    "the genesis document {} and the validators it names",
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
