//! Where the node's CPU goes: samples that Linux's `perf` takes of it, folded into the stages of a transfer.
//!
//! Each sample is a stack. The innermost function whose name belongs to a stage decides, so that a copy or a hash
//! counts for whoever asked for it. Time in the kernel is counted apart, by what it was spent on.

use anyhow::{Context as _, ensure};
use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Samples per second of CPU time: enough for a figure of 1 % within a fifth of itself in half a minute.
const FREQUENCY: &str = "499";

/// How stacks are taken: from a copy of their newest bytes, since optimised code keeps no frame pointers.
const STACKS: &str = "dwarf,16384";

/// What has no stage of its own: the runtime's own work, allocation of threads, and stacks that do not unwind.
const REST: &str = "runtime and the rest";

/// Stages in the order of a transfer's life, and what the names of their functions contain.
const STAGES: [(&str, &[&str]); 9] = [
    (
        "RPC: HTTP, JSON, hexadecimal",
        &[
            "wepos_node::rpc",
            "wepos::server",
            "hyper",
            "axum",
            "serde_json",
            "const_hex",
            "httparse",
        ],
    ),
    (
        "decoding, hashing, recovering the signer",
        &[
            "secp256k1",
            "wepos_chain::transaction",
            "admission::checked::hash",
        ],
    ),
    (
        "admission and pool",
        &["wepos_node::admission", "wepos_node::pool"],
    ),
    (
        "transaction and receipt roots, blooms",
        &[
            "alloy_trie",
            "alloy_consensus::proofs",
            "alloy_primitives::bits::bloom",
            "alloy_primitives::log",
            "wepos_chain::block",
        ],
    ),
    (
        "reads and execution",
        &["wepos_chain", "application::read_batches", "App::execute"],
    ),
    (
        "state database (QMDB)",
        &[
            "_storage::qmdb",
            "_storage::merkle",
            "_storage::index",
            "application::commit",
        ],
    ),
    (
        "blocks, receipts, votes: encoding and archives",
        &[
            "_storage::",
            "::simplex",
            "::marshal",
            "::buffered",
            "::stateful",
            "wepos_node::block",
            "wepos_node::results",
            "wepos_node::engine",
        ],
    ),
    (
        "publishing: ledger, undo records",
        &["wepos_node::ledger", "wepos_node::application"],
    ),
    (
        "index",
        &[
            "sqlite3",
            "rusqlite",
            "wepos_node::index",
            "wepos_node::follow",
        ],
    ),
];

/// The kernel's time, in the same way.
const KERNEL: [(&str, &[&str]); 3] = [
    (
        "kernel: scheduling and wake-ups",
        &[
            "schedule",
            "futex",
            "task_switch",
            "wake",
            "epoll",
            "eventfd",
            "nanosleep",
            "yield",
        ],
    ),
    (
        "kernel: files",
        &[
            "ext4", "jbd2", "xfs", "btrfs", "sync", "blk_", "bio", "virtio", "vfs_", "file",
            "folio",
        ],
    ),
    (
        "kernel: sockets",
        &["tcp_", "inet", "sock", "skb", "net_", "sys_sendto"],
    ),
];

/// The kernel's time for anything else: page faults, memory.
const KERNEL_REST: &str = "kernel: memory and the rest";

/// Samples by stage, in the order of a transfer's life.
pub(super) struct Stages {
    pub(super) samples: Vec<(&'static str, u64)>,
}

impl Stages {
    fn new() -> Self {
        let names = STAGES.iter().map(|(name, _)| *name).chain([REST]);
        let names = names.chain(KERNEL.iter().map(|(name, _)| *name));
        Self {
            samples: names.chain([KERNEL_REST]).map(|name| (name, 0)).collect(),
        }
    }

    fn count(&mut self, stage: &str) {
        let place = self.samples.iter_mut().find(|(name, _)| *name == stage);
        place.expect("every stage has a place").1 += 1;
    }

    /// All samples.
    pub(super) fn total(&self) -> u64 {
        self.samples.iter().map(|(_, count)| count).sum()
    }

    /// Folds what `perf script --fields comm,ip,sym` printed.
    fn fold(text: &str) -> Self {
        let mut stages = Self::new();
        for sample in text.split("\n\n") {
            // The first line names the thread; each of the others is an address and a function, the innermost first.
            let frames = sample.trim_matches('\n').lines().skip(1);
            let frames: Vec<_> = frames
                .filter_map(|line| line.trim().split_once(' '))
                .collect();
            if !frames.is_empty() {
                stages.count(stage_of(&frames));
            }
        }
        stages
    }
}

fn stage_of(frames: &[(&str, &str)]) -> &'static str {
    let find = |stages: &[(&'static str, &[&str])], function: &str| {
        let has = |words: &&[&str]| words.iter().any(|word| function.contains(word));
        let found = stages.iter().find(|(_, words)| has(words));
        found.map(|(name, _)| *name)
    };
    let kernel: Vec<_> = frames
        .iter()
        .take_while(|(address, _)| is_kernel(address))
        .collect();
    if !kernel.is_empty() {
        let mut stages = kernel.iter().filter_map(|(_, name)| find(&KERNEL, name));
        return stages.next().unwrap_or(KERNEL_REST);
    }
    let mut stages = frames.iter().filter_map(|(_, name)| find(&STAGES, name));
    stages.next().unwrap_or(REST)
}

/// The kernel's addresses are the highest; all ones stand for a frame that is missing.
fn is_kernel(address: &str) -> bool {
    address.len() == 16 && address.starts_with("ffff") && address != "ffffffffffffffff"
}

/// `perf` at work on a process.
pub(super) struct Recording {
    perf: Child,
    path: PathBuf,
}

impl Drop for Recording {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.perf.kill();
        let _ = self.perf.wait();
    }
}

impl Recording {
    /// Starts sampling `process`; nothing where `perf` is not installed.
    pub(super) fn start(process: u32, folder: &Path) -> Option<Self> {
        let path = folder.join("perf.data");
        // Virtual machines have no hardware counters, so the kernel's clock gives the beat.
        let perf = Command::new("perf")
            .args([
                "record",
                "--quiet",
                "--event",
                "cpu-clock",
                "--freq",
                FREQUENCY,
            ])
            .args([
                "--call-graph",
                STACKS,
                "--pid",
                &process.to_string(),
                "--output",
            ])
            .arg(&path)
            .stdout(Stdio::null())
            .spawn()
            .ok()?;
        Some(Self { perf, path })
    }

    /// Stops sampling and folds what was seen.
    ///
    /// # Errors
    ///
    /// When `perf` may not look at the process (`kernel.perf_event_paranoid`), or saw nothing.
    pub(super) fn stop(mut self) -> anyhow::Result<Stages> {
        let process = self.perf.id().to_string();
        Command::new("kill").args(["-INT", &process]).status()?;
        self.perf.wait()?;
        let script = Command::new("perf")
            .args([
                "script",
                "--no-inline",
                "--fields",
                "comm,ip,sym",
                "--input",
            ])
            .arg(&self.path)
            .stderr(Stdio::null())
            .output()
            .context("cannot run perf script")?;
        let stages = Stages::fold(&String::from_utf8_lossy(&script.stdout));
        ensure!(
            stages.total() > 0,
            "perf saw nothing: it may need root, or kernel.perf_event_paranoid = 1"
        );
        Ok(stages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "\
check-0
\t    7f12 __memmove_avx_unaligned_erms
\t    55aa alloy_primitives::utils::keccak256
\t    55ab wepos_chain::transaction::CheckedTransaction::check
\t    55ac wepos_node::admission::checked::check

tokio-rt-worker
\tffffffff813a4413 finish_task_switch.isra.0
\tffffffff821faa94 __schedule
\t    55ad wepos_node::pool::Pool::insert

tokio-rt-worker
\tffffffff81000001 clear_page_erms
\tffffffff81000002 handle_mm_fault
\t    55ad wepos_node::pool::Pool::insert

tokio-rt-worker
\t    55ae <alloc::vec::Vec<T> as core::clone::Clone>::clone
\tffffffffffffffff [unknown]
";

    #[test]
    fn a_sample_counts_for_the_innermost_function_of_a_stage() {
        let stages = Stages::fold(SCRIPT);
        let seen: Vec<_> = stages
            .samples
            .iter()
            .filter(|(_, count)| *count > 0)
            .collect();
        let expected = [
            ("decoding, hashing, recovering the signer", 1),
            (REST, 1),
            ("kernel: scheduling and wake-ups", 1),
            (KERNEL_REST, 1),
        ];
        assert_eq!(seen, expected.iter().collect::<Vec<_>>());
        assert_eq!(stages.total(), 4);
    }
}
