//! The data directory: one network, one format, one process at a time.
//!
//! ```text
//! data/
//!   wepos.json      format, network, genesis hash: what must not change
//!   genesis.json    the genesis document
//!   validator.key   64 secret bytes in hex: ed25519 and seed key (mode 0600)
//!   clock.json      a development clock's offset and pause
//!   storage/        consensus, blocks, certificates, receipts, state
//!   index.sqlite    what can be rebuilt from the blocks
//!   inbox.sqlite    private answers, sealed; where an inbox runs beside the node
//!   inbox.key       what opens them (mode 0600)
//!   lock            held while a node runs
//! ```

#[cfg(test)]
mod tests;

use alloy_primitives::{B256, hex};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};
use wepos_chain::{genesis::Genesis, header::SeedKey};

/// The format of everything in the directory. Another number is another release's.
///
/// In format 1, votes were signed under the name of the network and not under its genesis hash: its certificates prove
/// nothing here. In format 2, validators could not change: headers had no room for the hash of the next ones, and
/// genesis documents no length of an epoch.
pub const FORMAT: u32 = 3;

/// How the names of what it holds begin. Temporary files and those that SQLite puts beside its own begin alike.
const FILES: [&str; 7] = [
    "wepos.",
    "genesis.",
    "validator.",
    "clock.",
    "storage",
    "index.sqlite",
    "inbox.",
];

/// The file with a validator's secrets.
const KEY: &str = "validator.key";

/// The file with those of its next change of keys.
const NEXT_KEY: &str = "validator.next.key";

/// A secret key file may be read by its owner only.
const SECRET_MODE: u32 = 0o600;

/// Why a data directory cannot be used. Each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// The file system said no.
    #[error("{path}: {error}. {hint}")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the file system said.
        error: io::Error,
        /// What to do.
        hint: &'static str,
    },
    /// Another process runs on it.
    #[error("{0} is in use by another wepos process: stop it, or choose another --data-dir")]
    Locked(PathBuf),
    /// Another release's format.
    #[error(
        "{path} has format {have}, this release reads format {FORMAT}: \
         use the release that made it, or choose another --data-dir"
    )]
    Format {
        /// The directory.
        path: PathBuf,
        /// Its format.
        have: u32,
    },
    /// Another network's data.
    #[error(transparent)]
    Network(Box<OtherNetwork>),
    /// A file that is not what it should be.
    #[error("{path} is damaged: {reason}. Restore it from a backup, or choose another --data-dir")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A key file that others can read.
    #[error("{path} can be read by others (mode {mode:o}): run `chmod 600 {path}`")]
    Permissions {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// Files of something else.
    #[error("{0} is not empty and holds no WePoS data: choose another --data-dir")]
    Foreign(PathBuf),
}

/// A data directory of another network.
#[derive(Debug, thiserror::Error)]
#[error(
    "{path} belongs to the network {have} (genesis {have_hash}), not to {want} (genesis {want_hash}): choose another \
     --data-dir"
)]
pub struct OtherNetwork {
    /// The directory.
    pub path: PathBuf,
    /// Its network.
    pub have: String,
    /// Its genesis.
    pub have_hash: B256,
    /// The network asked for.
    pub want: String,
    /// The genesis asked for.
    pub want_hash: B256,
}

/// What identifies the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Identity {
    format: u32,
    network: String,
    genesis: B256,
}

/// A validator's secrets.
#[derive(Clone, Debug)]
pub struct ValidatorSecrets {
    /// The seed of the ed25519 key.
    pub signing: [u8; 32],
    /// The secret of the BLS seed key.
    pub seed: [u8; 32],
}

impl ValidatorSecrets {
    /// New secrets from the operating system's randomness.
    ///
    /// # Errors
    ///
    /// When the operating system has none to give.
    pub fn generate() -> io::Result<Self> {
        let mut bytes = [0; 64];
        io::Read::read_exact(&mut File::open("/dev/urandom")?, &mut bytes)?;
        Ok(Self::from_bytes(&bytes))
    }

    fn from_bytes(bytes: &[u8; 64]) -> Self {
        let (signing, seed) = bytes.split_at(32);
        Self {
            signing: signing.try_into().expect("half of 64"),
            seed: seed.try_into().expect("half of 64"),
        }
    }

    /// The seed key.
    pub fn seed_key(&self) -> SeedKey {
        SeedKey::derive(&self.seed)
    }
}

/// A locked data directory.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    /// Held for the lock; the operating system lets go of it when the process ends, however it ends.
    _lock: File,
}

impl DataDir {
    /// Opens and locks `path`, making it if it is not there.
    ///
    /// # Errors
    ///
    /// [`DataDirError::Io`], [`DataDirError::Locked`] or [`DataDirError::Foreign`].
    pub fn open(path: &Path) -> Result<Self, DataDirError> {
        let hint = "Check the path, its permissions and the free space";
        fs::create_dir_all(path).map_err(|error| io_error(path, error, hint))?;
        if !path.join("wepos.json").exists() && holds_foreign_files(path)? {
            return Err(DataDirError::Foreign(path.to_owned()));
        }
        let lock_path = path.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .open(&lock_path);
        let lock = lock.map_err(|error| io_error(&lock_path, error, hint))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(DataDirError::Locked(path.to_owned())),
            Err(TryLockError::Error(error)) => Err(io_error(&lock_path, error, hint)),
        }
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file or folder in it.
    pub fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The index.
    pub fn index_path(&self) -> PathBuf {
        self.join("index.sqlite")
    }

    /// The genesis document that was stored, if the directory has one already.
    ///
    /// # Errors
    ///
    /// [`DataDirError::Format`] or [`DataDirError::Damaged`].
    pub fn genesis(&self) -> Result<Option<Genesis>, DataDirError> {
        let path = self.join("wepos.json");
        let Some(identity) = read_if_there(&path)? else {
            return Ok(None);
        };
        let identity: serde_json::Value =
            serde_json::from_slice(&identity).map_err(|error| damaged(&path, error.to_string()))?;
        // The format is read on its own, so that a newer one gets its own text whatever else it has.
        let have = identity
            .get("format")
            .and_then(serde_json::Value::as_u64)
            .unwrap_or(0);
        let have = u32::try_from(have).unwrap_or(u32::MAX);
        if have != FORMAT {
            return Err(DataDirError::Format {
                path: self.path.clone(),
                have,
            });
        }
        let identity: Identity =
            serde_json::from_value(identity).map_err(|error| damaged(&path, error.to_string()))?;
        let path = self.join("genesis.json");
        let document =
            read_if_there(&path)?.ok_or_else(|| damaged(&path, "it is missing".into()))?;
        let genesis =
            Genesis::parse(&document).map_err(|error| damaged(&path, error.to_string()))?;
        if genesis.hash() != identity.genesis {
            return Err(damaged(
                &path,
                format!("its hash is not {}", identity.genesis),
            ));
        }
        Ok(Some(genesis))
    }

    /// Stores the genesis document, or checks that it is the one the directory has.
    ///
    /// # Errors
    ///
    /// [`DataDirError::Network`], or any error of writing.
    pub fn adopt(&self, genesis: &Genesis) -> Result<(), DataDirError> {
        if let Some(have) = self.genesis()? {
            if have.hash() == genesis.hash() {
                return Ok(());
            }
            return Err(DataDirError::Network(Box::new(OtherNetwork {
                path: self.path.clone(),
                have_hash: have.hash(),
                have: have.network,
                want: genesis.network.clone(),
                want_hash: genesis.hash(),
            })));
        }
        let path = self.join("wepos.json");
        // Blocks of a network whose name is lost: another genesis would not fit them.
        if self.has_blocks() {
            return Err(damaged(&path, "it is missing".into()));
        }
        write_atomically(
            &self.join("genesis.json"),
            genesis.to_json().as_bytes(),
            0o644,
        )?;
        let identity = Identity {
            format: FORMAT,
            network: genesis.network.clone(),
            genesis: genesis.hash(),
        };
        let text = serde_json::to_string_pretty(&identity).expect("an identity is JSON");
        // Last: a directory with an identity is complete.
        write_atomically(&path, text.as_bytes(), 0o644)
    }

    /// Whether a node has stored anything: it does so in folders of its storage.
    pub(crate) fn has_blocks(&self) -> bool {
        fs::read_dir(self.join("storage"))
            .is_ok_and(|entries| entries.flatten().any(|entry| entry.path().is_dir()))
    }

    /// The validator's secrets; made and stored at the first call.
    ///
    /// # Errors
    ///
    /// [`DataDirError::Permissions`], [`DataDirError::Damaged`], or any error of writing.
    pub fn validator_secrets(&self) -> Result<ValidatorSecrets, DataDirError> {
        let path = self.join(KEY);
        if let Some(secrets) = read_secrets(&path)? {
            return Ok(secrets);
        }
        let secrets = ValidatorSecrets::generate()
            .map_err(|error| io_error(&path, error, "Is /dev/urandom there?"))?;
        let text = format!(
            "{}{}\n",
            hex::encode(secrets.signing),
            hex::encode(secrets.seed)
        );
        write_atomically(&path, text.as_bytes(), SECRET_MODE)?;
        Ok(secrets)
    }

    /// The secrets that the validator is to have after its next change of keys, if an operator has put them there.
    ///
    /// # Errors
    ///
    /// [`DataDirError::Permissions`] or [`DataDirError::Damaged`].
    pub fn next_validator_secrets(&self) -> Result<Option<ValidatorSecrets>, DataDirError> {
        read_secrets(&self.join(NEXT_KEY))
    }

    /// Puts the next secrets in the place of the present ones, which nobody asks for any more.
    ///
    /// # Errors
    ///
    /// When the file system says no.
    pub fn take_next_validator_secrets(&self) -> Result<(), DataDirError> {
        let path = self.join(NEXT_KEY);
        let hint = "Check the permissions";
        let renamed =
            fs::rename(&path, self.join(KEY)).and_then(|()| File::open(&self.path)?.sync_all());
        renamed.map_err(|error| io_error(&path, error, hint))
    }
}

/// Reads a file of secrets, if it is there.
fn read_secrets(path: &Path) -> Result<Option<ValidatorSecrets>, DataDirError> {
    let Some(text) = read_if_there(path)? else {
        return Ok(None);
    };
    let hint = "Check its permissions";
    let mode = fs::metadata(path)
        .map_err(|error| io_error(path, error, hint))?
        .permissions()
        .mode();
    if mode & 0o077 != 0 {
        return Err(DataDirError::Permissions {
            path: path.to_owned(),
            mode: mode & 0o777,
        });
    }
    let text = String::from_utf8_lossy(&text);
    let bytes = hex::decode(text.trim())
        .ok()
        .and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
    let bytes = bytes.ok_or_else(|| damaged(path, "it is not 64 bytes in hex".into()))?;
    Ok(Some(ValidatorSecrets::from_bytes(&bytes)))
}

/// Whether there is anything that this program does not leave behind. Without an identity a directory is one whose
/// first start was cut short, or whose identity was lost: it has our files only, and a lock, which is always empty.
fn holds_foreign_files(path: &Path) -> Result<bool, DataDirError> {
    let hint = "Check the path and its permissions";
    for entry in fs::read_dir(path).map_err(|error| io_error(path, error, hint))? {
        let entry = entry.map_err(|error| io_error(path, error, hint))?;
        let size = entry
            .metadata()
            .map_err(|error| io_error(&entry.path(), error, hint))?
            .len();
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(|name| match name {
            "lock" => size == 0,
            _ => FILES.iter().any(|file| name.starts_with(file)),
        });
        if !ours {
            return Ok(true);
        }
    }
    Ok(false)
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, DataDirError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error(path, error, "Check its permissions")),
    }
}

/// Writes a file so that a crash leaves the old one or the new one.
pub(crate) fn write_atomically(path: &Path, bytes: &[u8], mode: u32) -> Result<(), DataDirError> {
    let hint = "Check the permissions and the free space";
    let temporary = path.with_extension("new");
    let write = || -> io::Result<()> {
        let mut file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(true)
            .mode(mode)
            .open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        match path.parent() {
            Some(parent) => File::open(parent)?.sync_all(),
            None => Ok(()),
        }
    };
    write().map_err(|error| io_error(path, error, hint))
}

fn io_error(path: &Path, error: io::Error, hint: &'static str) -> DataDirError {
    DataDirError::Io {
        path: path.to_owned(),
        error,
        hint,
    }
}

fn damaged(path: &Path, reason: String) -> DataDirError {
    DataDirError::Damaged {
        path: path.to_owned(),
        reason,
    }
}
