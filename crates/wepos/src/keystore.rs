//! Keys in files: Web3 Secret Storage version 3, as geth, MetaMask and imToken read and write it.
//!
//! A directory holds one file for each name, readable by its owner only. A file that others can read is refused: its
//! password could be tried at leisure.

use std::{
    env, fs,
    io::{self, IsTerminal, Read, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use alloy_signer::k256::elliptic_curve::rand_core::OsRng;
use console::Term;
use serde_json::Value;
use wepos_client::{Address, B256, PrivateKeySigner};

use crate::output::Failure;

/// The variable that holds a password where nobody can type one.
const PASSWORD_VARIABLE: &str = "WEPOS_PASSWORD";

/// Characters in the name of a key.
const NAME_MAX: usize = 64;

/// Bytes of a keystore file or a file with a secret; real ones have some 500.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// The largest cost parameter of scrypt that is computed: with its usual block size of 8 it takes 1 GiB.
const SCRYPT_N_MAX: u64 = 1 << 20;

/// The most memory scrypt may take: 128 × n × r bytes.
const SCRYPT_BYTES_MAX: u64 = 1 << 30;

/// The most rounds of PBKDF2 that are computed; usual are 262,144.
const PBKDF2_ROUNDS_MAX: u64 = 10_000_000;

/// Bytes of the key that a password is stretched to: the first 16 encrypt, the next 16 authenticate.
const DERIVED_BYTES: u64 = 32;

/// Where keys are kept and how they are opened.
#[derive(Debug, clap::Args)]
pub(crate) struct KeySource {
    /// The directory of the keys [default: ~/.wepos/keys].
    #[arg(long = "keystore", value_name = "DIR", env = "WEPOS_KEYSTORE")]
    directory: Option<PathBuf>,
    /// A file that holds the password; else WEPOS_PASSWORD, else you are asked.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// A directory of keys.
#[derive(Debug)]
pub(crate) struct Keystore {
    directory: PathBuf,
}

/// A key as it lies in a directory.
#[derive(Debug)]
pub(crate) struct StoredKey {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// Its address, where the file says it.
    pub(crate) address: Option<Address>,
    /// Why it cannot be used.
    pub(crate) problem: Option<String>,
}

impl KeySource {
    /// The directory of keys.
    ///
    /// # Errors
    /// If there is neither an option nor a home.
    pub(crate) fn keystore(&self) -> Result<Keystore, Failure> {
        let directory = match (&self.directory, env::home_dir()) {
            (Some(directory), _) => directory.clone(),
            (None, Some(home)) => home.join(".wepos").join("keys"),
            (None, None) => {
                return Err(Failure::new(
                    "usage",
                    "there is no home directory: give --keystore DIR",
                ));
            }
        };
        Ok(Keystore { directory })
    }

    /// The password, from the file, the variable or the terminal; typed twice if it is a new one.
    ///
    /// # Errors
    /// If there is none, an empty one, or two different ones.
    pub(crate) fn password(&self, for_what: &str, is_new: bool) -> Result<String, Failure> {
        let password = if let Some(path) = &self.password_file {
            let text = read_secret(path)?;
            text.strip_suffix('\n')
                .map(|it| it.strip_suffix('\r').unwrap_or(it))
                .unwrap_or(&text)
                .to_owned()
        } else if let Ok(password) = env::var(PASSWORD_VARIABLE) {
            password
        } else {
            let password = ask(&format!("Password for {for_what}: "))?;
            if is_new && ask("The same password again: ")? != password {
                return Err(Failure::new(
                    "password",
                    "the two passwords differ; nothing was written",
                ));
            }
            password
        };
        if password.is_empty() {
            return Err(Failure::new("password", "the password is empty"));
        }
        Ok(password)
    }
}

/// The key that `--key` names: a private key, a keystore file, or a name.
///
/// # Errors
/// If it is none of them, if the file can be read by others, or if the password is wrong.
pub(crate) fn signer(key: &str, source: &KeySource) -> Result<PrivateKeySigner, Failure> {
    if let Some(digits) = key.strip_prefix("0x") {
        return from_hex(digits);
    }
    let as_path = Path::new(key);
    let path = if as_path.is_file() {
        as_path.to_owned()
    } else {
        let keystore = source.keystore()?;
        let path = keystore.path(key)?;
        if !path.is_file() {
            return Err(keystore.unknown(key));
        }
        path
    };
    check_file(&path)?;
    let password = source.password(key, false)?;
    unlock(&path, &password)
}

/// A private key from its 64 hexadecimal digits. Errors never repeat what was given.
///
/// # Errors
/// If it is no private key.
pub(crate) fn from_hex(digits: &str) -> Result<PrivateKeySigner, Failure> {
    let wrong = || {
        let text =
            "this is no private key: 0x and 64 hexadecimal digits, within the order of the curve";
        Failure::new("key", text)
    };
    let bytes: B256 = digits.trim().parse().map_err(|_| wrong())?;
    PrivateKeySigner::from_bytes(&bytes).map_err(|_| wrong())
}

/// Decrypts a file that was checked.
///
/// # Errors
/// If the password is wrong.
pub(crate) fn unlock(path: &Path, password: &str) -> Result<PrivateKeySigner, Failure> {
    PrivateKeySigner::decrypt_keystore(path, password).map_err(|error| {
        let text = error.to_string();
        if text.to_lowercase().contains("mac") {
            return Failure::new(
                "password",
                format!("{}: the password is wrong", path.display()),
            );
        }
        Failure::new("key", format!("{}: {text}", path.display()))
    })
}

/// Checks who can read a file and that its form and cost are bearable, and returns the address it names.
///
/// # Errors
/// If it is no keystore, would take unbearable memory or time, or others can read it.
pub(crate) fn check_file(path: &Path) -> Result<Option<Address>, Failure> {
    check_private(path)?;
    let text = read_limited(path)?;
    check_text(&text).map_err(|why| Failure::new("key", format!("{}: {why}", path.display())))
}

/// Checks a keystore's text; returns the address it names.
fn check_text(text: &str) -> Result<Option<Address>, String> {
    let document: Value =
        serde_json::from_str(text).map_err(|_| "this is no keystore file".to_owned())?;
    if document["version"] != 3 {
        return Err("this is no keystore of version 3".to_owned());
    }
    let crypto = &document["crypto"];
    let parameters = &crypto["kdfparams"];
    let number = |name: &str| parameters[name].as_u64().unwrap_or(0);
    if crypto["cipher"] != "aes-128-ctr" {
        return Err("only the cipher aes-128-ctr is known".to_owned());
    }
    if number("dklen") != DERIVED_BYTES {
        return Err("the derived key must have 32 bytes".to_owned());
    }
    let bearable = match crypto["kdf"].as_str() {
        Some("scrypt") => {
            let (n, r, p) = (number("n"), number("r"), number("p"));
            let bytes = n.saturating_mul(r).saturating_mul(128);
            n.is_power_of_two()
                && n > 1
                && n <= SCRYPT_N_MAX
                && bytes <= SCRYPT_BYTES_MAX
                && (1..=16).contains(&p)
                && r > 0
        }
        Some("pbkdf2") => (1..=PBKDF2_ROUNDS_MAX).contains(&number("c")),
        _ => return Err("only scrypt and pbkdf2 are known".to_owned()),
    };
    if !bearable {
        return Err("the cost parameters are out of bounds".to_owned());
    }
    let hex_bytes = |value: &Value| {
        value
            .as_str()
            .map_or(0, |text| text.trim_start_matches("0x").len() / 2)
    };
    if hex_bytes(&crypto["cipherparams"]["iv"]) != 16 || hex_bytes(&crypto["ciphertext"]) != 32 {
        return Err("the encrypted key has the wrong length".to_owned());
    }
    let address = document["address"]
        .as_str()
        .and_then(|text| text.parse().ok());
    Ok(address)
}

impl Keystore {
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// The file of a name.
    ///
    /// # Errors
    /// If the name is not one that a file may have.
    pub(crate) fn path(&self, name: &str) -> Result<PathBuf, Failure> {
        let allowed = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
        let length = name.chars().count();
        if !(1..=NAME_MAX).contains(&length) || name.starts_with('.') || !name.chars().all(allowed)
        {
            return Err(Failure::new(
                "usage",
                format!(
                    "a key's name has 1 to {NAME_MAX} letters, digits, `-`, `_` and `.`, and does not begin with \
                     a point"
                ),
            ));
        }
        Ok(self.directory.join(format!("{name}.json")))
    }

    /// The stored key of a name, checked.
    ///
    /// # Errors
    /// If there is none, or others can read it.
    pub(crate) fn find(&self, name: &str) -> Result<StoredKey, Failure> {
        let path = self.path(name)?;
        if !path.is_file() {
            return Err(self.unknown(name));
        }
        let address = check_file(&path)?;
        Ok(StoredKey {
            name: name.to_owned(),
            path,
            address,
            problem: None,
        })
    }

    /// All keys by name.
    ///
    /// # Errors
    /// If the directory exists and cannot be read.
    pub(crate) fn list(&self) -> Result<Vec<StoredKey>, Failure> {
        let entries = match fs::read_dir(&self.directory) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Failure::file(&self.directory, &error)),
        };
        let mut keys = Vec::new();
        for entry in entries {
            let path = entry
                .map_err(|error| Failure::file(&self.directory, &error))?
                .path();
            let is_key = path.extension().is_some_and(|it| it == "json") && path.is_file();
            let Some(name) = path
                .file_stem()
                .and_then(|it| it.to_str())
                .filter(|_| is_key)
            else {
                continue;
            };
            let (address, problem) = match check_file(&path) {
                Ok(address) => (address, None),
                Err(failure) => (None, Some(failure.text().to_owned())),
            };
            keys.push(StoredKey {
                name: name.to_owned(),
                path: path.clone(),
                address,
                problem,
            });
        }
        keys.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(keys)
    }

    /// Encrypts a key into the file of its name, which must not exist: nothing is ever overwritten.
    ///
    /// # Errors
    /// If the name is taken or the directory cannot be written.
    pub(crate) fn store(
        &self,
        name: &str,
        signer: &PrivateKeySigner,
        password: &str,
    ) -> Result<StoredKey, Failure> {
        let path = self.path(name)?;
        make_private_directory(&self.directory)?;
        if path.exists() {
            return Err(Failure::new(
                "key",
                format!("{} exists already; choose another name", path.display()),
            ));
        }
        // The library writes with the permissions of the day, so it writes where nobody else can look.
        let moment = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since| since.as_nanos());
        let workshop = self
            .directory
            .join(format!(".new-{}-{moment}", std::process::id()));
        make_private_directory(&workshop)?;
        let encrypted = encrypt(&workshop, signer, password);
        // What is left behind would be an encrypted key in a hidden directory: not nice, not harmful.
        fs::remove_dir_all(&workshop).ok();
        write_private(&path, encrypted?.as_bytes())?;
        Ok(StoredKey {
            name: name.to_owned(),
            path,
            address: Some(signer.address()),
            problem: None,
        })
    }

    fn unknown(&self, name: &str) -> Failure {
        let names: Vec<String> = self
            .list()
            .map(|keys| keys.into_iter().map(|key| key.name).collect())
            .unwrap_or_default();
        let known = if names.is_empty() {
            "there are none yet: wepos keys new NAME".to_owned()
        } else {
            format!("there are: {}", names.join(", "))
        };
        Failure::new(
            "key",
            format!(
                "there is no key `{name}` in {}; {known}",
                self.directory.display()
            ),
        )
    }
}

/// The text of a keystore with the address in it, which the format leaves optional and every list of keys needs.
fn encrypt(workshop: &Path, signer: &PrivateKeySigner, password: &str) -> Result<String, Failure> {
    let secret = signer.to_bytes();
    PrivateKeySigner::encrypt_keystore(workshop, &mut OsRng, secret, password, Some("key"))
        .map_err(|error| Failure::new("key", format!("the key cannot be encrypted: {error}")))?;
    let text = read_limited(&workshop.join("key"))?;
    let unreadable = |error| Failure::new("key", format!("the key cannot be encrypted: {error}"));
    let mut document: Value = serde_json::from_str(&text).map_err(unreadable)?;
    document["address"] = format!("{:x}", signer.address()).into();
    Ok(document.to_string())
}

/// Reads a file that holds a secret and that only its owner can read.
///
/// # Errors
/// If it cannot be read, is too large, no text, or others can read it.
pub(crate) fn read_secret(path: &Path) -> Result<String, Failure> {
    check_private(path)?;
    read_limited(path)
}

fn read_limited(path: &Path) -> Result<String, Failure> {
    let failed = |error: io::Error| Failure::file(path, &error);
    let file = fs::File::open(path).map_err(failed)?;
    let mut text = String::new();
    file.take(FILE_BYTES_MAX + 1)
        .read_to_string(&mut text)
        .map_err(failed)?;
    if text.len() as u64 > FILE_BYTES_MAX {
        return Err(Failure::new(
            "file",
            format!("{}: more than 64 KiB", path.display()),
        ));
    }
    Ok(text)
}

/// Writes a new file that only its owner can read.
///
/// # Errors
/// If it exists or cannot be written.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::file(path, &error);
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(failed)
}

/// Makes a directory that only its owner can open, if it is not there.
///
/// # Errors
/// If it cannot be made.
pub(crate) fn make_private_directory(path: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .map_err(|error| Failure::file(path, &error))
}

#[cfg(unix)]
fn check_private(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::metadata(path).map_err(|error| Failure::file(path, &error))?;
    // A pipe, as from `<(pass show wepos)`, has no permissions that matter.
    if !metadata.is_file() {
        return Ok(());
    }
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(Failure::new(
        "permissions",
        format!(
            "{0}: others can open it (mode {mode:03o}); run: chmod 600 {0}",
            path.display()
        ),
    ))
}

#[cfg(not(unix))]
fn check_private(_: &Path) -> Result<(), Failure> {
    Ok(())
}

/// Asks on the terminal, without showing what is typed.
///
/// # Errors
/// If there is no terminal.
pub(crate) fn ask(question: &str) -> Result<String, Failure> {
    let term = Term::stderr();
    if !term.is_term() || !io::stdin().is_terminal() {
        return Err(Failure::new(
            "password",
            format!(
                "there is no terminal to ask on: give --password-file FILE or set {PASSWORD_VARIABLE}"
            ),
        ));
    }
    let failed = |error: io::Error| {
        Failure::new("password", format!("the terminal cannot be read: {error}"))
    };
    term.write_str(question).map_err(failed)?;
    term.read_secure_line().map_err(failed)
}

#[cfg(test)]
#[path = "keystore_tests.rs"]
mod tests;
