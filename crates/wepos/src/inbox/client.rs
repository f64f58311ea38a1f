//! Talking to an inbox as a member, from the command line.

use std::time::Duration;

use alloy_signer::SignerSync as _;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use wepos_client::PrivateKeySigner;
use wepos_inbox::Message;

use crate::output::Failure;

/// How long one answer may take: a page of results is checked signature by signature.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);

/// How often a request is sent that an inbox is too busy for.
const ATTEMPTS: u32 = 5;

/// The longest pause that an inbox may ask for before it is an error.
const LONGEST_PAUSE_SECONDS: u64 = 60;

/// Somebody signed in to an inbox.
#[derive(Debug)]
pub(crate) struct InboxClient {
    http: reqwest::Client,
    url: String,
    chain_id: u64,
    signer: PrivateKeySigner,
    token: String,
}

impl InboxClient {
    /// Signs in to the inbox of the network at `url`.
    ///
    /// # Errors
    ///
    /// An inbox that does not answer, or asks for a signature under something else than a login to itself.
    pub(crate) async fn sign_in(
        url: &str,
        chain_id: u64,
        signer: PrivateKeySigner,
    ) -> Result<Self, Failure> {
        let http = reqwest::Client::builder()
            .timeout(ANSWER_TIMEOUT)
            .build()
            .map_err(|error| Failure::new("system", format!("there is no HTTP client: {error}")))?;
        let mut client = Self {
            http,
            url: url.trim_end_matches('/').to_owned(),
            chain_id,
            signer,
            token: String::new(),
        };
        client.renew().await?;
        Ok(client)
    }

    /// Begins a new session.
    async fn renew(&mut self) -> Result<(), Failure> {
        let account = self.signer.address();
        let body = json!({"account": account, "origin": self.url});
        let asked: Value = self.post_once("/login/message", &body).await?;
        let (nonce, issued_at) = (asked["nonce"].as_str(), asked["issuedAt"].as_u64());
        let text = asked["message"].as_str().unwrap_or_default();
        let message = Message {
            origin: &self.url,
            service: &format!("{}/inbox", self.url),
            chain_id: self.chain_id,
            account,
            issued_at: issued_at.unwrap_or_default(),
        };
        // Nothing is signed but a login to this inbox, whatever it asks for.
        if message.text(nonce.unwrap_or_default()) != text {
            let url = &self.url;
            return Err(Failure::new(
                "inbox",
                format!(
                    "{url} asks for a signature under something else than a login to itself, which is not given; is it \
                     the address that the inbox has for others? It said: {text:?}"
                ),
            )
            .in_chinese(format!(
                "{url} 要求签署的内容并非登录它自己，因此拒绝签名；这是该收件箱对外公布的地址吗？它给出的内容：{text:?}"
            )));
        }
        let signature = self.signer.sign_message_sync(text.as_bytes());
        let signature = signature.map_err(|error| Failure::new("key", error.to_string()))?;
        let body = json!({
            "account": account, "origin": self.url, "nonce": nonce, "issuedAt": issued_at,
            "signature": signature.to_string(),
        });
        let session: Value = self.post_once("/login", &body).await?;
        session["token"]
            .as_str()
            .unwrap_or_default()
            .clone_into(&mut self.token);
        Ok(())
    }

    /// Asks.
    ///
    /// # Errors
    ///
    /// Why the inbox refuses, in its words.
    pub(crate) async fn get<T: DeserializeOwned>(&mut self, path: &str) -> Result<T, Failure> {
        self.persist(path, None).await
    }

    /// Sends.
    ///
    /// # Errors
    ///
    /// Why the inbox refuses, in its words.
    pub(crate) async fn post<T: DeserializeOwned>(
        &mut self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        let body = serde_json::to_value(body);
        let body = body.map_err(|error| Failure::new("argument", error.to_string()))?;
        self.persist(path, Some(&body)).await
    }

    /// Sends until there is an answer: waits where the inbox says so, and signs in again when the session has ended.
    async fn persist<T: DeserializeOwned>(
        &mut self,
        path: &str,
        body: Option<&Value>,
    ) -> Result<T, Failure> {
        for _ in 1..ATTEMPTS {
            match self.once(path, body).await? {
                Ok(answer) => return Ok(answer),
                Err(Refused {
                    later: Some(seconds),
                    ..
                }) => tokio::time::sleep(Duration::from_secs(seconds)).await,
                Err(refused) if refused.session_ended => self.renew().await?,
                Err(refused) => return Err(refused.failure),
            }
        }
        let last = self.once(path, body).await?;
        last.map_err(|refused| refused.failure)
    }

    async fn post_once<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Failure> {
        let answer = self.once(path, Some(body)).await?;
        answer.map_err(|refused| refused.failure)
    }

    async fn once<T: DeserializeOwned>(
        &self,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Result<T, Refused>, Failure> {
        let url = format!("{}/inbox{path}", self.url);
        let unexpected = |why: String| {
            let english = format!("{url} does not answer as an inbox: {why}");
            Failure::new("unexpected", english).in_chinese(format!("{url} 的回应不像收件箱：{why}"))
        };
        let request = match body {
            Some(body) => self.http.post(&url).body(body.to_string()),
            None => self.http.get(&url),
        };
        let request = match self.token.as_str() {
            "" => request,
            token => request.bearer_auth(token),
        };
        let response = request.send().await.map_err(|error| {
            let english = format!("the inbox at {} does not answer: {error}", self.url);
            let chinese = format!("{} 的收件箱没有响应：{error}", self.url);
            Failure::new("unreachable", english).in_chinese(chinese)
        })?;
        let succeeded = response.status().is_success();
        let text = response.text().await;
        let text = text.map_err(|error| unexpected(error.to_string()))?;
        if succeeded {
            let answer = serde_json::from_str(&text);
            return Ok(Ok(answer.map_err(|error| unexpected(error.to_string()))?));
        }
        let value: Value =
            serde_json::from_str(&text).map_err(|error| unexpected(error.to_string()))?;
        Ok(Err(Refused::read(&value["error"])))
    }
}

/// Why an inbox refused.
struct Refused {
    failure: Failure,
    /// When to come again, in seconds, where that helps.
    later: Option<u64>,
    session_ended: bool,
}

impl Refused {
    fn read(error: &Value) -> Self {
        let word = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        let failure = Failure::new("inbox", word("en")).in_chinese(word("zh"));
        let facts = error.as_object().into_iter().flatten();
        let facts = facts.filter(|(name, _)| !["en", "zh"].contains(&name.as_str()));
        Self {
            failure: facts.fold(failure, |failure, (name, value)| {
                failure.with(name, value.clone())
            }),
            later: error["retryAfter"]
                .as_u64()
                .filter(|seconds| *seconds <= LONGEST_PAUSE_SECONDS),
            session_ended: word("code") == "session",
        }
    }
}
