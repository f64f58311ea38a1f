//! What the service asks of the chain: who the parties of a campaign are, and what time it is there.

use alloy_primitives::{Address, B256};
use std::{fmt, pin::Pin};

/// An answer that comes later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, ChainError>> + Send + 'a>>;

/// The chain as far as this service needs it. Whoever runs the service answers; tests answer from a map.
pub trait Chain: Send + Sync + 'static {
    /// A campaign by its number; nothing if there is none.
    fn campaign(&self, number: u64) -> Answer<'_, Option<Campaign>>;

    /// Whether an account reviews now.
    fn is_reviewer(&self, account: Address) -> Answer<'_, bool>;

    /// The chain's time in Unix seconds: that of its newest block.
    fn now(&self) -> Answer<'_, u64>;
}

/// Who decides about what members submit (`ICampaigns.Terms.decidedBy`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecidedBy {
    /// A reviewer.
    Reviewer,
    /// A ticket of the organiser.
    Ticket,
    /// The organiser's grader.
    Grader,
    /// Nobody: what fits the form is rewarded at once.
    AtOnce,
    /// Several reviewers, by scores.
    Scores,
    /// The committee, by a list of the organiser.
    List,
}

impl DecidedBy {
    /// What a number of the interface means; nothing if it is newer than this program.
    pub const fn numbered(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Reviewer,
            1 => Self::Ticket,
            2 => Self::Grader,
            3 => Self::AtOnce,
            4 => Self::Scores,
            5 => Self::List,
            _ => return None,
        })
    }

    /// Whether reviewers read what members submit, and so their private answers: they decide, or hear the appeals.
    pub const fn is_read_by_reviewers(self) -> bool {
        matches!(self, Self::Reviewer | Self::Scores)
    }
}

/// A campaign as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Who proposed it.
    pub organiser: Address,
    /// Whether it is open: approved, with its budget, not closed.
    pub is_open: bool,
    /// Whether a reviewer stopped its key: nothing that it signed is paid until the committee decides.
    pub is_stopped: bool,
    /// Until when it takes submissions, in Unix seconds.
    pub closes_at: u64,
    /// Who decides.
    pub decided_by: DecidedBy,
    /// How many fields of its form are private.
    pub private_fields: usize,
    /// The key that signs tickets or results; zero where there is none.
    pub key: Address,
    /// The hash of the file that is shown after the close; zero where there is none.
    pub commitment: B256,
    /// The seed that questions are drawn by; zero before the campaign opens.
    pub draw: B256,
}

/// Why the chain did not answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainError(pub String);

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ChainError {}

impl From<ChainError> for crate::Refusal {
    fn from(error: ChainError) -> Self {
        tracing::warn!(%error, "the inbox's node does not answer");
        Self::unavailable(
            "the node of this inbox does not answer now",
            "此收件箱所连接的节点暂时没有响应",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::DecidedBy::{self, AtOnce, Grader, List, Reviewer, Scores, Ticket};

    #[test]
    fn who_decides_has_the_numbers_of_the_interface() {
        let numbered: Vec<_> = (0..7).map(DecidedBy::numbered).collect();
        let known = [Reviewer, Ticket, Grader, AtOnce, Scores, List].map(Some);
        assert_eq!(numbered, [&known[..], &[None]].concat());
    }
}
