//! What can be wrong with an index, and with a question.

use super::{MAX_ALTERNATIVES, schema};
use alloy_primitives::B256;
use std::path::PathBuf;

/// What is wrong with an index: every variant says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// The file was made for another network.
    #[error(
        "{path} is the index of the network with genesis hash {have}, but this node is of {want}: \
         use the data directory of this network, or run `wepos index rebuild`"
    )]
    OtherNetwork {
        /// The file.
        path: PathBuf,
        /// Its network.
        have: B256,
        /// The node's network.
        want: B256,
    },
    /// The file was made by a release with other tables.
    #[error(
        "{path} has index format {have}, but this release has format {}: run `wepos index rebuild`",
        schema::FORMAT
    )]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        have: i64,
    },
    /// A SQLite file of another program.
    #[error(
        "{path} is a SQLite file, but not an index of this program: move it away, then run `wepos index rebuild`"
    )]
    NotAnIndex {
        /// The file.
        path: PathBuf,
    },
    /// Not a database, truncated, or changed by something else.
    #[error("{path} is damaged ({reason}): run `wepos index rebuild`")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// It may not be written.
    #[error(
        "{path} cannot be written ({reason}): check that its directory exists and that this user may write there"
    )]
    NotWritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// There is no room.
    #[error("no space left on the disk of {path}: make room, the index goes on where it stopped")]
    DiskFull {
        /// The file.
        path: PathBuf,
    },
    /// Another process has it.
    #[error("{path} is used by another process: stop the node that runs there first")]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The system refused something.
    #[error(
        "{path} cannot be used ({reason}): check the disk; if it happens again, run `wepos index rebuild`"
    )]
    Failed {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// Blocks were left out.
    #[error(
        "the index ends with block {tip}, so block {have} cannot be added: append the blocks between first"
    )]
    Gap {
        /// The last block of the index.
        tip: u64,
        /// The block that was offered.
        have: u64,
    },
    /// The block is not a child of the index's tip.
    #[error("{path} holds another block {number} than this node: run `wepos index rebuild`")]
    OtherHistory {
        /// The file.
        path: PathBuf,
        /// The block in question.
        number: u64,
    },
    /// It was closed.
    #[error("the index is closed: the node is shutting down")]
    Closed,
}

/// Why a question for logs has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogsError {
    /// More logs match than an answer holds.
    #[error("more than {limit} logs match: ask for blocks up to {suggested_to}")]
    TooMany {
        /// What an answer holds.
        limit: usize,
        /// From the same first block up to here there are few enough, or it is a single block, which always fits.
        suggested_to: u64,
    },
    /// Finding them takes too long.
    #[error("the filter takes too long in this range: ask for blocks up to {suggested_to}")]
    TooSlow {
        /// From the same first block up to here it does not.
        suggested_to: u64,
    },
    /// The filter is too long.
    #[error("the filter names {have} addresses and topics: at most {MAX_ALTERNATIVES} are allowed")]
    TooManyAlternatives {
        /// How many it names.
        have: usize,
    },
    /// The index itself fails.
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl IndexError {
    /// Whether the file is of no use, and another is made from the blocks.
    pub fn needs_new_file(&self) -> bool {
        matches!(
            self,
            Self::OtherFormat { .. }
                | Self::Damaged { .. }
                | Self::OtherHistory { .. }
                | Self::Gap { .. }
        )
    }

    /// Whether it may go away by itself, or by what an operator does, while the node runs.
    pub fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::NotWritable { .. }
                | Self::DiskFull { .. }
                | Self::InUse { .. }
                | Self::Failed { .. }
        )
    }

    /// The same in Chinese.
    pub fn chinese(&self) -> String {
        match self {
            Self::OtherNetwork { path, have, want } => format!(
                "{} 是创世哈希为 {have} 的网络的索引，而本节点属于 {want}：请使用本网络的数据目录，或运行 \
                 `wepos index rebuild`",
                path.display()
            ),
            Self::OtherFormat { path, have } => format!(
                "{} 的索引格式为 {have}，本版本的格式为 {}：请运行 `wepos index rebuild`",
                path.display(),
                schema::FORMAT
            ),
            Self::NotAnIndex { path } => format!(
                "{} 是 SQLite 文件，但不是本程序的索引：请将它移走，再运行 `wepos index rebuild`",
                path.display()
            ),
            Self::Damaged { path, reason } => format!(
                "{} 已损坏（{reason}）：请运行 `wepos index rebuild`",
                path.display()
            ),
            Self::NotWritable { path, reason } => format!(
                "无法写入 {}（{reason}）：请确认其目录存在且当前用户有写入权限",
                path.display()
            ),
            Self::DiskFull { path } => format!(
                "{} 所在磁盘已满：请腾出空间，索引会从中断处继续",
                path.display()
            ),
            Self::InUse { path } => format!(
                "{} 正由另一进程使用：请先停止在那里运行的节点",
                path.display()
            ),
            Self::Failed { path, reason } => format!(
                "无法使用 {}（{reason}）：请检查磁盘；若再次发生，请运行 `wepos index rebuild`",
                path.display()
            ),
            Self::Gap { tip, have } => {
                format!("索引止于区块 {tip}，无法添加区块 {have}：请先添加其间的区块")
            }
            Self::OtherHistory { path, number } => format!(
                "{} 中的区块 {number} 与本节点的不同：请运行 `wepos index rebuild`",
                path.display()
            ),
            Self::Closed => "索引已关闭：节点正在停止".to_owned(),
        }
    }
}
