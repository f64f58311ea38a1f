//! The table of a run, for eyes and for `docs/benchmarks.md`.

use super::{Figures, peers::Peer};
use std::fmt::Write as _;

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
        Some(1e6 / one),
    );
    row(
        "the same on two cores: the limit of signed transfers",
        two,
        Some(2e6 / two),
    );
    for peer in peers {
        row(&peer.name, peer.per_second, peer.cpu_micros);
    }
    let share = figures.finalized_per_second / two * 100.0;
    format!(
        "| what | per second | CPU µs each |\n|---|---|---|\n{text}\n\
         {} transfers of {} senders, half native and half ERC-20, in {} blocks.\n\
         {share:.0} % of the limit; receipt after {:.1} ms (median, idle); {:.0} bytes on disk per \
         transfer; {:.0} MB resident.\n",
        figures.transactions,
        figures.senders,
        figures.blocks,
        figures.receipt_milliseconds_median,
        figures.disk_bytes_per_transfer,
        figures.node_resident_megabytes,
    )
}

/// The whole document: the table with machine, date and how to repeat it.
pub(super) fn document(figures: &Figures, peers: &[Peer]) -> String {
    let date = today();
    format!(
        "# Benchmarks\n\nMade by `wepos bench transfer --peers --report docs/benchmarks.md` (release build) \
         on {date}, {}.\n\
         Rates swing on shared machines by a factor of two; CPU per transfer is the figure that holds.\n\
         The driver is another process on the same machine and its CPU is not counted.\n\n{}",
        machine(),
        table(figures, peers),
    )
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
