//! `wepos keys`.

use crate::{Place, ended, mode, set_mode};

const WORDS: &str = "test test test test test test test test test test test junk";
const FIRST: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
const FIRST_SECRET: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const SECOND: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

#[test]
fn a_new_key_is_encrypted_private_and_not_shown() {
    let place = Place::new();
    let new = place
        .run(&["keys", "new", "alice", "--keystore", "keys"])
        .succeeds();
    let file = place.path("keys/alice.json");
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(&place.path("keys")), 0o700);
    assert_eq!(std::fs::read_dir(place.path("keys")).unwrap().count(), 1);

    let reveal = ["keys", "export", "alice", "--reveal", "--keystore", "keys"];
    let secret = place.run(&reveal).succeeds().out;
    let secret = secret.trim().strip_prefix("0x").unwrap();
    assert_eq!(secret.len(), 64);
    let stored = std::fs::read_to_string(&file).unwrap();
    assert!(!new.out.contains(secret) && !stored.contains(secret));
    let export = place
        .run(&["keys", "export", "alice", "--keystore", "keys"])
        .succeeds();
    assert_eq!(export.out.trim(), stored);

    place
        .run(&["keys", "new", "alice", "--keystore", "keys"])
        .fails("choose another name");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), stored);
}

#[test]
fn words_are_written_to_a_private_file_and_give_the_key_back() {
    let place = Place::new();
    let new = place
        .run(&[
            "keys",
            "new",
            "alice",
            "--mnemonic-file",
            "words.txt",
            "--words",
            "24",
            "--json",
        ])
        .succeeds();
    let words = std::fs::read_to_string(place.path("words.txt")).unwrap();
    assert_eq!(words.split_whitespace().count(), 24);
    assert_eq!(mode(&place.path("words.txt")), 0o600);
    let again = place
        .run(&["keys", "import", "again", "--from", "words.txt", "--json"])
        .succeeds();
    assert_eq!(new.json()["address"], again.json()["address"]);
    place
        .run(&[
            "keys",
            "new",
            "bob",
            "--mnemonic-file",
            "w.txt",
            "--words",
            "13",
        ])
        .fails("--words 13");
    assert!(!place.path("w.txt").exists());
}

#[test]
fn keys_are_imported_from_words_secrets_and_files() {
    let place = Place::new();
    place.write("words.txt", WORDS);
    place.write("secret.txt", &format!("{FIRST_SECRET}\n"));
    let address = |arguments: &[&str]| place.run(arguments).succeeds().json()["address"].clone();
    let import = ["keys", "import", "--json", "--from"];
    assert_eq!(
        address(&[&import[..], &["words.txt", "first"]].concat()),
        FIRST
    );
    assert_eq!(
        address(&[&import[..], &["words.txt", "second", "--index", "1"]].concat()),
        SECOND
    );
    assert_eq!(
        address(&[&import[..], &["secret.txt", "third"]].concat()),
        FIRST
    );
    assert_eq!(
        address(&[&import[..], &[".wepos/keys/second.json", "fourth"]].concat()),
        SECOND
    );
    let listed = place.run(&["keys", "list", "--json"]).succeeds().json();
    let names: Vec<&str> = listed["keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|key| key["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["first", "fourth", "second", "third"]);
    let shown = place.run(&["keys", "show", "second"]).succeeds();
    assert!(shown.out.contains(SECOND), "{}", shown.out);
}

#[test]
fn what_is_no_secret_is_refused_without_repeating_it() {
    let place = Place::new();
    place.write("words.txt", &WORDS.replace("junk", "jump"));
    let ended = place
        .run(&["keys", "import", "a", "--from", "words.txt"])
        .fails("no valid words");
    assert!(!ended.err.contains("jump"));
    place.write("secret.txt", "0x1234");
    let ended = place
        .run(&["keys", "import", "a", "--from", "secret.txt"])
        .fails("no private key");
    assert!(!ended.err.contains("1234"));
    place.write("file.json", "{\"version\": 3}");
    place
        .run(&["keys", "import", "a", "--from", "file.json"])
        .fails("aes-128-ctr");
    place
        .run(&["keys", "import", "a", "--from", "missing"])
        .fails("missing");
    place
        .run(&["keys", "new", "../a"])
        .fails("does not begin with a point");
    place
        .run(&["keys", "show", "nobody"])
        .fails("there are none yet");
}

#[test]
fn a_file_that_others_can_read_is_not_used() {
    let place = Place::new();
    place.run(&["keys", "new", "alice"]).succeeds();
    let file = place.path(".wepos/keys/alice.json");
    set_mode(&file, 0o644);
    place.run(&["keys", "show", "alice"]).fails("chmod 600");
    let listed = place.run(&["keys", "list"]).succeeds();
    assert!(listed.out.contains("chmod 600"), "{}", listed.out);
    let password = place.write("password", "correct horse\n");
    set_mode(&file, 0o600);
    let reveal = [
        "keys",
        "export",
        "alice",
        "--reveal",
        "--password-file",
        "password",
    ];
    place.run(&reveal).succeeds();
    set_mode(&password, 0o640);
    place.run(&reveal).fails("mode 640");
}

#[test]
fn a_wrong_empty_or_missing_password_is_said() {
    let place = Place::new();
    place.run(&["keys", "new", "alice"]).succeeds();
    let with = |password: Option<&str>| {
        let mut command = place.command(&["keys", "export", "alice", "--reveal"]);
        match password {
            Some(password) => command.env("WEPOS_PASSWORD", password),
            None => command.env_remove("WEPOS_PASSWORD"),
        };
        ended(command.output().unwrap())
    };
    with(Some("wrong")).fails("the password is wrong");
    with(Some("")).fails("the password is empty");
    with(None).fails("no terminal");
}

#[test]
fn the_keys_of_validators_are_private_and_their_entries_make_a_genesis() {
    let place = Place::new();
    let mut arguments = vec!["genesis", "new", "genesis.json"];
    let files = ["seoul", "berlin", "lima", "oslo"].map(|name| (name, format!("{name}.json")));
    for (name, file) in &files {
        let validator = ["keys", "validator", name, "--data-dir", name, "--json"];
        let made = place.run(&validator).succeeds();
        let key = place.path(&format!("{name}/validator.key"));
        assert_eq!(mode(&key), 0o600);
        let secrets = std::fs::read_to_string(&key).unwrap();
        let (signing, seed) = secrets.trim().split_at(64);
        let said = format!("{}{}", made.out, made.err);
        assert!(!said.contains(signing) && !said.contains(seed), "{said}");
        assert_eq!(made.json()["name"], *name);
        // Asked again, the same keys answer.
        assert_eq!(place.run(&validator).succeeds().json(), made.json());
        place.write(file, &made.out);
        arguments.extend(["--validators", file]);
    }
    place.run(&arguments).succeeds();
    let document = std::fs::read_to_string(place.path("genesis.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let validators = document["validators"].as_array().unwrap();
    assert_eq!(validators.len(), 4);
    assert!(
        validators
            .iter()
            .all(|one| one["seedKey"].as_str().unwrap().len() == 2 + 192)
    );

    // What is printed for people is an option of `genesis new`.
    let shown = place
        .run(&["keys", "validator", "seoul", "--data-dir", "seoul"])
        .succeeds();
    let option = shown.out.split("--validator ").nth(1).unwrap().trim();
    place
        .run(&["genesis", "new", "other.json", "--validator", option])
        .succeeds();

    place
        .run(&["keys", "validator", "a:b", "--data-dir", "new"])
        .fails("without a colon");
    std::fs::create_dir(place.path("letters")).unwrap();
    place.write("letters/mine.txt", "mine");
    place
        .run(&["keys", "validator", "a", "--data-dir", "letters"])
        .fails("holds no WePoS data");
}
