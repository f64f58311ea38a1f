//! The tables of a run, for eyes and for `docs/benchmarks.md`.

use super::{
    Common, Figures, Sampled, network::NetworkFigures, peers::Peer, redeem::RedeemFigures,
    submit::SubmitFigures, tools::ToolsFigures, transfer::TransferFigures,
};
use anyhow::Context as _;
use std::{fmt::Write as _, path::Path};

/// Rows of what was measured: per second, and CPU for each.
struct Table(String);

impl Table {
    fn new() -> Self {
        Self("| what | per second | CPU µs each |\n|---|---|---|\n".into())
    }

    fn row(&mut self, name: &str, rate: f64, cpu: Option<f64>) {
        let cpu = cpu.map_or("–".to_owned(), |cpu| format!("{cpu:.0}"));
        writeln!(self.0, "| {name} | {rate:.0} | {cpu} |")
            .expect("writing to a string cannot fail");
    }

    fn recovery(&mut self, figures: &Figures, noun: &str) {
        self.row(
            "decoding and signature recovery alone, one core",
            figures.recover_per_second_one_core,
            Some(figures.recover_cpu_micros_one_core),
        );
        self.row(
            &format!("the same on two cores: the limit of signed {noun}s"),
            figures.recover_per_second_two_cores,
            Some(figures.recover_cpu_micros_two_cores),
        );
    }
}

/// What is said below every table.
fn below(figures: &Figures, noun: &str) -> String {
    let limit = figures.recover_per_second_two_cores;
    let share = figures.finalized_per_second / limit * 100.0;
    format!(
        "{share:.0} % of the limit; receipt after {:.1} ms (median, idle); {:.0} bytes on disk per \
         {noun}; {:.0} MB resident.\n",
        figures.receipt_milliseconds_median, figures.disk_bytes, figures.node_resident_megabytes,
    )
}

/// The table of transfers.
pub(super) fn transfers(figures: &TransferFigures, peers: &[Peer]) -> String {
    let (common, noun) = (&figures.common, "transfer");
    let mut table = Table::new();
    table.row(
        "WePoS through RPC, final and durable",
        common.finalized_per_second,
        Some(common.cpu_micros),
    );
    table.row(
        "WePoS in one process",
        figures.in_process_per_second,
        Some(figures.in_process_cpu_micros_per_transfer),
    );
    table.recovery(common, noun);
    for peer in peers {
        table.row(&peer.name, peer.per_second, peer.cpu_micros);
    }
    let restart = figures.restart.map_or_else(String::new, |restart| {
        format!(
            "After {} more accounts were opened, a node that is started again answers after {:.2} s and rests with \
             {:.0} MB.\n",
            restart.accounts, restart.seconds_to_first_answer, restart.idle_resident_megabytes,
        )
    });
    format!(
        "{}\n{} transfers of {} senders, half native and half ERC-20, in {} blocks.\n{}{restart}",
        table.0,
        common.transactions,
        common.senders,
        common.blocks,
        below(common, noun),
    )
}

/// The table of submissions.
pub(super) fn submissions(figures: &SubmitFigures) -> String {
    let (common, noun) = (&figures.common, "submission");
    let mut table = Table::new();
    table.row(
        "submissions through RPC, final and durable",
        common.finalized_per_second,
        Some(common.cpu_micros),
    );
    table.recovery(common, noun);
    let mut crossings = String::from(
        "| transfers, one after the other | how many | median | slowest | transactions in the first block after it |\n\
         |---|---|---|---|---|\n",
    );
    for (name, crossing) in [
        ("across the end of the stage", &figures.boundary),
        ("across the end of the settlement", &figures.settlement),
    ] {
        writeln!(
            crossings,
            "| {name} | {} | {:.1} ms | {:.1} ms | {} |",
            crossing.transfers,
            crossing.receipt_milliseconds_median,
            crossing.receipt_milliseconds_slowest,
            crossing.transactions_in_first_block,
        )
        .expect("writing to a string cannot fail");
    }
    format!(
        "{}\n{} submissions of {} senders to {} campaigns, in {} blocks.\n{}\n\
         Then the stage ended with all of them under review, and its settlement with none decided.\n\
         Each of the transfers was sent when the one before was final:\n\n{crossings}",
        table.0,
        common.transactions,
        common.senders,
        figures.campaigns,
        common.blocks,
        below(common, noun),
    )
}

/// The table of redeemed tickets.
pub(super) fn redemptions(figures: &RedeemFigures) -> String {
    let (common, noun) = (&figures.common, "redemption");
    let mut table = Table::new();
    table.row(
        "tickets redeemed through RPC, final and durable",
        common.finalized_per_second,
        Some(common.cpu_micros),
    );
    table.recovery(common, noun);
    format!(
        "{}\n{} tickets, redeemed by {} senders in {} campaigns, in {} blocks; each carries two signatures beside the\n\
         transaction's own.\n{}",
        table.0,
        common.transactions,
        common.senders,
        figures.campaigns,
        common.blocks,
        below(common, noun),
    )
}

/// The table of a network.
pub(super) fn network(figures: &NetworkFigures) -> String {
    let mut text = format!(
        "| what | measured |\n|---|---|\n\
         | transfers through {} validators on this machine, final and durable on all | {:.0} per second |\n\
         | CPU of all validators for each | {:.0} µs |\n\
         | receipt on an idle network, median and 99th percentile | {:.0} ms, {:.0} ms |\n\
         | without a block after one of them was killed, median and longest of {} | {:.0} ms, {:.0} ms |\n",
        figures.validators,
        figures.finalized_per_second,
        figures.cpu_micros_per_transfer,
        figures.receipt_milliseconds_median,
        figures.receipt_milliseconds_99th,
        figures.kills,
        figures.stall_milliseconds_median,
        figures.stall_milliseconds_longest,
    );
    if let Some(catch_up) = figures.catch_up {
        writeln!(
            text,
            "| a follower from nothing, {} blocks with {} transactions | {:.0} blocks per second, {:.0} µs of CPU \
             each |",
            catch_up.blocks,
            catch_up.transactions,
            catch_up.blocks_per_second,
            catch_up.cpu_micros_per_block,
        )
        .expect("writing to a string cannot fail");
    }
    if let Some(sync) = figures.state_sync {
        writeln!(
            text,
            "| a follower from the state, {} more accounts, block {} | {:.1} s |",
            sync.accounts, sync.blocks, sync.seconds,
        )
        .expect("writing to a string cannot fail");
    }
    write!(
        text,
        "\n{} transfers of {} senders, half native and half ERC-20, in {} blocks; {:.0} bytes on disk per transfer and \
         validator; {:.0} MB resident.\n",
        figures.transactions,
        figures.senders,
        figures.blocks,
        figures.disk_bytes_per_transfer,
        figures.resident_megabytes,
    )
    .expect("writing to a string cannot fail");
    text
}

/// The table of what organisers and reviewers wait for.
pub(super) fn tools(figures: &ToolsFigures) -> String {
    let items = figures.items;
    let mut text = format!("| {items} items | seconds | per second |\n|---|---|---|\n");
    for (name, seconds) in [
        (
            "`wepos ticket issue`: keys, signatures, the list, sheets of QR codes",
            figures.issue_seconds,
        ),
        (
            "`wepos ticket check`: every signature of the list",
            figures.check_seconds,
        ),
        (
            "`wepos ticket print`: the sheets once more",
            figures.print_seconds,
        ),
        (
            "`wepos grade`: attempts of three questions from an inbox and back, every second one signed",
            figures.grade_seconds,
        ),
        (
            "`wepos similar`: texts of 120 words, each with all before it",
            figures.compare_seconds,
        ),
    ] {
        writeln!(
            text,
            "| {name} | {seconds:.2} | {:.0} |",
            f64::from(items) / seconds
        )
        .expect("writing to a string cannot fail");
    }
    text
}

/// The table of stages.
fn stages(sampled: &Sampled) -> String {
    let total = sampled.stages.total();
    let (noun, micros) = (sampled.noun, sampled.cpu_micros);
    let mut text = format!("| stage | CPU µs per {noun} | share |\n|---|---|---|\n");
    for (name, count) in &sampled.stages.samples {
        let share = *count as f64 / total as f64;
        writeln!(
            text,
            "| {name} | {:.1} | {:.1} % |",
            share * micros,
            share * 100.0
        )
        .expect("writing to a string cannot fail");
    }
    writeln!(text, "| **sum** | **{micros:.1}** | {total} samples |")
        .expect("writing to a string cannot fail");
    text
}

/// Prints a measurement's tables and, if a report was asked for, writes them into their section of it. `section` is its
/// heading and the command that makes it.
pub(super) fn publish(
    args: &Common,
    folder: &Path,
    (heading, command): (&str, &str),
    table: &str,
    sampled: Option<Sampled>,
) -> anyhow::Result<()> {
    eprintln!("{table}");
    let (option, where_it_goes) = match &sampled {
        Some(sampled) => {
            let stages = stages(sampled);
            eprintln!("{stages}");
            (" --stages", format!("{STAGES}{stages}"))
        }
        None => ("", String::new()),
    };
    write(
        args.report.as_deref(),
        folder,
        (heading, &format!("{command}{option}")),
        &format!("{table}{where_it_goes}"),
    )
}

/// Writes the section of a measurement into a report, if one was asked for. `section` is its heading and the command
/// that makes it.
pub(super) fn write(
    report: Option<&Path>,
    folder: &Path,
    (heading, command): (&str, &str),
    text: &str,
) -> anyhow::Result<()> {
    let Some(path) = report else {
        return Ok(());
    };
    let made = format!(
        "Made by `wepos bench {command} --report docs/benchmarks.md` (release build)\n\
         on {}, {}, data on {}.\n\n",
        today(),
        machine(),
        place(folder),
    );
    let before = match std::fs::read_to_string(path) {
        Ok(before) => before,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => TITLE.into(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    let document = with_section(&before, heading, &format!("{made}{text}"));
    std::fs::write(path, document).with_context(|| format!("cannot write {}", path.display()))
}

/// A document in which the section with `heading` says `text`: in the place of what it said, or before the others.
fn with_section(document: &str, heading: &str, text: &str) -> String {
    let section = format!("\n## {heading}\n\n{text}");
    let next = |from: usize| {
        let rest = &document[from..];
        rest.find("\n## ").map_or(document.len(), |at| from + at)
    };
    let (start, end) = match document.find(&format!("\n## {heading}\n")) {
        Some(start) => (start, next(start + 1)),
        None => (next(0), next(0)),
    };
    format!("{}{section}{}", &document[..start], &document[end..])
}

/// How a new document begins.
const TITLE: &str = "# Benchmarks\n\n\
     Rates swing on shared machines by a factor of two; CPU for each transaction is the figure that holds.\n\
     The driver is another process on the same machine and its CPU is not counted.\n";

/// What stands above the table of stages.
const STAGES: &str = "\n### Where the CPU goes\n\n\
     The same once more, to another node, while `perf` samples its stacks 499 times per second of CPU.\n\
     The innermost function that belongs to a stage decides what a sample counts for, so copies and allocations count\n\
     for who asked for them; time in the kernel stands apart. `crates/wepos/src/bench/stages.rs` has the names.\n\n";

/// What kind of file system a folder is on: what syncs cost depends on it.
fn place(folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    let longest = mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ').skip(1);
            let (path, kind) = (words.next()?, words.next()?);
            folder.starts_with(path).then_some((path.len(), kind))
        })
        .max_by_key(|(length, _)| *length);
    longest.map_or_else(|| "a local disk".into(), |(_, kind)| kind.to_owned())
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let model = std::fs::read_to_string("/proc/cpuinfo")
        .ok()
        .and_then(|text| {
            let line = text.lines().find(|line| line.starts_with("model name"))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        });
    format!(
        "{cores} cores of {}",
        model.unwrap_or_else(|| std::env::consts::ARCH.to_owned())
    )
}

/// Today in UTC, by the chain's own calendar arithmetic.
fn today() -> String {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |now| now.as_millis());
    let text = wepos_chain::time::Timestamp::from_millis(now as u64).to_string();
    text.split('T').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::with_section;

    #[test]
    fn a_section_is_replaced_in_its_place_and_everything_else_is_kept() {
        let document = "# Title\n\n## One\n\nold\n\n### Part\n\nold\n\n## Notes\n\nkept\n";
        let expected = "# Title\n\n## One\n\nnew\n\n## Notes\n\nkept\n";
        assert_eq!(with_section(document, "One", "new\n"), expected);
    }

    #[test]
    fn a_new_section_comes_before_the_others() {
        let expected = "# Title\n\n## Two\n\nnew\n\n## One\n\nkept\n";
        let document = "# Title\n\n## One\n\nkept\n";
        assert_eq!(with_section(document, "Two", "new\n"), expected);
        assert_eq!(
            with_section("# Title\n", "One", "kept\n"),
            "# Title\n\n## One\n\nkept\n"
        );
    }
}
