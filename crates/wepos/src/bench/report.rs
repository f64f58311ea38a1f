//! The table of a run, for eyes and for `docs/benchmarks.md`.

use super::{Figures, Sampled, peers::Peer};
use std::{fmt::Write as _, path::Path};

/// The table.
pub(super) fn table(figures: &Figures, peers: &[Peer]) -> String {
    let mut text = String::new();
    let mut row = |name: &str, rate: f64, cpu: Option<f64>| {
        let cpu = cpu.map_or("–".to_owned(), |cpu| format!("{cpu:.0}"));
        writeln!(text, "| {name} | {rate:.0} | {cpu} |").expect("writing to a string cannot fail");
    };
    row(
        "WePoS through RPC, final and durable",
        figures.finalized_per_second,
        Some(figures.node_cpu_micros_per_transfer),
    );
    row(
        "WePoS in one process",
        figures.in_process_per_second,
        Some(figures.in_process_cpu_micros_per_transfer),
    );
    let (one, two) = (
        figures.recover_per_second_one_core,
        figures.recover_per_second_two_cores,
    );
    row(
        "decoding and signature recovery alone, one core",
        one,
        Some(figures.recover_cpu_micros_one_core),
    );
    row(
        "the same on two cores: the limit of signed transfers",
        two,
        Some(figures.recover_cpu_micros_two_cores),
    );
    for peer in peers {
        row(&peer.name, peer.per_second, peer.cpu_micros);
    }
    let share = figures.finalized_per_second / two * 100.0;
    let restart = figures.restart.map_or_else(String::new, |restart| {
        format!(
            "After {} more accounts were opened, a node that is started again answers after {:.2} s and rests with \
             {:.0} MB.\n",
            restart.accounts, restart.seconds_to_first_answer, restart.idle_resident_megabytes,
        )
    });
    format!(
        "| what | per second | CPU µs each |\n|---|---|---|\n{text}\n\
         {} transfers of {} senders, half native and half ERC-20, in {} blocks.\n\
         {share:.0} % of the limit; receipt after {:.1} ms (median, idle); {:.0} bytes on disk per \
         transfer; {:.0} MB resident.\n{restart}",
        figures.transactions,
        figures.senders,
        figures.blocks,
        figures.receipt_milliseconds_median,
        figures.disk_bytes_per_transfer,
        figures.node_resident_megabytes,
    )
}

/// The table of stages.
pub(super) fn stages(sampled: &Sampled) -> String {
    let total = sampled.stages.total();
    let mut text = String::from("| stage | CPU µs per transfer | share |\n|---|---|---|\n");
    for (name, count) in &sampled.stages.samples {
        let share = *count as f64 / total as f64;
        let micros = share * sampled.micros_per_transfer;
        writeln!(text, "| {name} | {micros:.1} | {:.1} % |", share * 100.0)
            .expect("writing to a string cannot fail");
    }
    let micros = sampled.micros_per_transfer;
    writeln!(text, "| **sum** | **{micros:.1}** | {total} samples |")
        .expect("writing to a string cannot fail");
    text
}

/// The whole document: the tables with machine, date and how to repeat them.
pub(super) fn document(
    figures: &Figures,
    peers: &[Peer],
    sampled: Option<&Sampled>,
    place: &str,
) -> String {
    let date = today();
    let (option, where_it_goes) = match sampled {
        Some(sampled) => (" --stages", format!("{STAGES}{}", stages(sampled))),
        None => ("", String::new()),
    };
    format!(
        "# Benchmarks\n\nMade by `wepos bench transfer{option} --peers --report docs/benchmarks.md` (release build)\n\
         on {date}, {}, data on {place}.\n\
         Rates swing on shared machines by a factor of two; CPU per transfer is the figure that holds.\n\
         The driver is another process on the same machine and its CPU is not counted.\n\n{}{where_it_goes}",
        machine(),
        table(figures, peers),
    )
}

/// What people wrote into an earlier document: everything from the heading "Notes" on.
pub(super) fn notes_of(document: &str) -> &str {
    document
        .find("\n## Notes\n")
        .map_or("", |start| &document[start..])
}

/// What stands above the table of stages.
const STAGES: &str = "\n## Where the CPU goes\n\n\
     The same transfers once more, to another node, while `perf` samples its stacks 499 times per second of CPU.\n\
     The innermost function that belongs to a stage decides what a sample counts for, so copies and allocations count\n\
     for who asked for them; time in the kernel stands apart. `crates/wepos/src/bench/stages.rs` has the names.\n\n";

/// What kind of file system a folder is on: what syncs cost depends on it.
pub(super) fn place(folder: &Path) -> String {
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
