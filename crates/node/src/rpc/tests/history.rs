//! Pages of the past, totals and tables: what the index answers, over HTTP.

use super::*;
use wepos_chain::testing::Member;

impl Node {
    /// Waits until everything is in the index.
    pub(super) async fn indexed(&self) {
        let tip = self.chain.ledger.tip().header.number;
        while self
            .chain
            .index
            .tip()
            .is_none_or(|(number, _)| number < tip)
        {
            self.chain.index.flush().await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    pub(super) async fn csv(&self, path: &str) -> (Http, Vec<String>) {
        let answer = self.http("GET", path, b"").await;
        // Bodies of unknown length come in chunks: a length in hexadecimal on a line of its own before each.
        let lines = answer.body.split("\r\n");
        let is_length = |line: &&str| !line.is_empty() && u64::from_str_radix(line, 16).is_err();
        let lines = lines.filter(is_length).map(str::to_owned).collect();
        (answer, lines)
    }
}

fn hashes(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    let hash = |item: &Value| item["hash"].as_str().unwrap().to_owned();
    items.iter().map(hash).collect()
}

#[tokio::test]
async fn an_account_has_its_history_in_both_directions_and_in_pages() {
    let node = Node::start().await;
    let mut sent = Vec::new();
    for nonce in 0..5 {
        sent.push(node.transferred(nonce, 1_000 + u128::from(nonce)).await);
    }
    for is_indexed in [false, true] {
        if is_indexed {
            node.indexed().await;
        }
        let ask = |address: String, page: Value| {
            node.result("wepos_getAccountHistory", json!([address, page]))
        };
        let (anna, ben) = (node.anna.address.to_string(), node.ben.address.to_string());
        let page = ask(anna.clone(), json!({"order": "oldest"})).await;
        // First the genesis funding, the protocol's own transaction.
        assert_eq!(hashes(&page)[1..], sent);
        assert_eq!(page["items"][0]["from"], Value::Null);
        assert_eq!(page["items"][0]["roles"], json!(["party"]));
        let transfer = &page["items"][1];
        assert_eq!(transfer["roles"], json!(["sender", "party"]));
        let parties = json!({"from": node.anna.address, "to": node.ben.address, "value": "1000"});
        assert_eq!(
            (&transfer["from"], &transfer["to"]),
            (&parties["from"], &parties["to"])
        );
        assert_eq!(transfer["value"], "1000");
        assert_eq!(transfer["call"], Value::Null);
        let event = &transfer["events"][0]["decoded"];
        assert_eq!(event["module"], "token");
        assert_eq!(event["arguments"], parties);
        assert!(
            event["noticeZh"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
        assert_eq!(page["next"], Value::Null);

        let (mut cursor, mut found) = (Value::Null, Vec::new());
        loop {
            let page = ask(ben.clone(), json!({"limit": 2, "cursor": cursor})).await;
            assert!(page["items"].as_array().unwrap().len() <= 2);
            found.extend(hashes(&page));
            cursor = page["next"].clone();
            if cursor.is_null() {
                break;
            }
        }
        found.reverse();
        assert_eq!(found[1..], sent);
        let nobody = ask(Member::named("nobody").address.to_string(), json!({})).await;
        assert_eq!(nobody["items"], json!([]));
    }
}

#[tokio::test]
async fn a_failed_call_is_in_the_history_of_its_sender() {
    let node = Node::start().await;
    // More than Anna may spend for Ben: nothing.
    let transfer_from = {
        use alloy_sol_types::SolCall;
        let call = wepos_abi::IToken::transferFromCall {
            from: node.ben.address,
            to: node.anna.address,
            value: alloy_primitives::U256::from(5),
        };
        call.abi_encode()
    };
    let raw = node.anna.transaction(
        node.chain.chain_id(),
        0,
        addresses::TOKEN,
        Amount::ZERO,
        transfer_from,
    );
    node.result("eth_sendRawTransaction", json!([raw])).await;
    node.chain.mine();
    node.indexed().await;
    let page = node
        .result(
            "wepos_getAccountHistory",
            json!([node.anna.address, {"limit": 1}]),
        )
        .await;
    let failed = &page["items"][0];
    assert_eq!(
        (&failed["success"], &failed["events"]),
        (&json!(false), &json!([]))
    );
    assert_eq!(failed["roles"], json!(["sender"]));
    assert_eq!(failed["call"]["function"], "transferFrom");
    assert_eq!(failed["error"]["name"], "ERC20InsufficientAllowance");
    assert!(
        failed["error"]["zh"]
            .as_str()
            .is_some_and(|text| !text.is_empty())
    );
    assert!(page["next"].is_string(), "the funding is older");
}

#[tokio::test]
async fn events_are_asked_for_by_module_name_account_and_time() {
    let node = Node::start().await;
    for nonce in 0..3 {
        node.transferred(nonce, 7).await;
    }
    node.indexed().await;
    let ask = |filter: Value| node.result("wepos_getEvents", json!([filter]));
    let transfers = ask(json!({"module": "token", "event": "Transfer", "limit": 200})).await;
    let all = transfers["items"].as_array().unwrap().len();
    assert!(all > 3, "the supply was moved in the first block");
    let ben =
        ask(json!({"event": "Transfer", "account": node.ben.address, "order": "oldest"})).await;
    let items = ben["items"].as_array().unwrap();
    assert_eq!(items.len(), 4, "the funding and three transfers");
    let second = &items[2];
    let time = second["timestampMs"].as_u64().unwrap();
    let later =
        ask(json!({"event": "Transfer", "account": node.ben.address, "fromMs": time})).await;
    assert_eq!(later["items"].as_array().unwrap().len(), 2);
    let earlier =
        ask(json!({"event": "Transfer", "account": node.ben.address, "toMs": time})).await;
    assert_eq!(earlier["items"].as_array().unwrap().len(), 2);
    let never = ask(json!({"toMs": 5})).await;
    assert_eq!(never["items"], json!([]));
    let number = second["blockNumber"].clone();
    let block = ask(json!({"fromBlock": number, "toBlock": number})).await;
    assert_eq!(block["items"].as_array().unwrap().len(), 1);
    assert_eq!(block["items"][0], *second);

    for (filter, words) in [
        (
            json!({"module": "nothing"}),
            "there is no module nothing; there are: token,",
        ),
        (json!({"event": "Nothing"}), "there is no event Nothing"),
        (
            json!({"module": "emission", "event": "Transfer"}),
            "there is no event Transfer",
        ),
        (json!({"limit": 0}), "limit must be between 1 and 200"),
        (json!({"limit": 201}), "limit must be between 1 and 200"),
        (json!({"cursor": "here"}), "cursor must be"),
        (json!({"colour": 1}), "unknown field `colour`"),
    ] {
        let (code, message) = node.error("wepos_getEvents", json!([filter])).await;
        assert_eq!(code, -32602);
        assert!(message.contains(words), "{message}");
    }
    let (_, message) = node
        .error("wepos_getTransactions", json!([{"event": "Transfer"}]))
        .await;
    assert!(message.contains("ask wepos_getEvents"), "{message}");
}

#[tokio::test]
async fn transactions_are_listed_without_the_empty_blocks_between_them() {
    let node = Node::start().await;
    let first = node.transferred(0, 1).await;
    for _ in 0..20 {
        node.chain.mine();
    }
    let second = node.transferred(1, 1).await;
    node.indexed().await;
    let page = node
        .result("wepos_getTransactions", json!([{"limit": 2}]))
        .await;
    assert_eq!(hashes(&page), [second, first]);
    assert!(page["items"][0].get("roles").is_none());
    let page = node
        .result(
            "wepos_getTransactions",
            json!([{"limit": 2, "cursor": page["next"]}]),
        )
        .await;
    assert_eq!(
        page["items"].as_array().unwrap().len(),
        1,
        "the first block's"
    );
    assert_eq!(page["next"], Value::Null);
}

#[tokio::test]
async fn metrics_count_what_happened() {
    let node = Node::start().await;
    node.transferred(0, 1_000).await;
    node.transferred(1, 2_000).await;
    node.indexed().await;
    for unit in ["day", "month", "stage"] {
        let series = node
            .result("wepos_getMetrics", json!([{"unit": unit}]))
            .await;
        let period = &series["periods"][0];
        assert_eq!(period["transactions"], 2, "{series}");
        assert_eq!(
            (&period["moved"], &period["activeAccounts"]),
            (&json!("3000"), &json!(1))
        );
        assert_eq!(period["paid"], "0", "ready accounts are not paid");
        assert_eq!(period["deposited"], "0", "the supply came from nobody");
        let events = period["events"].as_array().unwrap();
        let funded = events
            .iter()
            .find(|it| it["event"] == "DevelopmentFunded")
            .unwrap();
        assert_eq!(funded["count"], 2);
        let starts = period["startsAtMs"].as_u64().unwrap();
        assert!(starts < period["endsAtMs"].as_u64().unwrap());
    }
    let (_, message) = node
        .error("wepos_getMetrics", json!([{"unit": "year"}]))
        .await;
    assert!(message.contains("unknown variant"), "{message}");
}

#[tokio::test]
async fn the_index_says_how_it_is() {
    let node = Node::start().await;
    node.transferred(0, 1).await;
    node.indexed().await;
    let status = node.result("wepos_indexStatus", json!([])).await;
    assert_eq!(
        (&status["state"], &status["first"]),
        (&json!("following"), &json!(1))
    );
    assert_eq!(
        (&status["block"], &status["lagBlocks"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(
        (&status["failure"], &status["madeAnew"]),
        (&Value::Null, &Value::Null)
    );
    assert!(status["sizeBytes"].as_u64().unwrap() > 10_000);
    let short = node.result("wepos_status", json!([])).await;
    assert_eq!(short["index"]["state"], "following");
}

#[tokio::test]
async fn tables_are_exported_and_go_on_where_one_ends() {
    let node = Node::start().await;
    for nonce in 0..5 {
        node.transferred(nonce, 1_500_000_000_000_000_000).await;
    }
    node.indexed().await;
    let path = format!(
        "/export/history.csv?account={}&order=oldest",
        node.ben.address
    );
    let (answer, lines) = node.csv(&path).await;
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("text/csv"), "{}", answer.head);
    assert!(answer.head.contains("wepos-history.csv"), "{}", answer.head);
    assert!(
        lines[0].starts_with("position,block,time,hash,from,to,value PoS"),
        "{}",
        lines[0]
    );
    assert_eq!(lines.len(), 7, "{lines:?}");
    assert!(
        lines[2].contains(",1.5,yes,,recipient party,"),
        "{}",
        lines[2]
    );
    let (_, part) = node.csv(&format!("{path}&limit=2")).await;
    assert_eq!(part, lines[..3]);
    let cursor = part[2].split(',').next().unwrap();
    let (_, rest) = node
        .csv(&format!("{path}&cursor={cursor}&lang=zh&bom=1"))
        .await;
    assert!(rest[0].starts_with("\u{feff}位置,区块,"), "{}", rest[0]);
    assert_eq!(rest.len(), 5, "{rest:?}");
    assert!(rest[1].contains(",是,"), "{}", rest[1]);

    let (_, events) = node
        .csv("/export/events.csv?module=token&event=Transfer&limit=3")
        .await;
    assert_eq!(events.len(), 4);
    assert!(events[1].contains(",token,Transfer,"), "{}", events[1]);
    let (_, metrics) = node.csv("/export/metrics.csv?unit=stage").await;
    assert_eq!(metrics.len(), 2);
    assert!(metrics[1].contains(",7.5,0,"), "{}", metrics[1]);
    for (path, status) in [
        ("/export/history.csv", 400),
        ("/export/events.csv?event=Nothing", 400),
        ("/export/events.csv?limit=1000000", 400),
        ("/export/events.csv?colour=1", 400),
        ("/export/secrets.csv", 400),
    ] {
        assert_eq!(node.http("GET", path, b"").await.status, status, "{path}");
    }
}
