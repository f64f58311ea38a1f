//! A service with a chain that is a map, and members who talk to it.

use crate::{
    Answer, Campaign, Chain, Database, DecidedBy, Inbox, Refusal, Settings, Store, router,
};
use alloy_primitives::{Address, B256};
use alloy_signer::SignerSync as _;
use alloy_signer_local::PrivateKeySigner;
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::{
    collections::{HashMap, HashSet},
    net::SocketAddr,
    path::PathBuf,
    sync::Arc,
};
use tempfile::TempDir;

/// The hash of the genesis document of the network in these tests.
pub(super) const GENESIS: B256 = B256::repeat_byte(0x9e);

/// The time of the chain when a test begins.
pub(super) const NOW: u64 = 1_790_000_000;

/// What the chain says, which a test may change.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) campaigns: HashMap<u64, Campaign>,
    pub(super) reviewers: HashSet<Address>,
    pub(super) now: u64,
    /// Nobody answers.
    pub(super) is_gone: bool,
}

#[derive(Clone, Default)]
pub(super) struct MapChain(pub(super) Arc<Mutex<Facts>>);

impl MapChain {
    fn answer<T: Send + 'static>(&self, of: impl FnOnce(&Facts) -> T) -> Answer<'_, T> {
        let facts = self.0.lock();
        let answer = match facts.is_gone {
            true => Err(crate::ChainError("no node".into())),
            false => Ok(of(&facts)),
        };
        Box::pin(std::future::ready(answer))
    }
}

impl Chain for MapChain {
    fn campaign(&self, number: u64) -> Answer<'_, Option<Campaign>> {
        self.answer(|facts| facts.campaigns.get(&number).cloned())
    }

    fn is_reviewer(&self, account: Address) -> Answer<'_, bool> {
        self.answer(|facts| facts.reviewers.contains(&account))
    }

    fn now(&self) -> Answer<'_, u64> {
        self.answer(|facts| facts.now)
    }
}

/// A campaign that is open and decided by a reviewer.
pub(super) fn campaign(organiser: &Somebody) -> Campaign {
    Campaign {
        organiser: organiser.key.address(),
        is_open: true,
        is_stopped: false,
        closes_at: NOW + 1_000_000,
        decided_by: DecidedBy::Reviewer,
        private_fields: 2,
        key: Address::ZERO,
        commitment: B256::ZERO,
        draw: B256::ZERO,
    }
}

/// A service, and where its files are.
pub(super) struct Place {
    pub(super) directory: TempDir,
    pub(super) chain: MapChain,
    pub(super) url: String,
    pub(super) store: Store,
    http: reqwest::Client,
}

/// Somebody with a key, and perhaps a session.
pub(super) struct Somebody {
    pub(super) key: PrivateKeySigner,
    pub(super) token: Option<String>,
}

/// An answer: its status and its JSON.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) value: Value,
}

impl Place {
    pub(super) async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// A service with other settings.
    pub(super) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = open(directory.path().into()).unwrap();
        let store = Store::start(database).unwrap();
        let chain = MapChain::default();
        chain.0.lock().now = NOW;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut settings = Settings {
            chain_id: 20_260,
            genesis_hash: GENESIS,
            day_ms: 86_400_000,
            origins: vec![url.clone(), "https://portal.example.org".into()],
            loopback_origins: true,
            loopback_is_free: true,
            retention_days: 30,
        };
        change(&mut settings);
        let inbox = Inbox::new(settings, store.clone(), chain.clone()).unwrap();
        let app = router(inbox).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, app).await });
        let http = reqwest::Client::new();
        Self {
            directory,
            chain,
            url,
            store,
            http,
        }
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Facts)) {
        change(&mut self.chain.0.lock());
    }

    /// Asks as somebody, or as nobody.
    pub(super) async fn get(&self, who: Option<&Somebody>, path: &str) -> Reply {
        self.send(who, self.http.get(format!("{}/inbox{path}", self.url)))
            .await
    }

    /// Sends JSON as somebody, or as nobody.
    pub(super) async fn post(&self, who: Option<&Somebody>, path: &str, body: &Value) -> Reply {
        let request = self.http.post(format!("{}/inbox{path}", self.url));
        self.send(who, request.body(body.to_string())).await
    }

    pub(super) async fn send(
        &self,
        who: Option<&Somebody>,
        request: reqwest::RequestBuilder,
    ) -> Reply {
        let request = match who.and_then(|who| who.token.as_ref()) {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}"));
        Reply { status, value }
    }

    /// A request of this place's client.
    pub(super) fn request(&self, path: &str) -> reqwest::RequestBuilder {
        self.http.post(format!("{}/inbox{path}", self.url))
    }

    /// Somebody new, signed in.
    pub(super) async fn member(&self) -> Somebody {
        self.sign_in(PrivateKeySigner::random()).await
    }

    pub(super) async fn sign_in(&self, key: PrivateKeySigner) -> Somebody {
        let asked = self.message(&key).await;
        let mut somebody = Somebody { key, token: None };
        let reply = self.post(None, "/login", &somebody.signs(&asked)).await;
        let token = reply.ok()["token"].as_str().unwrap().to_owned();
        somebody.token = Some(token);
        somebody
    }

    pub(super) async fn message(&self, key: &PrivateKeySigner) -> Value {
        let account = json!({"account": key.address()});
        self.post(None, "/login/message", &account).await.ok()
    }
}

impl Somebody {
    pub(super) fn address(&self) -> Address {
        self.key.address()
    }

    /// What is sent back for a message.
    pub(super) fn signs(&self, asked: &Value) -> Value {
        let text = asked["message"].as_str().unwrap();
        let signature = self.key.sign_message_sync(text.as_bytes()).unwrap();
        json!({
            "account": self.key.address(),
            "nonce": asked["nonce"],
            "issuedAt": asked["issuedAt"],
            "signature": signature.to_string(),
        })
    }
}

impl Reply {
    /// What was answered to a request that succeeded.
    #[track_caller]
    pub(super) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.value);
        self.value
    }

    /// The refusal of a request, which says why in both languages.
    #[track_caller]
    pub(super) fn refused(self, status: u16, code: &str) -> Value {
        assert_eq!(
            (self.status, &self.value["error"]["code"]),
            (status, &json!(code)),
            "{}",
            self.value
        );
        let error = self.value["error"].clone();
        assert!(error["en"].as_str().is_some_and(|text| !text.is_empty()));
        assert!(error["zh"].as_str().is_some_and(|text| !text.is_empty()));
        error
    }
}

/// The file in a directory, and its key.
pub(super) fn open(directory: PathBuf) -> Result<Database, Refusal> {
    let (file, key) = (directory.join("inbox.sqlite"), directory.join("inbox.key"));
    Database::open_or_create(&file, &key, GENESIS)
}
