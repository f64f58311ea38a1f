use super::*;
use tempfile::TempDir;
use wepos_chain::testing::{Member, genesis};

fn document(name: &str) -> Genesis {
    genesis(&[&Member::named(name)], None)
}

fn opened() -> (TempDir, DataDir) {
    let directory = tempfile::tempdir().unwrap();
    let data_dir = DataDir::open(directory.path()).unwrap();
    (directory, data_dir)
}

fn write(directory: &TempDir, name: &str, text: &str) {
    fs::write(directory.path().join(name), text).unwrap();
}

#[test]
fn a_directory_is_made_adopted_and_found_again() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a").join("b");
    let data_dir = DataDir::open(&path).unwrap();
    assert!(data_dir.genesis().unwrap().is_none());
    data_dir.adopt(&document("rich")).unwrap();
    data_dir.adopt(&document("rich")).unwrap();
    drop(data_dir);
    let again = DataDir::open(&path).unwrap();
    let genesis = again.genesis().unwrap().unwrap();
    assert_eq!(genesis.hash(), document("rich").hash());
}

#[test]
fn one_process_at_a_time_has_it() {
    let (directory, data_dir) = opened();
    let error = DataDir::open(directory.path()).unwrap_err();
    assert!(matches!(error, DataDirError::Locked(_)), "{error}");
    drop(data_dir);
    DataDir::open(directory.path()).unwrap();
}

#[test]
fn a_child_process_does_not_hold_the_lock() {
    let (directory, data_dir) = opened();
    let mut child = std::process::Command::new("sleep")
        .arg("30")
        .spawn()
        .unwrap();
    drop(data_dir);
    let result = DataDir::open(directory.path());
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(result.is_ok());
}

#[test]
fn files_of_something_else_stay_alone() {
    let directory = tempfile::tempdir().unwrap();
    write(&directory, "holiday.jpg", "beach");
    let error = DataDir::open(directory.path()).unwrap_err();
    assert!(matches!(error, DataDirError::Foreign(_)), "{error}");
    assert!(!directory.path().join("lock").exists());
}

#[test]
fn another_network_is_refused_with_both_names() {
    let (_directory, data_dir) = opened();
    data_dir.adopt(&document("rich")).unwrap();
    let error = data_dir.adopt(&document("other")).unwrap_err();
    assert!(matches!(error, DataDirError::Network(_)), "{error}");
    let text = error.to_string();
    for hash in [document("rich").hash(), document("other").hash()] {
        assert!(text.contains(&hash.to_string()), "{text}");
    }
}

#[test]
fn another_release_is_told_whatever_else_it_wrote() {
    let (directory, data_dir) = opened();
    data_dir.adopt(&document("rich")).unwrap();
    let identity = fs::read_to_string(directory.path().join("wepos.json")).unwrap();
    let before: serde_json::Value = serde_json::from_str(&identity).unwrap();
    for other in [FORMAT - 1, FORMAT + 1] {
        // All else is as this release writes it.
        let mut identity = before.clone();
        identity["format"] = other.into();
        write(&directory, "wepos.json", &identity.to_string());
        for error in [
            data_dir.genesis().unwrap_err(),
            data_dir.adopt(&document("rich")).unwrap_err(),
        ] {
            assert!(
                matches!(error, DataDirError::Format { have, .. } if have == other),
                "{error}"
            );
            assert!(error.to_string().contains("--data-dir"), "{error}");
        }
    }
    for text in ["{}", r#"{"format": 99999999999}"#] {
        write(&directory, "wepos.json", text);
        let error = data_dir.genesis().unwrap_err();
        assert!(matches!(error, DataDirError::Format { .. }), "{error}");
    }
}

#[test]
fn damaged_files_are_named() {
    let (directory, data_dir) = opened();
    data_dir.adopt(&document("rich")).unwrap();
    let damage = |name: &str, text: &str| {
        let path = directory.path().join(name);
        let good = fs::read(&path).unwrap();
        write(&directory, name, text);
        let error = data_dir.genesis().unwrap_err();
        fs::write(&path, good).unwrap();
        assert!(matches!(error, DataDirError::Damaged { .. }), "{error}");
        assert!(error.to_string().contains(name), "{error}");
    };
    damage("genesis.json", "{");
    damage("genesis.json", &document("other").to_json());
    damage("wepos.json", "not JSON");
    damage("wepos.json", &format!(r#"{{"format": {FORMAT}}}"#));
    fs::remove_file(directory.path().join("genesis.json")).unwrap();
    let error = data_dir.genesis().unwrap_err();
    assert!(error.to_string().contains("missing"), "{error}");
}

#[test]
fn blocks_without_the_name_of_their_network_are_not_given_to_another() {
    let (directory, data_dir) = opened();
    data_dir.adopt(&document("rich")).unwrap();
    fs::create_dir_all(directory.path().join("storage").join("blocks")).unwrap();
    fs::remove_file(directory.path().join("wepos.json")).unwrap();
    let error = data_dir.adopt(&document("other")).unwrap_err();
    assert!(matches!(error, DataDirError::Damaged { .. }), "{error}");
    assert!(!directory.path().join("wepos.json").exists());
}

#[test]
fn secrets_are_made_once_and_only_their_owner_reads_them() {
    let (directory, data_dir) = opened();
    let secrets = data_dir.validator_secrets().unwrap();
    let again = data_dir.validator_secrets().unwrap();
    assert_eq!(secrets.signing, again.signing);
    assert_eq!(secrets.seed, again.seed);
    assert_ne!(secrets.signing, secrets.seed);
    let path = directory.path().join("validator.key");
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, SECRET_MODE);
    for open in [0o640, 0o604, 0o660] {
        fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
        let error = data_dir.validator_secrets().unwrap_err();
        let is_told = matches!(error, DataDirError::Permissions { mode, .. } if mode == open);
        assert!(is_told, "{error}");
    }
}

#[test]
fn a_damaged_key_is_never_replaced_by_a_new_one() {
    let (directory, data_dir) = opened();
    data_dir.validator_secrets().unwrap();
    for text in ["", "0xzz", &"00".repeat(63)] {
        write(&directory, "validator.key", text);
        let error = data_dir.validator_secrets().unwrap_err();
        assert!(matches!(error, DataDirError::Damaged { .. }), "{error}");
    }
}

#[test]
fn a_folder_of_something_else_is_refused_even_with_a_file_named_lock() {
    let directory = tempfile::tempdir().unwrap();
    write(&directory, "lock", "");
    write(&directory, "letters.txt", "mine");
    let error = DataDir::open(directory.path()).unwrap_err();
    assert!(matches!(error, DataDirError::Foreign(_)), "{error}");
    // Another program's lock says who holds it.
    let directory = tempfile::tempdir().unwrap();
    write(&directory, "lock", "4711");
    let error = DataDir::open(directory.path()).unwrap_err();
    assert!(matches!(error, DataDirError::Foreign(_)), "{error}");
}

#[test]
fn a_first_start_that_was_cut_short_is_gone_on_with() {
    let (directory, data_dir) = opened();
    data_dir.validator_secrets().unwrap();
    data_dir.adopt(&document("rich")).unwrap();
    drop(data_dir);
    for (old, new) in [
        ("wepos.json", "wepos.new"),
        ("validator.key", "validator.new"),
    ] {
        fs::rename(directory.path().join(old), directory.path().join(new)).unwrap();
    }
    for name in [
        "index.sqlite",
        "index.sqlite-wal",
        "clock.json",
        "clock.tmp",
    ] {
        write(&directory, name, "");
    }
    fs::create_dir(directory.path().join("storage")).unwrap();
    DataDir::open(directory.path()).unwrap();
}
