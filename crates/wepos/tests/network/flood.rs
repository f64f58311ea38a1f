//! Floods: from one account, from a crowd of new ones, and of requests that are no transactions at all.
//!
//! Every attacker has an address of its own in 127.0.0.0/8, so that the limits of one address are not what protects
//! the others.

use crate::{
    rpc::Rpc,
    wallet::{Random, Sender},
};
use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall as _;
use serde_json::{Value, json};
use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use wepos_abi::{ICampaigns, ICommittee, addresses};
use wepos_chain::amounts::Amount;

/// Ready accounts of the flooded network. The last three review.
pub(crate) const ROLES: [&str; 8] = [
    "alice",
    "mallory",
    "nodeA",
    "wetez",
    "sorosreport",
    "bookshop",
    "mediaX",
    "meetup",
];

/// Transactions in a request: what the RPC takes.
const TOGETHER: usize = 100;

/// How long an attacker waits for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Connections that strangers hold at a validator.
const HELD: usize = 300;

/// What a flood did so far.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) taken: AtomicUsize,
    pub(crate) refused: AtomicUsize,
    pub(crate) unanswered: AtomicUsize,
}

/// The attacker with this number.
pub(crate) fn address(number: u16) -> IpAddr {
    let [high, low] = number.to_be_bytes();
    IpAddr::from([127, 1 + high, low, 1])
}

/// Has the committee approve a campaign, so that newcomers have something to begin with.
pub(crate) async fn open_campaign(node: &Rpc) {
    let [mut organiser, mut proposer, mut approver] =
        ["nodeA", "wetez", "sorosreport"].map(Sender::of_role);
    let tip = node.block(node.height().await).await;
    let now = crate::rpc::number(&tip["timestamp"]);
    let terms = ICampaigns::Terms {
        activityType: 6,
        stage: 0,
        places: 600,
        opensAt: now,
        closesAt: now + 10 * 86_400,
        rewardsPerAccount: 1,
        rewardsPerFact: 1,
        repeatFactor: 10_000,
        ..Default::default()
    };
    let texts = ICampaigns::Texts {
        titleZh: "写一篇入门教程".into(),
        titleEn: "Write a tutorial".into(),
        textZh: "面向新手，附链接。".into(),
        textEn: "For beginners, with a link.".into(),
    };
    let proposal = ICampaigns::proposeCall {
        terms,
        texts,
        form: Vec::new(),
    }
    .abi_encode();
    act(node, &mut organiser, addresses::CAMPAIGNS, proposal).await;
    let proposal = ICommittee::proposeCall {
        target: addresses::CAMPAIGNS,
        callData: ICampaigns::approveCall { campaign: 1 }.abi_encode().into(),
        reasonZh: "值得。".into(),
        reasonEn: "It is worth it.".into(),
    };
    act(
        node,
        &mut proposer,
        addresses::COMMITTEE,
        proposal.abi_encode(),
    )
    .await;
    let approval = ICommittee::approveCall {
        id: 0,
        reasonZh: "同意。".into(),
        reasonEn: "Agreed.".into(),
    };
    act(
        node,
        &mut approver,
        addresses::COMMITTEE,
        approval.abi_encode(),
    )
    .await;
}

async fn act(node: &Rpc, sender: &mut Sender, to: Address, input: Vec<u8>) {
    let (_, raw) = sender.sign(node.chain_id, to, Amount::ZERO, input);
    let receipt = node.call("eth_sendRawTransactionSync", json!([raw])).await;
    assert_eq!(receipt["status"], "0x1", "{receipt}");
}

/// One account sends without end: far ahead, each twice with other contents, whatever is answered.
pub(crate) async fn one_sender(node: Rpc, number: u16, counts: Arc<Counts>) {
    let mut sender = Sender::of_role("mallory");
    let mut salt = 0_u64;
    for attacker in 0.. {
        let client = client(address(number + attacker % 8));
        sender.next = node.nonce(sender.address).await;
        let mut raw = Vec::with_capacity(TOGETHER);
        while raw.len() < TOGETHER {
            salt += 1;
            let nonce = sender.next;
            raw.push(
                sender
                    .sign(
                        node.chain_id,
                        Address::repeat_byte(0x66),
                        Amount::ZERO,
                        salt.to_be_bytes().into(),
                    )
                    .1,
            );
            // Every other one replaces the one before it.
            sender.next = nonce + salt % 2;
        }
        submit(&client, &node, &raw, &counts).await;
    }
}

/// Accounts that never were, each with a submission, or with one that cannot run before others.
pub(crate) async fn newcomers(node: Rpc, number: u16, counts: Arc<Counts>) {
    for round in 0_u64.. {
        let client = client(address(number + (round % 16) as u16));
        let raw: Vec<Bytes> = (0..TOGETHER)
            .map(|index| {
                let mut sender = Sender::of(&format!("newcomer {number} {round} {index}"));
                sender.next = (index % 4 == 3).into();
                let call = ICampaigns::submitCall {
                    campaign: 1,
                    content: format!("https://example.org/{number}/{round}/{index}"),
                };
                sender
                    .sign(
                        node.chain_id,
                        addresses::CAMPAIGNS,
                        Amount::ZERO,
                        call.abi_encode(),
                    )
                    .1
            })
            .collect();
        submit(&client, &node, &raw, &counts).await;
    }
}

/// Transactions whose signatures fit nothing: cut, flipped, of another network, or noise.
pub(crate) async fn junk(node: Rpc, number: u16, counts: Arc<Counts>) {
    let (mut random, mut sender) = (Random::new(), Sender::of_role("mallory"));
    for round in 0_u16.. {
        let client = client(address(number + round % 8));
        let raw: Vec<Bytes> = (0..TOGETHER)
            .map(|index| {
                let chain_id = node.chain_id + u64::from(index % 4 == 0);
                let mut bytes = sender
                    .sign(chain_id, Address::ZERO, Amount::ZERO, Vec::new())
                    .1
                    .to_vec();
                let at = random.below(bytes.len() as u64) as usize;
                match index % 4 {
                    1 => bytes.truncate(at),
                    2 => bytes[at] ^= 0x40,
                    3 => bytes = (0..400).map(|_| random.below(256) as u8).collect(),
                    _ => {}
                }
                bytes.into()
            })
            .collect();
        submit(&client, &node, &raw, &counts).await;
    }
}

fn client(from: IpAddr) -> reqwest::Client {
    let builder = reqwest::Client::builder()
        .local_address(from)
        .timeout(PATIENCE);
    builder.build().expect("a client can be made")
}

async fn submit(client: &reqwest::Client, node: &Rpc, raw: &[Bytes], counts: &Counts) {
    let calls = raw.iter().enumerate();
    let calls: Vec<Value> = calls
        .map(|(id, raw)| json!({"jsonrpc": "2.0", "id": id, "method": "eth_sendRawTransaction", "params": [raw]}))
        .collect();
    let answers = async {
        let response = client.post(&node.url).json(&calls).send().await.ok()?;
        response.json::<Value>().await.ok()?.as_array().cloned()
    };
    let Some(answers) = answers.await else {
        counts.unanswered.fetch_add(1, Ordering::Relaxed);
        return;
    };
    let taken = answers
        .iter()
        .filter(|answer| answer.get("error").is_none())
        .count();
    counts.taken.fetch_add(taken, Ordering::Relaxed);
    counts
        .refused
        .fetch_add(answers.len() - taken, Ordering::Relaxed);
}

/// The host and port of a node.
fn socket_of(node: &Rpc) -> SocketAddr {
    let (_, host) = node.url.split_once("://").expect("a URL has a scheme");
    host.parse().expect("an address and a port")
}

/// A connection from one of the attackers.
async fn connect(to: SocketAddr, from: IpAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((from, 0)))?;
    socket.connect(to).await
}

/// Connections to where validators wait for each other: half say noise, half nothing, and all stay as long as they may.
pub(crate) async fn strangers(validator: SocketAddr, number: u16) {
    let mut random = Random::new();
    let mut streams = std::collections::VecDeque::new();
    for index in 0_u16.. {
        if let Ok(mut stream) = connect(validator, address(number + index % 64)).await {
            let noise: Vec<u8> = (0..200).map(|_| random.below(256) as u8).collect();
            // It may have hung up already.
            if index % 2 == 0 || stream.write_all(&noise).await.is_ok() {
                streams.push_back(stream);
            }
        }
        if streams.len() > HELD {
            streams.pop_front();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A request from an attacker: the whole answer, or what of it came before the connection broke.
pub(crate) async fn request(node: &Rpc, from: IpAddr, head: &str, body: &[u8]) -> String {
    let mut stream = connect(socket_of(node), from).await.expect("a connection");
    let length = body.len();
    let head = format!(
        "{head} HTTP/1.1\r\nhost: flood\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
    );
    let (mut reader, mut writer) = stream.split();
    let send = async {
        // The node may have heard enough before the end.
        let _ = writer.write_all(head.as_bytes()).await;
        let _ = writer.write_all(body).await;
    };
    let mut answer = Vec::new();
    let read = async {
        // The same when it closes at once.
        let _ = reader.read_to_end(&mut answer).await;
    };
    let both = async { tokio::join!(send, read) };
    timeout(PATIENCE, both)
        .await
        .expect("the node answers or hangs up");
    String::from_utf8_lossy(&answer).into_owned()
}

/// Connections that begin a request and never end it: a field now and then, a byte of a body now and then.
pub(crate) async fn dribble(node: Rpc, from: IpAddr, count: usize) {
    let mut streams = Vec::new();
    for index in 0..count {
        let Ok(mut stream) = connect(socket_of(&node), from).await else {
            continue;
        };
        let head: &[u8] = match index % 2 {
            0 => b"POST / HTTP/1.1\r\nhost: flood\r\n",
            _ => b"POST / HTTP/1.1\r\nhost: flood\r\ncontent-length: 5000000\r\n\r\n[",
        };
        if stream.write_all(head).await.is_ok() {
            streams.push((index, stream));
        }
    }
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut kept = Vec::new();
        for (index, mut stream) in streams {
            let more: &[u8] = if index % 2 == 0 { b"x: y\r\n" } else { b" " };
            if stream.write_all(more).await.is_ok() {
                kept.push((index, stream));
            }
        }
        streams = kept;
    }
}

/// A WebSocket that subscribes to everything there is and reads nothing; `None` when it is turned away.
pub(crate) async fn deaf_socket(node: &Rpc, from: IpAddr) -> Option<TcpStream> {
    let mut stream = connect(socket_of(node), from).await.ok()?;
    let head = "GET / HTTP/1.1\r\nhost: flood\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
                sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    stream.write_all(head.as_bytes()).await.ok()?;
    let mut status = [0; 12];
    timeout(PATIENCE, stream.read_exact(&mut status))
        .await
        .ok()?
        .ok()?;
    if status != *b"HTTP/1.1 101" {
        return None;
    }
    for kind in ["newHeads", "newPendingTransactions", "logs"] {
        let params = if kind == "logs" {
            json!([kind, {}])
        } else {
            json!([kind])
        };
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "eth_subscribe", "params": params})
            .to_string();
        let length = u8::try_from(call.len()).expect("a short frame");
        assert!(length < 126, "a frame with a length of one byte");
        // A final text frame with a mask of zeros, which changes nothing.
        let mut frame = vec![0x81, 0x80 | length, 0, 0, 0, 0];
        frame.extend(call.as_bytes());
        stream.write_all(&frame).await.ok()?;
    }
    Some(stream)
}
