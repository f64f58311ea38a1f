//! The rules: functions from files, or from what cargo says, to complaints.

use crate::files::{File, lines};
use serde_json::Value;
use std::collections::BTreeSet;

/// Which package may use which, directly. A new arrow is a design decision: change ARCHITECTURE.md first.
const ARROWS: &[(&str, &[&str])] = &[
    ("wepos-abi", &[]),
    ("wepos-chain", &["wepos-abi"]),
    ("wepos-node", &["wepos-abi", "wepos-chain"]),
    ("wepos-client", &["wepos-abi"]),
    // The model uses nothing of the chain: it is what the chain is compared with.
    ("wepos-model", &["wepos-abi"]),
    (
        "wepos-workload",
        &["wepos-abi", "wepos-chain", "wepos-model"],
    ),
    (
        "wepos-simulation",
        &["wepos-abi", "wepos-chain", "wepos-node"],
    ),
    ("wepos-similarity", &[]),
    ("wepos-staking", &[]),
    ("wepos-inbox", &["wepos-abi", "wepos-staking"]),
    (
        "wepos",
        &[
            "wepos-abi",
            "wepos-chain",
            "wepos-node",
            "wepos-client",
            "wepos-inbox",
            "wepos-similarity",
            "wepos-simulation",
            "wepos-staking",
            "wepos-workload",
        ],
    ),
];

/// What would let the state machine see a clock, a network, chance, or another thread's timing.
const NOT_BELOW_CHAIN: &[&str] = &[
    "async-std",
    "axum",
    "commonware-runtime",
    "fastrand",
    "getrandom",
    "hyper",
    "mio",
    "rand",
    "rayon",
    "reqwest",
    "rusqlite",
    "smol",
    "tokio",
];

/// Files of `node` that may name types of the consensus library, by the start of their names. Parts of that library
/// promise no stable interface, so that an upgrade must stay within these.
const COMMONWARE_FILES: &[&str] = &[
    "engine",
    // Who signs when: the list that consensus and marshal ask.
    "epochs",
    "application",
    "network",
    "gossip",
    "block",
    "pace",
    "node",
    // What a light client checks: certificates and proofs are the library's own types.
    "proof",
    // Reads the archives of a stopped node, and computes roots with the same database.
    "replay",
    "runtime",
    "state_sync",
    // What a follower gives marshal.
    "sync/",
    "value",
];

/// Words that make the state machine's result depend on the machine or on the run.
const NOT_IN_CHAIN: &[&str] = &[
    "HashMap",
    "HashSet",
    "Instant",
    "SystemTime",
    "f32",
    "f64",
    "rand",
    "tokio",
];

/// Interfaces that no module answers to: `IErrors` holds the errors that every module can give.
const NOT_MODULES: &[&str] = &["IErrors"];

/// Two editors fit side by side on a screen.
const MAX_COLUMNS: usize = 120;

/// Longer files hold more than one idea; this is the limit, the aim is 500.
pub(crate) const MAX_LINES: usize = 700;

/// Hashes, keys and addresses of pages cannot be broken: a line that holds a word of this length may be wide.
const UNBREAKABLE_COLUMNS: usize = 60;

pub(crate) fn new_arrows(metadata: &Value) -> Vec<String> {
    let packages = metadata["packages"]
        .as_array()
        .expect("cargo lists packages");
    let names: BTreeSet<&str> = packages
        .iter()
        .filter_map(|package| package["name"].as_str())
        .collect();
    let mut complaints = Vec::new();
    for package in packages {
        let from = package["name"].as_str().expect("a package has a name");
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == from) else {
            complaints.push(format!("{from} is a package without a place"));
            continue;
        };
        let dependencies = package["dependencies"]
            .as_array()
            .expect("cargo lists dependencies");
        for to in dependencies
            .iter()
            .filter_map(|dependency| dependency["name"].as_str())
        {
            let ours = names.contains(to) || ARROWS.iter().any(|(name, _)| *name == to);
            if ours && to != from && !allowed.contains(&to) {
                complaints.push(format!("{from} uses {to}"));
            }
        }
    }
    complaints
}

pub(crate) fn unwanted_below_chain(tree: &str) -> Vec<String> {
    let names: BTreeSet<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let unwanted = names
        .into_iter()
        .filter(|name| NOT_BELOW_CHAIN.contains(name));
    unwanted
        .map(|name| format!("wepos-chain stands on {name}"))
        .collect()
}

pub(crate) fn rpc_interfaces(files: &[File]) -> Vec<String> {
    lines(files, |path| {
        path.starts_with("crates/abi/") && path.ends_with(".rs")
    })
    .filter(|line| {
        let attribute = line
            .code()
            .split("sol(")
            .nth(1)
            .and_then(|rest| rest.split(')').next());
        attribute.is_some_and(|arguments| words(arguments).any(|word| word == "rpc"))
    })
    .map(|line| {
        line.complain("an interface with an HTTP client; Cargo would put it below wepos-chain")
    })
    .collect()
}

pub(crate) fn words_for_later(files: &[File]) -> Vec<String> {
    let notes = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("HA", "CK"),
    ];
    let macros = [
        concat!("db", "g!"),
        concat!("to", "do!"),
        concat!("unimple", "mented!"),
    ];
    lines(files, is_ours)
        .filter(|line| {
            let calls = || {
                macros
                    .iter()
                    .any(|name| line.text.contains(&format!("{name}(")))
            };
            words(line.text).any(|word| notes.contains(&word)) || calls()
        })
        .map(|line| line.complain("something left for later; finish it, or file an issue"))
        .collect()
}

pub(crate) fn wide_lines(files: &[File]) -> Vec<String> {
    let is_prose_or_code = |path: &str| {
        [".rs", ".md", ".sol", ".sh"]
            .iter()
            .any(|end| path.ends_with(end))
    };
    lines(files, |path| is_prose_or_code(path) && !is_generated(path))
        .filter(|line| line.text.chars().count() > MAX_COLUMNS)
        .filter(|line| {
            !(line.file.path.ends_with(".md") && line.text.trim_start().starts_with('|'))
        })
        .filter(|line| {
            let mut words = line.text.split_whitespace();
            // Chinese has no spaces to break at, but may be broken anywhere.
            !words.any(|word| word.is_ascii() && word.len() >= UNBREAKABLE_COLUMNS)
        })
        .map(|line| line.complain("more than 120 columns"))
        .collect()
}

pub(crate) fn long_files(files: &[File]) -> Vec<String> {
    let sources = files
        .iter()
        .filter(|file| file.path.ends_with(".rs") && !is_generated(&file.path));
    sources
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, count)| *count > MAX_LINES)
        .map(|(file, count)| format!("{}: {count} lines, more than {MAX_LINES}", file.path))
        .collect()
}

pub(crate) fn dead_links(files: &[File]) -> Vec<String> {
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let exists = |path: &str| {
        let folder = format!("{path}/");
        path.is_empty()
            || paths.contains(path)
            || paths.iter().any(|file| file.starts_with(&folder))
    };
    let mut complaints = Vec::new();
    for document in files.iter().filter(|file| file.path.ends_with(".md")) {
        let mut in_code = false;
        for line in document.lines() {
            if line.text.trim_start().starts_with("```") {
                in_code = !in_code;
                continue;
            }
            let targets = if in_code {
                Vec::new()
            } else {
                link_targets(line.text)
            };
            for target in targets {
                let resolved = resolve(&document.path, &target);
                if !resolved.as_deref().is_some_and(exists) {
                    complaints.push(line.complain(&format!("{target} does not exist")));
                }
            }
        }
    }
    complaints
}

pub(crate) fn modules_without_a_page(files: &[File]) -> Vec<String> {
    let mut complaints = Vec::new();
    for interface in files {
        let name = interface.path.strip_prefix("crates/abi/interfaces/");
        let Some(name) = name.and_then(|name| name.strip_suffix(".sol")) else {
            continue;
        };
        if NOT_MODULES.contains(&name) {
            continue;
        }
        // `IMulticall3` is another project's name; the module's is the word without `I` and number.
        let module = name
            .strip_prefix('I')
            .unwrap_or(name)
            .trim_end_matches(char::is_numeric);
        let page = format!("docs/modules/{}.md", module.to_lowercase());
        if !files.iter().any(|file| file.path == page) {
            complaints.push(format!("{}: {page} is missing", interface.path));
        }
    }
    complaints
}

pub(crate) fn consensus_library_elsewhere(files: &[File]) -> Vec<String> {
    let may_name = |path: &str| {
        let in_node = path.strip_prefix("crates/node/src/");
        let allowed = |rest: &str| COMMONWARE_FILES.iter().any(|start| rest.starts_with(start));
        path.starts_with("crates/node/tests/")
            || path.starts_with("crates/simulation/")
            || in_node.is_some_and(allowed)
    };
    let library = concat!("common", "ware_");
    lines(files, |path| path.ends_with(".rs") && !may_name(path))
        .filter(|line| words(line.code()).any(|word| word.starts_with(library)))
        .map(|line| line.complain("the consensus library is named outside the files that wrap it"))
        .collect()
}

pub(crate) fn differs_between_runs(files: &[File]) -> Vec<String> {
    let in_chain = |path: &str| {
        let tests =
            path.ends_with("tests.rs") || path.contains("/tests/") || path.contains("/testing/");
        path.starts_with("crates/chain/src/") && path.ends_with(".rs") && !tests
    };
    let mut complaints = Vec::new();
    for source in files.iter().filter(|file| in_chain(&file.path)) {
        let outside_tests = source
            .lines()
            .take_while(|line| line.text.trim() != "#[cfg(test)]");
        for line in outside_tests {
            // A literal such as `1.5_f64` carries its type behind an underscore.
            let found = words(line.code()).find(|word| {
                NOT_IN_CHAIN
                    .iter()
                    .any(|unwanted| word == unwanted || word.ends_with(&format!("_{unwanted}")))
            });
            if let Some(word) = found {
                complaints.push(line.complain(&format!("{word} differs between machines or runs")));
            }
        }
    }
    complaints
}

/// Words and paths of the place where a text was written mean nothing to its reader.
pub(crate) fn words_of_the_workshop(files: &[File]) -> Vec<String> {
    let paths = [
        concat!("/wo", "rk/"),
        concat!(".lib", "rary"),
        concat!("../sha", "red"),
    ];
    let phrases = [
        concat!("the assis", "tant"),
        concat!("ai assis", "tant"),
        concat!("anth", "ropic"),
        concat!("chat", "gpt"),
        concat!("cla", "ude"),
        concat!("copi", "lot"),
        concat!("language ", "model"),
        concat!("work", "tree named"),
    ];
    lines(files, |_| true)
        .filter(|line| {
            let lower = line.text.to_lowercase();
            let path = |path: &str| {
                lower.match_indices(path).any(|(at, _)| {
                    let before = lower[..at].chars().next_back();
                    before.is_none_or(|before| !before.is_alphanumeric() && before != '.')
                })
            };
            paths.iter().any(|it| path(it)) || phrases.iter().any(|phrase| lower.contains(phrase))
        })
        .map(|line| line.complain("speaks of the place where it was written"))
        .collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

fn is_ours(path: &str) -> bool {
    let ends = [".rs", ".sol", ".sh", ".md", ".toml", ".ts", ".tsx", ".css"];
    ends.iter().any(|end| path.ends_with(end)) && !is_generated(path)
}

fn is_generated(path: &str) -> bool {
    path.contains("/generated/") || path.starts_with("docs/modules/")
}

/// Targets of the Markdown links of a line that lead into the repository, without anchors and titles.
fn link_targets(line: &str) -> Vec<String> {
    // What stands between backticks is code: every second part.
    let prose: String = line.split('`').step_by(2).collect();
    let inline = prose
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let defined = prose
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]: "))
        .map(|(_, target)| target);
    let targets = inline.chain(defined).map(|target| {
        let address = target.split_whitespace().next().unwrap_or_default();
        address.split('#').next().unwrap_or_default().to_owned()
    });
    let is_page = |target: &String| target.contains("://") || target.starts_with("mailto:");
    targets
        .filter(|target| !target.is_empty() && !is_page(target))
        .collect()
}

/// The path from the root that `target` means in a document; none when it leaves the repository.
fn resolve(document: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = document.split('/').collect();
    parts.pop();
    if target.starts_with('/') {
        parts.clear();
    }
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}
