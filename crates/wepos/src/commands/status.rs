//! `wepos status`: what a node knows about its network.

use serde_json::{Value, json};
use wepos_client::{
    Client, ClientError, Modules, NodeClock, NodeStatus, Schedule, Supply, show_amount, show_moment,
};

use crate::{
    cli::{self, Node},
    output::{Failure, Output, table},
};

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos status
  wepos status --rpc http://127.0.0.1:8545 --json";

/// The arguments of `wepos status`.
#[derive(Debug, clap::Args)]
pub(crate) struct Status {
    #[command(flatten)]
    node: Node,
}

/// Everything that is shown.
struct Report {
    chain_id: u64,
    block: u64,
    time: u64,
    node: NodeStatus,
    schedule: Schedule,
    supply: Supply,
}

impl Status {
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        let report = cli::wait(async { Ok(Report::gather(&self.node.url).await?) })?;
        output.result(&report.text(output), &report.json())?;
        if report.supply.adds_up() {
            return Ok(());
        }
        Err(Failure::new(
            "supply",
            "the parts of the supply do not make the whole (I1): report this",
        ))
    }
}

impl Report {
    async fn gather(url: &str) -> Result<Self, ClientError> {
        let client = Client::connect(url)?;
        let chain_id = client.chain_id().await?;
        let block = client.block(None).await?;
        let (number, time) = block.map_or((0, 0), |it| (it.header.number, it.header.timestamp));
        let node = match client.status().await {
            Ok(status) => status,
            Err(error) if error.is_unknown_method() => NodeStatus::default(),
            Err(error) => return Err(error),
        };
        Ok(Self {
            chain_id,
            block: number,
            time,
            node,
            schedule: client.schedule().await?,
            supply: client.supply(&Modules::built_in()).await?,
        })
    }

    fn text(&self, output: &Output) -> String {
        let unknown = || {
            output
                .pick("not said by this node", "该节点未说明")
                .to_owned()
        };
        let kind = match self.node.kind.as_deref() {
            Some("development") => output
                .pick(
                    "DEVELOPMENT: ready accounts were funded, these PoS mean nothing",
                    "开发网络：预备账户已注资，此处的 PoS 没有任何意义",
                )
                .to_owned(),
            Some("test") => output
                .pick(
                    "test: these PoS mean nothing",
                    "测试网络：此处的 PoS 没有任何意义",
                )
                .to_owned(),
            Some("main") => output.pick("main", "正式网络").to_owned(),
            Some(other) => other.to_owned(),
            None => unknown(),
        };
        let schedule = &self.schedule;
        let boundary = if schedule.stage_ends_at == 0 {
            output
                .pick("none: issuing has ended", "无：发放已结束")
                .to_owned()
        } else {
            show_moment(schedule.stage_ends_at)
        };
        let mut rows = vec![
            (
                output.pick("network", "网络"),
                self.node.network.clone().unwrap_or_else(unknown),
            ),
            (output.pick("kind", "性质"), kind),
            (output.pick("chain id", "链 ID"), self.chain_id.to_string()),
            (output.pick("block", "区块"), self.block.to_string()),
            (output.pick("time", "时间"), show_moment(self.time)),
            (output.pick("month", "月份"), schedule.month.to_string()),
            (output.pick("stage", "阶段"), schedule.stage.to_string()),
            (
                output.pick("multiplier", "倍数"),
                format!("× {}", schedule.multiplier),
            ),
            (
                output.pick("next month", "下月开始"),
                show_moment(schedule.month_ends_at),
            ),
            (output.pick("next stage", "下一阶段"), boundary),
        ];
        if let Some(clock) = self
            .node
            .clock
            .as_ref()
            .and_then(|clock| clock_text(clock, output))
        {
            rows.push((output.pick("clock", "时钟"), clock));
        }
        if self.node.catching_up == Some(true) {
            let text = output.pick(
                "catching up with the clock; transactions wait",
                "正在追赶时钟，交易等待中",
            );
            rows.push((output.pick("chain", "链"), text.to_owned()));
        }
        if let Some(index) = &self.node.index {
            rows.push((
                output.pick("index", "索引"),
                index_text(index, self.block, output),
            ));
        }
        if let Some(pool) = &self.node.pool {
            let (pending, queued) = (pool.pending.unwrap_or(0), pool.queued.unwrap_or(0));
            let text = format!(
                "{pending} {}{}{queued} {}",
                output.pick("ready", "待打包"),
                output.comma(),
                output.pick("waiting for a nonce", "等待前序 nonce")
            );
            rows.push((output.pick("pool", "交易池"), text));
        }
        let rows: Vec<(String, String)> = rows
            .into_iter()
            .map(|(label, value)| (label.to_owned(), value))
            .collect();
        format!("{}\n\n{}", table(&rows), self.supply_text(output))
    }

    /// The places and their sum, amounts flush right.
    fn supply_text(&self, output: &Output) -> String {
        let supply = &self.supply;
        let mut lines: Vec<(String, String)> = supply
            .parts
            .iter()
            .map(|part| {
                let notice = output.pick(&part.english, &part.chinese);
                let label = notice.trim_end_matches(['.', '。']).to_owned();
                (format!("  {label}"), show_amount(part.amount))
            })
            .collect();
        let verdict = if supply.adds_up() {
            output.pick(
                "  = total, and the parts add up",
                "  = 总量，各部分之和相符",
            )
        } else {
            output.pick(
                "  ≠ TOTAL: THE PARTS DO NOT ADD UP",
                "  ≠ 总量：各部分之和不符",
            )
        };
        lines.push((verdict.to_owned(), show_amount(supply.total)));
        let width = lines
            .iter()
            .map(|(_, amount)| amount.len())
            .max()
            .unwrap_or(0);
        for (_, amount) in &mut lines {
            *amount = format!("{amount:>width$}");
        }
        format!("{}\n{}", output.pick("supply", "供应"), table(&lines))
    }

    fn json(&self) -> Value {
        let parts: serde_json::Map<String, Value> = self
            .supply
            .parts
            .iter()
            .map(|part| (part.name.clone(), json!(part.amount.to_string())))
            .collect();
        json!({
            "network": self.node.network,
            "kind": self.node.kind,
            "development": self.node.kind.as_deref().map(|kind| kind == "development"),
            "genesisHash": self.node.genesis_hash,
            "version": self.node.version,
            "chainId": self.chain_id,
            "block": self.block,
            "time": self.time,
            "schedule": self.schedule,
            "supply": {
                "total": self.supply.total.to_string(),
                "parts": parts,
                "addsUp": self.supply.adds_up(),
            },
            "clock": self.node.clock,
            "catchingUp": self.node.catching_up,
            "peers": self.node.peers,
            "index": self.node.index,
            "pool": self.node.pool,
        })
    }
}

/// How a clock differs from the system's; nothing for an ordinary one.
fn clock_text(clock: &NodeClock, output: &Output) -> Option<String> {
    let mut parts = Vec::new();
    if clock.paused == Some(true) {
        parts.push(output.pick("paused", "已暂停").to_owned());
    }
    if let Some(offset_ms) = clock.offset_ms.filter(|offset_ms| *offset_ms != 0) {
        let seconds = offset_ms / 1_000;
        parts.push(format!(
            "{seconds:+} s {}",
            output.pick("from the system's", "（相对系统时钟）")
        ));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn index_text(index: &wepos_client::NodeSync, tip: u64, output: &Output) -> String {
    let behind = index
        .lag_blocks
        .or_else(|| index.block.map(|block| tip.saturating_sub(block)));
    let mut text = match (index.state.as_deref(), behind) {
        (Some("stopped"), _) => output
            .pick(
                "STOPPED: events and old transactions are not found; wepos_indexStatus says why",
                "已停止：无法查到事件与旧交易；原因见 wepos_indexStatus",
            )
            .to_owned(),
        (_, Some(0)) => output.pick("up to date", "已同步").to_owned(),
        (state, Some(blocks)) => {
            let behind = output.pick("blocks behind", "个区块的延迟");
            let seconds = index.lag_ms.unwrap_or(0) / 1_000;
            let time = match seconds {
                0 => String::new(),
                _ => format!("{}{seconds} {}", output.comma(), output.pick("s", "秒")),
            };
            let building = match state {
                Some("building") => output.pick(" (being built)", "（正在建立）"),
                _ => "",
            };
            format!("{blocks} {behind}{time}{building}")
        }
        (_, None) => output
            .pick("not said by this node", "该节点未说明")
            .to_owned(),
    };
    if let Some(first) = index.first.filter(|first| *first > 1) {
        let from = output.pick("; knows blocks from", "；可查询的区块始于");
        text.push_str(&format!("{from} {first}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use wepos_client::{Language, SupplyPart, U256};

    #[test]
    fn a_supply_that_does_not_add_up_is_said_aloud() {
        let report = |members: u64| Report {
            chain_id: 20_001,
            block: 1,
            time: 0,
            node: NodeStatus::default(),
            schedule: Schedule {
                month: 14,
                month_ends_at: 0,
                stage: 5,
                multiplier: 16,
                stage_ends_at: 0,
            },
            supply: Supply {
                total: U256::from(10),
                parts: vec![SupplyPart {
                    name: "members".to_owned(),
                    english: "Held by members.".to_owned(),
                    chinese: "由成员持有。".to_owned(),
                    amount: U256::from(members),
                }],
            },
        };
        let output = Output::new(false, Language::English);
        assert!(report(10).text(&output).contains("the parts add up"));
        assert!(report(9).text(&output).contains("DO NOT ADD UP"));
        assert_eq!(report(9).json()["supply"]["addsUp"], false);
        assert!(report(10).text(&output).contains("issuing has ended"));
    }
}
