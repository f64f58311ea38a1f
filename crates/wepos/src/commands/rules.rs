//! `wepos rules`: the rule book, its hashes, and what of it this program enforces.

use serde_json::json;
use wepos_client::Language;

use crate::{
    output::{Failure, Output},
    rules::{NEWEST, STATUS_CHINESE, STATUS_ENGLISH, Version},
};

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos rules --lang zh                 the Chinese text, which governs
  wepos rules --hash                    what `sha256sum` says of both texts, and a genesis names
  wepos rules --lang en | sha256sum     the same, computed anew
  wepos rules --status                  which clauses this program enforces";

/// The arguments of `wepos rules`.
#[derive(Debug, clap::Args)]
pub(crate) struct Rules {
    /// The number of the version; the newest by default.
    #[arg(value_name = "VERSION", conflicts_with = "status")]
    number: Option<u32>,
    /// Print the hashes of both texts in the form of `sha256sum`.
    #[arg(long, conflicts_with = "status")]
    hash: bool,
    /// Say which clauses of the newest version this program enforces.
    #[arg(long)]
    status: bool,
}

impl Rules {
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        let language = match output.language() {
            Language::English => "en",
            Language::Chinese => "zh",
        };
        if self.status {
            let text = output.pick(STATUS_ENGLISH, STATUS_CHINESE);
            let value = json!({"version": NEWEST.number, "language": language, "status": text});
            return output.result(without_last_newline(text), &value);
        }
        let version = match self.number {
            None => NEWEST,
            Some(number) => Version::all()
                .find(|version| version.number == number)
                .ok_or_else(|| unknown(number))?,
        };
        let hashes = version.hashes();
        if self.hash {
            let lines = [
                (hashes.zh_sha256, "rulebook.zh-CN.md"),
                (hashes.en_sha256, "rulebook.en.md"),
            ]
            .map(|(hash, file)| format!("{:x}  {file}", hash.unwrap_or_default()));
            let value = json!({"version": version.number, "ruleBook": hashes});
            return output.result(&lines.join("\n"), &value);
        }
        let text = version.text(output.language());
        let value = json!({
            "version": version.number, "language": language, "ruleBook": hashes, "text": text,
        });
        output.result(without_last_newline(text), &value)
    }
}

/// [`Output::result`] ends with a newline; what is printed must have the hash of the file.
fn without_last_newline(text: &str) -> &str {
    text.strip_suffix('\n').unwrap_or(text)
}

fn unknown(number: u32) -> Failure {
    let versions: Vec<String> = Version::all()
        .map(|version| version.number.to_string())
        .collect();
    let text = format!(
        "this program carries no version {number} of the rule book; it carries {}",
        versions.join(", ")
    );
    Failure::new("argument", text)
}
