//! `wepos index`: the file in which events and old transactions are found.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;
use wepos_node::{data_dir::DataDir, index::Index};

use crate::output::{Failure, Output};

/// Looks after the index of a node that does not run.
#[derive(Debug, Subcommand)]
pub(crate) enum IndexCommand {
    /// Throw the index away; the node makes it anew from its blocks when it starts next.
    Rebuild(Rebuild),
}

#[derive(Debug, Args)]
pub(crate) struct Rebuild {
    /// The node's data directory.
    #[arg(long, value_name = "DIR", default_value = "data/dev")]
    data_dir: PathBuf,
}

pub(crate) const EXAMPLES: &str = "\
Example:
  wepos index rebuild --data-dir data/dev";

impl IndexCommand {
    /// Runs the command.
    ///
    /// # Errors
    ///
    /// A data directory that is in use, or has no network yet.
    pub(crate) fn run(&self, output: &Output) -> Result<(), Failure> {
        let Self::Rebuild(Rebuild { data_dir }) = self;
        if !data_dir.join("wepos.json").exists() {
            let text = format!(
                "{} holds no network: start a node there first",
                data_dir.display()
            );
            return Err(Failure::new("data-dir", text));
        }
        let data_dir = DataDir::open(data_dir).map_err(anyhow::Error::from)?;
        let genesis = data_dir.genesis().map_err(anyhow::Error::from)?;
        let hash = genesis.map(|genesis| genesis.hash()).unwrap_or_default();
        let path = data_dir.index_path();
        Index::recreate(&path, hash).map_err(anyhow::Error::from)?;
        let text = format!(
            "{} is empty; the node fills it when it starts next",
            path.display()
        );
        output.result(&text, &json!({"index": path, "empty": true}))
    }
}
