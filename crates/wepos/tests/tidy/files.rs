//! What the rules look at, and how a test shows a rule its samples and the repository.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A file of the repository: its path from the root, with `/`, and its text, empty when it is not UTF-8.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let numbered = self.text.lines().enumerate();
        numbered.map(|(index, text)| Line {
            file: self,
            number: index + 1,
            text,
        })
    }
}

pub(crate) struct Line<'a> {
    pub(crate) file: &'a File,
    number: usize,
    pub(crate) text: &'a str,
}

impl Line<'_> {
    /// The line without its comment.
    pub(crate) fn code(&self) -> &str {
        self.text.split("//").next().unwrap_or_default()
    }

    pub(crate) fn complain(&self, about: &str) -> String {
        format!("{}:{}: {about}", self.file.path, self.number)
    }
}

/// A rule under test: it must complain about wrong samples, accept right ones, and find the repository clean.
pub(crate) struct Rule(pub(crate) fn(&[File]) -> Vec<String>);

impl Rule {
    pub(crate) fn rejects(self, path: &str, text: &str) -> Self {
        let complaints = (self.0)(&[file(path, text)]);
        assert!(!complaints.is_empty(), "the rule overlooks {path}: {text}");
        self
    }

    pub(crate) fn accepts(self, path: &str, text: &str) -> Self {
        let complaints = (self.0)(&[file(path, text)]);
        assert!(
            complaints.is_empty(),
            "the rule is too strict: {complaints:?}"
        );
        self
    }

    pub(crate) fn holds(self) {
        let files = repository();
        assert!(files.len() > 10, "the repository was not found");
        assert_clean((self.0)(&files));
    }
}

#[track_caller]
pub(crate) fn assert_clean(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

pub(crate) fn file(path: &str, text: &str) -> File {
    File {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package
        .ancestors()
        .nth(2)
        .expect("packages are in crates/")
        .to_owned()
}

/// All files that git tracks, and the new ones that it would.
fn repository() -> Vec<File> {
    let mut command = Command::new("git");
    // The checkout may belong to another user, as in a container.
    command.args(["-c", "safe.directory=*", "ls-files", "-z"]);
    command.args(["--cached", "--others", "--exclude-standard"]);
    let listed = output(command);
    let mut files = Vec::new();
    for path in listed.split('\0').filter(|path| !path.is_empty()) {
        // A file that was removed but not yet from the index is no file.
        if let Ok(bytes) = fs::read(root().join(path)) {
            files.push(file(path, &String::from_utf8(bytes).unwrap_or_default()));
        }
    }
    files
}

pub(crate) fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    command.args(arguments);
    output(command)
}

fn output(mut command: Command) -> String {
    let output = command
        .current_dir(root())
        .output()
        .expect("the program starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
    String::from_utf8(output.stdout).expect("the program prints UTF-8")
}

pub(crate) fn lines<'a>(
    files: &'a [File],
    wanted: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = Line<'a>> {
    files
        .iter()
        .filter(move |file| wanted(&file.path))
        .flat_map(File::lines)
}
