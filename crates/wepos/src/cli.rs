//! What can be typed, and how a command is started.

use std::{
    ffi::OsString,
    io::{self, IsTerminal as _},
    process::ExitCode,
};

use clap::{CommandFactory, Parser, Subcommand, ValueEnum, error::ErrorKind};
use tracing_subscriber::EnvFilter;
use wepos_client::{DEFAULT_RPC, Language};

use crate::{
    bench,
    commands::{
        audit, award, call, dev, devnet, genesis, grade, inbox, index, invite, keys, node, quiz,
        redeem, rules, send, sim, similar, status, ticket, verify, workload,
    },
    output::{Failure, Output},
};

/// Exit status of a command line that makes no sense, as is usual.
const USAGE: u8 = 2;

const EXAMPLES: &str = "\
Examples:
  wepos dev                                      a network of your own, on this machine
  wepos devnet --validators 4                    the same with four validators, each a process
  wepos status                                   what the node on this machine knows
  wepos keys new alice                           a new key, encrypted with a password
  wepos call token balanceOf 0x7099…79C8         read
  wepos send token transfer 0x7099…79C8 10PoS --key alice
  wepos verify 0x7099…79C8 --genesis genesis.json   proof of a balance
  wepos audit --data-dir data/dev                check a whole chain, rule by rule
  wepos call emission                            what a module can do
  wepos call emission supply --help              what a function does";

/// The PoS Token network: read, send, keep keys, check everything.
#[derive(Debug, Parser)]
#[command(name = "wepos", version, after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Print one JSON object on standard output, errors too.
    #[arg(long, global = true)]
    json: bool,
    /// The language of texts; the system's by default.
    #[arg(long, global = true, value_enum, value_name = "LANGUAGE")]
    lang: Option<Lang>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start a development network: one process, one validator, no configuration.
    #[command(after_help = dev::EXAMPLES)]
    Dev(dev::Dev),
    /// Start a development network of several validators, each a process of its own.
    #[command(after_help = devnet::EXAMPLES)]
    Devnet(devnet::Devnet),
    /// Run a node of a network as its configuration file says.
    #[command(after_help = node::EXAMPLES)]
    Node(node::Node),
    /// Make, import and keep keys in encrypted files.
    #[command(subcommand, after_help = keys::EXAMPLES)]
    Keys(keys::Keys),
    /// Ask a module: reads state and changes nothing.
    #[command(disable_help_flag = true, after_help = call::EXAMPLES)]
    Call(call::Call),
    /// Act: signs a transaction, sends it and waits until it is final.
    #[command(disable_help_flag = true, after_help = send::EXAMPLES)]
    Send(send::Send),
    /// Show network, block, month, stage and where all PoS are.
    #[command(after_help = status::EXAMPLES)]
    Status(status::Status),
    /// Check what one account holds, trusting nothing but the genesis document.
    #[command(after_help = verify::EXAMPLES)]
    Verify(verify::Verify),
    /// Run a stored chain once more from genesis and check every rule about its money.
    #[command(after_help = audit::EXAMPLES)]
    Audit(audit::Audit),
    /// Make, check and show the document a network starts from.
    #[command(subcommand, after_help = genesis::EXAMPLES)]
    Genesis(genesis::GenesisCommand),
    /// Read the rule book: what everybody may rely on, in Chinese and English.
    #[command(after_help = rules::EXAMPLES)]
    Rules(rules::Rules),
    /// Sign, print and check the one-time tickets of an event, without a network.
    #[command(subcommand, after_help = ticket::EXAMPLES)]
    Ticket(ticket::TicketCommand),
    /// Post rewards from a list that the committee confirms.
    #[command(subcommand, after_help = award::EXAMPLES)]
    Award(award::AwardCommand),
    /// Make the links by which an account invites others.
    #[command(after_help = invite::EXAMPLES)]
    Invite(invite::Invite),
    /// Redeem a ticket, or accept an invitation, by its link.
    #[command(after_help = redeem::EXAMPLES)]
    Redeem(redeem::Redeem),
    /// Look after the index of a node that does not run.
    #[command(subcommand, after_help = index::EXAMPLES)]
    Index(index::IndexCommand),
    /// Give, read and forget private answers; look after an inbox.
    #[command(subcommand, after_help = inbox::EXAMPLES)]
    Inbox(inbox::InboxCommand),
    /// Check the bank of a quiz, give its questions to an inbox, draw an attempt again.
    #[command(subcommand, after_help = quiz::EXAMPLES)]
    Quiz(quiz::QuizCommand),
    /// Grade the attempts of a quiz, and sign for the chain what passed.
    #[command(after_help = grade::EXAMPLES)]
    Grade(grade::GradeCommand),
    /// Find submissions of a campaign that are the same or nearly so.
    #[command(after_help = similar::EXAMPLES)]
    Similar(similar::Similar),
    /// Measure this build on this machine.
    #[command(subcommand, after_help = bench::EXAMPLES)]
    Bench(bench::Bench),
    /// Compare this program with a second reading of the rule book, on random transactions.
    #[command(after_help = workload::EXAMPLES)]
    Workload(workload::Workload),
    /// Run whole networks on a simulated machine, do harm to them, and check what must hold.
    #[command(after_help = sim::EXAMPLES)]
    Sim(sim::Sim),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lang {
    /// English.
    En,
    /// Chinese.
    Zh,
}

/// Which node is asked.
#[derive(Debug, clap::Args)]
pub(crate) struct Node {
    /// The address of the node.
    #[arg(long = "rpc", value_name = "URL", env = "WEPOS_RPC", default_value = DEFAULT_RPC)]
    pub(crate) url: String,
}

/// Runs one command line and says how it ended.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return refused(&error, arguments.iter().any(|it| it == "--json")),
    };
    start_logs(match cli.command {
        Command::Sim(_) => sim::LOG_FILTER,
        _ => wepos_node::LOG_FILTER,
    });
    let language = match cli.lang {
        Some(Lang::En) => Language::English,
        Some(Lang::Zh) => Language::Chinese,
        None => language_of_system(|name| std::env::var(name).ok()),
    };
    let output = Output::new(cli.json, language);
    let done = match cli.command {
        Command::Keys(keys) => keys.run(&output),
        Command::Call(call) => call.run(&output),
        Command::Send(send) => send.run(&output),
        Command::Status(status) => status.run(&output),
        Command::Verify(verify) => verify.run(&output),
        Command::Audit(audit) => audit.run(&output),
        Command::Genesis(genesis) => genesis.run(&output),
        Command::Rules(rules) => rules.run(&output),
        Command::Ticket(ticket) => ticket.run(&output),
        Command::Award(award) => award.run(&output),
        Command::Invite(invite) => invite.run(&output),
        Command::Redeem(redeem) => redeem.run(&output),
        Command::Index(index) => index.run(&output),
        Command::Inbox(inbox) => inbox.run(&output),
        Command::Quiz(quiz) => quiz.run(&output),
        Command::Grade(grade) => grade.run(&output),
        Command::Similar(similar) => similar.run(&output),
        Command::Dev(dev) => dev.run(&output),
        Command::Devnet(devnet) => devnet.run(&output),
        Command::Node(node) => node.run(&output),
        Command::Bench(bench) => bench.run(&output),
        Command::Workload(workload) => workload.run(&output),
        // It tells of each seed itself, and of all of them last.
        Command::Sim(sim) => return sim.run(&output),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            ExitCode::from(failure.status())
        }
    }
}

/// Runs what waits for a node.
///
/// # Errors
/// Those of the future, and a machine that cannot start a runtime.
pub(crate) fn wait<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new("system", format!("cannot wait for answers: {error}")))?;
    runtime.block_on(future)
}

/// The help of a command whose `--help` is its own affair.
pub(crate) fn help_of(name: &str) -> String {
    let mut command = Cli::command();
    // Global arguments reach the subcommands only in a built command.
    command.build();
    match command.find_subcommand_mut(name) {
        Some(subcommand) => subcommand.render_long_help().to_string(),
        None => command.render_long_help().to_string(),
    }
}

/// A command line that clap did not take, or a wish for help.
fn refused(error: &clap::Error, json: bool) -> ExitCode {
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    if json && !is_help {
        let text = error.render().to_string();
        let text = text.trim().trim_start_matches("error: ").to_owned();
        Output::new(true, Language::English).failure(&Failure::new("usage", text));
        return ExitCode::from(USAGE);
    }
    // A reader who left early is no reason to fail.
    if let Err(error) = error.print()
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        return ExitCode::FAILURE;
    }
    if is_help {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(USAGE)
    }
}

/// Logs go to standard error; `WEPOS_LOG` chooses them, as in `WEPOS_LOG=info,wepos_node=debug`.
fn start_logs(default: &str) {
    let filter = EnvFilter::try_from_env("WEPOS_LOG");
    let filter = filter.unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .init();
}

/// Chinese where the system speaks it. `LC_ALL` goes before `LC_MESSAGES` before `LANG` (POSIX).
fn language_of_system(variable: impl Fn(&str) -> Option<String>) -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty());
    match set {
        Some(value) if value.to_lowercase().starts_with("zh") => Language::Chinese,
        _ => Language::English,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_language_follows_the_system() {
        let with = |pairs: &'static [(&str, &str)]| {
            language_of_system(|name| {
                let found = pairs.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(with(&[]), Language::English);
        assert_eq!(with(&[("LANG", "zh_CN.UTF-8")]), Language::Chinese);
        assert_eq!(
            with(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "C")]),
            Language::English
        );
        assert_eq!(
            with(&[("LC_ALL", ""), ("LANG", "zh_CN")]),
            Language::Chinese
        );
    }
}
