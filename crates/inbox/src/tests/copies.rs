//! The file: backup, restore, and what is refused.

use super::support::{GENESIS, open};
use crate::{Database, Store};
use alloy_primitives::{Address, B256};
use std::{fs, os::unix::fs::PermissionsExt as _};

const ALICE: Address = Address::repeat_byte(1);
const BOB: Address = Address::repeat_byte(2);

#[test]
fn a_restore_brings_nothing_back_that_was_erased_since() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let (file, key, backup) = (at("inbox.sqlite"), at("inbox.key"), at("backup.sqlite"));
    let mut database = open(directory.path().into()).unwrap();
    let mut store = |account| {
        let answers = vec!["secret".to_owned()];
        database.store_answers(1, account, answers, 100).unwrap().id
    };
    let (alices, bobs) = (store(ALICE), store(BOB));
    database.begin_session(ALICE, [1; 28], 100).unwrap();
    database.backup(&backup).unwrap();
    let mode = fs::metadata(&backup).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    assert_eq!(
        database.backup(&backup).unwrap_err().code(),
        "file",
        "never over another"
    );
    database.erase(alices, "member", 200).unwrap();
    database
        .read_answers(bobs, BOB, crate::Role::Author, 300)
        .unwrap();
    drop(database);

    assert_eq!(Database::restore(&backup, &file, &key).unwrap(), 1);
    let mut database = Database::open(&file, &key).unwrap();
    let erased = database.record(alices).unwrap().erased.unwrap();
    assert_eq!((erased.at, erased.cause.as_str()), (200, "member"));
    let role = crate::Role::Author;
    let (_, _, answers) = database.read_answers(bobs, BOB, role, 400).unwrap();
    assert_eq!(answers, ["secret"]);
    assert_eq!(database.reads(None, Some(BOB), 10).unwrap().len(), 2);
    let status = database.status(101).unwrap();
    assert_eq!((status.records, status.sessions), (1, 0));
}

#[test]
fn a_lost_file_comes_back_from_its_backup_with_its_key() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let (file, key, backup) = (at("inbox.sqlite"), at("inbox.key"), at("backup.sqlite"));
    let mut database = open(directory.path().into()).unwrap();
    let stored = database.store_answers(1, ALICE, vec!["secret".into()], 100);
    database.backup(&backup).unwrap();
    drop(database);
    for name in ["inbox.sqlite", "inbox.sqlite-wal", "inbox.sqlite-shm"] {
        let _ = fs::remove_file(at(name));
    }
    // A key of another inbox is noticed before anything is moved.
    let other = at("other.key");
    crate::Vault::create(&other).unwrap();
    let refused = Database::restore(&backup, &file, &other).unwrap_err();
    assert_eq!(refused.code(), "unusable");
    assert!(!file.exists());
    Database::restore(&backup, &file, &key).unwrap();
    let database = Database::open(&file, &key).unwrap();
    assert!(
        database
            .record(stored.unwrap().id)
            .unwrap()
            .erased
            .is_none()
    );
}

#[test]
fn files_of_something_else_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let (file, key) = (at("inbox.sqlite"), at("inbox.key"));
    drop(open(directory.path().into()).unwrap());
    let code = |result: Result<Database, crate::Refusal>| result.unwrap_err().code();
    let other = Database::open_or_create(&file, &key, B256::repeat_byte(1));
    assert_eq!(code(other), "unusable");
    assert_eq!(code(Database::open(&at("nothing"), &key)), "file");
    fs::write(at("text"), "no database at all, but a text".repeat(100)).unwrap();
    assert_eq!(code(Database::open(&at("text"), &key)), "unusable");
    // A database without its key gets no new one: it would open nothing.
    fs::remove_file(&key).unwrap();
    let missing = Database::open_or_create(&file, &key, GENESIS).unwrap_err();
    assert!(missing.english().contains("put it back from its copy"));
    assert!(!key.exists());
}

#[tokio::test]
async fn one_service_uses_a_file_and_survives_what_panics() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::start(open(directory.path().into()).unwrap()).unwrap();
    let second = Store::start(open(directory.path().into()).unwrap());
    assert!(second.unwrap_err().english().contains("in use"));
    let file = directory.path().join("inbox.sqlite");
    let restored = Database::restore(&file, &file, &directory.path().join("inbox.key"));
    assert!(restored.unwrap_err().english().contains("in use"));
    let broken = store.run(|_| -> Result<(), _> { panic!("on purpose") });
    assert_eq!(broken.await.unwrap_err().code(), "unavailable");
    store.run(|file| file.status(0)).await.unwrap();
}
