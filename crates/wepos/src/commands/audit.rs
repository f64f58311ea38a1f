//! `wepos audit`: runs a stored chain once more from genesis and checks every promise about its money.

use std::{path::PathBuf, sync::Arc};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use wepos_chain::Network;
use wepos_client::{show_amount, show_moment};
use wepos_node::data_dir::{DataDir, DataDirError};

use crate::{
    audit::{self, CHECKS, Export, Report, Tamper},
    output::{Failure, Output, table},
};

/// Runs a stored chain once more from genesis and checks every rule about its money.
///
/// Nothing is taken from the node but its blocks: signatures, certificates, receipts, roots and balances are computed
/// anew, and the invariants of the rule book from the audit's own books. The node must not run meanwhile. The exit
/// status is 0 only if everything holds.
#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// The data directory of a node that does not run.
    #[arg(long, value_name = "DIR", default_value = "data/dev")]
    data_dir: PathBuf,
    /// Where the replay begins.
    #[arg(long, value_enum, default_value = "genesis")]
    from: From,
    /// Show that the audit can fail: alter one thing in the replayed copy, never on disk. `balance` if nothing is
    /// named.
    #[arg(long, value_enum, value_name = "WHAT", num_args = 0..=1, default_missing_value = "balance")]
    tamper: Option<Tamper>,
    /// Write accounts, supply by month, blocks and payouts there, as CSV and as JSON.
    #[arg(long, value_name = "DIR")]
    export: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum From {
    /// The first block.
    Genesis,
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos audit --data-dir data/dev --from genesis
  wepos audit --data-dir data/dev --export audit/
  wepos audit --data-dir data/dev --tamper supply     must fail, and name what was altered";

impl Audit {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// A data directory that is in use or unreadable; anything that does not hold.
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        let From::Genesis = self.from;
        let (data_dir, network) = self.open()?;
        let export = self.export.as_deref().map(Export::begin).transpose()?;
        let progress = output.progress(output.pick("auditing", "审计中"));
        let report = audit::audit(audit::Audit {
            data_dir,
            network: Arc::new(network),
            tamper: self.tamper,
            export,
            progress,
        })?;
        if self.tamper.is_some() && report.altered.is_none() {
            let text =
                "there is nothing of this kind to alter: the chain has no such transaction yet";
            return Err(Failure::new("nothingToAlter", text)
                .in_chinese("没有可供篡改的对象：链上尚无此类交易"));
        }
        if report.newest.is_none() && report.mismatches.is_empty() {
            return Err(Failure::new("empty", "there is no final block yet")
                .in_chinese("尚无最终确认的区块"));
        }
        if report.mismatches.is_empty() {
            return output.result(&text(&report, output), &value(&report));
        }
        Err(failure(&report))
    }

    fn open(&self) -> Result<(DataDir, Network), Failure> {
        if !self.data_dir.join("wepos.json").exists() {
            let text = format!("{} holds no network", self.data_dir.display());
            let chinese = format!("{} 中没有任何网络的数据", self.data_dir.display());
            return Err(Failure::new("data-dir", text).in_chinese(chinese));
        }
        let data_dir = DataDir::open(&self.data_dir).map_err(|error| match error {
            DataDirError::Locked(path) => {
                let path = path.display();
                Failure::new(
                    "running",
                    format!(
                        "a node runs on {path}: stop it, or audit a copy made while it was stopped"
                    ),
                )
                .in_chinese(format!(
                    "{path} 正由节点使用：请先停止该节点，或审计停机时所作的副本"
                ))
            }
            other => anyhow::Error::from(other).into(),
        })?;
        let genesis = data_dir.genesis().map_err(anyhow::Error::from)?;
        let genesis = genesis.ok_or_else(|| Failure::new("data-dir", "no genesis document"))?;
        let network = Network::new(genesis).map_err(anyhow::Error::from)?;
        Ok((data_dir, network))
    }
}

fn text(report: &Report, output: &Output) -> String {
    let mut rows = Vec::new();
    let mut row = |english: &str, chinese: &str, value: String| {
        rows.push((output.pick(english, chinese).to_owned(), value));
    };
    row("blocks", "区块", report.blocks.to_string());
    row("transactions", "交易", report.transactions.to_string());
    row("certificates", "证书", report.certificates.to_string());
    if let Some((number, hash, time)) = report.newest {
        let value = format!("{number}  {hash}  {}", show_moment(time.whole_seconds()));
        row("newest block", "最新区块", value);
    }
    row("accounts", "账户", report.accounts.to_string());
    for (place, amount) in &report.supply {
        if !amount.is_zero() {
            let label = format!("  {}", place.word());
            row(&label, &label, show_amount((*amount).into()));
        }
    }
    let speed = format!(
        "{} tx/s, {:.1} s",
        per_second(report),
        report.took.as_secs_f64()
    );
    row("speed", "速度", speed);
    let mut lines: Vec<String> = CHECKS
        .iter()
        .map(|check| {
            format!(
                "✓ {:9}{}",
                check.name,
                output.pick(check.english, check.chinese)
            )
        })
        .collect();
    let (english, chinese) = (
        "✓ blocks   certificates, headers, seeds, signatures, execution, receipts, roots",
        "✓ blocks   证书、区块头、种子、签名、执行、收据、各个根",
    );
    lines.insert(0, output.pick(english, chinese).to_owned());
    lines.insert(0, table(&rows));
    if report.incomplete > 0 {
        let (count, text) = (
            report.incomplete,
            "个区块位于末尾，停机时尚未完整保存，未予审计",
        );
        let english =
            "block(s) at the end are not audited: the node stopped before they were complete";
        lines.push(format!("{count} {}", output.pick(english, text)));
    }
    if report.without_receipts > 0 {
        let (count, text) = (
            report.without_receipts,
            "个区块位于末尾，停机时其收据尚未保存",
        );
        let english =
            "block(s) at the end have no stored receipts: the node stopped before it wrote them";
        lines.push(format!("{count} {}", output.pick(english, text)));
    }
    let verdict = match &report.altered {
        None => output.pick("everything holds", "全部成立"),
        // Exit status 0 with --tamper: whoever relies on the status learns that this audit sees nothing.
        Some(_) => output.pick(
            "THE ALTERATION WAS NOT FOUND: do not rely on this program",
            "未能发现所作的篡改：请勿信赖本程序",
        ),
    };
    lines.push(verdict.to_owned());
    lines.join("\n")
}

fn per_second(report: &Report) -> u64 {
    let seconds = report.took.as_secs_f64().max(0.001);
    (report.transactions as f64 / seconds) as u64
}

fn value(report: &Report) -> Value {
    let units = |amount: &wepos_chain::amounts::Amount| amount.units().to_string();
    let stages: Vec<Value> = report
        .stages
        .iter()
        .enumerate()
        .map(|(index, stage)| {
            json!({
                "index": index,
                "allotment": units(&stage.allotment),
                "released": units(&stage.released),
                "issued": units(&stage.issued),
                "burned": units(&stage.burned),
                "settling": units(&stage.settling),
            })
        })
        .collect();
    let supply = report.supply.iter();
    let supply: serde_json::Map<String, Value> = supply
        .map(|(place, amount)| (place.word().to_owned(), units(amount).into()))
        .collect();
    json!({
        "holds": report.mismatches.is_empty(),
        "blocks": report.blocks,
        "transactions": report.transactions,
        "certificates": report.certificates,
        "newest": report.newest.map(|(number, hash, time)| {
            json!({"number": number, "hash": hash, "timeMs": time.millis()})
        }),
        "accounts": report.accounts,
        "supply": supply,
        "stages": stages,
        "checks": CHECKS.iter().map(|check| check.name).collect::<Vec<_>>(),
        "incompleteBlocks": report.incomplete,
        "blocksWithoutReceipts": report.without_receipts,
        "milliseconds": report.took.as_millis() as u64,
        "transactionsPerSecond": per_second(report),
        "altered": report.altered.map(|altered| altered.json()),
    })
}

fn failure(report: &Report) -> Failure {
    let lines = |chinese: bool| {
        let first = report
            .mismatches
            .first()
            .map_or(0, |mismatch| mismatch.block);
        let head = if chinese {
            format!("审计未通过：区块 {first} 与规则不符")
        } else {
            format!("the audit failed: block {first} does not hold")
        };
        let found = report.mismatches.iter();
        let found = found.map(|mismatch| mismatch.text(chinese));
        std::iter::once(head)
            .chain(found)
            .collect::<Vec<_>>()
            .join("\n  ")
    };
    let mismatches: Vec<Value> = report.mismatches.iter().map(|it| it.json()).collect();
    Failure::new("mismatch", lines(false))
        .in_chinese(lines(true))
        .with("mismatches", mismatches)
        .with("audit", value(report))
}
