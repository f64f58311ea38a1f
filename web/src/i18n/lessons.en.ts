/** Three lessons on staking. `lessons.zh-CN.ts` tells the same, written for its readers rather than translated. */

export interface Question {
  question: string;
  choices: readonly string[];
  /** Nothing is paid for it, so the answer may lie in the page. */
  right: number;
  why: string;
}

export interface Lesson {
  /** In the address. */
  id: "staking" | "risks" | "choosing";
  minutes: number;
  title: string;
  lead: string;
  sections: readonly {
    title: string;
    text: readonly string[];
    list?: readonly string[];
    /** What can be tried below the text. */
    piece?: "proposer" | "waiting" | "months" | "crowd";
  }[];
  check: readonly Question[];
}

const list: readonly Lesson[] = [
  {
    id: "staking",
    minutes: 4,
    title: "What staking is",
    lead: "To stake is to leave coins with a network as a pledge that its books are kept honestly. Good work is rewarded; cheating costs the pledge.",
    sections: [
      {
        title: "Books without an owner",
        text: [
          "A bank keeps the books of a bank. The books of a blockchain are kept by many people who need not know or trust each other. The programs they run are called nodes; wallets often say “validators”, and Tezos says “bakers”.",
          "Every few seconds one of them writes down what has happened since: a page, called a block. The others check it. When more than two thirds agree, the page stands, and nobody can change it.",
        ],
      },
      {
        title: "Why should anybody believe them?",
        text: [
          "One vote for each name would not work: ten thousand names cost nothing. Proof of stake asks for something that does cost. Whoever wants to write pages first leaves coins as a pledge.",
          "The more is pledged, the more often it is your turn. Whoever signs two different pages for the same place loses part of the pledge: the cheat pays first.",
        ],
        piece: "proposer",
      },
      {
        title: "You can take part without running a node",
        text: [
          "To delegate is to lend the weight of your coins to a node. They stay yours: the node can neither spend them nor send them anywhere. Its rewards are shared by what stands behind it, and it keeps a part for its work, the commission.",
          "So you choose who keeps the books. That is the purpose; the reward is what you receive for choosing with care.",
        ],
      },
      {
        title: "Where rewards come from",
        text: [
          "Mostly from new coins, made by the rules of the chain; for the rest from fees. New coins come from nowhere and make nobody richer by themselves: if there are 10 % more coins and you hold 10 % more, your part of the whole is what it was.",
          "Whoever does not stake holds a part that slowly shrinks. Reward rates are therefore no interest, and a high rate is often only high inflation.",
        ],
      },
      {
        title: "And PoS Token?",
        text: [
          "PoS, the points of this network, are not staked. You receive them for taking part, such as in a campaign or a quiz. Staking is taught here because this community grew up around networks that work this way, their nodes and the people behind them.",
        ],
      },
    ],
    check: [
      {
        question: "You delegate 100 coins to a node. Who can send them away?",
        choices: ["The node", "Only you", "The node and you together"],
        right: 1,
        why: "Delegating lends weight, not coins. Whoever asks you to send coins “for staking” to an address wants to keep them.",
      },
      {
        question: "Why does each node pledge coins, instead of every name having one vote?",
        choices: [
          "Because names cost nothing, and a pledge can be lost",
          "Because rich people are more honest",
          "Because coins make the computer faster",
        ],
        right: 0,
        why: "Anyone can make ten thousand names. A pledge that cheating destroys makes cheating expensive.",
      },
      {
        question: "The supply grows by 10 % a year, and so does what you hold. Your part of the whole …",
        choices: ["grows by 10 %", "stays the same", "falls"],
        right: 1,
        why: "New coins dilute everybody; rewards make up for it. That is why a rate of reward is no interest.",
      },
    ],
  },
  {
    id: "risks",
    minutes: 5,
    title: "What can go wrong",
    lead: "Know three things before you stake: coming back takes time, a mistake of your node costs you, too, and the commission may change.",
    sections: [
      {
        title: "Coming back takes time",
        text: [
          "Staked coins do not come back the moment you ask. On Cosmos Hub and IRISnet you wait 21 days, on Tezos between four and five: the unbonding time. Meanwhile they bring no rewards, cannot be moved, and can still be slashed.",
          "The wait is there for everybody's safety: without it, a cheat would be gone before the others notice. For you it means: never stake what you may need next week.",
        ],
        piece: "waiting",
      },
      {
        title: "Slashing",
        text: [
          "A node that breaks the rules loses part of all that stands behind it, yours included, in proportion. Signing two blocks of one height costs 5 % on Cosmos Hub, and the node is out for good; on IRISnet it costs 1 %.",
          "Being away too long costs little, 0.01 % on Cosmos Hub and 0.03 % on IRISnet, and a pause without rewards. On Tezos, being away only costs rewards, and attesting twice costs more, the larger the part of the level's slots that do it: 9 % at a tenth, 36 % at a fifth.",
          "This happens seldom, mostly by accident: somebody starts the same key on two machines. A careful operator is worth more than a cheap one.",
        ],
        piece: "months",
      },
      {
        title: "Commission",
        text: [
          "It is taken from the rewards, never from your coins. Between 5 % and 10 % lie about 8 ATOM a year on 1,000. One slash of 5 % takes 50.",
          "Operators may change it, and 0 % is sometimes bait for the first months. Changes are public; look once in a while. Machines, people and nights on duty cost something: a commission that cannot pay for them is a warning.",
        ],
      },
      {
        title: "What no chain protects you from",
        text: ["These are the losses that really happen most:"],
        list: [
          "A lost key is lost. Nobody can restore it, on any chain.",
          "Nobody from “support” needs your recovery words. Whoever asks for them is a thief, without exception.",
          "Staking through a platform that holds your coins means trusting the platform: then they are a claim, not coins.",
          "What a coin is worth goes up and down by more than any reward. This lesson says nothing about that.",
        ],
      },
    ],
    check: [
      {
        question:
          "You asked for your ATOM back ten days ago. Today it comes out that the node once signed two blocks of one height. What happens?",
        choices: [
          "Nothing, you are out",
          "Yours can still be slashed if it signed before you left",
          "You lose everything",
        ],
        right: 1,
        why: "While they wait, coins still answer for what the node did as long as they stood behind it.",
      },
      {
        question: "A node takes 10 % commission. From what?",
        choices: ["From my coins, each year", "From the rewards", "From what I take back"],
        right: 1,
        why: "1,000 coins stay 1,000. Of 160 coins of rewards the node keeps 16.",
      },
      {
        question: "A friendly person writes that your staking “is stuck” and asks for your recovery words. You …",
        choices: ["send them; it sounds official", "send half of them", "send nothing, to nobody, ever"],
        right: 2,
        why: "Recovery words are the key itself. There is no case in which somebody else needs them.",
      },
    ],
  },
  {
    id: "choosing",
    minutes: 5,
    title: "Choosing a node",
    lead: "Do not take the largest because it comes first in the list. Look whether it works with care, stands on its own, and asks a fair commission; then spread your stake over a few.",
    sections: [
      {
        title: "Why not the largest",
        text: [
          "A network runs as long as two thirds of the stake take part. If a few nodes together hold more than a third, they can stop it: by agreement, by order of a court, or because they share a data centre that loses its power.",
          "Lists are sorted by size, most people tap the first line, and so the largest grow for no merit of theirs. It does not even pay: with the same commission, a coin behind a small node is rewarded just like one behind a large node.",
        ],
        piece: "crowd",
      },
      {
        title: "Why small, diligent nodes matter",
        text: [
          "Every independent node is one more person who must be persuaded before the books can be bent, one more data centre, one more country. Much of what a community lives on, such as tools, guides and answers at night, is made by small operators.",
          "Small is no merit by itself. A small node that is often away is worse than a large one that works. Look for the small ones that do their work.",
        ],
      },
      {
        title: "What to look at",
        text: ["All of it is public, in explorers and on the nodes' own pages:"],
        list: [
          "Does it sign nearly every block, for months?",
          "Was it ever slashed, and did it explain what happened?",
          "What is the commission, and how often did it change?",
          "How much of its own is staked beside yours?",
          "Who runs it? Can you reach them? Do they answer?",
          "Does it vote on proposals, with reasons?",
          "Does it already have much of the stake, alone or with its sister nodes?",
        ],
      },
      {
        title: "Spread, and look again",
        text: [
          "Two to four nodes are enough: if one fails, you lose part of a part. On Cosmos Hub and IRISnet you may move stake between nodes without waiting; on Tezos you take it back first. Take five minutes every three months: still signing, same commission, still independent?",
          "On this network, nodes that do good work for their communities can be seen and found, however small they are. That is one of the reasons why it exists.",
        ],
      },
    ],
    check: [
      {
        question:
          "Same commission, same diligence: one node has 15 % of all stake, one has 0.3 %. Where does your coin have more rewards?",
        choices: ["With the large one", "With the small one", "The same with both"],
        right: 2,
        why: "Rewards go by share. What differs is what you do for the network: the small one makes it harder to stop.",
      },
      {
        question: "Three nodes together hold 35 % of the stake. What can they do?",
        choices: ["Stop the network", "Spend other people's coins", "Nothing, they need half"],
        right: 0,
        why: "Blocks need two thirds. With more than a third missing there are none. Spending the coins of others needs their keys, always.",
      },
      {
        question: "What speaks against a node the most?",
        choices: [
          "Its commission is 8 % instead of 5 %",
          "It was slashed for signing twice and never said why",
          "You had not heard its name before",
        ],
        right: 1,
        why: "Mistakes happen; silence about them happens again. A difference of 3 % of the rewards is small beside one slash.",
      },
    ],
  },
];

export default { list };
