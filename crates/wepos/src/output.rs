//! What a command says: text for people, or one JSON object for programs, and the reason where it failed.

use std::{
    io::{self, IsTerminal, Write},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value, json};
use wepos_client::{ClientError, InterfaceError, Language};
use wepos_inbox::Refusal;

/// How a command speaks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
    language: Language,
}

/// Why a command failed, for people and for programs.
#[derive(Debug)]
pub(crate) struct Failure {
    /// One word for programs, such as `reverted`.
    kind: &'static str,
    english: String,
    chinese: Option<String>,
    /// More for programs, such as the ABI bytes of an error.
    details: Map<String, Value>,
    /// The exit status.
    status: u8,
}

/// The exit status of most failures.
const FAILED: u8 = 1;

/// The exit status of a node that has to be another release before it can go on.
pub(crate) const OUTDATED: u8 = 3;

impl Output {
    pub(crate) fn new(json: bool, language: Language) -> Self {
        Self { json, language }
    }

    /// Whether answers are JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    pub(crate) fn language(&self) -> Language {
        self.language
    }

    /// The text in the reader's language.
    pub(crate) fn pick<'a>(&self, english: &'a str, chinese: &'a str) -> &'a str {
        self.language.pick(english, chinese)
    }

    /// What stands between the parts of a line: Chinese has its own, without a space.
    pub(crate) fn comma(&self) -> &'static str {
        self.language.pick(", ", "，")
    }

    /// What stands between a name and what is said of it.
    pub(crate) fn colon(&self) -> &'static str {
        self.language.pick(": ", "：")
    }

    /// The result of a command: `text` for people, one line with `value` for programs.
    ///
    /// # Errors
    /// If standard output cannot be written, but for a reader that has left: the command has done its work.
    pub(crate) fn result(&self, text: &str, value: &Value) -> Result<(), Failure> {
        if self.json {
            write_out(&value.to_string())
        } else {
            write_out(text)
        }
    }

    /// A remark beside the result, on standard error; programs do not get it.
    pub(crate) fn note(&self, text: &str) {
        if !self.json {
            // Nobody to read it is no reason to stop.
            writeln!(io::stderr(), "{text}").ok();
        }
    }

    /// Why the command failed: on standard error, or as JSON on standard output.
    pub(crate) fn failure(&self, failure: &Failure) {
        if self.json {
            let mut error = failure.details.clone();
            error.insert("kind".to_owned(), json!(failure.kind));
            error.insert("message".to_owned(), json!(failure.english));
            if let Some(chinese) = &failure.chinese {
                error.insert("messageZh".to_owned(), json!(chinese));
            }
            // The exit status says it too.
            write_out(&json!({"error": error}).to_string()).ok();
            return;
        }
        let label = format!("{}{}", self.pick("error", "错误"), self.colon());
        let mut lines = vec![failure.english.as_str()];
        lines.extend(failure.chinese.as_deref());
        if self.language == Language::Chinese {
            lines.reverse();
        }
        for (index, line) in lines.into_iter().enumerate() {
            let start = if index == 0 { &label } else { "  " };
            writeln!(io::stderr(), "{start}{line}").ok();
        }
    }

    /// Shows how far a long command has come; invisible unless standard error is a terminal.
    pub(crate) fn progress(&self, what: &str) -> ProgressBar {
        if self.json || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(0).with_message(what.to_owned());
        let template = "{msg} {bar:30} {pos}/{len} {per_sec} {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar
    }

    /// Something that turns while a command waits; invisible unless standard error is a terminal.
    pub(crate) fn spinner(&self, message: &str) -> ProgressBar {
        if self.json || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner().with_message(message.to_owned());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }
}

impl Failure {
    pub(crate) fn new(kind: &'static str, english: impl Into<String>) -> Self {
        Self {
            kind,
            english: english.into(),
            chinese: None,
            details: Map::new(),
            status: FAILED,
        }
    }

    /// The same with another exit status.
    pub(crate) fn with_status(mut self, status: u8) -> Self {
        self.status = status;
        self
    }

    /// The exit status.
    pub(crate) fn status(&self) -> u8 {
        self.status
    }

    /// The same reason in Chinese.
    pub(crate) fn in_chinese(mut self, chinese: impl Into<String>) -> Self {
        self.chinese = Some(chinese.into());
        self
    }

    /// The reason in English.
    pub(crate) fn text(&self) -> &str {
        &self.english
    }

    /// The reason in Chinese, if somebody wrote it.
    pub(crate) fn chinese(&self) -> &str {
        self.chinese.as_deref().unwrap_or(&self.english)
    }

    /// A file that cannot be read or written.
    pub(crate) fn file(path: &std::path::Path, error: &io::Error) -> Self {
        Self::new("file", format!("{}: {error}", path.display()))
    }

    /// More for programs.
    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.details.insert(key.to_owned(), value.into());
        self
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::new("failed", format!("{error:#}"))
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        let text = error.to_string();
        match error {
            ClientError::Reverted(reverted) => {
                let mut failure = Self::new("reverted", reverted.english.clone())
                    .with("name", reverted.name.clone())
                    .with("data", reverted.data.to_string());
                if let Some(hash) = reverted.transaction {
                    failure = failure.with("hash", hash.to_string());
                }
                failure.chinese = Some(reverted.chinese);
                failure
            }
            ClientError::Refused { code, .. } => Self::new("refused", text).with("code", code),
            ClientError::NoReceipt { hash, .. } => {
                Self::new("noReceipt", text).with("hash", hash.to_string())
            }
            ClientError::Url { .. } => Self::new("usage", text),
            ClientError::Unreachable { .. } => Self::new("unreachable", text),
            ClientError::Signature(_) => Self::new("key", text),
            ClientError::Unexpected { .. } | ClientError::Answer { .. } => {
                Self::new("unexpected", text)
            }
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let failure = Self::new(refusal.code(), refusal.english()).in_chinese(refusal.chinese());
        let facts = refusal.facts().iter();
        facts.fold(failure, |failure, (name, value)| {
            failure.with(name, value.clone())
        })
    }
}

impl From<InterfaceError> for Failure {
    fn from(error: InterfaceError) -> Self {
        let text = error.to_string();
        match error {
            InterfaceError::UnknownModule { nearest, .. } => {
                Self::new("unknownModule", text).with("nearest", nearest)
            }
            InterfaceError::UnknownFunction { nearest, .. } => {
                Self::new("unknownFunction", text).with("nearest", nearest)
            }
            InterfaceError::ArgumentCount { .. } | InterfaceError::Argument(_) => {
                Self::new("argument", text)
            }
            InterfaceError::Malformed { .. } => Self::new("unexpected", text),
        }
    }
}

/// Lines of a label and a value, the values below each other. Chinese characters are two columns wide.
pub(crate) fn table(rows: &[(String, String)]) -> String {
    let width = rows
        .iter()
        .map(|(label, _)| columns(label))
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for (label, value) in rows {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(label);
        text.push_str(&" ".repeat(width.saturating_sub(columns(label)) + 2));
        text.push_str(value);
    }
    text
}

/// The columns a text takes in a terminal, near enough for labels.
pub(crate) fn columns(text: &str) -> usize {
    text.chars()
        .map(|letter| if letter < '\u{1100}' { 1 } else { 2 })
        .sum()
}

fn write_out(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let written = writeln!(out, "{text}").and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(
            "file",
            format!("standard output cannot be written: {error}"),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_a_table_stand_below_each_other_in_both_scripts() {
        let rows = [
            ("链 ID".to_owned(), "1".to_owned()),
            ("height".to_owned(), "2".to_owned()),
        ];
        assert_eq!(table(&rows), "链 ID   1\nheight  2");
    }
}
