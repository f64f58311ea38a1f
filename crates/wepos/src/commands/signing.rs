//! What is signed without a network: for which one, and on which portal it is redeemed.

use std::path::PathBuf;

use alloy_sol_types::Eip712Domain;
use wepos_client::{B256, Client};

use crate::{
    cli::{self, Node},
    commands::genesis,
    output::Failure,
};

/// Bytes of a portal's address: with a longer one, QR codes become too fine for a phone.
const PORTAL_BYTES_MAX: usize = 80;

/// The network that signatures are for.
#[derive(Debug, clap::Args)]
pub(crate) struct Signed {
    /// The network's genesis document. With it no node is asked; without it the node says which network it is.
    #[arg(long, value_name = "FILE")]
    genesis: Option<PathBuf>,
    #[command(flatten)]
    node: Node,
}

/// Where links lead to.
#[derive(Debug, clap::Args)]
pub(crate) struct Portal {
    /// The address of the portal, such as https://pos.example.org.
    #[arg(long, value_name = "URL")]
    portal: String,
}

impl Signed {
    /// The node that was named, or the default one.
    pub(crate) fn into_node(self) -> Node {
        self.node
    }

    /// The domain of what is signed (EIP-712).
    ///
    /// # Errors
    /// A genesis document that is refused, a node that does not answer or does not say its genesis.
    pub(crate) fn domain(
        &self,
        domain: fn(u64, B256) -> Eip712Domain,
    ) -> Result<Eip712Domain, Failure> {
        if let Some(path) = &self.genesis {
            let document = genesis::read(path)?;
            return Ok(domain(document.chain_id, document.hash()));
        }
        cli::wait(async {
            let client = Client::connect(&self.node.url)?;
            let chain_id = client.chain_id().await?;
            let hash = client.status().await?.genesis_hash;
            let hash: Option<B256> = hash.and_then(|it| it.parse().ok());
            let hash = hash.ok_or_else(|| {
                let text = "the node does not say its genesis: give --genesis FILE";
                Failure::new("unexpected", text)
                    .in_chinese("该节点未说明其创世文件：请用 --genesis 指定文件")
            })?;
            Ok(domain(chain_id, hash))
        })
    }
}

impl Portal {
    /// The address, checked.
    ///
    /// # Errors
    /// If it is none that a browser opens, or one that leaves no room in a QR code.
    pub(crate) fn root(&self) -> Result<&str, Failure> {
        let url = self.portal.as_str();
        let host = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"));
        let is_plain = |host: &str| {
            !host.is_empty()
                && host
                    .chars()
                    .all(|it| it.is_ascii_graphic() && it != ',' && it != '#')
        };
        if !host.is_some_and(is_plain) {
            return Err(Failure::new(
                "usage",
                format!("--portal {url}: write an address such as https://pos.example.org"),
            )
            .in_chinese(format!(
                "--portal {url}：请写成 https://pos.example.org 的形式"
            )));
        }
        if url.len() > PORTAL_BYTES_MAX {
            return Err(Failure::new(
                "usage",
                format!(
                    "--portal has {} bytes, and QR codes have room for {PORTAL_BYTES_MAX}",
                    url.len()
                ),
            )
            .in_chinese(format!(
                "--portal 长度为 {} 字节，二维码最多容纳 {PORTAL_BYTES_MAX} 字节",
                url.len()
            )));
        }
        Ok(url)
    }
}
