use super::*;
use alloy_primitives::{Address, B256};
use wepos_chain::block::Event;

fn receipt(logs: Vec<Event>, error: Vec<u8>) -> Receipt {
    Receipt {
        kind: 2,
        success: false,
        gas_used: u64::MAX,
        cumulative_gas_used: u64::MAX,
        sender: Address::repeat_byte(1),
        logs,
        error,
    }
}

fn event(data: usize) -> Event {
    Event {
        address: Address::repeat_byte(1),
        topics: vec![B256::repeat_byte(1); 4],
        data: vec![1; data],
    }
}

fn size(receipts: Vec<Receipt>) -> usize {
    Results { receipts }.to_bytes().len()
}

#[test]
fn the_sizes_that_bound_a_blocks_results_are_those_of_the_encoding() {
    let empty = size(Vec::new());
    assert_eq!(empty, 4);
    let error = vec![0; gas::MAX_ERROR_BYTES];
    assert_eq!(
        size(vec![receipt(Vec::new(), error)]) - empty,
        RECEIPT_BYTES
    );
    let bare = size(vec![receipt(Vec::new(), Vec::new())]);
    assert!(size(vec![receipt(vec![event(0)], Vec::new())]) - bare <= EVENT_BYTES);
    assert!(size(vec![receipt(vec![event(100)], Vec::new())]) - bare <= EVENT_BYTES + 100);
}

#[test]
#[should_panic(expected = "bytes can be stored, but not read")]
fn results_that_could_not_be_read_again_are_never_written() {
    size(vec![receipt(vec![event(MAX_RESULTS_BYTES)], Vec::new())]);
}
