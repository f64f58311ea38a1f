//! The storage layout as a list that a change shows in.

use crate::modules::{MODULES, token};
use std::{collections::BTreeSet, fmt::Write, path::Path};

const COMMAND: &str = "WEPOS_REGENERATE=1 cargo test -p wepos-chain layout";

#[test]
fn the_storage_layout_is_the_one_that_is_written_down() {
    let mut expected = String::from(
        "# Fields of the state database: SHA-256(module, field, key) is a database key; see src/state/key.rs.\n\
         # module.field  name  holds\n",
    );
    for entry in MODULES.layout() {
        let number = format!("{}.{}", entry.field.module, entry.field.field);
        let name = format!("{}.{}", entry.module, entry.name);
        writeln!(expected, "{number:<6} {name:<30} {}", entry.holds).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("generated/layout.txt");
    if std::env::var_os("WEPOS_REGENERATE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        found,
        expected,
        "{} is out of date. Run: {COMMAND}",
        path.display()
    );
}

#[test]
fn no_two_fields_share_a_number_or_a_name() {
    let layout = MODULES.layout();
    let fields: BTreeSet<_> = layout.iter().map(|entry| entry.field).collect();
    let names: BTreeSet<_> = layout
        .iter()
        .map(|entry| (entry.module, entry.name))
        .collect();
    assert_eq!((fields.len(), names.len()), (layout.len(), layout.len()));
    let numbers: BTreeSet<_> = MODULES.0.iter().map(|module| module.number()).collect();
    assert_eq!(numbers.len(), MODULES.0.len());
    assert!(!numbers.contains(&crate::execution::PROTOCOL));
}

#[test]
fn what_the_executor_counts_as_money_is_the_field_of_the_accounts() {
    let layout = MODULES.layout();
    let accounts = layout
        .iter()
        .find(|entry| entry.field == token::ACCOUNTS_FIELD)
        .unwrap();
    assert_eq!((accounts.module, accounts.name), ("token", "accounts"));
}
