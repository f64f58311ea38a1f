//! Sealing: every record has a key of its own, and a master key, which is in a file of its own, wraps those.
//!
//! Who has the database alone can read nothing, and a record whose wrapped key is gone is gone. What a record is about
//! is bound to its bytes, so that one row cannot be put in another's place.
//!
//! A sealed record: `version 1 ‖ nonce 12 ‖ wrapped key 48 ‖ nonce 12 ‖ content and tag`, ChaCha20-Poly1305 (RFC 8439)
//! both times. A record's key is used once. Under the master key nonces are random, and 96 bits are enough for more
//! records than the file has room for.

use crate::Refusal;
use alloy_primitives::{B256, hex, keccak256};
use aws_lc_rs::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    error::Unspecified,
    rand,
};
use axum::http::StatusCode;
use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

/// The first byte of what is sealed this way.
const VERSION: u8 = 1;

/// Bytes of a key.
const KEY_BYTES: usize = 32;

/// Bytes that sealing adds.
const TAG_BYTES: usize = 16;

/// Where the wrapped key begins and ends.
const WRAPPED: std::ops::Range<usize> = 1 + NONCE_LEN..1 + NONCE_LEN + KEY_BYTES + TAG_BYTES;

/// A key file may be read by its owner only.
const SECRET_MODE: u32 = 0o600;

/// The master key, ready to seal and to open.
pub struct Vault {
    key: LessSafeKey,
    check: B256,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").finish_non_exhaustive()
    }
}

impl Vault {
    /// Reads the key file at `path`.
    ///
    /// # Errors
    ///
    /// A file that is not there, that others may read, or that holds no key.
    pub fn open(path: &Path) -> Result<Self, Refusal> {
        let shown = path.display();
        let metadata = fs::metadata(path).map_err(|error| file_refusal(path, &error))?;
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(key_refusal(
                format!("others may read the key {shown} (mode {mode:o}): run `chmod 600 {shown}`"),
                format!(
                    "密钥文件 {shown} 可被其他用户读取（权限 {mode:o}）：请执行 `chmod 600 {shown}`"
                ),
            ));
        }
        let text = fs::read_to_string(path).map_err(|error| file_refusal(path, &error))?;
        let mut key = [0; KEY_BYTES];
        hex::decode_to_slice(text.trim_end(), &mut key).map_err(|_| {
            key_refusal(
                format!("{shown} holds no key: 64 hexadecimal digits are expected"),
                format!("{shown} 中没有密钥：应为 64 个十六进制数字"),
            )
        })?;
        Ok(Self::new(&key))
    }

    /// Makes a key from the system's chance and keeps it at `path`, where nothing may be yet.
    ///
    /// # Errors
    ///
    /// A file that is there already, or cannot be written.
    pub fn create(path: &Path) -> Result<Self, Refusal> {
        let key: [u8; KEY_BYTES] = random()?;
        let write = || -> io::Result<()> {
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(SECRET_MODE)
                .open(path)?;
            writeln!(file, "{}", hex::encode(key))?;
            file.sync_all()
        };
        write().map_err(|error| file_refusal(path, &error))?;
        Ok(Self::new(&key))
    }

    fn new(key: &[u8; KEY_BYTES]) -> Self {
        Self {
            key: cipher(key),
            check: keccak256([b"wepos inbox master key".as_slice(), key].concat()),
        }
    }

    /// Says which key it is, and nothing else about it.
    pub(crate) fn check(&self) -> B256 {
        self.check
    }

    /// Seals `content`, which is about `subject`.
    ///
    /// # Errors
    ///
    /// A system without chance.
    pub(crate) fn seal(&self, subject: &[u8], content: &[u8]) -> Result<Vec<u8>, Refusal> {
        let key: [u8; KEY_BYTES] = random()?;
        let mut wrapped = key.to_vec();
        let mut sealed = content.to_vec();
        let (key_nonce, content_nonce) = (random()?, random()?);
        let closed =
            close(&self.key, key_nonce, (b"key of ", subject), &mut wrapped).and_then(|()| {
                close(
                    &cipher(&key),
                    content_nonce,
                    (b"content of ", subject),
                    &mut sealed,
                )
            });
        // The library fails for gigabytes, which the limits do not let in.
        closed.map_err(|Unspecified| Refusal::unavailable("cannot be sealed", "无法加密"))?;
        Ok([
            &[VERSION][..],
            &key_nonce,
            &wrapped,
            &content_nonce,
            &sealed,
        ]
        .concat())
    }

    /// Opens what was sealed about `subject`.
    ///
    /// # Errors
    ///
    /// Bytes that were changed, or belong to another record or another key.
    pub(crate) fn open_sealed(&self, subject: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Refusal> {
        self.try_open(subject, sealed).ok_or_else(|| {
            tracing::error!("a record of the inbox does not open");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            let english =
                "this record does not open: it is damaged, or was sealed with another key";
            let chinese = "无法解密此记录：内容已损坏，或加密时使用的是另一把密钥";
            Refusal::new(status, "damaged", english, chinese)
        })
    }

    fn try_open(&self, subject: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        if *sealed.first()? != VERSION {
            return None;
        }
        let key_nonce = sealed.get(1..WRAPPED.start)?.try_into().ok()?;
        let mut wrapped = sealed.get(WRAPPED)?.to_vec();
        let content_nonce = sealed.get(WRAPPED.end..WRAPPED.end + NONCE_LEN)?;
        let content_nonce = content_nonce.try_into().ok()?;
        let mut content = sealed.get(WRAPPED.end + NONCE_LEN..)?.to_vec();
        let key = unclose(&self.key, key_nonce, (b"key of ", subject), &mut wrapped)?;
        let key = cipher(&key.try_into().ok()?);
        unclose(&key, content_nonce, (b"content of ", subject), &mut content)
    }
}

/// Bytes from the system's chance.
///
/// # Errors
///
/// A system that has none.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Refusal> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|Unspecified| {
        Refusal::unavailable("this system gives no chance", "系统无法提供随机数")
    })?;
    Ok(bytes)
}

fn cipher(key: &[u8; KEY_BYTES]) -> LessSafeKey {
    let key = UnboundKey::new(&CHACHA20_POLY1305, key);
    LessSafeKey::new(key.expect("a key of this length fits the cipher"))
}

fn close(
    key: &LessSafeKey,
    nonce: [u8; NONCE_LEN],
    (what, subject): (&[u8], &[u8]),
    bytes: &mut Vec<u8>,
) -> Result<(), Unspecified> {
    let aad = Aad::from([what, subject].concat());
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, bytes)
}

fn unclose(
    key: &LessSafeKey,
    nonce: [u8; NONCE_LEN],
    (what, subject): (&[u8], &[u8]),
    bytes: &mut [u8],
) -> Option<Vec<u8>> {
    let aad = Aad::from([what, subject].concat());
    let opened = key.open_in_place(Nonce::assume_unique_for_key(nonce), aad, bytes);
    opened.ok().map(|content| content.to_vec())
}

fn key_refusal(english: String, chinese: String) -> Refusal {
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "key", english, chinese)
}

/// A file that cannot be read or written.
pub(crate) fn file_refusal(path: &Path, error: &io::Error) -> Refusal {
    let path = path.display();
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    Refusal::new(
        status,
        "file",
        format!("{path}: {error}"),
        format!("{path}：{error}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_record_opens_under_its_own_name_and_key_only() {
        let vault = Vault::new(&[7; 32]);
        let sealed = vault.seal(b"one", "私密 private".as_bytes()).unwrap();
        assert_eq!(
            vault.open_sealed(b"one", &sealed).unwrap(),
            "私密 private".as_bytes()
        );
        assert_eq!(
            vault.open_sealed(b"two", &sealed).unwrap_err().code(),
            "damaged"
        );
        assert!(Vault::new(&[8; 32]).open_sealed(b"one", &sealed).is_err());
        assert!(
            !sealed
                .windows(7)
                .any(|window| window == b"private".as_slice())
        );
        assert_ne!(
            sealed,
            vault.seal(b"one", "私密 private".as_bytes()).unwrap(),
            "chance"
        );
    }

    #[test]
    fn any_byte_that_is_changed_is_noticed() {
        let vault = Vault::new(&[7; 32]);
        let sealed = vault.seal(b"one", b"private").unwrap();
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(vault.open_sealed(b"one", &changed).is_err(), "byte {index}");
            assert!(
                vault.open_sealed(b"one", &sealed[..index]).is_err(),
                "cut at {index}"
            );
        }
    }

    proptest! {
        #[test]
        fn bytes_that_were_never_sealed_are_refused(bytes: Vec<u8>) {
            prop_assert!(Vault::new(&[7; 32]).open_sealed(b"one", &bytes).is_err());
        }
    }

    #[test]
    fn a_key_file_is_private_and_made_once() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("inbox.key");
        assert_eq!(Vault::open(&path).unwrap_err().code(), "file");
        let made = Vault::create(&path).unwrap();
        assert_eq!(Vault::open(&path).unwrap().check(), made.check());
        assert_eq!(
            Vault::create(&path).unwrap_err().code(),
            "file",
            "never over another"
        );
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(
            Vault::open(&path)
                .unwrap_err()
                .english()
                .contains("chmod 600")
        );
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, "short\n").unwrap();
        assert!(
            Vault::open(&path)
                .unwrap_err()
                .english()
                .contains("64 hexadecimal")
        );
    }
}
