//! The program as it is typed: what it prints, where, and with which exit status.

#[path = "cli/genesis.rs"]
mod genesis;
#[path = "cli/keys.rs"]
mod keys;
#[path = "cli/node.rs"]
mod node;
#[path = "cli/rules.rs"]
mod rules;
#[path = "cli/similar.rs"]
mod similar;
#[path = "cli/talking.rs"]
mod talking;
#[path = "cli/ticket.rs"]
mod ticket;
#[path = "cli/tls.rs"]
mod tls;
#[path = "cli/words.rs"]
mod words;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

/// A directory of its own for one test, and the program run in it.
struct Place(tempfile::TempDir);

/// What the program said and how it ended.
struct Ended {
    out: String,
    err: String,
    status: i32,
}

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a directory"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file that only its owner can read.
    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("written");
        set_mode(&path, 0o600);
        path
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wepos"));
        command.args(arguments).current_dir(self.0.path());
        // Nothing of the machine's settings reaches a test.
        command.env_clear();
        command
            .env("HOME", self.0.path())
            .env("LANG", "en_GB.UTF-8");
        command.env("WEPOS_PASSWORD", "correct horse");
        command
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        ended(
            self.command(arguments)
                .output()
                .expect("the program starts"),
        )
    }
}

impl Ended {
    #[track_caller]
    fn succeeds(self) -> Self {
        assert_eq!(self.status, 0, "{}\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn fails(self, reason: &str) -> Self {
        assert_eq!(self.status, 1, "{}\n{}", self.out, self.err);
        assert!(self.err.contains(reason), "{}\n{}", self.out, self.err);
        assert!(self.out.is_empty(), "{}", self.out);
        self
    }

    #[track_caller]
    fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "{}", self.out);
        serde_json::from_str(&self.out).expect("one line of JSON")
    }
}

fn ended(output: Output) -> Ended {
    Ended {
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
        status: output.status.code().expect("not killed"),
    }
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("changed");
}

fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    let metadata = std::fs::metadata(path).expect("it exists");
    metadata.permissions().mode() & 0o777
}
