//! Keys in files: what is written, what is refused.

use super::*;

fn sample() -> Value {
    serde_json::json!({
        "version": 3, "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6",
        "address": "008aeeda4d805471df9b2a5b0f38a0c3bcba786b",
        "crypto": {
            "cipher": "aes-128-ctr", "cipherparams": {"iv": "83dbcc02d8ccb40e466191a123791e0e"},
            "ciphertext": "d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
            "kdf": "scrypt",
            "kdfparams": {"dklen": 32, "n": 262_144, "p": 1, "r": 8,
                "salt": "ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
            "mac": "2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"
        }
    })
}

/// The example with PBKDF2 in the description of Web3 Secret Storage, whose password is `testpassword`.
fn example() -> Value {
    let mut document = sample();
    document["crypto"] = serde_json::json!({
        "cipher": "aes-128-ctr", "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
        "kdf": "pbkdf2",
        "kdfparams": {"c": 262_144, "dklen": 32, "prf": "hmac-sha256",
            "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"
    });
    document
}

#[test]
fn the_example_of_the_standard_is_read() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("example.json");
    write_private(&path, example().to_string().as_bytes()).unwrap();
    let address = check_file(&path).unwrap().unwrap();
    let signer = unlock(&path, "testpassword").unwrap();
    assert_eq!(signer.address(), address);
    assert_eq!(
        signer.to_bytes(),
        "0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d"
            .parse::<B256>()
            .unwrap()
    );
    let failure = unlock(&path, "another").unwrap_err();
    assert!(
        failure.text().contains("password is wrong"),
        "{}",
        failure.text()
    );
}

#[test]
fn files_that_would_cost_too_much_or_are_no_keys_are_refused() {
    let change = |pointer: &str, value: Value| {
        let mut document = sample();
        *document.pointer_mut(pointer).unwrap() = value;
        check_text(&document.to_string()).unwrap_err()
    };
    for (pointer, value, reason) in [
        ("/version", serde_json::json!(1), "version 3"),
        ("/crypto/cipher", serde_json::json!("rot13"), "aes-128-ctr"),
        (
            "/crypto/kdf",
            serde_json::json!("none"),
            "scrypt and pbkdf2",
        ),
        ("/crypto/kdfparams/dklen", serde_json::json!(8), "32 bytes"),
        (
            "/crypto/kdfparams/n",
            serde_json::json!(1_u64 << 40),
            "out of bounds",
        ),
        (
            "/crypto/kdfparams/n",
            serde_json::json!(1000),
            "out of bounds",
        ),
        (
            "/crypto/kdfparams/r",
            serde_json::json!(1_u64 << 60),
            "out of bounds",
        ),
        ("/crypto/kdfparams/r", serde_json::json!(0), "out of bounds"),
        ("/crypto/kdfparams/p", serde_json::json!(0), "out of bounds"),
        (
            "/crypto/ciphertext",
            serde_json::json!("00"),
            "wrong length",
        ),
        (
            "/crypto/cipherparams/iv",
            serde_json::json!(""),
            "wrong length",
        ),
    ] {
        let why = change(pointer, value);
        assert!(why.contains(reason), "{pointer}: {why}");
    }
    for text in ["", "[]", "null", "\u{0}", "{\"version\":3}"] {
        assert!(check_text(text).is_err(), "{text}");
    }
}

#[test]
fn names_cannot_leave_their_directory() {
    let keystore = Keystore {
        directory: PathBuf::from("keys"),
    };
    assert!(keystore.path("alice-2").is_ok());
    assert!(keystore.path("小明").is_ok());
    for name in [
        "",
        ".hidden",
        "../alice",
        "a/b",
        "a\\b",
        "a b",
        &"a".repeat(65),
    ] {
        assert!(keystore.path(name).is_err(), "{name}");
    }
}

#[test]
fn errors_do_not_repeat_a_secret() {
    let failure =
        from_hex("zz0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80").unwrap_err();
    assert!(!failure.text().contains("0974"), "{}", failure.text());
    assert!(from_hex(&"0".repeat(64)).is_err());
    assert!(from_hex(&"f".repeat(64)).is_err());
}
