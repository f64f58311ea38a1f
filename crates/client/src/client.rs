//! JSON-RPC over HTTP.

use std::time::Duration;

use alloy_eips::{BlockId, BlockNumberOrTag};
use alloy_network::Ethereum;
use alloy_primitives::{Address, B256, Bytes, U64, U256};
use alloy_provider::{Provider, ProviderBuilder, RootProvider, transport::TransportErrorKind};
use alloy_rpc_types_eth::{Block, TransactionInput, TransactionReceipt, TransactionRequest};
use alloy_sol_types::SolCall;
use serde::{Serialize, de::DeserializeOwned};
use wepos_abi::{Document, StateProof};

use crate::{
    ClientError, DynSolValue, Function, InterfaceError, Modules, Named, NodeStatus, Outgoing,
    Reverted,
};

/// Where a node on the same machine listens, unless told otherwise.
pub const DEFAULT_RPC: &str = "http://127.0.0.1:8545";

/// How long a connection may take to open. A node that is there answers at once.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long one answer may take. `eth_sendRawTransactionSync` waits for a block, everything else is quick.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a connection is kept without a question: less than a node keeps one, so that no question meets its end.
const IDLE_TIMEOUT: Duration = Duration::from_secs(10);

/// How often a question is asked when the connection fails.
const ATTEMPTS: u32 = 3;

/// The pause before the second attempt; it doubles with each one.
const FIRST_PAUSE: Duration = Duration::from_millis(150);

/// Characters of an unexpected answer that an error repeats.
const QUOTED_MAX: usize = 200;

/// JSON-RPC's code for a call that was undone.
const EXECUTION_REVERTED: i64 = 3;

/// JSON-RPC's code for a method that does not exist.
const METHOD_NOT_FOUND: i64 = -32601;

/// A connection to a node.
///
/// Cheap to clone; all clones share one pool of connections. Every question is asked up to three times while the
/// connection fails; an answer, even an error, is final.
#[derive(Debug, Clone)]
pub struct Client {
    provider: RootProvider<Ethereum>,
    url: String,
}

impl Client {
    /// A client of the node at this address. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ClientError::Url`] unless it is an address with the scheme `http` or `https`.
    pub fn connect(url: &str) -> Result<Self, ClientError> {
        let wrong = |why: String| ClientError::Url {
            url: url.to_owned(),
            why,
        };
        let parsed: reqwest::Url = url
            .parse()
            .map_err(|error| wrong(format!("{error}; write one such as {DEFAULT_RPC}")))?;
        match parsed.scheme() {
            "http" | "https" => {}
            "ws" | "wss" => {
                return Err(wrong(
                    "WebSocket is for browsers; write http:// or https://".to_owned(),
                ));
            }
            _ => return Err(wrong(format!("write one such as {DEFAULT_RPC}"))),
        }
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(ANSWER_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build()
            .map_err(|error| wrong(error.to_string()))?;
        let provider = ProviderBuilder::new()
            .disable_recommended_fillers()
            .connect_reqwest(http, parsed);
        Ok(Self {
            provider,
            url: url.to_owned(),
        })
    }

    /// The address of the node.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The chain id (EIP-155).
    ///
    /// # Errors
    /// Those of [`Client::request`].
    pub async fn chain_id(&self) -> Result<u64, ClientError> {
        let id: U64 = self.request("eth_chainId", ()).await?;
        Ok(id.as_limbs()[0])
    }

    /// A final block, the newest if no number is given; nothing if it does not exist yet.
    ///
    /// # Errors
    /// Those of [`Client::request`].
    pub async fn block(&self, number: Option<u64>) -> Result<Option<Block>, ClientError> {
        self.request("eth_getBlockByNumber", (tag(number), false))
            .await
    }

    /// What an account holds, in base units.
    ///
    /// # Errors
    /// Those of [`Client::request`].
    pub async fn balance(&self, account: Address) -> Result<U256, ClientError> {
        self.request("eth_getBalance", (account, tag(None))).await
    }

    /// The nonce of the account's next transaction, those that wait counted.
    ///
    /// # Errors
    /// Those of [`Client::request`].
    pub async fn nonce(&self, account: Address) -> Result<u64, ClientError> {
        let params = (account, BlockNumberOrTag::Pending);
        let nonce: U64 = self.request("eth_getTransactionCount", params).await?;
        Ok(nonce.as_limbs()[0])
    }

    /// The receipt of a transaction; nothing while it waits or is unknown.
    ///
    /// # Errors
    /// Those of [`Client::request`].
    pub async fn receipt(&self, hash: B256) -> Result<Option<TransactionReceipt>, ClientError> {
        self.request("eth_getTransactionReceipt", (hash,)).await
    }

    /// What the node says about itself and its network.
    ///
    /// # Errors
    /// Those of [`Client::request`].
    pub async fn status(&self) -> Result<NodeStatus, ClientError> {
        self.request("wepos_status", ()).await
    }

    /// What proves an account's record in the newest state, or that there is none. To be verified, not believed.
    ///
    /// # Errors
    /// Those of [`Client::request`].
    pub async fn proof(&self, account: Address) -> Result<StateProof, ClientError> {
        self.request("wepos_getProof", (account,)).await
    }

    /// The modules of the network, with their interfaces.
    ///
    /// # Errors
    /// Those of [`Client::request`]; [`ClientError::Unexpected`] for an interface that cannot be used.
    pub async fn modules(&self) -> Result<Modules, ClientError> {
        let method = "wepos_modules";
        let listed: Listed = self.request(method, ()).await?;
        Modules::from_documents(listed.modules)
            .map_err(|error: InterfaceError| self.unexpected(method, &error.to_string()))
    }

    /// Calls a view by name, at a height or the newest block, as an account or nobody.
    ///
    /// # Errors
    /// [`ClientError::Reverted`] with the reason, [`ClientError::Answer`], those of [`Client::request`].
    pub async fn view(
        &self,
        function: &Function<'_>,
        arguments: &[DynSolValue],
        height: Option<u64>,
        from: Option<Address>,
    ) -> Result<Vec<Named>, ClientError> {
        let data = function
            .encode(arguments)
            .map_err(|error| ClientError::Answer {
                module: function.interface().name().to_owned(),
                function: function.name().to_owned(),
                why: error.to_string(),
            })?;
        let outgoing = Outgoing {
            to: function.interface().address(),
            value: U256::ZERO,
            data,
        };
        let returned = self.call(from, &outgoing, height).await?;
        function.decode(&returned)
    }

    /// Calls a view by its Rust type.
    ///
    /// # Errors
    /// [`ClientError::Reverted`] with the reason, [`ClientError::Unexpected`], those of [`Client::request`].
    pub async fn view_typed<C: SolCall>(
        &self,
        to: Address,
        call: &C,
    ) -> Result<C::Return, ClientError> {
        let outgoing = Outgoing {
            to,
            value: U256::ZERO,
            data: call.abi_encode().into(),
        };
        let returned = self.call(None, &outgoing, None).await?;
        C::abi_decode_returns(&returned)
            .map_err(|error| self.unexpected(C::SIGNATURE, &error.to_string()))
    }

    /// What a transaction would return, at a height or the newest block. Nothing is changed.
    ///
    /// # Errors
    /// [`ClientError::Reverted`] with the reason, those of [`Client::request`].
    pub async fn call(
        &self,
        from: Option<Address>,
        outgoing: &Outgoing,
        height: Option<u64>,
    ) -> Result<Bytes, ClientError> {
        let params = (request_of(from, outgoing), BlockId::from(tag(height)));
        self.request("eth_call", params).await
    }

    /// The gas that a transaction would use.
    ///
    /// # Errors
    /// [`ClientError::Reverted`] with the reason, those of [`Client::request`].
    pub async fn estimate_gas(
        &self,
        from: Address,
        outgoing: &Outgoing,
    ) -> Result<u64, ClientError> {
        let params = (request_of(Some(from), outgoing),);
        let gas: U64 = self.request("eth_estimateGas", params).await?;
        Ok(gas.as_limbs()[0])
    }

    /// Any method of the node, with its parameters as a tuple.
    ///
    /// # Errors
    /// [`ClientError::Unreachable`] after three failed connections, [`ClientError::Refused`] and
    /// [`ClientError::Reverted`] if the node says no, [`ClientError::Unexpected`] for an answer of another form.
    pub async fn request<P, R>(&self, method: &'static str, params: P) -> Result<R, ClientError>
    where
        P: Serialize + Clone + std::fmt::Debug + Send + Sync + Unpin + 'static,
        R: DeserializeOwned + std::fmt::Debug + Send + Sync + Unpin + 'static,
    {
        let mut pause = FIRST_PAUSE;
        for _ in 1..ATTEMPTS {
            match self.ask(method, params.clone()).await {
                Err(ClientError::Unreachable { .. }) => tokio::time::sleep(pause).await,
                answer => return answer,
            }
            pause *= 2;
        }
        self.ask(method, params).await
    }

    /// Asks once.
    pub(crate) async fn ask<P, R>(&self, method: &'static str, params: P) -> Result<R, ClientError>
    where
        P: Serialize + Clone + std::fmt::Debug + Send + Sync + Unpin + 'static,
        R: DeserializeOwned + std::fmt::Debug + Send + Sync + Unpin + 'static,
    {
        use alloy_provider::transport::RpcError;
        let answer = self.provider.raw_request(method.into(), params).await;
        answer.map_err(|error| match error {
            RpcError::ErrorResp(refusal) => {
                let reverted = refusal.code == EXECUTION_REVERTED
                    || refusal.message.contains("execution reverted");
                if reverted {
                    return self.reverted(&refusal.message, refusal.as_revert_data());
                }
                ClientError::Refused {
                    code: refusal.code,
                    message: refusal.message.into_owned(),
                }
            }
            RpcError::Transport(TransportErrorKind::HttpError(error)) => self.unexpected(
                method,
                &format!("HTTP status {}: {}", error.status, error.body),
            ),
            RpcError::Transport(error) => ClientError::Unreachable {
                url: self.url.clone(),
                why: innermost(&error),
            },
            RpcError::DeserError { err, text } => {
                self.unexpected(method, &format!("{err} in {text}"))
            }
            RpcError::NullResp => self.unexpected(method, "nothing"),
            other => self.unexpected(method, &other.to_string()),
        })
    }

    fn reverted(&self, message: &str, data: Option<Bytes>) -> ClientError {
        let mut reverted = Reverted::explain(data.unwrap_or_default());
        // The node knows modules and errors that this program may be too old for.
        let words = message
            .trim_start_matches("execution reverted")
            .trim_start_matches(':');
        if reverted.name.is_none() && !words.trim().is_empty() {
            words.trim().clone_into(&mut reverted.english);
            reverted.chinese = format!("调用被拒绝：{}", words.trim());
        }
        ClientError::Reverted(Box::new(reverted))
    }

    pub(crate) fn unexpected(&self, method: &str, why: &str) -> ClientError {
        ClientError::Unexpected {
            url: self.url.clone(),
            method: method.to_owned(),
            why: why.chars().take(QUOTED_MAX).collect(),
        }
    }
}

/// What `wepos_modules` answers, as far as it is used.
#[derive(Debug, serde::Deserialize)]
struct Listed {
    modules: Vec<Document>,
}

impl ClientError {
    /// True if the node does not have the method that was called.
    pub fn is_unknown_method(&self) -> bool {
        matches!(
            self,
            Self::Refused {
                code: METHOD_NOT_FOUND,
                ..
            }
        )
    }
}

/// A height as JSON-RPC writes it; the newest block if there is none.
fn tag(height: Option<u64>) -> BlockNumberOrTag {
    height.map_or(BlockNumberOrTag::Latest, BlockNumberOrTag::Number)
}

fn request_of(from: Option<Address>, outgoing: &Outgoing) -> TransactionRequest {
    TransactionRequest {
        from,
        to: Some(outgoing.to.into()),
        value: Some(outgoing.value),
        input: TransactionInput::new(outgoing.data.clone()),
        ..TransactionRequest::default()
    }
}

/// The last cause of an error: `connection refused` says more than `error sending request`.
fn innermost(error: &TransportErrorKind) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
