//! What the client of a killed node remembers, and what must still be true after every start.

pub(crate) use crate::wallet::{Random, Sender, check_supply};

use crate::{process::Node, rpc::hash, wallet::Told};
use alloy_primitives::{Address, B256};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Acknowledged hashes that every start is asked for: those of the last rounds.
const RECENT: usize = 100;

/// And some from long ago, chosen at random.
const RANDOM: usize = 50;

/// Blocks that every start is asked for.
const RECENT_BLOCKS: usize = 30;

/// Everything a client was told.
#[derive(Default)]
pub(crate) struct Book {
    /// In the order in which it was told.
    acknowledged: Vec<(B256, Told)>,
    /// Block hashes by height.
    blocks: BTreeMap<u64, B256>,
    /// By sender: the nonce after the highest that was acknowledged.
    nonces: BTreeMap<Address, u64>,
}

impl Book {
    pub(crate) fn len(&self) -> usize {
        self.acknowledged.len()
    }

    /// A receipt came.
    pub(crate) fn acknowledge(&mut self, sender: Address, nonce: u64, receipt: &Value) {
        let told = Told::of(receipt);
        self.see_block(told.height, told.block);
        let next = self.nonces.entry(sender).or_default();
        *next = (*next).max(nonce + 1);
        self.acknowledged
            .push((hash(&receipt["transactionHash"]), told));
    }

    fn see_block(&mut self, height: u64, block: B256) {
        let known = self.blocks.insert(height, block);
        assert!(
            known.is_none_or(|known| known == block),
            "block {height} was {known:?} and is {block}"
        );
    }

    /// What a node says after a start is what was told before it. `everything` looks at all of it.
    pub(crate) async fn check(
        &mut self,
        node: &Node,
        senders: &mut [&mut Sender],
        random: &mut Random,
        everything: bool,
    ) {
        self.check_receipts(node, random, everything).await;
        self.check_blocks(node, everything).await;
        check_supply(node).await;
        for sender in senders {
            let (address, nonce) = (sender.address, node.nonce(sender.address).await);
            let told = self.nonces.get(&address).copied().unwrap_or(0);
            let sent = sender.sent.keys().next_back().map_or(0, |last| last + 1);
            assert!(
                (told..=sent).contains(&nonce),
                "{address} has nonce {nonce}; {told} were acknowledged, {sent} were sent"
            );
            sender.next = nonce;
        }
    }

    async fn check_receipts(&self, node: &Node, random: &mut Random, everything: bool) {
        let total = self.acknowledged.len();
        let mut places: Vec<usize> = if everything {
            (0..total).collect()
        } else {
            (total.saturating_sub(RECENT)..total).collect()
        };
        if !everything && total > RECENT {
            places.extend((0..RANDOM).map(|_| random.below(total as u64) as usize));
        }
        let hashes: Vec<B256> = places
            .iter()
            .map(|place| self.acknowledged[*place].0)
            .collect();
        for (place, receipt) in places.into_iter().zip(node.receipts(&hashes).await) {
            let (hash, told) = &self.acknowledged[place];
            assert!(
                !receipt.is_null(),
                "{hash} was acknowledged as {told:?} and is gone"
            );
            assert_eq!(Told::of(&receipt), *told, "{hash} was told otherwise");
        }
    }

    async fn check_blocks(&mut self, node: &Node, everything: bool) {
        let tip = node.height().await;
        let newest = self.blocks.keys().next_back().copied().unwrap_or(0);
        assert!(
            tip >= newest,
            "the newest block is {tip}, after {newest} was seen"
        );
        let count = if everything {
            usize::MAX
        } else {
            RECENT_BLOCKS
        };
        let heights: Vec<u64> = self.blocks.keys().rev().take(count).copied().collect();
        let params = heights
            .iter()
            .map(|height| json!([format!("{height:#x}"), false]));
        let blocks = node.batch("eth_getBlockByNumber", params).await;
        for (height, block) in heights.into_iter().zip(blocks) {
            let block = block.expect("a block can be asked for");
            assert_eq!(
                hash(&block["hash"]),
                self.blocks[&height],
                "block {height} changed"
            );
        }
        // What this node shows now must stay, too.
        let block = node.block(tip).await;
        self.see_block(tip, hash(&block["hash"]));
    }
}

/// For every nonce that was used, exactly one of the transactions signed with it is in a block; how many of them
/// succeeded.
pub(crate) async fn check_every_nonce(node: &Node, sender: &Sender) -> usize {
    let used = node.nonce(sender.address).await;
    let sent = sender.sent.range(..used);
    let hashes: Vec<(u64, B256)> = sent
        .flat_map(|(nonce, hashes)| hashes.iter().map(|hash| (*nonce, *hash)))
        .collect();
    let only: Vec<B256> = hashes.iter().map(|(_, hash)| *hash).collect();
    let mut succeeded = 0;
    let mut landed = BTreeMap::<u64, usize>::new();
    for ((nonce, _), receipt) in hashes.iter().zip(node.receipts(&only).await) {
        *landed.entry(*nonce).or_default() += usize::from(!receipt.is_null());
        succeeded += usize::from(receipt["status"] == "0x1");
    }
    let address = sender.address;
    for nonce in 0..used {
        let count = landed.get(&nonce).copied().unwrap_or(0);
        assert_eq!(
            count, 1,
            "transactions of {address} with nonce {nonce} in blocks"
        );
    }
    succeeded
}
