//! What was found, as files for spreadsheets and programs: each table as CSV and as JSON.

use super::{
    books::Books,
    flows::{Flow, Place, Says},
    observed::{ObservedBlock, ObservedTransaction, Transfer},
    replay::Report,
};
use alloy_primitives::Address;
use anyhow::Context as _;
use serde_json::{Map, Value};
use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};
use wepos_chain::{Network, amounts::Amount, block::Receipt, header::Header};
use wepos_client::{Modules, show_amount};

/// The places of [`Books::supply`], in its order.
const PLACES: [Place; 12] = [
    Place::Unreleased,
    Place::Stage,
    Place::Reserved,
    Place::Settlement,
    Place::Pool,
    Place::Participation,
    Place::Market,
    Place::Auction,
    Place::Wishes,
    Place::Burned,
    Place::Migrated,
    Place::Member,
];

/// The files of one audit. Amounts are in PoS, exact.
pub(crate) struct Export {
    directory: PathBuf,
    modules: Modules,
    blocks: Table,
    payouts: Table,
    supply: Table,
}

impl Export {
    /// Begins files in `directory`, which is made if it is not there. Files of an earlier audit are replaced.
    ///
    /// # Errors
    ///
    /// The directory cannot be written.
    pub(crate) fn begin(directory: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(directory)
            .with_context(|| format!("cannot make {}", directory.display()))?;
        let supply = ["month", "stage", "block", "time"].into_iter();
        let supply = supply.chain(PLACES.iter().map(|place| place.word()));
        Ok(Self {
            modules: Modules::built_in(),
            blocks: Table::begin(
                directory,
                "blocks",
                &[
                    "number",
                    "hash",
                    "time",
                    "transactions",
                    "gasUsed",
                    "stateRoot",
                ],
            )?,
            payouts: Table::begin(
                directory,
                "payouts",
                &[
                    "block",
                    "time",
                    "transaction",
                    "from",
                    "to",
                    "account",
                    "amount",
                    "flow",
                    "saidBy",
                ],
            )?,
            supply: Table::begin(directory, "supply", &supply.collect::<Vec<_>>())?,
            directory: directory.to_owned(),
        })
    }

    /// A block.
    pub(crate) fn block(&mut self, header: &Header, block: &ObservedBlock) -> anyhow::Result<()> {
        self.blocks.row(&[
            block.number.into(),
            block.hash.to_string().into(),
            block.time.to_string().into(),
            block.transactions.len().into(),
            header.gas_used.into(),
            header.state_root.to_string().into(),
        ])
    }

    /// PoS that went into or out of a protocol account, with the events that say why.
    pub(crate) fn payout(
        &mut self,
        block: &ObservedBlock,
        transaction: &ObservedTransaction,
        receipt: &Receipt,
        transfer: &Transfer,
        flow: &Flow,
    ) -> anyhow::Result<()> {
        // Who is paid, or pays: the member's side, where there is one.
        let account = match flow.to {
            Place::Member => transfer.to,
            _ => transfer.from,
        };
        let events = receipt.logs.iter();
        let said: Vec<String> = events
            .filter_map(|event| {
                self.modules
                    .event(event.address, &event.topics, &event.data)
            })
            .filter(|event| match flow.says {
                Says::Genesis => false,
                Says::Event(module, name) => event.module == module && event.name == name,
                Says::Module(module) => event.module == module,
            })
            .filter(|event| {
                // Of many payouts in one transaction, each names its own account.
                let fields: Vec<String> = event.fields.iter().map(|field| field.text()).collect();
                let is_address = |text: &String| text.parse::<Address>().is_ok();
                !fields.iter().any(is_address) || fields.contains(&account.to_string())
            })
            .map(|event| event.text())
            .collect();
        self.payouts.row(&[
            block.number.into(),
            block.time.to_string().into(),
            transaction.hash.to_string().into(),
            flow.from.word().into(),
            flow.to.word().into(),
            account.to_string().into(),
            amount(transfer.amount),
            flow.label.into(),
            said.join("; ").into(),
        ])
    }

    /// Where all PoS are after the first block of a month.
    pub(crate) fn month(
        &mut self,
        network: &Network,
        block: &ObservedBlock,
        month: u32,
        books: &Books,
    ) -> anyhow::Result<()> {
        let stage = network.genesis().stages.stage_at_month(month);
        self.supply_row(
            month.into(),
            stage.map_or(Value::Null, |stage| stage.0.into()),
            block.number,
            &block.time.to_string(),
            books,
        )
    }

    fn supply_row(
        &mut self,
        month: Value,
        stage: Value,
        block: u64,
        time: &str,
        books: &Books,
    ) -> anyhow::Result<()> {
        let mut row = vec![month, stage, block.into(), time.into()];
        row.extend(books.supply().into_iter().map(|(_, held)| amount(held)));
        self.supply.row(&row)
    }

    /// Ends the files with every account, the largest balance first.
    pub(crate) fn finish(mut self, books: &Books, report: &Report) -> anyhow::Result<()> {
        if let Some((number, _, time)) = report.newest {
            self.supply_row(
                "newest".into(),
                Value::Null,
                number,
                &time.to_string(),
                books,
            )?;
        }
        let columns = ["account", "place", "balance", "nonce", "anchored"];
        let mut accounts = Table::begin(&self.directory, "accounts", &columns)?;
        let mut records: Vec<_> = books.records.iter().collect();
        records.sort_by_key(|(account, record)| (std::cmp::Reverse(record.balance), **account));
        for (account, record) in records {
            accounts.row(&[
                account.to_string().into(),
                Place::of(*account).word().into(),
                amount(record.balance),
                record.nonce.into(),
                record.anchored.into(),
            ])?;
        }
        for table in [accounts, self.blocks, self.payouts, self.supply] {
            table.finish()?;
        }
        Ok(())
    }
}

fn amount(amount: Amount) -> Value {
    show_amount(amount.into()).trim_end_matches(" PoS").into()
}

/// One table in two files.
struct Table {
    columns: Vec<String>,
    csv: BufWriter<File>,
    json: BufWriter<File>,
    rows: u64,
}

impl Table {
    fn begin(directory: &Path, name: &str, columns: &[&str]) -> anyhow::Result<Self> {
        let open = |extension: &str| {
            let path = directory.join(format!("{name}.{extension}"));
            let file =
                File::create(&path).with_context(|| format!("cannot write {}", path.display()));
            file.map(BufWriter::new)
        };
        let (mut csv, json) = (open("csv")?, open("json")?);
        writeln!(csv, "{}", columns.join(","))?;
        Ok(Self {
            columns: columns.iter().map(|it| (*it).to_owned()).collect(),
            csv,
            json,
            rows: 0,
        })
    }

    fn row(&mut self, values: &[Value]) -> anyhow::Result<()> {
        let cells: Vec<String> = values.iter().map(cell).collect();
        writeln!(self.csv, "{}", cells.join(","))?;
        let named = self.columns.iter().cloned().zip(values.iter().cloned());
        let object = Value::Object(named.collect::<Map<_, _>>());
        let before = if self.rows == 0 { "[\n" } else { ",\n" };
        write!(self.json, "{before}{object}")?;
        self.rows += 1;
        Ok(())
    }

    fn finish(mut self) -> anyhow::Result<()> {
        let end = if self.rows == 0 { "[]\n" } else { "\n]\n" };
        write!(self.json, "{end}")?;
        self.json.flush()?;
        self.csv.flush()?;
        Ok(())
    }
}

/// A cell as RFC 4180 has it.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    if text.contains(['"', ',', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_readable_csv_and_json() {
        let directory = tempfile::tempdir().unwrap();
        let mut table = Table::begin(directory.path(), "it", &["a", "b"]).unwrap();
        table.row(&["x, \"y\"".into(), 7.into()]).unwrap();
        table.row(&[Value::Null, true.into()]).unwrap();
        table.finish().unwrap();
        let csv = std::fs::read_to_string(directory.path().join("it.csv")).unwrap();
        assert_eq!(csv, "a,b\n\"x, \"\"y\"\"\",7\n,true\n");
        let json = std::fs::read_to_string(directory.path().join("it.json")).unwrap();
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(
            json,
            serde_json::json!([{"a": "x, \"y\"", "b": 7}, {"a": null, "b": true}])
        );
        Table::begin(directory.path(), "it", &["a"])
            .unwrap()
            .finish()
            .unwrap();
        let json = std::fs::read_to_string(directory.path().join("it.json")).unwrap();
        assert_eq!(json, "[]\n");
    }
}
