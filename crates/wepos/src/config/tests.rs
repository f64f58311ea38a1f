use super::*;

const KEY: &str = "0xe4d73dead3e50b2496fbc3050a2fe02b1b05fbb9fa0d57e3151aad57667326f5";

const VALIDATOR: &str = r#"
role = "validator"
data-dir = "data"
genesis = "genesis.json"
heartbeat = "2s"

[rpc]
listen = "127.0.0.1:8545"
behind-proxy = true

[p2p]
listen = "0.0.0.0:9545"

[peers]
"KEY" = "node2.example.org:9545"

[limits]
transactions-per-second = 7
"#;

fn validator() -> String {
    VALIDATOR.replace("KEY", KEY)
}

#[test]
fn a_configuration_is_read_with_its_paths_beside_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("node.toml");
    fs::write(&path, validator()).unwrap();
    let config = Config::read(&path).unwrap();
    assert_eq!(config.data_dir, directory.path().join("data"));
    assert_eq!(config.genesis, Some(directory.path().join("genesis.json")));
    assert_eq!(config.heartbeat, Some(Duration::from_secs(2)));
    let Role::Validator(peering) = &config.role else {
        panic!("{:?}", config.role);
    };
    assert_eq!(peering.listen.port(), 9545);
    let addresses: Vec<String> = peering
        .addresses
        .values()
        .map(ToString::to_string)
        .collect();
    assert_eq!(addresses, ["node2.example.org:9545"]);
    let limits = config.limits.over(RpcLimits::public(), &config.rpc);
    assert_eq!(limits.transactions_per_second, 7);
    assert!(limits.behind_proxy);
    assert_eq!(
        limits.proofs_per_second,
        RpcLimits::public().proofs_per_second
    );
}

#[test]
fn every_mistake_is_named_in_both_languages() {
    let change = |from: &str, to: &str| {
        let text = validator();
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    };
    for (text, names) in [
        (change("heartbeat =", "heartbeet ="), "heartbeet"),
        (change("[limits]", "[limit]"), "limit"),
        (change("behind-proxy", "behind_proxy"), "behind_proxy"),
        (change("data-dir = \"data\"\n", ""), "data-dir"),
        (change("\"validator\"", "\"observer\""), "observer"),
        (change("\"2s\"", "\"2 sekunden\""), "2 sekunden"),
        (change("\"2s\"", "\"1ms\""), "1ms"),
        (change("\"2s\"", "\"2h\""), "2h"),
        (change("127.0.0.1:8545", "localhost"), "listen"),
        (change("[p2p]\nlisten = \"0.0.0.0:9545\"", ""), "[p2p]"),
        (change("0.0.0.0:9545", "0.0.0.0:0"), "p2p.listen"),
        (change(KEY, "0xe4d7"), "0xe4d7"),
        (change("node2.example.org:9545", "node2"), "node2"),
        (
            change("= 7", &format!("= 7\n[peers.x]\n\"{KEY}\" = \"a:1\"")),
            "peers",
        ),
    ] {
        let wrong = Config::parse(&text).unwrap_err();
        let path = Path::new("node.toml");
        assert!(wrong.english.contains(names), "{}", wrong.english);
        assert!(wrong.chinese.contains(names), "{}", wrong.chinese);
        assert_ne!(wrong.english, wrong.chinese);
        assert!(wrong.into_failure(path).text().starts_with("node.toml: "));
    }
}

#[test]
fn a_key_that_stands_there_twice_in_two_spellings_is_found() {
    let upper = format!("0x{}", KEY[2..].to_uppercase());
    let twice = format!("[peers]\n\"{upper}\" = \"other.example.org:9545\"");
    let wrong = Config::parse(&validator().replace("[peers]", &twice)).unwrap_err();
    assert!(wrong.english.contains("twice"), "{}", wrong.english);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let failure = Config::read(Path::new("/nowhere/node.toml")).unwrap_err();
    assert!(failure.text().contains("/nowhere/node.toml"));
}

const FOLLOWER: &str = r#"
role = "follower"
data-dir = "data"
sources = ["https://one.example.org", "http://127.0.0.1:8545"]
sync = "state"
[rpc]
listen = "127.0.0.1:8546"
"#;

#[test]
fn a_follower_has_sources_and_nothing_of_a_validator() {
    let Role::Follower(following) = Config::parse(FOLLOWER).unwrap().role else {
        panic!("it is a follower");
    };
    assert_eq!(following.sources.len(), 2);
    assert_eq!(following.sync, Sync::State);
    let plain = FOLLOWER.replace("sync = \"state\"\n", "");
    assert!(matches!(
        Config::parse(&plain).unwrap().role,
        Role::Follower(Following {
            sync: Sync::Blocks,
            ..
        })
    ));
    for (text, names) in [
        (format!("{FOLLOWER}[p2p]\nlisten = \"0.0.0.0:1\""), "[p2p]"),
        (format!("heartbeat = \"1s\"\n{FOLLOWER}"), "heartbeat"),
        (FOLLOWER.replace("https://one", "one"), "one.example.org"),
        (FOLLOWER.replace("state\"", "snap\""), "snap"),
        (FOLLOWER.replace("sources", "# sources"), "sources"),
        (validator().replace("[p2p]", "[p2q]"), "p2q"),
        (
            format!("sources = [\"http://a\"]\n{}", validator()),
            "sources",
        ),
    ] {
        let wrong = Config::parse(&text).unwrap_err();
        assert!(wrong.english.contains(names), "{}", wrong.english);
        assert!(wrong.chinese.contains(names), "{}", wrong.chinese);
    }
}

#[test]
fn an_inbox_is_configured_by_where_its_pages_are() {
    let with = |section: &str| {
        let text = format!("{}\n[inbox]\n{section}", validator());
        Config::parse(&text).map_err(|wrong| wrong.english)
    };
    assert!(Config::parse(&validator()).unwrap().inbox.is_none());
    let origins = "origins = [\"https://node.example.org\"]\n";
    let config = with(origins).unwrap();
    let inbox = config.inbox.unwrap();
    assert_eq!(inbox.file, PathBuf::from("data/inbox.sqlite"));
    assert_eq!(inbox.key, PathBuf::from("data/inbox.key"));
    assert_eq!(inbox.retention_days, RETENTION_DAYS);
    assert!(!inbox.is_development);
    let elsewhere = with(&format!("{origins}key = \"/etc/wepos/inbox.key\""));
    let elsewhere = elsewhere.unwrap().inbox.unwrap();
    assert_eq!(elsewhere.key, PathBuf::from("/etc/wepos/inbox.key"));
    for (section, word) in [
        ("origins = []", "no origin"),
        ("origins = [\"node.example.org\"]", "`node.example.org`"),
        (&format!("{origins}retention-days = 0"), "between 1 and"),
        (&format!("{origins}retention-days = 9999"), "9999"),
    ] {
        let wrong = with(section).unwrap_err();
        assert!(wrong.contains(word), "{wrong}");
    }
}
