//! `wepos call`: asks a module, and explains what modules can do.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use wepos_client::{Client, Function, Interface, Modules, Named, read_address};

use crate::{
    cli::{self, Node},
    output::{Failure, Output, table},
};

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos call token balanceOf 0x70997970C51812dc3A010C7d01b50e0d17dc79C8
  wepos call emission stage --json
  wepos call token balanceOf emission --block 120     a module's name stands for its address
  wepos call token                                    the functions of a module
  wepos call token holding --help                     what a function takes and returns
Amounts are written 10PoS or 0.5PoS; a plain number is base units (10^-18 PoS).";

/// The arguments of `wepos call`.
#[derive(Debug, clap::Args)]
pub(crate) struct Call {
    /// The module, such as token or emission; without one, the modules are listed.
    module: Option<String>,
    /// The function; without one, those of the module are listed.
    view: Option<String>,
    /// Its arguments, in order.
    #[arg(value_name = "ARG", allow_negative_numbers = true)]
    arguments: Vec<String>,
    #[command(flatten)]
    node: Node,
    /// Ask about the state after this block; the newest by default.
    #[arg(long, value_name = "N")]
    block: Option<u64>,
    /// Ask as this account; only functions that look at their caller need it.
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
    /// Explain the command, the module or the function.
    #[arg(short = 'h', long)]
    help: bool,
}

impl Call {
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        let Some(module) = &self.module else {
            return explain_command("call", self.help, output);
        };
        cli::wait(async {
            let client = Client::connect(&self.node.url)?;
            let modules = modules_with(module, &client).await?;
            let module = modules.get(module)?;
            let Some(view) = &self.view else {
                return explain_module(module, output);
            };
            let function = module.function(view)?;
            if self.help {
                return explain_function(&function, output);
            }
            let from = match &self.from {
                Some(text) => Some(
                    read_address(text, &modules)
                        .map_err(|why| Failure::new("argument", format!("--from: {why}")))?,
                ),
                None => None,
            };
            let arguments = function.read_arguments(&self.arguments, &modules)?;
            if !function.is_view() {
                output.note(output.pick(
                    "this function acts: it is only tried here, and nothing is changed",
                    "此函数会改变状态：这里仅试运行，不作任何更改",
                ));
            }
            let returned = client.view(&function, &arguments, self.block, from).await?;
            answer(&function, &returned, self.block, output)
        })
    }
}

/// The modules of this program; those of the node if it does not know the name: a newer network may have more.
pub(crate) async fn modules_with(name: &str, client: &Client) -> Result<Modules, Failure> {
    let built_in = Modules::built_in();
    let Err(unknown) = built_in.get(name) else {
        return Ok(built_in);
    };
    match client.modules().await {
        Ok(modules) => Ok(modules),
        // The misspelt name is the better answer than a node that is not there.
        Err(_) => Err(unknown.into()),
    }
}

fn answer(
    function: &Function<'_>,
    returned: &[Named],
    block: Option<u64>,
    output: &Output,
) -> Result<(), Failure> {
    let exact: Map<String, Value> = returned
        .iter()
        .map(|value| (value.name.clone(), value.json()))
        .collect();
    let shown: Map<String, Value> = returned
        .iter()
        .map(|value| (value.name.clone(), json!(value.text())))
        .collect();
    let value = json!({
        "module": function.interface().name(),
        "function": function.name(),
        "block": block,
        "result": exact,
        "text": shown,
    });
    let text = match returned {
        // One value alone, so that a script can take the line.
        [one] if one.fields().is_empty() => one.text(),
        [one] => named_table(&one.fields()),
        many => named_table(many),
    };
    output.result(&text, &value)
}

pub(crate) fn named_table(values: &[Named]) -> String {
    let rows: Vec<(String, String)> = values
        .iter()
        .map(|value| (value.name.clone(), value.text()))
        .collect();
    table(&rows)
}

/// What `call` and `send` say without a module.
pub(crate) fn explain_command(name: &str, help: bool, output: &Output) -> Result<(), Failure> {
    let modules = Modules::built_in();
    let listed: Vec<Value> = modules
        .iter()
        .map(|module| {
            json!({"name": module.name(), "address": module.address().to_string(),
            "noticeEn": module.document().notice_en, "noticeZh": module.document().notice_zh})
        })
        .collect();
    let mut text = String::new();
    if help {
        text.push_str(&cli::help_of(name));
        text.push_str("\n\n");
    }
    text.push_str(output.pick("Modules:", "模块："));
    let rows: Vec<(String, String)> = modules
        .iter()
        .map(|module| {
            let notice = module.notice(output.language());
            (format!("  {}", module.name()), notice.to_owned())
        })
        .collect();
    let _infallible = write!(text, "\n{}", table(&rows));
    output.result(&text, &json!({"modules": listed}))
}

/// The functions of a module.
pub(crate) fn explain_module(module: &Interface, output: &Output) -> Result<(), Failure> {
    let listed: Vec<Value> = module
        .functions()
        .map(|function| json!({"name": function.name(), "signature": function.signature(),
            "view": function.is_view(), "noticeEn": function.notice(wepos_client::Language::English),
            "noticeZh": function.notice(wepos_client::Language::Chinese)}))
        .collect();
    let mut text = format!(
        "{}  {}\n{}\n",
        module.name(),
        module.address(),
        module.notice(output.language())
    );
    let kinds = [
        (
            true,
            output.pick("Views (wepos call):", "视图（wepos call）："),
        ),
        (
            false,
            output.pick("Actions (wepos send):", "操作（wepos send）："),
        ),
    ];
    for (is_view, title) in kinds {
        let mut functions = module
            .functions()
            .filter(|function| function.is_view() == is_view)
            .peekable();
        if functions.peek().is_none() {
            continue;
        }
        let _infallible = write!(text, "\n{title}\n");
        for function in functions {
            let notice = function.notice(output.language());
            let _infallible = write!(text, "  {}\n      {notice}\n", function.signature());
        }
    }
    let value = json!({"module": module.name(), "address": module.address().to_string(), "functions": listed});
    output.result(text.trim_end(), &value)
}

/// What a function does, takes and returns.
pub(crate) fn explain_function(function: &Function<'_>, output: &Output) -> Result<(), Failure> {
    let language = output.language();
    let module = function.interface().name();
    let verb = if function.is_view() { "call" } else { "send" };
    let mut usage = format!("wepos {verb} {module} {}", function.name());
    for parameter in function.parameters() {
        let _infallible = write!(usage, " <{}>", parameter.name);
    }
    let mut text = format!("{}\n\n{usage}", function.notice(language));
    let lists = [
        (output.pick("Parameters:", "参数："), function.parameters()),
        (output.pick("Returns:", "返回："), function.returns()),
    ];
    for (title, parameters) in lists {
        if parameters.is_empty() {
            continue;
        }
        let rows: Vec<(String, String)> = parameters
            .iter()
            .map(|parameter| {
                let label = format!("  {} ({})", parameter.name, parameter.ty);
                (
                    label,
                    language.pick(&parameter.en, &parameter.zh).to_owned(),
                )
            })
            .collect();
        let _infallible = write!(text, "\n\n{title}\n{}", table(&rows));
    }
    if function.is_open_to_newcomers() {
        text.push_str(output.pick(
            "\n\nAccounts without a record may call it.",
            "\n\n尚无记录的账户也可调用。",
        ));
    }
    let value = json!({
        "module": module,
        "function": function.name(),
        "signature": function.signature(),
        "view": function.is_view(),
        "noticeEn": function.notice(wepos_client::Language::English),
        "noticeZh": function.notice(wepos_client::Language::Chinese),
        "parameters": function.parameters(),
        "returns": function.returns(),
    });
    output.result(&text, &value)
}
