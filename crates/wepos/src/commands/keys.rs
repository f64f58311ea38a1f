//! `wepos keys`: makes, imports and keeps keys in encrypted files.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use alloy_signer::k256::elliptic_curve::rand_core::OsRng;
use alloy_signer_local::{
    MnemonicBuilder,
    coins_bip39::{English, Mnemonic},
};
use serde_json::{Value, json};
use wepos_chain::{
    genesis::{NAME_MAX, SeedKey, ValidatorEntry},
    validators::{KeyChange, is_address},
};
use wepos_client::PrivateKeySigner;
use wepos_node::{data_dir::DataDir, network::PeerAddress, node::public_key};

use crate::{
    commands::genesis,
    keystore::{self, KeySource, StoredKey},
    output::{Failure, Output, table},
};

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos keys new alice
  wepos keys new alice --mnemonic-file alice.words    also writes 12 words to keep on paper
  wepos keys import bob --from secret.txt             a private key, words, or a keystore file
  wepos keys list
  wepos keys export alice > alice.json                encrypted, as MetaMask and geth read it
  wepos keys validator seoul --data-dir data --address seoul.example.org:9545 --json > seoul.json
                                                      keys of a validator, and its entry for a genesis
  wepos keys rotate --data-dir data --next new --genesis genesis.json
                                                      sign a change of a validator's keys or address
The password comes from --password-file, from WEPOS_PASSWORD, or is asked for.";

/// Bytes of a secret that is read: 24 words or a keystore file.
const SECRET_BYTES_MAX: u64 = 64 * 1024;

/// What to do with keys.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Keys {
    /// Make a new key.
    New(New),
    /// Take in a private key, the words of a wallet, or a keystore file.
    Import(Import),
    /// List the keys.
    List {
        #[command(flatten)]
        source: KeySource,
    },
    /// Show address and file of a key.
    Show {
        /// The name of the key.
        name: String,
        #[command(flatten)]
        source: KeySource,
    },
    /// Make the keys of a validator in its data directory, and print its entry for a genesis.
    Validator(Validator),
    /// Sign a change of a validator's keys or address, and print the call that has it recorded.
    Rotate(Rotate),
    /// Print a key: encrypted, or with --reveal the private key itself.
    Export {
        /// The name of the key.
        name: String,
        /// Print the private key in the clear. Whoever sees it owns the account.
        #[arg(long)]
        reveal: bool,
        #[command(flatten)]
        source: KeySource,
    },
}

/// The arguments of `wepos keys new`.
#[derive(Debug, clap::Args)]
pub(crate) struct New {
    /// What to call it.
    name: String,
    /// Make the key from words (BIP-39) and write them to this new file, which only you can read.
    #[arg(long, value_name = "FILE")]
    mnemonic_file: Option<PathBuf>,
    /// How many words.
    #[arg(
        long,
        value_name = "12|15|18|21|24",
        default_value_t = 12,
        requires = "mnemonic_file"
    )]
    words: usize,
    #[command(flatten)]
    source: KeySource,
}

/// The arguments of `wepos keys import`.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// What to call it.
    name: String,
    /// The file with the secret, `-` for standard input; without it you are asked.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Which account of a wallet's words: the last number of m/44'/60'/0'/0/N (BIP-44).
    #[arg(long, value_name = "N", default_value_t = 0)]
    index: u32,
    #[command(flatten)]
    source: KeySource,
}

/// The arguments of `wepos keys validator`.
#[derive(Debug, clap::Args)]
pub(crate) struct Validator {
    /// What the network calls it: who runs it, or where it stands.
    name: String,
    /// The directory that the node will run on; made if it is not there. Keys that are in it already are kept.
    #[arg(long, value_name = "DIR")]
    data_dir: PathBuf,
    /// Where other validators will reach it; may be left to their configurations.
    #[arg(long, value_name = "HOST:PORT")]
    address: Option<String>,
}

/// The arguments of `wepos keys rotate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Rotate {
    /// The directory with the validator's present keys.
    #[arg(long, value_name = "DIR")]
    data_dir: PathBuf,
    /// The directory with its next keys, as `wepos keys validator` made it. Without it the keys stay, and the address
    /// changes.
    #[arg(long, value_name = "DIR")]
    next: Option<PathBuf>,
    /// The network's genesis document: its hash is in what is signed.
    #[arg(long, value_name = "FILE")]
    genesis: PathBuf,
    /// Where peers reach the validator from then on; nothing if each operator is told.
    #[arg(long, value_name = "HOST:PORT", default_value = "")]
    address: String,
    /// How many changes the present key has signed before: `wepos call network numberOf KEY` says it.
    #[arg(long, value_name = "N", default_value_t = 0)]
    number: u64,
}

impl Keys {
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        match self {
            Self::New(new) => new.run(output),
            Self::Import(import) => import.run(output),
            Self::Validator(validator) => validator.run(output),
            Self::Rotate(rotate) => rotate.run(output),
            Self::List { source } => list(&source, output),
            Self::Show { name, source } => {
                let key = source.keystore()?.find(&name)?;
                output.result(&described(&key, output), &key_json(&key))
            }
            Self::Export {
                name,
                reveal,
                source,
            } => export(&name, reveal, &source, output),
        }
    }
}

impl New {
    fn run(self, output: &Output) -> Result<(), Failure> {
        let keystore = self.source.keystore()?;
        // Before anybody types a password for nothing.
        if keystore.path(&self.name)?.exists() {
            let text = format!(
                "there is a key `{}` already; choose another name",
                self.name
            );
            return Err(Failure::new("key", text));
        }
        let words = match &self.mnemonic_file {
            None => None,
            Some(_) => Some(new_words(self.words)?),
        };
        let signer = match &words {
            None => PrivateKeySigner::random(),
            Some(words) => from_words(words, 0)?,
        };
        let password = self.source.password(&self.name, true)?;
        if let (Some(file), Some(words)) = (&self.mnemonic_file, &words) {
            keystore::write_private(file, format!("{words}\n").as_bytes())?;
            let text = output.pick(
                "copy these words to paper, then delete the file",
                "请将这些单词抄写在纸上，然后删除该文件",
            );
            output.note(&format!("{}: {text}", file.display()));
        }
        let key = keystore.store(&self.name, &signer, &password)?;
        output.result(&described(&key, output), &key_json(&key))
    }
}

impl Import {
    fn run(self, output: &Output) -> Result<(), Failure> {
        let keystore = self.source.keystore()?;
        if keystore.path(&self.name)?.exists() {
            let text = format!(
                "there is a key `{}` already; choose another name",
                self.name
            );
            return Err(Failure::new("key", text));
        }
        let secret = match &self.from {
            Some(path) if path.as_os_str() == "-" => read_all(io::stdin().lock(), path)?,
            Some(path) => keystore::read_secret(path)?,
            None => keystore::ask("Private key or words: ")?,
        };
        let secret = secret.trim();
        let (signer, password) = if secret.starts_with('{') {
            let Some(path) = self.from.as_deref().filter(|path| path.as_os_str() != "-") else {
                return Err(Failure::new(
                    "usage",
                    "a keystore is imported from its file: --from FILE",
                ));
            };
            keystore::check_file(path)?;
            let password = self.source.password(&self.name, false)?;
            (keystore::unlock(path, &password)?, password)
        } else if secret.split_whitespace().count() > 1 {
            let signer = from_words(secret, self.index)?;
            (signer, self.source.password(&self.name, true)?)
        } else {
            let signer = keystore::from_hex(secret.strip_prefix("0x").unwrap_or(secret))?;
            (signer, self.source.password(&self.name, true)?)
        };
        let key = keystore.store(&self.name, &signer, &password)?;
        output.result(&described(&key, output), &key_json(&key))
    }
}

impl Validator {
    fn run(self, output: &Output) -> Result<(), Failure> {
        let name = self.name;
        let letters = name.chars().count();
        if !(1..=NAME_MAX).contains(&letters) || name.contains(':') {
            let text = format!(
                "the name `{name}` has {letters} characters; 1 to {NAME_MAX} without a colon are allowed"
            );
            return Err(Failure::new("usage", text));
        }
        let address = self.address.unwrap_or_default();
        if !address.is_empty()
            && let Err(error) = address.parse::<PeerAddress>()
        {
            let text = format!("--address {address}: {error}");
            return Err(Failure::new("usage", text).in_chinese(format!(
                "--address {address}：应为 `主机:端口`，例如 203.0.113.7:9545"
            )));
        }
        let data_dir = DataDir::open(&self.data_dir).map_err(anyhow::Error::from)?;
        let secrets = data_dir.validator_secrets().map_err(anyhow::Error::from)?;
        let seed_key = secrets.seed_key().public_key();
        let entry = ValidatorEntry {
            name,
            public_key: public_key(&secrets).into(),
            seed_key: SeedKey::new(seed_key.to_vec()).expect("a seed key has 48 or 96 bytes"),
            address,
        };
        let file = data_dir.join("validator.key");
        let text = output.pick(
            "holds the secret keys: keep a copy, and never let two nodes run with it",
            "保存着私钥：请备份，并且绝不要让两个节点使用同一份",
        );
        output.note(&format!("{}: {text}", file.display()));
        let value = serde_json::to_value(&entry).map_err(anyhow::Error::from)?;
        let rows = [
            ("publicKey", output.pick("public key", "公钥")),
            ("seedKey", output.pick("seed key", "随机种子公钥")),
        ];
        let shown = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let mut lines = vec![(output.pick("name", "名称").to_owned(), entry.name.clone())];
        lines.extend(rows.map(|(key, label)| (label.to_owned(), shown(key))));
        let option = format!(
            "--validator {}:{}:{}",
            entry.name,
            shown("publicKey"),
            shown("seedKey")
        );
        lines.push((
            output.pick("for a genesis", "用于创世文件").to_owned(),
            option,
        ));
        output.result(&table(&lines), &value)
    }
}

impl Rotate {
    fn run(self, output: &Output) -> Result<(), Failure> {
        if !is_address(&self.address) {
            let text = format!("--address {}: write HOST:PORT", self.address);
            return Err(Failure::new("usage", text));
        }
        let genesis = genesis::read(&self.genesis)?;
        let data_dir = DataDir::open(&self.data_dir).map_err(anyhow::Error::from)?;
        let present = data_dir.validator_secrets().map_err(anyhow::Error::from)?;
        let next = match &self.next {
            Some(directory) => {
                let directory = DataDir::open(directory).map_err(anyhow::Error::from)?;
                directory.validator_secrets().map_err(anyhow::Error::from)?
            }
            None => present.clone(),
        };
        let seed_key = next.seed_key().public_key().to_vec();
        let change = KeyChange {
            genesis: genesis.hash(),
            chain_id: genesis.chain_id,
            number: self.number,
            old_key: public_key(&present).into(),
            new_key: public_key(&next).into(),
            new_seed_key: SeedKey::new(seed_key).expect("a seed key has 96 bytes"),
            address: self.address,
        };
        let hex = alloy_primitives::hex::encode_prefixed::<&[u8]>;
        let arguments = [
            change.old_key.to_string(),
            change.new_key.to_string(),
            hex(change.new_seed_key.as_bytes()),
            change.address.clone(),
            change.number.to_string(),
            hex(&change.sign(&present.signing)),
            hex(&change.sign(&next.signing)),
        ];
        let quoted = arguments
            .each_ref()
            .map(|argument| match argument.is_empty() {
                true => "''".to_owned(),
                false => argument.clone(),
            });
        let command = format!("wepos send network changeValidator {}", quoted.join(" "));
        let note = output.pick(
            "Signed is this text; anybody may send the call:",
            "以下是所签的文本；任何账户均可发送该调用：",
        );
        let text = format!("{note}\n\n{}\n{command}", change.text());
        let value = json!({"text": change.text(), "arguments": arguments});
        output.result(&text, &value)
    }
}

fn new_words(count: usize) -> Result<String, Failure> {
    Mnemonic::<English>::new_with_count(&mut OsRng, count)
        .map(|mnemonic| mnemonic.to_phrase())
        .map_err(|error| Failure::new("usage", format!("--words {count}: {error}")))
}

/// The key of a wallet's words (BIP-39, BIP-44). Errors never repeat a word.
fn from_words(words: &str, index: u32) -> Result<PrivateKeySigner, Failure> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let builder = MnemonicBuilder::<English>::default().phrase(words.join(" ").to_lowercase());
    let wrong = |what: &str| Failure::new("key", what.to_owned());
    builder
        .index(index)
        .map_err(|_| wrong("the index is too large: at most 2147483647"))?
        .build()
        .map_err(|_| {
            wrong(
                "these are no valid words: 12, 15, 18, 21 or 24 English words of BIP-39 whose checksum is right; \
                 look for a misspelt or missing one",
            )
        })
}

fn read_all(reader: impl Read, path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    reader
        .take(SECRET_BYTES_MAX)
        .read_to_string(&mut text)
        .map_err(|error| Failure::file(path, &error))?;
    Ok(text)
}

fn list(source: &KeySource, output: &Output) -> Result<(), Failure> {
    let keystore = source.keystore()?;
    let keys = keystore.list()?;
    let rows: Vec<(String, String)> = keys
        .iter()
        .map(|key| {
            let value = match (&key.problem, key.address) {
                (Some(problem), _) => format!("! {problem}"),
                (None, Some(address)) => address.to_string(),
                (None, None) => output.pick("address unknown", "地址未知").to_owned(),
            };
            (key.name.clone(), value)
        })
        .collect();
    let text = if rows.is_empty() {
        format!(
            "{} {}",
            output.pick("no keys in", "无密钥："),
            keystore.directory().display()
        )
    } else {
        table(&rows)
    };
    let listed: Vec<Value> = keys.iter().map(key_json).collect();
    output.result(&text, &json!({"keys": listed}))
}

fn export(name: &str, reveal: bool, source: &KeySource, output: &Output) -> Result<(), Failure> {
    let key = source.keystore()?.find(name)?;
    if !reveal {
        let text =
            fs::read_to_string(&key.path).map_err(|error| Failure::file(&key.path, &error))?;
        let document: Value = serde_json::from_str(&text).unwrap_or_default();
        return output.result(text.trim_end(), &document);
    }
    let signer = keystore::unlock(&key.path, &source.password(name, false)?)?;
    let secret = signer.to_bytes().to_string();
    output.result(&secret, &json!({"name": name, "privateKey": secret}))
}

fn described(key: &StoredKey, output: &Output) -> String {
    let address = key.address.map_or_else(String::new, |it| it.to_string());
    table(&[
        (output.pick("name", "名称").to_owned(), key.name.clone()),
        (output.pick("address", "地址").to_owned(), address),
        (
            output.pick("file", "文件").to_owned(),
            key.path.display().to_string(),
        ),
    ])
}

fn key_json(key: &StoredKey) -> Value {
    json!({
        "name": key.name,
        "address": key.address.map(|it| it.to_string()),
        "path": key.path.display().to_string(),
        "problem": key.problem,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_wallet_give_its_accounts() {
        let words = "test test test test test test test test test test test junk";
        for (index, address) in [
            (0, "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
            (1, "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
        ] {
            let signer = from_words(words, index).unwrap();
            assert_eq!(signer.address().to_string(), address);
        }
        assert!(from_words(&words.to_uppercase().replace(' ', "\n"), 0).is_ok());
        let failure = from_words(&words.replace("junk", "jump"), 0).unwrap_err();
        assert!(!failure.text().contains("jump"));
        assert!(from_words(words, u32::MAX).is_err());
    }
}
