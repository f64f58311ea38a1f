//! The inbox beside a node: its files, and the chain as it asks the node's JSON-RPC.

mod client;

pub(crate) use client::InboxClient;

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::Router;
use parking_lot::Mutex;
use wepos_abi::{ICampaigns, addresses};
use wepos_chain::Network;
use wepos_client::{Address, B256, Client, ClientError};
use wepos_inbox::{
    Answer, Campaign, Chain, ChainError, Database, DecidedBy, Inbox, Refusal, Settings, Store,
    limits::RETENTION_DAYS,
};

/// The name of an inbox's file in a data directory.
pub(crate) const FILE: &str = "inbox.sqlite";

/// The name of its key there.
pub(crate) const KEY: &str = "inbox.key";

/// How long what the node said is taken for true. Less than a block of an idle network; a crowd at the opening of a
/// campaign asks once.
const FRESH: Duration = Duration::from_secs(1);

/// Campaigns whose answers are remembered for that long.
const REMEMBERED: usize = 1_024;

/// The status of a campaign that takes submissions (`ICampaigns.Campaign.status`).
const OPEN: u8 = 3;

/// What an operator says about the inbox.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// The SQLite file.
    pub(crate) file: PathBuf,
    /// The file of its key.
    pub(crate) key: PathBuf,
    /// Origins of pages, the node's own first; on a development network, where it listens.
    pub(crate) origins: Vec<String>,
    /// Days for which records are kept.
    pub(crate) retention_days: u32,
    /// Whether pages and programs on this machine are free of limits.
    pub(crate) is_development: bool,
}

impl Options {
    /// Those of a development network in a data directory.
    pub(crate) fn development(data_dir: &Path) -> Self {
        Self {
            file: data_dir.join(FILE),
            key: data_dir.join(KEY),
            origins: Vec::new(),
            retention_days: RETENTION_DAYS,
            is_development: true,
        }
    }

    /// Starts the inbox of the node that listens at `rpc`. One that does not start says why to who asks it, and the
    /// node goes on without it.
    pub(crate) fn start(self, network: &Network, rpc: SocketAddr) -> Router {
        self.try_start(network, rpc).unwrap_or_else(|refusal| {
            tracing::error!(%refusal, "the node runs without its inbox");
            Router::new().nest("/inbox", Router::new().fallback(async move || refusal))
        })
    }

    fn try_start(self, network: &Network, rpc: SocketAddr) -> Result<Router, Refusal> {
        let url = url_here(rpc);
        let chain = NodeChain::new(&url).map_err(|error| {
            tracing::error!(%error, "the inbox has no client");
            Refusal::from(ChainError(error.to_string()))
        })?;
        let database = Database::open_or_create(&self.file, &self.key, network.hash())?;
        let origins = match self.origins.is_empty() {
            true => vec![url],
            false => self.origins,
        };
        let settings = Settings {
            chain_id: network.chain_id(),
            genesis_hash: network.hash(),
            day_ms: network.calendar().day_length_ms(),
            origins,
            loopback_origins: self.is_development,
            loopback_is_free: self.is_development,
            retention_days: self.retention_days,
        };
        let inbox = Inbox::new(settings, Store::start(database)?, chain)?;
        tokio::spawn(inbox.sweep_forever());
        Ok(wepos_inbox::router(inbox))
    }
}

/// The first of some texts that is no origin of a page; an empty one if there are none.
pub(crate) fn wrong_origin(origins: &[String]) -> Option<&str> {
    match origins {
        [] => Some(""),
        origins => origins
            .iter()
            .find(|origin| !wepos_inbox::is_origin(origin))
            .map(String::as_str),
    }
}

/// Where a node that listens at `address` is reached on this machine.
fn url_here(address: SocketAddr) -> String {
    let here: IpAddr = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(here, address.port()))
}

/// The chain as a node's JSON-RPC tells of it.
#[derive(Debug)]
pub(crate) struct NodeChain {
    client: Client,
    campaigns: Mutex<HashMap<u64, Arc<Fresh<Option<Campaign>>>>>,
    reviewers: Fresh<Vec<Address>>,
    time: Fresh<u64>,
}

/// Something that the node said a moment ago. Whoever wants to know it while it is asked for waits for that answer.
#[derive(Debug)]
struct Fresh<T>(tokio::sync::Mutex<Option<(Instant, T)>>);

impl<T> Default for Fresh<T> {
    fn default() -> Self {
        Self(tokio::sync::Mutex::default())
    }
}

impl<T: Clone> Fresh<T> {
    async fn or_ask(
        &self,
        ask: impl Future<Output = Result<T, ClientError>>,
    ) -> Result<T, ChainError> {
        let mut known = self.0.lock().await;
        if let Some((at, value)) = &*known
            && at.elapsed() < FRESH
        {
            return Ok(value.clone());
        }
        let value = ask.await.map_err(|error| ChainError(error.to_string()))?;
        *known = Some((Instant::now(), value.clone()));
        Ok(value)
    }
}

impl NodeChain {
    /// A node's, by its address.
    ///
    /// # Errors
    ///
    /// An address that is none.
    pub(crate) fn new(url: &str) -> Result<Self, ClientError> {
        Ok(Self {
            client: Client::connect(url)?,
            campaigns: Mutex::default(),
            reviewers: Fresh::default(),
            time: Fresh::default(),
        })
    }

    async fn ask_campaign(&self, number: u64) -> Result<Option<Campaign>, ClientError> {
        let call = ICampaigns::campaignCall { id: number };
        let found = match self.client.view_typed(addresses::CAMPAIGNS, &call).await {
            Ok(found) => found,
            Err(ClientError::Reverted(reverted))
                if reverted.name.as_deref() == Some("UnknownCampaign") =>
            {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let terms = found.terms;
        let call = ICampaigns::formCall { campaign: number };
        let form = self.client.view_typed(addresses::CAMPAIGNS, &call).await?;
        let decided_by = terms.decidedBy;
        let unknown = || ClientError::Unexpected {
            url: self.client.url().to_owned(),
            method: "campaigns.campaign".to_owned(),
            why: format!("this program does not know who decides by {decided_by}"),
        };
        let decided_by = DecidedBy::numbered(decided_by).ok_or_else(unknown)?;
        let draw = match decided_by {
            DecidedBy::Grader => {
                let call = ICampaigns::drawCall { campaign: number };
                self.client.view_typed(addresses::CAMPAIGNS, &call).await?
            }
            _ => B256::ZERO,
        };
        Ok(Some(Campaign {
            organiser: found.organiser,
            is_open: found.status == OPEN,
            is_stopped: found.stopped,
            closes_at: terms.closesAt,
            decided_by,
            private_fields: form.iter().filter(|field| field.isPrivate).count(),
            key: terms.key,
            commitment: terms.commitment,
            draw,
        }))
    }
}

impl Chain for NodeChain {
    fn campaign(&self, number: u64) -> Answer<'_, Option<Campaign>> {
        let known = {
            let mut campaigns = self.campaigns.lock();
            if campaigns.len() >= REMEMBERED {
                // Those that somebody asks for now are held by the asking.
                campaigns.retain(|_, known| Arc::strong_count(known) > 1);
            }
            campaigns.entry(number).or_default().clone()
        };
        Box::pin(async move { known.or_ask(self.ask_campaign(number)).await })
    }

    fn is_reviewer(&self, account: Address) -> Answer<'_, bool> {
        let call = ICampaigns::reviewersCall {};
        Box::pin(async move {
            let ask = self.client.view_typed(addresses::CAMPAIGNS, &call);
            Ok(self.reviewers.or_ask(ask).await?.contains(&account))
        })
    }

    fn now(&self) -> Answer<'_, u64> {
        let ask = async {
            // A node that answers has a block: it starts with one.
            let newest = self.client.block(None).await?;
            Ok(newest.map_or(0, |block| block.header.timestamp))
        };
        Box::pin(self.time.or_ask(ask))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_crowd_asks_the_node_once() {
        let (fresh, asked) = (Fresh::default(), std::cell::Cell::new(0));
        let ask = || async {
            asked.set(asked.get() + 1);
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok(7)
        };
        let crowd = (0..100).map(|_| fresh.or_ask(ask()));
        let answers = futures::future::join_all(crowd).await;
        assert!(answers.iter().all(|answer| *answer == Ok(7)));
        assert_eq!(asked.get(), 1);
        // What failed is asked again.
        let fresh = Fresh::<u64>::default();
        let url = || ClientError::Url {
            url: String::new(),
            why: String::new(),
        };
        assert!(fresh.or_ask(async { Err(url()) }).await.is_err());
        assert_eq!(fresh.or_ask(async { Ok(8) }).await, Ok(8));
    }

    #[test]
    fn a_node_that_listens_everywhere_is_asked_on_this_machine() {
        for (listens, asked) in [
            ("0.0.0.0:8545", "http://127.0.0.1:8545"),
            ("[::]:8545", "http://[::1]:8545"),
            ("10.1.2.3:80", "http://10.1.2.3:80"),
        ] {
            assert_eq!(url_here(listens.parse().unwrap()), asked);
        }
    }

    #[test]
    fn a_page_is_named_by_its_origin_alone() {
        let wrong = |origins: &[&str]| {
            let origins: Vec<String> = origins.iter().map(|it| (*it).to_owned()).collect();
            wrong_origin(&origins).map(str::to_owned)
        };
        assert_eq!(wrong(&["https://a.example.org", "http://[::1]:1"]), None);
        assert_eq!(wrong(&[]), Some(String::new()));
        let page = "https://a.example.org/portal";
        assert_eq!(wrong(&["https://a.example.org", page]), Some(page.into()));
    }
}
