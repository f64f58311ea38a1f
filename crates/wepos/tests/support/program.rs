//! The program from outside: what it prints, and the accounts that it gives to development networks.

use serde_json::Value;
use std::{
    ffi::OsString,
    path::Path,
    process::{Command, Output},
};

/// The program that is tested: the one built with these tests, or the one that `WEPOS_BIN` names.
pub(crate) fn program() -> OsString {
    std::env::var_os("WEPOS_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_wepos").into())
}

/// Runs the program to its end, in English.
pub(crate) fn wepos(arguments: &[&str]) -> Output {
    let mut command = Command::new(program());
    let command = command.args(arguments).env("LANG", "en_GB.UTF-8");
    command.output().expect("the program starts")
}

/// The one JSON object that a command printed, and whether it succeeded.
pub(crate) fn answer(output: &Output) -> (bool, Value) {
    let text = String::from_utf8_lossy(&output.stdout);
    let value = serde_json::from_str(&text);
    let value = value.unwrap_or_else(|error| {
        let reason = String::from_utf8_lossy(&output.stderr);
        panic!("{error} in {text:?}, beside {reason:?}")
    });
    (output.status.success(), value)
}

/// What a command answers with `--json`, and whether it succeeded.
pub(crate) fn ask(arguments: &[&str]) -> (bool, Value) {
    answer(&wepos(&[arguments, &["--json"]].concat()))
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// The private key and the address of a ready account.
pub(crate) fn ready_account(role: &str) -> (String, String) {
    let secret = alloy_primitives::keccak256(format!("wepos development account: {role}"));
    let signer = alloy_signer_local::PrivateKeySigner::from_bytes(&secret);
    let address = signer.expect("a hash is a key").address();
    (secret.to_string(), address.to_string())
}

/// Pays from a ready account to an address.
pub(crate) fn pay(url: &str, from: &str, to: &str, amount: &str) {
    let (key, _) = ready_account(from);
    let sent = wepos(&[
        "send", "token", "transfer", to, amount, "--key", &key, "--rpc", url,
    ]);
    assert!(sent.status.success(), "{sent:?}");
}
