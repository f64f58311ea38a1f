//! Signing in with the key of an account: EIP-4361, for accounts that are keys (this network has no others).
//!
//! The service composes the message, and the member signs exactly those bytes. Nothing is kept until then: the nonce
//! holds a proof that the service made it for this account, page and moment, so that the message can be composed again
//! from what the member sends back. There is no text of a caller to take apart, and nothing that could be filled up.

use crate::{
    Database, Refusal,
    database::signed,
    limits::{PAGE, SESSIONS_PER_ACCOUNT},
    moment,
    vault::random,
};
use alloy_primitives::{Address, B256, Signature, hex, keccak256};
use axum::http::StatusCode;

/// Seconds for which a message can be signed: time to find a phone.
const MESSAGE_SECONDS: u64 = 300;

/// Seconds of a session: a day's work, so that a member signs once a day.
pub const SESSION_SECONDS: u64 = 12 * 3_600;

/// What a member agrees to by signing.
const STATEMENT: &str = "Sign in to the inbox of this network, where private answers are kept and quizzes are taken. \
                         This moves nothing and costs nothing.";

/// Bytes of chance in a nonce.
const CHANCE_BYTES: usize = 12;

/// Bytes of a nonce: the chance, and the proof that it is ours.
const NONCE_BYTES: usize = CHANCE_BYTES + 16;

/// What a message is about.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// The origin of the page that asks for the signature, such as `https://portal.example.org`.
    pub origin: &'a str,
    /// The address of the service that is signed in to.
    pub service: &'a str,
    /// The network.
    pub chain_id: u64,
    /// The account that signs.
    pub account: Address,
    /// When it was made, in Unix seconds.
    pub issued_at: u64,
}

/// Makes messages and checks signatures. Its secret is of this run: what was not signed before a restart is asked
/// again.
#[derive(Clone)]
pub(crate) struct Doorkeeper {
    secret: [u8; 32],
}

impl Doorkeeper {
    pub(crate) fn new() -> Result<Self, Refusal> {
        Ok(Self { secret: random()? })
    }

    /// A fresh nonce for a message.
    pub(crate) fn nonce(&self, message: &Message<'_>) -> Result<String, Refusal> {
        let chance: [u8; CHANCE_BYTES] = random()?;
        Ok(hex::encode(self.complete(message, chance)))
    }

    fn complete(&self, message: &Message<'_>, chance: [u8; CHANCE_BYTES]) -> [u8; NONCE_BYTES] {
        // Keccak cannot be extended, so a secret in front makes a proof. The text ends what varies in length.
        let text = message.text("");
        let proof = keccak256([&self.secret[..], &chance, text.as_bytes()].concat());
        let mut nonce = [0; NONCE_BYTES];
        nonce[..CHANCE_BYTES].copy_from_slice(&chance);
        nonce[CHANCE_BYTES..].copy_from_slice(&proof[..16]);
        nonce
    }

    /// Checks that the account signed the message of this nonce in time.
    ///
    /// # Errors
    ///
    /// Whatever does not fit, with what to do.
    pub(crate) fn check(
        &self,
        message: &Message<'_>,
        nonce: &str,
        signature: &[u8],
        now: u64,
    ) -> Result<[u8; NONCE_BYTES], Refusal> {
        let mut bytes = [0; NONCE_BYTES];
        // Two spellings of one nonce would be two nonces.
        let is_ours =
            hex::decode_to_slice(nonce, &mut bytes).is_ok() && hex::encode(bytes) == nonce && {
                let chance = bytes[..CHANCE_BYTES].try_into().expect("of this length");
                self.complete(message, chance) == bytes
            };
        if !is_ours {
            return Err(refused(
                "unknownMessage",
                "this message was not made here for this account and page: ask for a new one",
                "此消息并非由本服务为该账户与页面生成：请重新获取",
            ));
        }
        let until = message.issued_at.saturating_add(MESSAGE_SECONDS);
        if now > until {
            let until_text = moment(until);
            return Err(refused(
                "messageExpired",
                format!("this message could be signed until {until_text}: ask for a new one"),
                format!("此消息的签名有效期至 {until_text}：请重新获取"),
            )
            .with("expiredAt", until));
        }
        let signer = Signature::from_raw(signature)
            .and_then(|signature| signature.recover_address_from_msg(message.text(nonce)));
        let signer = signer.map_err(|error| {
            refused(
                "signature",
                format!("this is no signature of 65 bytes: {error}"),
                format!("签名无效，应为 65 字节：{error}"),
            )
        })?;
        if signer != message.account {
            return Err(refused(
                "signature",
                format!("{signer} signed, not {}", message.account),
                format!("签名者是 {signer}，而不是 {}", message.account),
            )
            .with("signer", signer.to_string()));
        }
        Ok(bytes)
    }
}

impl Message<'_> {
    /// Until when it can be signed, in Unix seconds.
    pub fn expires_at(&self) -> u64 {
        self.issued_at.saturating_add(MESSAGE_SECONDS)
    }

    /// The bytes that are signed (EIP-4361).
    pub fn text(&self, nonce: &str) -> String {
        // Wallets compare this with the page they are on, and take it for https without a scheme.
        let domain = self.origin.strip_prefix("https://").unwrap_or(self.origin);
        format!(
            "{domain} wants you to sign in with your Ethereum account:\n{}\n\n{STATEMENT}\n\nURI: {}\nVersion: 1\n\
             Chain ID: {}\nNonce: {nonce}\nIssued At: {}\nExpiration Time: {}",
            self.account,
            self.service,
            self.chain_id,
            moment(self.issued_at),
            moment(self.expires_at()),
        )
    }
}

/// Whether a text is an origin (RFC 6454) that a message can name: scheme, host, perhaps a port, nothing else.
pub fn is_origin(text: &str) -> bool {
    let host = ["https://", "http://"]
        .into_iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    host.is_some_and(|host| (1..=255).contains(&host.len()) && host.bytes().all(plain))
}

/// Whether an origin is a page on the visitor's own machine.
pub(crate) fn is_loopback(origin: &str) -> bool {
    let host = origin
        .strip_prefix("http://")
        .or(origin.strip_prefix("https://"))
        .unwrap_or(origin);
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"].contains(&name)
}

impl Database {
    /// Begins a session of an account that signed; its token, which is kept by the member alone.
    ///
    /// # Errors
    ///
    /// A nonce that was used.
    pub(crate) fn begin_session(
        &mut self,
        account: Address,
        nonce: [u8; NONCE_BYTES],
        now: u64,
    ) -> Result<String, Refusal> {
        let token: [u8; 32] = random()?;
        let until = now.saturating_add(SESSION_SECONDS);
        let transaction = self.begin()?;
        // A session lives longer than its message, so a nonce is known for as long as it could be used again.
        transaction.execute("DELETE FROM session WHERE until <= ?", [signed(now)])?;
        let sql =
            "INSERT OR IGNORE INTO session (token, account, nonce, until) VALUES (?1, ?2, ?3, ?4)";
        let row = (keccak256(token).0, account.0.0, nonce, signed(until));
        if transaction.execute(sql, row)? == 0 {
            return Err(refused(
                "nonceUsed",
                "this message was used: ask for a new one",
                "此消息已被使用：请重新获取",
            ));
        }
        transaction.execute(
            "UPDATE session SET ended = 1 WHERE account = ?1 AND ended = 0 AND token NOT IN \
             (SELECT token FROM session WHERE account = ?1 AND ended = 0 ORDER BY until DESC, token LIMIT ?2)",
            (account.0.0, SESSIONS_PER_ACCOUNT),
        )?;
        transaction.commit()?;
        Ok(hex::encode(token))
    }

    /// Whose session a token is.
    ///
    /// # Errors
    ///
    /// A token that is none, or of a session that ended.
    pub(crate) fn session(&self, token: B256, now: u64) -> Result<Address, Refusal> {
        use rusqlite::OptionalExtension as _;
        let sql = "SELECT account FROM session WHERE token = ? AND ended = 0 AND until > ?";
        let mut statement = self.connection.prepare_cached(sql)?;
        let account: Option<[u8; 20]> = statement
            .query_row((token.0, signed(now)), |row| row.get(0))
            .optional()?;
        account.map(Address::from).ok_or_else(|| {
            refused(
                "session",
                "this session has ended: sign in again",
                "会话已结束：请重新登录",
            )
        })
    }

    /// Ends a session.
    pub(crate) fn end_session(&self, token: B256) -> Result<(), Refusal> {
        let sql = "UPDATE session SET ended = 1 WHERE token = ?";
        self.connection.execute(sql, [token.0])?;
        Ok(())
    }
}

/// The hash under which a token is kept.
pub(crate) fn token_hash(token: &str) -> Option<B256> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(token, &mut bytes).ok()?;
    Some(keccak256(bytes))
}

/// Somebody who did not prove to be who they say.
pub(crate) fn refused(
    code: &'static str,
    english: impl Into<String>,
    chinese: impl Into<String>,
) -> Refusal {
    Refusal::new(StatusCode::UNAUTHORIZED, code, english, chinese)
}

const _: () = assert!(PAGE > SESSIONS_PER_ACCOUNT, "sessions fit on a page");
const _: () = assert!(
    MESSAGE_SECONDS < SESSION_SECONDS,
    "a used nonce is known for as long as it could be used"
);

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_signer::SignerSync as _;
    use alloy_signer_local::PrivateKeySigner;
    use proptest::prelude::*;

    const ORIGIN: &str = "https://portal.example.org";
    const NOW: u64 = 1_790_000_000;

    fn message(account: Address) -> Message<'static> {
        Message {
            origin: ORIGIN,
            service: "https://node.example.org/inbox",
            chain_id: 20_260,
            account,
            issued_at: NOW,
        }
    }

    #[test]
    fn the_message_is_that_of_eip_4361() {
        let account = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
        let text = message(account.parse().unwrap()).text("0123456789abcdef");
        assert_eq!(
            text,
            "portal.example.org wants you to sign in with your Ethereum account:\n\
             0x70997970C51812dc3A010C7d01b50e0d17dc79C8\n\n\
             Sign in to the inbox of this network, where private answers are kept and quizzes are taken. \
             This moves nothing and costs nothing.\n\n\
             URI: https://node.example.org/inbox\nVersion: 1\nChain ID: 20260\nNonce: 0123456789abcdef\n\
             Issued At: 2026-09-21T14:13:20Z\nExpiration Time: 2026-09-21T14:18:20Z"
        );
        // The grammar lets a statement hold reserved and unreserved characters of RFC 3986 and spaces.
        let plain = |letter: char| {
            letter.is_ascii_alphanumeric() || " -._~:/?#[]@!$&'()*+,;=".contains(letter)
        };
        assert!(STATEMENT.chars().all(plain));
    }

    #[test]
    fn a_signature_lets_its_account_in_and_nobody_else() {
        let (door, key) = (Doorkeeper::new().unwrap(), PrivateKeySigner::random());
        let message = message(key.address());
        let nonce = door.nonce(&message).unwrap();
        let sign = |key: &PrivateKeySigner, text: &str| {
            key.sign_message_sync(text.as_bytes()).unwrap().as_bytes()
        };
        let signature = sign(&key, &message.text(&nonce));
        door.check(&message, &nonce, &signature, NOW + 300).unwrap();
        let code = |message: &Message<'_>, nonce: &str, signature: &[u8], now: u64| {
            door.check(message, nonce, signature, now)
                .unwrap_err()
                .code()
        };
        assert_eq!(
            code(&message, &nonce, &signature, NOW + 301),
            "messageExpired"
        );
        let other = PrivateKeySigner::random();
        let theirs = sign(&other, &message.text(&nonce));
        assert_eq!(code(&message, &nonce, &theirs, NOW), "signature");
        assert_eq!(code(&message, &nonce, &signature[..64], NOW), "signature");
        assert_eq!(
            code(&message, &nonce.to_uppercase(), &signature, NOW),
            "unknownMessage"
        );
        let moved = Message {
            origin: "https://evil.example.org",
            ..message
        };
        assert_eq!(code(&moved, &nonce, &signature, NOW), "unknownMessage");
        let later = Message {
            issued_at: NOW + 200,
            ..message
        };
        assert_eq!(code(&later, &nonce, &signature, NOW), "unknownMessage");
        let elsewhere = Doorkeeper::new().unwrap();
        assert!(elsewhere.check(&message, &nonce, &signature, NOW).is_err());
    }

    #[test]
    fn origins_are_told_from_other_texts() {
        for right in [
            ORIGIN,
            "http://localhost:5173",
            "http://[::1]:8545",
            "https://a.b",
        ] {
            assert!(is_origin(right), "{right}");
        }
        for wrong in [
            "",
            "https://",
            "portal.example.org",
            "https://a/b",
            "https://a\nb",
            "https://a b",
            "ftp://a",
            "null",
        ] {
            assert!(!is_origin(wrong), "{wrong}");
        }
        for near in [
            "http://localhost",
            "http://localhost:5173",
            "http://127.0.0.1:1",
            "http://[::1]:8545",
        ] {
            assert!(is_loopback(near), "{near}");
        }
        for far in [
            ORIGIN,
            "http://localhost.example.org",
            "http://127.0.0.1.example.org:80",
        ] {
            assert!(!is_loopback(far), "{far}");
        }
    }

    proptest! {
        #[test]
        fn what_was_not_made_here_lets_nobody_in(nonce: String, signature: Vec<u8>, origin: String) {
            let door = Doorkeeper::new().unwrap();
            let message = Message { origin: &origin, ..message(Address::ZERO) };
            prop_assert!(door.check(&message, &nonce, &signature, NOW).is_err());
            is_loopback(&origin);
        }
    }
}
