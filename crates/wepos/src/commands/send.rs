//! `wepos send`: signs a transaction, sends it, and waits until it is final.

use std::{fmt::Write as _, time::Duration};

use serde_json::{Value, json};
use wepos_client::{
    Bytes, Client, Function, Modules, Named, Outgoing, ShownEvent, Signed, TransactionReceipt,
    TxEip1559, U256, read_amount, show_amount,
};

use super::{
    call::{explain_command, explain_function, explain_module, modules_with, named_table},
    waiting::Waiting,
};
use crate::{
    cli::{self, Node},
    keystore::{self, KeySource},
    output::{Failure, Output, table},
};

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos send token transfer 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 10PoS --key alice
  wepos send token approve 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 0.5PoS --key ./alice.json
  wepos send token transfer 0x7099…79C8 1PoS --key alice --dry-run     only say what would happen
  wepos send token transfer --help                                     what a function takes
Amounts are written 10PoS or 0.5PoS; a plain number is base units (10^-18 PoS). There are no fees.
A private key on the command line can be seen by others on the machine: keep keys with `wepos keys`.";

/// How long to wait for a receipt, if nothing else is said.
const PATIENCE_SECONDS: u64 = 60;

/// The arguments of `wepos send`.
#[derive(Debug, clap::Args)]
pub(crate) struct Send {
    /// The module, such as token; without one, the modules are listed.
    module: Option<String>,
    /// The function; without one, those of the module are listed.
    action: Option<String>,
    /// Its arguments, in order.
    #[arg(value_name = "ARG", allow_negative_numbers = true)]
    arguments: Vec<String>,
    #[command(flatten)]
    node: Node,
    /// Who signs: the name of a key, a keystore file, or a private key in hexadecimal.
    #[arg(long, value_name = "KEY", env = "WEPOS_KEY", hide_env_values = true)]
    key: Option<String>,
    #[command(flatten)]
    source: KeySource,
    /// PoS to send along, for functions that take them.
    #[arg(long, value_name = "AMOUNT", default_value = "0")]
    value: String,
    /// Only say what would be sent, and whether it would succeed.
    #[arg(long)]
    dry_run: bool,
    /// Only print the encoded call, which a proposal of the committee carries; needs no key.
    #[arg(long, conflicts_with_all = ["dry_run", "no_wait"])]
    encode: bool,
    /// Do not wait for the receipt.
    #[arg(long, conflicts_with = "dry_run")]
    no_wait: bool,
    /// How many seconds to wait for the receipt.
    #[arg(long, value_name = "SECONDS", default_value_t = PATIENCE_SECONDS)]
    patience: u64,
    /// Explain the command, the module or the function.
    #[arg(short = 'h', long)]
    help: bool,
}

impl Send {
    /// A call that another command has put together, from arguments as they would be typed.
    pub(crate) fn of(
        module: &str,
        action: &str,
        arguments: Vec<String>,
        node: Node,
        (key, source): (Option<String>, KeySource),
        dry_run: bool,
    ) -> Self {
        Self {
            module: Some(module.to_owned()),
            action: Some(action.to_owned()),
            arguments,
            node,
            key,
            source,
            value: "0".to_owned(),
            dry_run,
            encode: false,
            no_wait: false,
            patience: PATIENCE_SECONDS,
            help: false,
        }
    }

    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        let Some(module) = &self.module else {
            return explain_command("send", self.help, output);
        };
        cli::wait(async {
            let client = Client::connect(&self.node.url)?;
            let modules = modules_with(module, &client).await?;
            let module = modules.get(module)?;
            let Some(action) = &self.action else {
                return explain_module(module, output);
            };
            let function = module.function(action)?;
            if self.help {
                return explain_function(&function, output);
            }
            self.send(&client, &modules, &function, output).await
        })
    }

    async fn send(
        &self,
        client: &Client,
        modules: &Modules,
        function: &Function<'_>,
        output: &Output,
    ) -> Result<(), Failure> {
        if function.is_view() {
            let (module, name) = (function.interface().name(), function.name());
            return Err(Failure::new(
                "usage",
                format!(
                    "{name} only reads, which needs no transaction: wepos call {module} {name}"
                ),
            ));
        }
        let arguments = function.read_arguments(&self.arguments, modules)?;
        let outgoing = Outgoing {
            to: function.interface().address(),
            value: read_amount(&self.value)
                .map_err(|why| Failure::new("argument", format!("--value: {why}")))?,
            data: function.encode(&arguments)?,
        };
        if self.encode {
            let (to, data) = (outgoing.to.to_string(), outgoing.data.to_string());
            return output.result(&data, &json!({"to": to, "data": data}));
        }
        let signer = self.signer()?;
        let plan = Plan {
            function,
            arguments: function.named_arguments(arguments),
            from: signer.address().to_string(),
        };
        let transaction = client.prepare(signer.address(), &outgoing).await?;
        if self.dry_run {
            return plan.announce(&transaction, output);
        }
        output.note(&plan.line(outgoing.value));
        let signed = Signed::new(transaction, &signer)?;
        if self.no_wait {
            let hash = client.send(&signed).await?;
            return output.result(
                &hash.to_string(),
                &json!({"hash": hash.to_string(), "from": plan.from}),
            );
        }
        let spinner = output.spinner(output.pick("waiting for the receipt", "等待回执"));
        let patience = Duration::from_secs(self.patience);
        let receipt = client.send_and_wait(&signed, patience).await;
        spinner.finish_and_clear();
        let receipt = receipt?;
        // It is final, whether or not the node says what it left open.
        let waiting = Waiting::of(client, &receipt).await.ok().flatten();
        plan.report(&receipt, waiting.as_ref(), modules, output)
    }

    fn signer(&self) -> Result<wepos_client::PrivateKeySigner, Failure> {
        let Some(key) = &self.key else {
            return Err(Failure::new(
                "usage",
                "who signs? Give --key with a name (wepos keys list), a keystore file or a private key",
            ));
        };
        keystore::signer(key, &self.source)
    }
}

/// What is about to happen.
struct Plan<'a> {
    function: &'a Function<'a>,
    arguments: Vec<Named>,
    from: String,
}

impl Plan<'_> {
    fn line(&self, value: U256) -> String {
        let arguments: Vec<String> = self
            .arguments
            .iter()
            .map(|argument| format!("{}={}", argument.name, argument.text()))
            .collect();
        let (module, name) = (self.function.interface().name(), self.function.name());
        let mut line = format!("{module}.{name}({})", arguments.join(", "));
        if !value.is_zero() {
            let _infallible = write!(line, " + {}", show_amount(value));
        }
        let _infallible = write!(line, "  ← {}", self.from);
        line
    }

    fn announce(&self, transaction: &TxEip1559, output: &Output) -> Result<(), Failure> {
        let to = self.function.interface().address().to_string();
        let data: &Bytes = &transaction.input;
        let arguments: Value = self
            .arguments
            .iter()
            .map(|argument| (argument.name.clone(), argument.json()))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let value = json!({
            "dryRun": true, "from": self.from, "to": to, "chainId": transaction.chain_id,
            "nonce": transaction.nonce, "gasLimit": transaction.gas_limit,
            "value": transaction.value.to_string(), "data": data.to_string(),
            "module": self.function.interface().name(), "function": self.function.name(),
            "arguments": arguments,
        });
        let rows = [
            (output.pick("from", "发送者"), self.from.clone()),
            (output.pick("to", "接收者"), to),
            (
                output.pick("value", "附带的 PoS"),
                show_amount(transaction.value),
            ),
            (
                output.pick("chain id", "链 ID"),
                transaction.chain_id.to_string(),
            ),
            (output.pick("nonce", "nonce"), transaction.nonce.to_string()),
            (
                output.pick("gas limit", "gas 上限"),
                transaction.gas_limit.to_string(),
            ),
            (output.pick("data", "数据"), data.to_string()),
        ];
        let rows = rows.map(|(label, value)| (label.to_owned(), value));
        let title = output.pick(
            "would succeed; nothing was sent (--dry-run)",
            "预计成功；未发送（--dry-run）",
        );
        let text = format!(
            "{title}\n{}\n{}\n{}",
            self.function.signature(),
            named_table(&self.arguments),
            table(&rows)
        );
        output.result(&text, &value)
    }

    fn report(
        &self,
        receipt: &TransactionReceipt,
        waiting: Option<&Waiting>,
        modules: &Modules,
        output: &Output,
    ) -> Result<(), Failure> {
        let events: Vec<ShownEvent> = receipt
            .logs()
            .iter()
            .filter_map(|log| modules.event(log.address(), log.topics(), &log.data().data))
            .collect();
        let hash = receipt.transaction_hash.to_string();
        let mut value = json!({
            "hash": hash, "status": "success", "block": receipt.block_number,
            "from": self.from, "to": self.function.interface().address().to_string(),
            "gasUsed": receipt.gas_used,
            "events": events.iter().map(ShownEvent::json).collect::<Vec<_>>(),
        });
        let block = receipt
            .block_number
            .map_or_else(String::new, |it| it.to_string());
        let mut rows = vec![
            (output.pick("transaction", "交易").to_owned(), hash),
            (
                output
                    .pick("final in block", "已在区块中最终确认")
                    .to_owned(),
                block,
            ),
        ];
        for event in &events {
            rows.push((output.pick("event", "事件").to_owned(), event.text()));
        }
        let mut text = table(&rows);
        if let Some(waiting) = waiting {
            text.push('\n');
            text.push_str(&waiting.text(output));
            value["waiting"] = waiting.json();
        }
        output.result(&text, &value)
    }
}
