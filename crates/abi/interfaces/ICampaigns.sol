// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title ICampaigns
/// @notice Ways of earning PoS: proposed by anybody, approved with a budget, reviewed in the open, paid without asking.
/// @custom:zh 获得 PoS 的方式：人人可以提议，审批时确定预算，公开审核，奖励自动发放。
interface ICampaigns {
    /// @notice What an organiser proposes, and the committee approves or not.
    /// @custom:zh 组织者提议、由委员会决定是否批准的条件。
    /// @custom:field activityType The number of the activity type.
    /// @custom:zh-field activityType 活动类型编号。
    /// @custom:field stage The stage the campaign belongs to: the running one or the next.
    /// @custom:zh-field stage 活动所属的阶段：当前阶段或下一阶段。
    /// @custom:field places How many submissions can be rewarded.
    /// @custom:zh-field places 可获得奖励的提交数量，即名额。
    /// @custom:field opensAt From when submissions are taken, in Unix seconds.
    /// @custom:zh-field opensAt 开始接受提交的时间，以 Unix 秒计。
    /// @custom:field closesAt Until when submissions are taken, in Unix seconds; the end of the stage at the latest, or
    /// some days before it where reviewers decide (`limits`).
    /// @custom:zh-field closesAt 停止接受提交的时间，以 Unix 秒计；最晚为阶段结束时，由审核人决定的活动则须提前若干天（见 `limits`）。
    /// @custom:field rewardsPerAccount How many rewards one account can get.
    /// @custom:zh-field rewardsPerAccount 每个账户最多可获得的奖励次数。
    /// @custom:field rewardsPerFact How many submissions may rest on the same content.
    /// @custom:zh-field rewardsPerFact 同一内容最多可用于多少次提交。
    /// @custom:field repeatFactor What each further reward to the same account pays of the one before, in hundredths of
    /// a percent; 10000 is the same again.
    /// @custom:zh-field repeatFactor 同一账户之后每次奖励占前一次的比例，以万分之一计；10000 表示与前一次相同。
    /// @custom:field decidedBy Who decides: 0 a reviewer, 1 the organiser's tickets, 2 the organiser's grader, 3
    /// nobody: what is taken is paid at once, 4 several reviewers by scores: the best are rewarded, 5 the committee, by
    /// a list of the organiser.
    /// @custom:zh-field decidedBy 由谁决定：0 审核人，1 组织者的门票，2 组织者的评分程序，3 无须决定，接受即支付，4 多位审核人打分，择优奖励，5 委员会，依据组织者的名单。
    /// @custom:field key The key that signs tickets or results; the zero address where nothing is signed.
    /// @custom:zh-field key 签署门票或成绩的密钥地址；无须签署时为零地址。
    /// @custom:field commitment The keccak-256 hash of what is shown after the close, such as a question bank with its
    /// answers; zero for none.
    /// @custom:zh-field commitment 截止后公布的内容（例如带答案的题库）的 keccak-256 哈希；没有则为零。
    /// @custom:field everyDays For a recurring task, the days of a period, in which an account takes part once; 0 for
    /// none.
    /// @custom:zh-field everyDays 周期任务每期的天数，每期每个账户参与一次；非周期任务为 0。
    /// @custom:field streak Periods in a row that one reward takes; 0 and 1 for each period.
    /// @custom:zh-field streak 连续参与多少期得一次奖励；0 与 1 表示每期都有。
    /// @custom:field nominations Whether one account may submit for another.
    /// @custom:zh-field nominations 是否可以提名他人。
    /// @custom:field scores Where several reviewers decide, how many score each submission: 3, 5 or 7; else 0.
    /// @custom:zh-field scores 由多位审核人打分时，每份提交由几人打分：3、5 或 7；否则为 0。
    /// @custom:field threshold The median that a reward takes there, of 100; 0 for none.
    /// @custom:zh-field threshold 由多位审核人打分时，获奖所需的中位数，满分 100；0 表示不设门槛。
    /// @custom:format opensAt time
    /// @custom:format closesAt time
    struct Terms {
        uint16 activityType;
        uint8 stage;
        uint32 places;
        uint64 opensAt;
        uint64 closesAt;
        uint16 rewardsPerAccount;
        uint16 rewardsPerFact;
        uint16 repeatFactor;
        uint8 decidedBy;
        address key;
        bytes32 commitment;
        uint16 everyDays;
        uint16 streak;
        bool nominations;
        uint8 scores;
        uint8 threshold;
    }

    /// @notice A field of a form.
    /// @custom:zh 表单的一个字段。
    /// @custom:field kind 0 text, 1 choice, 2 number, 3 date, 4 address, 5 URL.
    /// @custom:zh-field kind 0 文本，1 选择，2 数字，3 日期，4 地址，5 网址。
    /// @custom:field required Whether it must be answered.
    /// @custom:zh-field required 是否必填。
    /// @custom:field isPrivate Whether the answer stays off the chain, which keeps a hash of it.
    /// @custom:zh-field isPrivate 答案是否不上链；链上只保存其哈希。
    /// @custom:field labelZh What is asked, in Chinese.
    /// @custom:zh-field labelZh 中文问题。
    /// @custom:field labelEn What is asked, in English.
    /// @custom:zh-field labelEn 英文问题。
    /// @custom:field choices What can be chosen, for a choice: each in Chinese, a line break, and in English.
    /// @custom:zh-field choices 选择题的选项；每项为中文、换行、英文。
    struct Field {
        uint8 kind;
        bool required;
        bool isPrivate;
        string labelZh;
        string labelEn;
        string[] choices;
    }

    /// @notice What a campaign's key says: whoever `holder` is deserves a reward. Signed as EIP-712 typed data, so that
    /// it can be checked without a network.
    /// @custom:zh 活动密钥的证明：`holder` 应得奖励。按 EIP-712 签名，无须联网即可核验。
    /// @custom:field campaign The number of the campaign, from 1.
    /// @custom:zh-field campaign 活动编号，从 1 开始。
    /// @custom:field number The number of a ticket, from 1 to the places; or of a graded attempt, from 1.
    /// @custom:zh-field number 门票编号（1 至名额数），或评分的第几次尝试（从 1 开始）。
    /// @custom:field holder The address of the key on a ticket; or the account whose result was graded.
    /// @custom:zh-field holder 门票上密钥的地址，或被评分的账户。
    /// @custom:field expiresAt Until when it can be redeemed, in Unix seconds; 0 for as long as the campaign is open.
    /// @custom:zh-field expiresAt 兑换截止时间，以 Unix 秒计；0 表示活动开放期间均可。
    /// @custom:field data A hash of what a result rests on; zero on a ticket.
    /// @custom:zh-field data 成绩所依据内容的哈希；门票为零。
    /// @custom:format expiresAt time
    struct Attestation {
        uint64 campaign;
        uint32 number;
        address holder;
        uint64 expiresAt;
        bytes32 data;
    }

    /// @notice What people read about a campaign, in both languages.
    /// @custom:zh 活动的说明文字，中英文各一份。
    /// @custom:field titleZh The title in Chinese.
    /// @custom:zh-field titleZh 中文标题。
    /// @custom:field titleEn The title in English.
    /// @custom:zh-field titleEn 英文标题。
    /// @custom:field textZh What to do and how it is judged, in Chinese.
    /// @custom:zh-field textZh 中文说明：如何参与、如何评审。
    /// @custom:field textEn What to do and how it is judged, in English.
    /// @custom:zh-field textEn 英文说明：如何参与、如何评审。
    struct Texts {
        string titleZh;
        string titleEn;
        string textZh;
        string textEn;
    }

    /// @notice A campaign as it is now.
    /// @custom:zh 活动的当前状况。
    /// @custom:field id The number of the campaign, from 1.
    /// @custom:zh-field id 活动编号，从 1 开始。
    /// @custom:field organiser The account that proposed the campaign.
    /// @custom:zh-field organiser 提议该活动的账户。
    /// @custom:field status 0 draft, 1 approved and waiting for its stage, 2 approved and not open yet, 3 open, 4
    /// closed and under review, 5 in settlement, 6 settled, 7 withdrawn, 8 lapsed, 9 approved without budget.
    /// @custom:zh-field status 0 草案，1 已批准、等待所属阶段，2 已批准、尚未开放，3 开放中，4 已截止、审核中，5 结算中，6 已结算，7 已撤回，8 已失效，9 已批准但预算不足。
    /// @custom:field titleZh The title in Chinese.
    /// @custom:zh-field titleZh 中文标题。
    /// @custom:field titleEn The title in English.
    /// @custom:zh-field titleEn 英文标题。
    /// @custom:field terms The terms.
    /// @custom:zh-field terms 活动条件。
    /// @custom:field area 0 events, 1 forms, 2 nodes, 3 delegation, 4 content, 5 open contributions.
    /// @custom:zh-field area 0 线上线下活动，1 表单，2 节点，3 委托，4 内容，5 自发贡献。
    /// @custom:field proposedAt When it was proposed, in Unix seconds.
    /// @custom:zh-field proposedAt 提议的时间，以 Unix 秒计。
    /// @custom:field lapsesAt When a draft lapses, in Unix seconds.
    /// @custom:zh-field lapsesAt 草案失效的时间，以 Unix 秒计。
    /// @custom:field base The base reward of one place; for a draft the one of its type now.
    /// @custom:zh-field base 每个名额的基准奖励；草案显示其类型目前的基准奖励。
    /// @custom:field multiplier The multiplier of its stage.
    /// @custom:zh-field multiplier 所属阶段的倍数。
    /// @custom:field budget What is reserved for it in all: places × base × multiplier.
    /// @custom:zh-field budget 预留的预算总额：名额 × 基准奖励 × 倍数。
    /// @custom:field paid What has been paid out of the budget.
    /// @custom:zh-field paid 已从预算中支付的数量。
    /// @custom:field held What is held for submissions that are not decided yet.
    /// @custom:zh-field held 为尚未决定的提交所留的数量。
    /// @custom:field submissions How many submissions were made.
    /// @custom:zh-field submissions 收到的提交总数。
    /// @custom:field live How many of them were neither refused nor withdrawn; the approval fixes how many there may
    /// be.
    /// @custom:zh-field live 其中未被驳回也未撤回的数量；上限在批准时确定。
    /// @custom:field placesTaken How many places are taken.
    /// @custom:zh-field placesTaken 已占用的名额。
    /// @custom:field rewarded How many submissions were rewarded.
    /// @custom:zh-field rewarded 已发奖的提交数量。
    /// @custom:field waiting Results that wait for an anchor of their account.
    /// @custom:zh-field waiting 等待账户获得锚定的结果数量。
    /// @custom:field leftToday What may still be paid today; where there is no daily ceiling, all that is left.
    /// @custom:zh-field leftToday 今日还可支付的数量；没有每日上限时为全部剩余。
    /// @custom:field stopped Whether a reviewer stopped the key.
    /// @custom:zh-field stopped 密钥是否已被审核人停用。
    /// @custom:format proposedAt time
    /// @custom:format lapsesAt time
    /// @custom:format base amount
    /// @custom:format budget amount
    /// @custom:format paid amount
    /// @custom:format held amount
    /// @custom:format leftToday amount
    struct Campaign {
        uint64 id;
        address organiser;
        uint8 status;
        string titleZh;
        string titleEn;
        Terms terms;
        uint8 area;
        uint64 proposedAt;
        uint64 lapsesAt;
        uint256 base;
        uint256 multiplier;
        uint256 budget;
        uint256 paid;
        uint256 held;
        uint32 submissions;
        uint32 live;
        uint32 placesTaken;
        uint32 rewarded;
        uint32 waiting;
        uint256 leftToday;
        bool stopped;
    }

    /// @notice A submission as it is now. Its content is in the event `Submitted`.
    /// @custom:zh 提交的当前状况；内容见事件 `Submitted`。
    /// @custom:field campaign The number of the campaign, from 1.
    /// @custom:zh-field campaign 活动编号，从 1 开始。
    /// @custom:field number Its number in the campaign, from 1.
    /// @custom:zh-field number 在活动中的编号，从 1 开始。
    /// @custom:field account Whose contribution it is, and who is paid.
    /// @custom:zh-field account 贡献者，也是奖励的收取者。
    /// @custom:field author Who submitted it: the same account, unless it is a nomination.
    /// @custom:zh-field author 提交者；除提名外与贡献者相同。
    /// @custom:field fact What it rests on: the keccak-256 hash of the content without white space, of the
    /// number of a ticket, or of the account and how often it took part.
    /// @custom:zh-field fact 所依据的事实：内容除去全部空白后的 keccak-256 哈希；门票为其编号的哈希；其余为账户与其参与次数的哈希。
    /// @custom:field status 0 under review, 1 approved and waiting for a place, 2 rewarded, 3 refused, 4 under appeal,
    /// 5 withdrawn, 6 undecided when the settlement ended, 7 waiting for an anchor, or for the next day's
    /// share, 8 not paid: without an anchor or a place when the campaign closed, or its account was barred or, on a
    /// list, had a seat, 9 named by a fraud case: neither decided nor paid until the case ends.
    /// @custom:zh-field status 0 审核中，1 已通过、等待名额，2 已发奖，3 已驳回，4 申诉中，5 已撤回，6 结算结束时仍未决定，7 等待锚定或次日份额，
    /// 8 未支付：活动截止时仍无锚定或名额，或账户当时不得获得奖励（如名单上的账户已有席位），9 涉及违规案件：结案之前不作决定，也不支付。
    /// @custom:field hasPlace Whether it has a place; the others wait in order.
    /// @custom:zh-field hasPlace 是否占有名额；其余依次等待。
    /// @custom:field nominal What it is paid when it is approved.
    /// @custom:zh-field nominal 通过后支付的数量。
    /// @custom:field submittedAt When it was submitted, in Unix seconds.
    /// @custom:zh-field submittedAt 提交的时间，以 Unix 秒计。
    /// @custom:field reviewer Who is responsible for the decision.
    /// @custom:zh-field reviewer 负责决定的审核人。
    /// @custom:field openToAllAt From when every reviewer and committee member may decide, in Unix seconds.
    /// @custom:zh-field openToAllAt 所有审核人与委员均可决定的起始时间，以 Unix 秒计。
    /// @custom:field appealUntil Until when a refusal can be appealed, in Unix seconds; 0 if there is none.
    /// @custom:zh-field appealUntil 驳回后可申诉的截止时间，以 Unix 秒计；未被驳回则为 0。
    /// @custom:format nominal amount
    /// @custom:format submittedAt time
    /// @custom:format openToAllAt time
    /// @custom:format appealUntil time
    struct Submission {
        uint64 campaign;
        uint32 number;
        address account;
        address author;
        bytes32 fact;
        uint8 status;
        bool hasPlace;
        uint256 nominal;
        uint64 submittedAt;
        address reviewer;
        uint64 openToAllAt;
        uint64 appealUntil;
    }

    /// @notice What one reviewer found a submission worth.
    /// @custom:zh 一位审核人对一份提交的打分。
    /// @custom:field reviewer Who scored it.
    /// @custom:zh-field reviewer 打分的审核人。
    /// @custom:field points Points, of 100.
    /// @custom:zh-field points 分数，满分 100。
    /// @custom:field scoredAt When, in Unix seconds.
    /// @custom:zh-field scoredAt 打分的时间，以 Unix 秒计。
    /// @custom:field reason The reason, which everybody can read.
    /// @custom:zh-field reason 理由，所有人可见。
    /// @custom:format scoredAt time
    struct Score {
        address reviewer;
        uint8 points;
        uint64 scoredAt;
        string reason;
    }

    /// @notice A submission that has all its scores, in its place of the ranking.
    /// @custom:zh 打分完毕的提交及其名次。
    /// @custom:field submission Its number in the campaign, from 1.
    /// @custom:zh-field submission 在活动中的编号，从 1 开始。
    /// @custom:field median The score in the middle.
    /// @custom:zh-field median 分数的中位数。
    /// @custom:field total The sum of its scores, which decides between equal medians; then the earlier one is first.
    /// @custom:zh-field total 总分；中位数相同时按总分排列，总分也相同则先提交者在前。
    struct Ranked {
        uint32 submission;
        uint8 median;
        uint16 total;
    }

    /// @notice A line of a list of rewards.
    /// @custom:zh 奖励名单中的一行。
    /// @custom:field account Who is rewarded.
    /// @custom:zh-field account 获得奖励的账户。
    /// @custom:field content For what, as everybody can read.
    /// @custom:zh-field content 奖励的缘由，所有人可见。
    struct Line {
        address account;
        string content;
    }

    /// @notice One of the two votes on an appeal.
    /// @custom:zh 对申诉的两票之一。
    /// @custom:field judge The reviewer who votes.
    /// @custom:zh-field judge 投票的审核人。
    /// @custom:field vote 0 not yet, 1 the refusal stands, 2 overturn it.
    /// @custom:zh-field vote 0 尚未投票，1 维持驳回，2 推翻驳回。
    /// @custom:field reason The reason, which everybody can read.
    /// @custom:zh-field reason 理由，所有人可见。
    struct Hearing {
        address judge;
        uint8 vote;
        string reason;
    }

    /// @notice What was decided about a submission, by whom, and why.
    /// @custom:zh 对提交的决定：由谁作出、结果如何、理由是什么。
    /// @custom:field reviewer Who decided; the zero address if nobody has.
    /// @custom:zh-field reviewer 作出决定的人；尚未决定则为零地址。
    /// @custom:field approved Whether the first decision approved it.
    /// @custom:zh-field approved 首次决定是否通过。
    /// @custom:field decidedAt When, in Unix seconds.
    /// @custom:zh-field decidedAt 决定的时间，以 Unix 秒计。
    /// @custom:field reason The reason, which everybody can read.
    /// @custom:zh-field reason 理由，所有人可见。
    /// @custom:field appealedAt When the author appealed, in Unix seconds; 0 if not.
    /// @custom:zh-field appealedAt 作者申诉的时间，以 Unix 秒计；未申诉则为 0。
    /// @custom:field appeal Why the author appealed.
    /// @custom:zh-field appeal 作者的申诉理由。
    /// @custom:field hearings The two reviewers who hear the appeal; both are needed to overturn the refusal.
    /// @custom:zh-field hearings 审理申诉的两位审核人；两人均同意才能推翻驳回。
    /// @custom:format decidedAt time
    /// @custom:format appealedAt time
    struct Review {
        address reviewer;
        bool approved;
        uint64 decidedAt;
        string reason;
        uint64 appealedAt;
        string appeal;
        Hearing[] hearings;
    }

    /// @notice A kind of activity, with what it is worth.
    /// @custom:zh 一种活动类型及其价值。
    /// @custom:field id Its number.
    /// @custom:zh-field id 类型编号。
    /// @custom:field nameZh Its name in Chinese.
    /// @custom:zh-field nameZh 中文名称。
    /// @custom:field nameEn Its name in English.
    /// @custom:zh-field nameEn 英文名称。
    /// @custom:field area 0 events, 1 forms, 2 nodes, 3 delegation, 4 content, 5 open contributions.
    /// @custom:zh-field area 0 线上线下活动，1 表单，2 节点，3 委托，4 内容，5 自发贡献。
    /// @custom:field base The base reward; what is paid is this times the multiplier.
    /// @custom:zh-field base 基准奖励；实际支付为基准奖励乘以倍数。
    /// @custom:format base amount
    struct ActivityType {
        uint16 id;
        string nameZh;
        string nameEn;
        uint8 area;
        uint256 base;
    }

    /// @notice What a reviewer was responsible for in a stage, and what became of it.
    /// @custom:zh 审核人在一个阶段中负责的工作及结果。
    /// @custom:field reviewer The reviewer; the zero address for submissions that nobody could be responsible for.
    /// @custom:zh-field reviewer 审核人；零地址表示当时无人可负责的提交。
    /// @custom:field assigned Submissions this account was responsible for.
    /// @custom:zh-field assigned 由其负责的提交数量。
    /// @custom:field decided First decisions it made, its own cases and those of others.
    /// @custom:zh-field decided 由其作出的首次决定数量，含他人逾期的提交。
    /// @custom:field undecided Submissions it is responsible for that nobody has decided.
    /// @custom:zh-field undecided 由其负责而至今无人决定的提交数量。
    /// @custom:field undecidedAmount What is held for those.
    /// @custom:zh-field undecidedAmount 为这些提交所留的数量。
    /// @custom:field appealsAssigned Appeals it was to hear.
    /// @custom:zh-field appealsAssigned 应由其审理的申诉数量。
    /// @custom:field appealsHeard Appeals it voted on.
    /// @custom:zh-field appealsHeard 已投票的申诉数量。
    /// @custom:field burned What burned because nobody had decided when the settlement ended.
    /// @custom:zh-field burned 因结算结束时无人决定而销毁的数量。
    /// @custom:format undecidedAmount amount
    /// @custom:format burned amount
    struct ReviewerRecord {
        address reviewer;
        uint32 assigned;
        uint32 decided;
        uint32 undecided;
        uint256 undecidedAmount;
        uint32 appealsAssigned;
        uint32 appealsHeard;
        uint256 burned;
    }

    /// @notice The numbers of the rules as they are now; the committee may change some of them.
    /// @custom:zh 各项规则目前的数值；其中部分可由委员会调整。
    /// @custom:field openDrafts Open drafts per account.
    /// @custom:zh-field openDrafts 每个账户同时存在的草案数量上限。
    /// @custom:field draftDays Days after which a draft lapses.
    /// @custom:zh-field draftDays 草案失效前的天数。
    /// @custom:field aheadDays Days before a stage in which its campaigns can be approved.
    /// @custom:zh-field aheadDays 阶段开始前多少天起可批准其活动。
    /// @custom:field windowDays Days before the end of a stage at which submissions end.
    /// @custom:zh-field windowDays 阶段结束前多少天停止接受提交。
    /// @custom:field livePerPlace Live submissions per place.
    /// @custom:zh-field livePerPlace 每个名额对应的有效提交上限。
    /// @custom:field reviewDays Days for which a submission is left to its responsible reviewer.
    /// @custom:zh-field reviewDays 提交仅由负责审核人处理的天数。
    /// @custom:field appealDays Days in which a refusal can be appealed.
    /// @custom:zh-field appealDays 驳回后可申诉的天数。
    /// @custom:field hearingDays Days in which an appeal is heard.
    /// @custom:zh-field hearingDays 申诉的审理天数。
    /// @custom:field decisionDays Days after the end of the stage in which first decisions are possible.
    /// @custom:zh-field decisionDays 阶段结束后仍可作出首次决定的天数。
    /// @custom:field settlementDays Days after the end of the stage at which everything undecided is burned.
    /// @custom:zh-field settlementDays 阶段结束后，未决部分于第几天销毁。
    /// @custom:field refusalsBeforeWait Refusals in a stage after which submissions are spaced out.
    /// @custom:zh-field refusalsBeforeWait 同一阶段内被驳回多少次后须间隔提交。
    /// @custom:field waitDays Days between submissions after that.
    /// @custom:zh-field waitDays 此后两次提交之间的天数。
    /// @custom:field reviewersNeeded Reviewers without whom no campaign is approved.
    /// @custom:zh-field reviewersNeeded 批准活动所需的最少审核人数。
    /// @custom:field titleBytes Bytes of a title.
    /// @custom:zh-field titleBytes 标题的字节数上限。
    /// @custom:field textBytes Bytes of a text.
    /// @custom:zh-field textBytes 说明的字节数上限。
    /// @custom:field contentBytes Bytes of a submission.
    /// @custom:zh-field contentBytes 提交内容的字节数上限。
    /// @custom:field reasonBytes Bytes of a reason.
    /// @custom:zh-field reasonBytes 理由的字节数上限。
    /// @custom:field formFields Fields of a form.
    /// @custom:zh-field formFields 表单字段数上限。
    /// @custom:field formBytes Bytes of a form: its labels and choices.
    /// @custom:zh-field formBytes 表单的标签与选项的字节数上限。
    /// @custom:field answerBytes Bytes of all answers to a form.
    /// @custom:zh-field answerBytes 一份表单全部答案的字节数上限。
    /// @custom:field waitingResults Results of one account that may wait for an anchor.
    /// @custom:zh-field waitingResults 每个账户可等待锚定的结果数量上限。
    /// @custom:field correctionDays Days from the confirmation of a list until it is paid.
    /// @custom:zh-field correctionDays 名单确认后多少天发放。
    /// @custom:field listLines Lines of a list that one call adds.
    /// @custom:zh-field listLines 一次可向名单添加的行数。
    /// @custom:field prizes Places of a campaign that several reviewers score.
    /// @custom:zh-field prizes 由多位审核人打分的活动的名额上限。
    struct Limits {
        uint32 openDrafts;
        uint32 draftDays;
        uint32 aheadDays;
        uint32 windowDays;
        uint32 livePerPlace;
        uint32 reviewDays;
        uint32 appealDays;
        uint32 hearingDays;
        uint32 decisionDays;
        uint32 settlementDays;
        uint32 refusalsBeforeWait;
        uint32 waitDays;
        uint32 reviewersNeeded;
        uint32 titleBytes;
        uint32 textBytes;
        uint32 contentBytes;
        uint32 reasonBytes;
        uint32 formFields;
        uint32 formBytes;
        uint32 answerBytes;
        uint32 waitingResults;
        uint32 correctionDays;
        uint32 listLines;
        uint32 prizes;
    }

    /// @notice Somebody proposed a campaign.
    /// @custom:zh 有人提议了一项活动。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param organiser The account that proposed the campaign.
    /// @custom:zh-param organiser 提议该活动的账户。
    /// @param activityType The number of the activity type.
    /// @custom:zh-param activityType 活动类型编号。
    /// @param stage The stage whose budget pays, from 0.
    /// @custom:zh-param stage 支付奖励的阶段，从 0 开始。
    /// @param places How many submissions can be rewarded.
    /// @custom:zh-param places 可获得奖励的提交数量。
    /// @param titleZh The title in Chinese.
    /// @custom:zh-param titleZh 中文标题。
    /// @param titleEn The title in English.
    /// @custom:zh-param titleEn 英文标题。
    event CampaignProposed(
        uint64 indexed campaign,
        address indexed organiser,
        uint16 activityType,
        uint8 stage,
        uint32 places,
        string titleZh,
        string titleEn
    );

    /// @notice The organiser withdrew a draft.
    /// @custom:zh 组织者撤回了草案。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    event CampaignWithdrawn(uint64 indexed campaign);

    /// @notice A draft lapsed; its texts were deleted.
    /// @custom:zh 草案已失效，其文字已删除。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    event CampaignLapsed(uint64 indexed campaign);

    /// @notice The committee approved a campaign of the next stage; its budget is reserved at the boundary, in order of
    /// decision.
    /// @custom:zh 委员会批准了下一阶段的活动；预算将在阶段边界按决议先后预留。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param stage The stage whose budget pays, from 0.
    /// @custom:zh-param stage 支付奖励的阶段，从 0 开始。
    /// @param reservesAt When the budget is reserved, in Unix seconds.
    /// @custom:zh-param reservesAt 预留预算的时间，以 Unix 秒计。
    /// @custom:format reservesAt time
    event CampaignQueued(uint64 indexed campaign, uint8 stage, uint64 reservesAt);

    /// @notice An approved campaign has its budget.
    /// @custom:zh 获批的活动已有预算。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param stage The stage whose budget pays, from 0.
    /// @custom:zh-param stage 支付奖励的阶段，从 0 开始。
    /// @param area 0 events, 1 forms, 2 nodes, 3 delegation, 4 content, 5 open contributions.
    /// @custom:zh-param area 0 线上线下活动，1 表单，2 节点，3 委托，4 内容，5 自发贡献。
    /// @param budget What was reserved, in base units.
    /// @custom:zh-param budget 预留的数量，以最小单位计。
    /// @param base The base reward of one place.
    /// @custom:zh-param base 每个名额的基准奖励。
    /// @param multiplier The multiplier of the stage.
    /// @custom:zh-param multiplier 该阶段的倍数。
    /// @custom:format budget amount
    /// @custom:format base amount
    event CampaignFunded(
        uint64 indexed campaign, uint8 indexed stage, uint8 area, uint256 budget, uint256 base, uint256 multiplier
    );

    /// @notice An approved campaign found no budget at the boundary.
    /// @custom:zh 获批的活动在阶段边界未能获得预算。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param cause The error of the reservation, ABI encoded.
    /// @custom:zh-param cause 预留失败的错误，以 ABI 编码。
    event CampaignUnfunded(uint64 indexed campaign, bytes cause);

    /// @notice Places that nobody can take any more went back to the stage.
    /// @custom:zh 无人可再占用的名额已退回阶段预算。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param places How many places.
    /// @custom:zh-param places 名额数量。
    /// @param amount What they were worth, in base units.
    /// @custom:zh-param amount 对应的数量，以最小单位计。
    /// @custom:format amount amount
    event BudgetReturned(uint64 indexed campaign, uint32 places, uint256 amount);

    /// @notice Somebody submitted something. The content is kept in this event.
    /// @custom:zh 有人提交了内容；内容保存在此事件中。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param account Whose contribution it is, and who is paid.
    /// @custom:zh-param account 贡献者，也是奖励的收取者。
    /// @param author Who submitted it: the same account, unless it is a nomination.
    /// @custom:zh-param author 提交者；除提名外与贡献者相同。
    /// @param nominal What is paid when it is approved, in base units.
    /// @custom:zh-param nominal 通过后支付的数量，以最小单位计。
    /// @param hasPlace Whether it has a place, or waits for one.
    /// @custom:zh-param hasPlace 是否占有名额；否则等待。
    /// @param reviewer Who is responsible for the decision.
    /// @custom:zh-param reviewer 负责决定的审核人。
    /// @param content What is submitted, or where it can be read.
    /// @custom:zh-param content 提交的内容，或其可查阅之处。
    /// @custom:format nominal amount
    event Submitted(
        uint64 indexed campaign,
        uint32 indexed submission,
        address indexed account,
        address author,
        uint256 nominal,
        bool hasPlace,
        address reviewer,
        string content
    );

    /// @notice A submission answers a form. Private answers are not on the chain.
    /// @custom:zh 提交是对表单的回答；私密答案不上链。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param answers The public answers, in order of the form's public fields.
    /// @custom:zh-param answers 公开答案，按表单公开字段的顺序。
    /// @param privateHash The hash of the private answers with a random value; zero if there are none.
    /// @custom:zh-param privateHash 私密答案加随机值后的哈希；没有则为零。
    event Answered(uint64 indexed campaign, uint32 indexed submission, string[] answers, bytes32 privateHash);

    /// @notice A submission rests on what the campaign's key signed.
    /// @custom:zh 提交依据活动密钥所签的证明。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param key The key that signed.
    /// @custom:zh-param key 签署的密钥。
    /// @param holder The address of the key on a ticket, or the account whose result was graded.
    /// @custom:zh-param holder 门票上密钥的地址，或被评分的账户。
    /// @param number The number of the ticket, or of the attempt.
    /// @custom:zh-param number 门票编号，或第几次尝试。
    /// @param data A hash of what a result rests on.
    /// @custom:zh-param data 成绩所依据内容的哈希。
    event Redeemed(
        uint64 indexed campaign,
        uint32 indexed submission,
        address indexed key,
        address holder,
        uint32 number,
        bytes32 data
    );

    /// @notice An account took part in one more period of a recurring task; the last one of the streak is a submission.
    /// @custom:zh 账户在周期任务中又完成一期；连续完成所需的期数即构成一次提交。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param account The account that takes part.
    /// @custom:zh-param account 参与的账户。
    /// @param run Periods in a row.
    /// @custom:zh-param run 已连续的期数。
    /// @param streak Periods in a row that one reward takes.
    /// @custom:zh-param streak 一次奖励所需的连续期数。
    event StreakExtended(uint64 indexed campaign, address indexed account, uint16 run, uint16 streak);

    /// @notice An account has an anchor now: rewards that no human reviews can be paid to it.
    /// @custom:zh 账户已获得锚定，可获得无须人工审核的奖励。
    /// @param account The account.
    /// @custom:zh-param account 账户。
    /// @param kind 1 a ticket, 2 a proven delegation, 3 a reviewed contribution, 4 an invitation.
    /// @custom:zh-param kind 1 门票，2 已证明的委托，3 经审核的贡献，4 邀请。
    /// @param source What it rests on: campaign and submission in the last 16 bytes, or the account that invited.
    /// @custom:zh-param source 依据：末尾 16 字节为活动编号与提交编号，或邀请人账户。
    event Anchored(address indexed account, uint8 kind, bytes32 source);

    /// @notice A result that waited for an anchor could not be paid.
    /// @custom:zh 等待锚定的结果未能支付。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param account The account that takes part.
    /// @custom:zh-param account 参与的账户。
    /// @param cause The error that says why, ABI encoded.
    /// @custom:zh-param cause 说明原因的错误，以 ABI 编码。
    event ResultNotPaid(uint64 indexed campaign, uint32 indexed submission, address indexed account, bytes cause);

    /// @notice A reviewer stopped the key of a campaign: nothing more is paid by it until the committee decides.
    /// @custom:zh 审核人停用了活动的密钥；在委员会决定之前不再依其支付。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param reviewer Who stopped it.
    /// @custom:zh-param reviewer 停用者。
    /// @param reason The reason, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    event KeyStopped(uint64 indexed campaign, address indexed reviewer, string reason);

    /// @notice The committee decided that the key of a campaign goes on.
    /// @custom:zh 委员会决定恢复活动的密钥。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    event KeyResumed(uint64 indexed campaign);

    /// @notice The value from which a campaign draws, such as the questions of a quiz: nobody chose it.
    /// @custom:zh 活动抽取（例如抽题）所依据的随机值，无人可以选定。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param value The seed of the first block at or after the opening.
    /// @custom:zh-param value 开放时刻起第一个区块的随机种子。
    event Drawn(uint64 indexed campaign, bytes32 value);

    /// @notice The author withdrew a submission.
    /// @custom:zh 作者撤回了提交。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param account The account that takes part.
    /// @custom:zh-param account 参与的账户。
    event SubmissionWithdrawn(uint64 indexed campaign, uint32 indexed submission, address indexed account);

    /// @notice A submission that waited got a place.
    /// @custom:zh 等待中的提交获得了名额。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param account The account that takes part.
    /// @custom:zh-param account 参与的账户。
    event PlaceTaken(uint64 indexed campaign, uint32 indexed submission, address indexed account);

    /// @notice A submission was decided for the first time.
    /// @custom:zh 提交已有首次决定。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param reviewer Who decided.
    /// @custom:zh-param reviewer 作出决定的人。
    /// @param approved Whether it was approved.
    /// @custom:zh-param approved 是否通过。
    /// @param reason The reason, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    event Decided(
        uint64 indexed campaign, uint32 indexed submission, address indexed reviewer, bool approved, string reason
    );

    /// @notice A reviewer scored a submission.
    /// @custom:zh 审核人已为提交打分。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param reviewer Who scored it.
    /// @custom:zh-param reviewer 打分的审核人。
    /// @param points Points, of 100.
    /// @custom:zh-param points 分数，满分 100。
    /// @param reason The reason, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    event Scored(
        uint64 indexed campaign, uint32 indexed submission, address indexed reviewer, uint8 points, string reason
    );

    /// @notice The result of a campaign that was scored is fixed: who won is paid, the others are told (`ranking`).
    /// @custom:zh 评选结果已确定：获奖者将得到奖励，其余作者可查看名次与理由（见 `ranking`）。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param winners How many are rewarded.
    /// @custom:zh-param winners 获奖的提交数量。
    /// @param ranked How many had all their scores.
    /// @custom:zh-param ranked 打分完毕的提交数量。
    /// @param unscored How many had not, and stay undecided.
    /// @custom:zh-param unscored 未打分完毕的提交数量，视为未决。
    event ResultAnnounced(uint64 indexed campaign, uint32 winners, uint32 ranked, uint32 unscored);

    /// @notice The committee confirmed lines of a list; until they are paid, each of them can be struck.
    /// @custom:zh 委员会已确认名单中的若干行；发放之前，其中任何一行均可剔除。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param first The first line of this confirmation.
    /// @custom:zh-param first 本次确认的首行编号。
    /// @param last The last.
    /// @custom:zh-param last 本次确认的末行编号。
    /// @param paidFrom From when they are paid, in Unix seconds.
    /// @custom:zh-param paidFrom 开始发放的时间，以 Unix 秒计。
    /// @custom:format paidFrom time
    event AwardsConfirmed(uint64 indexed campaign, uint32 first, uint32 last, uint64 paidFrom);

    /// @notice The author of a refused submission appealed.
    /// @custom:zh 被驳回的作者提出了申诉。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param account The account that takes part.
    /// @custom:zh-param account 参与的账户。
    /// @param judges The two reviewers who hear the appeal.
    /// @custom:zh-param judges 审理申诉的两位审核人。
    /// @param reason Why the author appealed.
    /// @custom:zh-param reason 申诉理由。
    event Appealed(
        uint64 indexed campaign, uint32 indexed submission, address indexed account, address[] judges, string reason
    );

    /// @notice One of the two reviewers voted on an appeal.
    /// @custom:zh 两位审核人之一已对申诉投票。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param judge Who voted.
    /// @custom:zh-param judge 投票的审核人。
    /// @param overturn Whether the refusal should be overturned.
    /// @custom:zh-param overturn 是否推翻驳回。
    /// @param reason The reason, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    event AppealHeard(
        uint64 indexed campaign, uint32 indexed submission, address indexed judge, bool overturn, string reason
    );

    /// @notice An appeal was decided, or ran out of time: then the refusal stands.
    /// @custom:zh 申诉已有结果；若逾期未决，则维持驳回。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param overturned Whether the refusal was overturned.
    /// @custom:zh-param overturned 驳回是否被推翻。
    event AppealEnded(uint64 indexed campaign, uint32 indexed submission, bool overturned);

    /// @notice A submission was paid.
    /// @custom:zh 提交已获得奖励。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param account The account that takes part.
    /// @custom:zh-param account 参与的账户。
    /// @param amount What was paid, in base units.
    /// @custom:zh-param amount 支付的数量，以最小单位计。
    /// @param base The base reward of the campaign.
    /// @custom:zh-param base 活动的基准奖励。
    /// @param multiplier The multiplier of the block that took the submission.
    /// @custom:zh-param multiplier 收到提交的区块所用的倍数。
    /// @param budgetBefore What was left of the budget before.
    /// @custom:zh-param budgetBefore 支付前的剩余预算。
    /// @param budgetAfter What is left of it now.
    /// @custom:zh-param budgetAfter 支付后的剩余预算。
    /// @custom:format amount amount
    /// @custom:format base amount
    /// @custom:format budgetBefore amount
    /// @custom:format budgetAfter amount
    event Rewarded(
        uint64 indexed campaign,
        uint32 indexed submission,
        address indexed account,
        uint256 amount,
        uint256 base,
        uint256 multiplier,
        uint256 budgetBefore,
        uint256 budgetAfter
    );

    /// @notice The committee named a reviewer.
    /// @custom:zh 委员会任命了一位审核人。
    /// @param reviewer The reviewer.
    /// @custom:zh-param reviewer 审核人。
    event ReviewerNamed(address indexed reviewer);

    /// @notice The committee dismissed a reviewer; every other one may decide its open cases.
    /// @custom:zh 委员会免去了一位审核人；其未决的提交可由其他审核人决定。
    /// @param reviewer The reviewer.
    /// @custom:zh-param reviewer 审核人。
    event ReviewerDismissed(address indexed reviewer);

    /// @notice An activity type was added or changed; approved campaigns keep what they were approved with.
    /// @custom:zh 活动类型已新增或调整；已批准的活动保持批准时的条件。
    /// @param activityType The number of the activity type.
    /// @custom:zh-param activityType 活动类型编号。
    /// @param area 0 events, 1 forms, 2 nodes, 3 delegation, 4 content, 5 open contributions.
    /// @custom:zh-param area 0 线上线下活动，1 表单，2 节点，3 委托，4 内容，5 自发贡献。
    /// @param base The base reward, in base units.
    /// @custom:zh-param base 基准奖励，以最小单位计。
    /// @custom:format base amount
    event ActivityTypeSet(uint16 indexed activityType, uint8 area, uint256 base);

    /// @notice What was burned because nobody had decided it in time, by responsible reviewer.
    /// @custom:zh 因逾期无人决定而销毁的数量，按负责的审核人公布。
    /// @param stage The stage whose budget pays, from 0.
    /// @custom:zh-param stage 支付奖励的阶段，从 0 开始。
    /// @param reviewer Who was responsible.
    /// @custom:zh-param reviewer 负责的审核人。
    /// @param cases How many submissions.
    /// @custom:zh-param cases 提交数量。
    /// @param amount What was held for them, in base units.
    /// @custom:zh-param amount 为其所留的数量，以最小单位计。
    /// @custom:format amount amount
    event BurnedUndecided(uint8 indexed stage, address indexed reviewer, uint32 cases, uint256 amount);

    /// @notice A fraud case names a submission: until the case ends, nobody decides about it and it is not paid.
    /// @custom:zh 一项提交涉及违规案件：结案之前不作决定，也不支付。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param account Whose contribution it is.
    /// @custom:zh-param account 贡献者。
    /// @param caseId The number of the case in the module `cases`.
    /// @custom:zh-param caseId `cases` 模块中的案件编号。
    event Contested(
        uint64 indexed campaign, uint32 indexed submission, address indexed account, uint64 caseId
    );

    /// @notice The case that named a submission ended. The submission is what it was, or refused for good.
    /// @custom:zh 涉及该提交的案件已结案：提交恢复原状，或最终不予支付。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param account Whose contribution it is.
    /// @custom:zh-param account 贡献者。
    /// @param caseId The number of the case in the module `cases`.
    /// @custom:zh-param caseId `cases` 模块中的案件编号。
    /// @param restored Whether it is what it was.
    /// @custom:zh-param restored 是否恢复原状。
    event ContestEnded(
        uint64 indexed campaign, uint32 indexed submission, address indexed account, uint64 caseId, bool restored
    );

    /// @notice There is no campaign {campaign}; the newest has the number {count}.
    /// @custom:zh 活动 {campaign} 不存在；最新的活动编号为 {count}。
    /// @param campaign The number that was asked for.
    /// @custom:zh-param campaign 所查询的编号。
    /// @param count How many campaigns there are.
    /// @custom:zh-param count 活动总数。
    error UnknownCampaign(uint64 campaign, uint64 count);

    /// @notice Campaign {campaign} has no submission {submission}; the newest has the number {count}.
    /// @custom:zh 活动 {campaign} 没有提交 {submission}；最新的提交编号为 {count}。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number that was asked for.
    /// @custom:zh-param submission 所查询的编号。
    /// @param count How many submissions there are.
    /// @custom:zh-param count 提交总数。
    error UnknownSubmission(uint64 campaign, uint32 submission, uint32 count);

    /// @notice There is no activity type {activityType}; `activityTypes` lists them.
    /// @custom:zh 活动类型 {activityType} 不存在；可用 `activityTypes` 查看全部类型。
    /// @param activityType The number of the activity type.
    /// @custom:zh-param activityType 活动类型编号。
    error UnknownActivityType(uint16 activityType);

    /// @notice {term} is {value}; it must lie between {minimum} and {maximum}.
    /// @custom:zh {term} 为 {value}，应介于 {minimum} 与 {maximum} 之间。
    /// @param term The name of the parameter.
    /// @custom:zh-param term 参数名称。
    /// @param value What was asked for.
    /// @custom:zh-param value 所要求的值。
    /// @param minimum The least.
    /// @custom:zh-param minimum 下限。
    /// @param maximum The most.
    /// @custom:zh-param maximum 上限。
    error TermOutOfRange(string term, uint256 value, uint256 minimum, uint256 maximum);

    /// @notice {text} has {length} bytes; it must have between {minimum} and {maximum}.
    /// @custom:zh {text} 有 {length} 字节，应介于 {minimum} 与 {maximum} 字节之间。
    /// @param text The name of the parameter.
    /// @custom:zh-param text 参数名称。
    /// @param length Bytes it has, in UTF-8, without white space around it.
    /// @custom:zh-param length 去除首尾空白后的 UTF-8 字节数。
    /// @param minimum The least.
    /// @custom:zh-param minimum 下限。
    /// @param maximum The most.
    /// @custom:zh-param maximum 上限。
    error TextLength(string text, uint256 length, uint256 minimum, uint256 maximum);

    /// @notice The last stage is over; no rewards are issued any more.
    /// @custom:zh 最后一个阶段已结束，不再发放奖励。
    error IssuingEnded();

    /// @notice Stage {stage} takes no campaigns; propose for stage {running} or the one after it, if there is one.
    /// @custom:zh 阶段 {stage} 不接受活动；请选择阶段 {running} 或其后的一个阶段（如有）。
    /// @param stage The stage that was asked for.
    /// @custom:zh-param stage 所选的阶段。
    /// @param running The running stage.
    /// @custom:zh-param running 当前阶段。
    error StageNotAvailable(uint8 stage, uint8 running);

    /// @notice Submissions would be taken from {opensAt} to {closesAt}; the window must not be empty and must lie
    /// between {earliest} and {latest}.
    /// @custom:zh 接受提交的时间为 {opensAt} 至 {closesAt}；该时段不能为空，且须在 {earliest} 与 {latest} 之间。
    /// @param opensAt The first moment, in Unix seconds.
    /// @custom:zh-param opensAt 开始时间，以 Unix 秒计。
    /// @param closesAt The end, in Unix seconds.
    /// @custom:zh-param closesAt 截止时间，以 Unix 秒计。
    /// @param earliest The start of the stage, in Unix seconds.
    /// @custom:zh-param earliest 阶段开始的时间，以 Unix 秒计。
    /// @param latest The latest end of a window in this stage, in Unix seconds.
    /// @custom:zh-param latest 该阶段最晚的截止时间，以 Unix 秒计。
    /// @custom:format opensAt time
    /// @custom:format closesAt time
    /// @custom:format earliest time
    /// @custom:format latest time
    error WindowOutsideStage(uint64 opensAt, uint64 closesAt, uint64 earliest, uint64 latest);

    /// @notice This account has {open} open drafts and may have {maximum}; withdraw one, or wait until {availableFrom},
    /// when the oldest lapses.
    /// @custom:zh 此账户已有 {open} 份草案，上限为 {maximum}；请撤回一份，或等到 {availableFrom} 最早的草案失效。
    /// @param open Open drafts of the account.
    /// @custom:zh-param open 该账户的草案数量。
    /// @param maximum The most that is allowed.
    /// @custom:zh-param maximum 允许的上限。
    /// @param availableFrom From when it is possible, in Unix seconds.
    /// @custom:zh-param availableFrom 可以进行的时间，以 Unix 秒计。
    /// @custom:format availableFrom time
    error TooManyDrafts(uint32 open, uint32 maximum, uint64 availableFrom);

    /// @notice Only {organiser}, who proposed campaign {campaign}, can do this.
    /// @custom:zh 只有活动 {campaign} 的提议者 {organiser} 可以进行此操作。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param organiser The account that proposed the campaign.
    /// @custom:zh-param organiser 提议该活动的账户。
    error NotOrganiser(uint64 campaign, address organiser);

    /// @notice Campaign {campaign} is no draft any more: its status is {status}.
    /// @custom:zh 活动 {campaign} 已不是草案：其状态为 {status}。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param status 0 draft, 1 approved and waiting for its stage, 2 approved and not open yet, 3 open, 4 closed and
    /// under review, 5 in settlement, 6 settled, 7 withdrawn, 8 lapsed, 9 approved without budget.
    /// @custom:zh-param status 0 草案，1 已批准、等待所属阶段，2 已批准、尚未开放，3 开放中，4 已截止、审核中，5 结算中，6 已结算，7 已撤回，8 已失效，9 已批准但预算不足。
    error NotADraft(uint64 campaign, uint8 status);

    /// @notice Campaign {campaign} takes no submissions: its status is {status}.
    /// @custom:zh 活动 {campaign} 不接受提交：其状态为 {status}。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param status 0 draft, 1 approved and waiting for its stage, 2 approved and not open yet, 3 open, 4 closed and
    /// under review, 5 in settlement, 6 settled, 7 withdrawn, 8 lapsed, 9 approved without budget.
    /// @custom:zh-param status 0 草案，1 已批准、等待所属阶段，2 已批准、尚未开放，3 开放中，4 已截止、审核中，5 结算中，6 已结算，7 已撤回，8 已失效，9 已批准但预算不足。
    error CampaignNotOpen(uint64 campaign, uint8 status);

    /// @notice Campaign {campaign} takes submissions from {availableFrom}.
    /// @custom:zh 活动 {campaign} 自 {availableFrom} 起接受提交。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param availableFrom From when it is possible, in Unix seconds.
    /// @custom:zh-param availableFrom 可以进行的时间，以 Unix 秒计。
    /// @custom:format availableFrom time
    error CampaignNotYetOpen(uint64 campaign, uint64 availableFrom);

    /// @notice Campaign {campaign} took submissions until {closedAt}; look for another one.
    /// @custom:zh 活动 {campaign} 已于 {closedAt} 停止接受提交，请选择其他活动。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param closedAt When it ended, in Unix seconds.
    /// @custom:zh-param closedAt 结束的时间，以 Unix 秒计。
    /// @custom:format closedAt time
    error CampaignClosed(uint64 campaign, uint64 closedAt);

    /// @notice Campaign {campaign} has {live} live submissions and takes {maximum}; room comes when one is refused or
    /// withdrawn.
    /// @custom:zh 活动 {campaign} 已有 {live} 份有效提交，上限为 {maximum}；有提交被驳回或撤回后才有空位。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param live Submissions that were neither refused nor withdrawn.
    /// @custom:zh-param live 未被驳回也未撤回的提交数量。
    /// @param maximum What the campaign takes, fixed by its approval.
    /// @custom:zh-param maximum 活动可接受的数量，批准时确定。
    error CampaignFull(uint64 campaign, uint32 live, uint32 maximum);

    /// @notice Submission {submission} of this account is still open in campaign {campaign}; wait for its decision or
    /// withdraw it.
    /// @custom:zh 此账户在活动 {campaign} 中的提交 {submission} 尚未有结果；请等待决定或先撤回。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    error SubmissionOpen(uint64 campaign, uint32 submission);

    /// @notice This account has {rewards} of the {maximum} rewards that campaign {campaign} gives one account; look for
    /// another campaign.
    /// @custom:zh 此账户在活动 {campaign} 中已有 {rewards} 份提交获通过，上限为 {maximum}；请选择其他活动。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param rewards Approved submissions of the account.
    /// @custom:zh-param rewards 该账户获通过的提交数量。
    /// @param maximum What the campaign allows.
    /// @custom:zh-param maximum 活动允许的上限。
    error RewardsExhausted(uint64 campaign, uint16 rewards, uint16 maximum);

    /// @notice This content is in campaign {campaign} already, {uses} of {maximum}; submit something of your own.
    /// @custom:zh 此内容在活动 {campaign} 中已提交 {uses} 次，上限为 {maximum}；请提交自己的内容。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param uses Submissions that rest on it.
    /// @custom:zh-param uses 以此内容为依据的提交数量。
    /// @param maximum What the campaign allows.
    /// @custom:zh-param maximum 活动允许的上限。
    error FactUsed(uint64 campaign, uint16 uses, uint16 maximum);

    /// @notice {account} is barred by the fraud case {caseId} and can be rewarded again from {availableFrom}.
    /// @custom:zh {account} 因违规案件 {caseId} 受限，{availableFrom} 起可再次获得奖励。
    /// @param account Who is barred.
    /// @custom:zh-param account 受限的账户。
    /// @param availableFrom From when it is possible, in Unix seconds.
    /// @custom:zh-param availableFrom 可以进行的时间，以 Unix 秒计。
    /// @param caseId The number of the case in the module `cases`.
    /// @custom:zh-param caseId `cases` 模块中的案件编号。
    /// @custom:format availableFrom time
    error AccountBarred(address account, uint64 availableFrom, uint64 caseId);

    /// @notice The fraud case {caseId} proved this content false; it can be submitted again from {availableFrom}.
    /// @custom:zh 违规案件 {caseId} 已查实此内容不实，{availableFrom} 起方可再次提交。
    /// @param availableFrom From when it is possible, in Unix seconds.
    /// @custom:zh-param availableFrom 可以进行的时间，以 Unix 秒计。
    /// @param caseId The number of the case in the module `cases`.
    /// @custom:zh-param caseId `cases` 模块中的案件编号。
    /// @custom:format availableFrom time
    error FactBarred(uint64 availableFrom, uint64 caseId);

    /// @notice This account was refused {refusals} times in this stage and may submit again from {availableFrom}.
    /// @custom:zh 此账户在本阶段已被驳回 {refusals} 次，{availableFrom} 起可再次提交。
    /// @param refusals Refusals in this stage.
    /// @custom:zh-param refusals 本阶段被驳回的次数。
    /// @param availableFrom From when it is possible, in Unix seconds.
    /// @custom:zh-param availableFrom 可以进行的时间，以 Unix 秒计。
    /// @custom:format availableFrom time
    error SubmissionsSpacedOut(uint32 refusals, uint64 availableFrom);

    /// @notice Only {author}, who made submission {submission} of campaign {campaign}, can do this.
    /// @custom:zh 只有活动 {campaign} 中提交 {submission} 的作者 {author} 可以进行此操作。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param author Who submitted.
    /// @custom:zh-param author 提交者。
    error NotAuthor(uint64 campaign, uint32 submission, address author);

    /// @notice Submission {submission} of campaign {campaign} cannot be changed in this way: its status is {status}.
    /// @custom:zh 活动 {campaign} 的提交 {submission} 不能进行此操作：其状态为 {status}。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param status 0 under review, 1 approved and waiting for a place, 2 rewarded, 3 refused, 4 under appeal, 5
    /// withdrawn, 6 undecided when the settlement ended, 7 waiting for an anchor, 8 not paid, 9 named by a fraud case.
    /// @custom:zh-param status 0 审核中，1 已通过、等待名额，2 已发奖，3 已驳回，4 申诉中，5 已撤回，6 结算结束时仍未决定，7 等待锚定，8 未支付，9 涉及违规案件。
    error SubmissionNotOpen(uint64 campaign, uint32 submission, uint8 status);

    /// @notice {account} is no reviewer; the committee names reviewers.
    /// @custom:zh {account} 不是审核人；审核人由委员会任命。
    /// @param account Who called.
    /// @custom:zh-param account 调用者。
    error NotReviewer(address account);

    /// @notice Submission {submission} of campaign {campaign} is left to {reviewer} until {availableFrom}; then every
    /// reviewer and committee member may decide.
    /// @custom:zh 活动 {campaign} 的提交 {submission} 在 {availableFrom} 之前由 {reviewer} 处理；之后任一审核人或委员均可决定。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param reviewer Who is responsible.
    /// @custom:zh-param reviewer 负责的审核人。
    /// @param availableFrom From when it is possible, in Unix seconds.
    /// @custom:zh-param availableFrom 可以进行的时间，以 Unix 秒计。
    /// @custom:format availableFrom time
    error NotResponsible(uint64 campaign, uint32 submission, address reviewer, uint64 availableFrom);

    /// @notice {account} is an interested party or a declared affiliate of {party}, and may not decide; another
    /// reviewer may.
    /// @custom:zh {account} 是利益相关方，或与 {party} 有已声明的关联，不能作出决定；可由其他审核人决定。
    /// @param account Who called.
    /// @custom:zh-param account 调用者。
    /// @param party The author or the organiser.
    /// @custom:zh-param party 作者或组织者。
    error Recused(address account, address party);

    /// @notice First decisions about campaign {campaign} were possible until {closedAt}; what is undecided burns.
    /// @custom:zh 活动 {campaign} 的首次决定截止于 {closedAt}；未决部分将被销毁。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param closedAt When it ended, in Unix seconds.
    /// @custom:zh-param closedAt 结束的时间，以 Unix 秒计。
    /// @custom:format closedAt time
    error DecisionsOver(uint64 campaign, uint64 closedAt);

    /// @notice The refusal could be appealed until {closedAt}.
    /// @custom:zh 对该驳回的申诉截止于 {closedAt}。
    /// @param closedAt When it ended, in Unix seconds.
    /// @custom:zh-param closedAt 结束的时间，以 Unix 秒计。
    /// @custom:format closedAt time
    error AppealTimeOver(uint64 closedAt);

    /// @notice The appeal could be decided until {closedAt}; the refusal stands.
    /// @custom:zh 该申诉的审理截止于 {closedAt}，维持驳回。
    /// @param closedAt When it ended, in Unix seconds.
    /// @custom:zh-param closedAt 结束的时间，以 Unix 秒计。
    /// @custom:format closedAt time
    error HearingOver(uint64 closedAt);

    /// @notice An appeal is heard by {needed} reviewers who did not decide before and have no interest; there are
    /// {eligible}. The committee can name more.
    /// @custom:zh 申诉须由 {needed} 位未曾参与决定且无利益关系的审核人审理，目前只有 {eligible} 位；委员会可以增补。
    /// @param eligible Reviewers who could hear it.
    /// @custom:zh-param eligible 可审理的审核人数。
    /// @param needed Reviewers that are needed.
    /// @custom:zh-param needed 所需的审核人数。
    error TooFewJudges(uint32 eligible, uint32 needed);

    /// @notice {account} does not hear this appeal; `review` shows who does.
    /// @custom:zh {account} 不参与审理此申诉；可用 `review` 查看审理人。
    /// @param account Who called.
    /// @custom:zh-param account 调用者。
    error NotJudge(address account);

    /// @notice {account} has voted on this appeal.
    /// @custom:zh {account} 已对此申诉投票。
    /// @param account Who called.
    /// @custom:zh-param account 调用者。
    error AlreadyHeard(address account);

    /// @notice A campaign is approved when there are {needed} reviewers; there are {active}.
    /// @custom:zh 至少有 {needed} 位审核人时才能批准活动，目前为 {active} 位。
    /// @param active Reviewers now.
    /// @custom:zh-param active 目前的审核人数。
    /// @param needed Reviewers that are needed.
    /// @custom:zh-param needed 所需的审核人数。
    error TooFewReviewers(uint32 active, uint32 needed);

    /// @notice {reviewer} is a reviewer already.
    /// @custom:zh {reviewer} 已是审核人。
    /// @param reviewer The reviewer.
    /// @custom:zh-param reviewer 审核人。
    error ReviewerExists(address reviewer);

    /// @notice {reviewer} is no reviewer.
    /// @custom:zh {reviewer} 不是审核人。
    /// @param reviewer The reviewer.
    /// @custom:zh-param reviewer 审核人。
    error UnknownReviewer(address reviewer);

    /// @notice There are {maximum} reviewers, and no more are possible; dismiss one first.
    /// @custom:zh 审核人已达上限 {maximum} 位；请先免去一位。
    /// @param maximum The most that is allowed.
    /// @custom:zh-param maximum 允许的上限。
    error TooManyReviewers(uint32 maximum);

    /// @notice Campaigns of stage {stage} can be approved from {availableFrom}.
    /// @custom:zh 阶段 {stage} 的活动自 {availableFrom} 起可以批准。
    /// @param stage The stage whose budget pays, from 0.
    /// @custom:zh-param stage 支付奖励的阶段，从 0 开始。
    /// @param availableFrom From when it is possible, in Unix seconds.
    /// @custom:zh-param availableFrom 可以进行的时间，以 Unix 秒计。
    /// @custom:format availableFrom time
    error DecisionTooEarly(uint8 stage, uint64 availableFrom);

    /// @notice With {seats} of {needed} committee seats filled, a campaign may reserve {allowed}, and this one asks for
    /// {asked}.
    /// @custom:zh 委员会目前有 {seats} 席；满 {needed} 席之前，每项活动最多预留 {allowed}，此活动需要 {asked}。
    /// @param asked What it would reserve, in base units.
    /// @custom:zh-param asked 将要预留的数量，以最小单位计。
    /// @param allowed The share of a month that one campaign may reserve, in base units.
    /// @custom:zh-param allowed 一项活动最多可预留的月度份额，以最小单位计。
    /// @param seats Seats that are filled.
    /// @custom:zh-param seats 已任命的席位。
    /// @param needed Seats without which the cap holds.
    /// @custom:zh-param needed 上限不再适用所需的席位。
    /// @custom:format asked amount
    /// @custom:format allowed amount
    error CampaignCapExceeded(uint256 asked, uint256 allowed, uint32 seats, uint32 needed);

    /// @notice With {seats} of {needed} committee seats filled, an organiser and its affiliates may reserve {allowed}
    /// in a stage; they have {reserved}, and this asks for {asked}.
    /// @custom:zh 委员会目前有 {seats} 席；满 {needed} 席之前，每位组织者连同其关联方在一个阶段最多预留 {allowed}，已预留 {reserved}，此活动需要 {asked}。
    /// @param asked What it would reserve, in base units.
    /// @custom:zh-param asked 将要预留的数量，以最小单位计。
    /// @param reserved What they have reserved, in base units.
    /// @custom:zh-param reserved 已预留的数量，以最小单位计。
    /// @param allowed The share of the stage that one organiser may reserve, in base units.
    /// @custom:zh-param allowed 一位组织者最多可预留的阶段份额，以最小单位计。
    /// @param seats Seats that are filled.
    /// @custom:zh-param seats 已任命的席位。
    /// @param needed Seats without which the cap holds.
    /// @custom:zh-param needed 上限不再适用所需的席位。
    /// @custom:format asked amount
    /// @custom:format reserved amount
    /// @custom:format allowed amount
    error OrganiserCapExceeded(uint256 asked, uint256 reserved, uint256 allowed, uint32 seats, uint32 needed);

    /// @notice Stage {stage} has {maximum} organisers, and no more are possible while committee seats are empty.
    /// @custom:zh 阶段 {stage} 已有 {maximum} 位组织者；委员会席位未满期间不能再增加。
    /// @param stage The stage whose budget pays, from 0.
    /// @custom:zh-param stage 支付奖励的阶段，从 0 开始。
    /// @param maximum The most that is allowed.
    /// @custom:zh-param maximum 允许的上限。
    error TooManyOrganisers(uint8 stage, uint32 maximum);

    /// @notice Open contributions of stage {stage} have a campaign already: {campaign}.
    /// @custom:zh 阶段 {stage} 的自发贡献已有活动：{campaign}。
    /// @param stage The stage whose budget pays, from 0.
    /// @custom:zh-param stage 支付奖励的阶段，从 0 开始。
    /// @param campaign The campaign that takes them.
    /// @custom:zh-param campaign 接收自发贡献的活动。
    error OpenContributionsExist(uint8 stage, uint64 campaign);

    /// @notice There are {maximum} activity types, and no more are possible; change one of them.
    /// @custom:zh 活动类型已达上限 {maximum} 种；请调整现有类型。
    /// @param maximum The most that is allowed.
    /// @custom:zh-param maximum 允许的上限。
    error TooManyActivityTypes(uint32 maximum);

    /// @notice {term} does not go with who decides ({decidedBy}).
    /// @custom:zh {term} 与决定方式（{decidedBy}）不相容。
    /// @param term The term.
    /// @custom:zh-param term 条件。
    /// @param decidedBy 0 a reviewer, 1 tickets, 2 a grader, 3 nobody, 4 reviewers by scores, 5 the committee by a
    /// list.
    /// @custom:zh-param decidedBy 0 审核人，1 门票，2 评分程序，3 无须决定，4 多位审核人打分，5 委员会依名单。
    error TermsDisagree(string term, uint8 decidedBy);

    /// @notice Campaign {campaign} is taken part in another way; who decides: {decidedBy} (0 a reviewer, 1 tickets, 2 a
    /// grader, 3 nobody, 4 reviewers by scores, 5 the committee by a list).
    /// @custom:zh 活动 {campaign} 的参与方式不同；决定方式：{decidedBy}（0 审核人，1 门票，2 评分程序，3 无须决定，4 多位审核人打分，5 委员会依名单）。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param decidedBy 0 a reviewer, 1 tickets, 2 a grader, 3 nobody, 4 reviewers by scores, 5 the committee by a
    /// list.
    /// @custom:zh-param decidedBy 0 审核人，1 门票，2 评分程序，3 无须决定，4 多位审核人打分，5 委员会依名单。
    error OtherWay(uint64 campaign, uint8 decidedBy);

    /// @notice Campaign {campaign} has a form of {fields} fields: use `answer`; where there is none, use `submit`.
    /// @custom:zh 活动 {campaign} 的表单有 {fields} 个字段：有表单时用 `answer`，没有时用 `submit`。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param fields How many fields its form has.
    /// @custom:zh-param fields 表单的字段数。
    error FormMismatch(uint64 campaign, uint32 fields);

    /// @notice {answers} answers were given; the form has {fields} public fields. Leave out none: an empty text is no
    /// answer.
    /// @custom:zh 给出了 {answers} 个答案，而表单有 {fields} 个公开字段。不作答的字段请留空，不要省略。
    /// @param answers How many answers were given.
    /// @custom:zh-param answers 给出的答案数。
    /// @param fields How many public fields there are.
    /// @custom:zh-param fields 公开字段数。
    error AnswerCount(uint32 answers, uint32 fields);

    /// @notice Field {field} must be answered.
    /// @custom:zh 字段 {field} 必须填写。
    /// @param field Its number in the form, from 1.
    /// @custom:zh-param field 字段在表单中的编号，从 1 开始。
    error AnswerMissing(uint32 field);

    /// @notice The answer to field {field} is not of its kind ({kind}: 0 text, 1 the number of a choice from 0, 2 a
    /// number, 3 a date like 2026-11-30, 4 an address, 5 a URL).
    /// @custom:zh 字段 {field} 的答案与其类型不符（{kind}：0 文本，1 选项序号（从 0 起），2 数字，3 日期如 2026-11-30，4 地址，5 网址）。
    /// @param field Its number in the form, from 1.
    /// @custom:zh-param field 字段在表单中的编号，从 1 开始。
    /// @param kind Its kind.
    /// @custom:zh-param kind 字段类型。
    error AnswerInvalid(uint32 field, uint8 kind);

    /// @notice Campaign {campaign} takes no nominations of others.
    /// @custom:zh 活动 {campaign} 不接受提名他人。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    error NominationsNotTaken(uint64 campaign);

    /// @notice {account} belongs to the protocol and takes part in nothing.
    /// @custom:zh {account} 是协议账户，不能参与。
    /// @param account The account.
    /// @custom:zh-param account 账户。
    error CannotTakePart(address account);

    /// @notice The organiser {organiser} gets nothing by its own key in campaign {campaign}.
    /// @custom:zh 组织者 {organiser} 不能凭自己的密钥在活动 {campaign} 中获奖。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param organiser The organiser.
    /// @custom:zh-param organiser 组织者。
    error OrganiserExcluded(uint64 campaign, address organiser);

    /// @notice This ticket or result ran out at {expiredAt}.
    /// @custom:zh 此门票或成绩已于 {expiredAt} 过期。
    /// @param expiredAt When, in Unix seconds.
    /// @custom:zh-param expiredAt 过期时间，以 Unix 秒计。
    /// @custom:format expiredAt time
    error AttestationExpired(uint64 expiredAt);

    /// @notice The key of campaign {campaign} is {key}; this was signed by {signer}, or for another campaign or
    /// network.
    /// @custom:zh 活动 {campaign} 的密钥是 {key}；此签名出自 {signer}，或属于其他活动、其他网络。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param key The key of the campaign.
    /// @custom:zh-param key 活动的密钥。
    /// @param signer Whose signature it would be; the zero address if nobody's.
    /// @custom:zh-param signer 签名对应的地址；无效则为零地址。
    error WrongSigner(uint64 campaign, address key, address signer);

    /// @notice The holder {holder} has not signed that {account} redeems this.
    /// @custom:zh 门票密钥 {holder} 的签名并未指定由 {account} 兑换。
    /// @param holder The address of the key on the ticket.
    /// @custom:zh-param holder 门票上密钥的地址。
    /// @param account Who was to be paid.
    /// @custom:zh-param account 拟收取奖励的账户。
    error WrongHolder(address holder, address account);

    /// @notice Number {number} of campaign {campaign} was redeemed; it is submission {submission}.
    /// @custom:zh 活动 {campaign} 的第 {number} 号已兑换，见提交 {submission}。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param number The number of the ticket, or of the attempt.
    /// @custom:zh-param number 门票编号，或第几次尝试。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    error AlreadyRedeemed(uint64 campaign, uint32 number, uint32 submission);

    /// @notice {reviewer} has scored submission {submission} of campaign {campaign}; a score is given once.
    /// @custom:zh {reviewer} 已为活动 {campaign} 的提交 {submission} 打分；每人只打一次分。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param reviewer Who scored it.
    /// @custom:zh-param reviewer 打分的审核人。
    error AlreadyScored(uint64 campaign, uint32 submission, address reviewer);

    /// @notice Submission {submission} of campaign {campaign} has all its {scores} scores; `scores` shows them.
    /// @custom:zh 活动 {campaign} 的提交 {submission} 已有全部 {scores} 个分数，可用 `scores` 查看。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param scores How many it takes.
    /// @custom:zh-param scores 所需的打分数量。
    error ScoresComplete(uint64 campaign, uint32 submission, uint8 scores);

    /// @notice {account} cannot be on a list that the committee confirms: it is, or belongs to, {party}, who has a
    /// seat. Such a reward needs a campaign that a reviewer decides.
    /// @custom:zh {account} 不能列入由委员会确认的名单：它即是委员 {party} 或其关联方。此类奖励须通过由审核人决定的活动发放。
    /// @param account Who was on the list.
    /// @custom:zh-param account 名单中的账户。
    /// @param party Who has a seat.
    /// @custom:zh-param party 拥有席位的账户。
    error CannotBeListed(address account, address party);

    /// @notice Campaign {campaign} has a list of {posted} lines, of which {confirmed} are confirmed; confirm through a
    /// number between.
    /// @custom:zh 活动 {campaign} 的名单共 {posted} 行，其中前 {confirmed} 行已确认；请填写尚未确认的行号。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param posted Lines there are.
    /// @custom:zh-param posted 名单的行数。
    /// @param confirmed Lines that are confirmed.
    /// @custom:zh-param confirmed 已确认的行数。
    error NothingToConfirm(uint64 campaign, uint32 posted, uint32 confirmed);

    /// @notice Today's rewards of campaign {campaign} are used up: {paidToday} of {ceiling} were paid. More can be paid
    /// from {availableFrom} on.
    /// @custom:zh 活动 {campaign} 今日的奖励已发完：上限 {ceiling}，已支付 {paidToday}。{availableFrom} 起可再支付。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param paidToday What was paid today, in base units.
    /// @custom:zh-param paidToday 今日已支付的数量，以最小单位计。
    /// @param ceiling What may be paid today, in base units.
    /// @custom:zh-param ceiling 今日可支付的数量，以最小单位计。
    /// @param availableFrom When the next day begins, in Unix seconds.
    /// @custom:zh-param availableFrom 下一日开始的时间，以 Unix 秒计。
    /// @custom:format paidToday amount
    /// @custom:format ceiling amount
    /// @custom:format availableFrom time
    error DailyCeiling(uint64 campaign, uint256 paidToday, uint256 ceiling, uint64 availableFrom);

    /// @notice {waiting} results of campaign {campaign} wait for anchors, and there is room for {maximum}. With an
    /// anchor yours is paid at once: redeem the ticket of an event, accept an invitation, or have a contribution
    /// approved.
    /// @custom:zh 活动 {campaign} 已有 {waiting} 个结果在等待锚定，上限 {maximum}。获得锚定后立即支付：兑换活动门票、接受邀请，或有一项贡献通过审核。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param waiting How many wait.
    /// @custom:zh-param waiting 等待的数量。
    /// @param maximum How many may.
    /// @custom:zh-param maximum 上限。
    error NoRoomToWait(uint64 campaign, uint32 waiting, uint32 maximum);

    /// @notice {waiting} results of this account wait for an anchor already. Get one first: redeem the ticket of an
    /// event, accept an invitation, or have a contribution approved.
    /// @custom:zh 此账户已有 {waiting} 个结果在等待锚定。请先获得锚定：兑换活动门票、接受邀请，或有一项贡献通过审核。
    /// @param waiting How many wait, which is as many as may.
    /// @custom:zh-param waiting 等待的数量，已达上限。
    error TooManyWaiting(uint32 waiting);

    /// @notice This account took part in this period of campaign {campaign}; the next begins at {availableFrom}.
    /// @custom:zh 此账户本期已参与活动 {campaign}；下一期始于 {availableFrom}。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param availableFrom When the next period begins, in Unix seconds.
    /// @custom:zh-param availableFrom 下一期开始的时间，以 Unix 秒计。
    /// @custom:format availableFrom time
    error PeriodDone(uint64 campaign, uint64 availableFrom);

    /// @notice A reviewer stopped the key of campaign {campaign}; the committee decides whether it goes on.
    /// @custom:zh 活动 {campaign} 的密钥已被审核人停用；是否恢复由委员会决定。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    error KeyIsStopped(uint64 campaign);

    /// @notice Campaign {campaign} has no key that could be stopped, or its key was not stopped.
    /// @custom:zh 活动 {campaign} 没有可停用的密钥，或其密钥未被停用。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    error NoSuchKey(uint64 campaign);

    /// @notice Proposes a campaign. The committee approves the draft with a budget, or lets it lapse; `limits` says
    /// after how many days, and how many drafts an account may have.
    /// @custom:zh 提议一项活动。由委员会批准草案并确定预算，否则到期失效；失效天数与每个账户的草案数量见 `limits`。
    /// @param terms The terms.
    /// @custom:zh-param terms 活动条件。
    /// @param texts What people read about it.
    /// @custom:zh-param texts 说明文字。
    /// @param form The fields of its form; none if what is submitted is one text.
    /// @custom:zh-param form 表单的字段；以一段文字提交的活动没有表单。
    /// @return campaign The number of the campaign, from 1.
    /// @custom:zh-return campaign 活动编号，从 1 开始。
    function propose(
        Terms calldata terms, Texts calldata texts, Field[] calldata form
    ) external returns (uint64 campaign);

    /// @notice Withdraws a draft of the sender.
    /// @custom:zh 撤回自己的草案。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    function withdrawDraft(uint64 campaign) external;

    /// @notice Submits to an open campaign. The first ones in order have a place, later ones wait for one; the reward
    /// is paid when a reviewer approves.
    /// @custom:zh 向开放中的活动提交内容。先提交者占有名额，之后的依次等待；审核通过即发放奖励。
    /// @custom:newcomer Taking part is how an account begins.
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param content What is submitted, or where it can be read.
    /// @custom:zh-param content 提交的内容，或其可查阅之处。
    /// @return submission The number of the submission in its campaign, from 1.
    /// @custom:zh-return submission 提交在活动中的编号，从 1 开始。
    function submit(uint64 campaign, string calldata content) external returns (uint32 submission);

    /// @notice Answers the form of an open campaign. Private answers go to the inbox first; the chain gets a
    /// hash of them.
    /// @custom:zh 填写开放中的活动的表单。私密答案先交给收件箱，链上只保存哈希。
    /// @custom:newcomer Taking part is how an account begins.
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param answers The public answers, in order of the form's public fields; an empty text is no answer.
    /// @custom:zh-param answers 公开答案，按表单公开字段的顺序；空文本表示不作答。
    /// @param privateHash The hash of the private answers with a random value; zero if there are none.
    /// @custom:zh-param privateHash 私密答案加随机值后的哈希；没有则为零。
    /// @return submission The number of the submission in its campaign, from 1; 0 if a streak only grew.
    /// @custom:zh-return submission 提交在活动中的编号，从 1 开始；若只是延长了连续期数则为 0。
    function answer(
        uint64 campaign, string[] calldata answers, bytes32 privateHash
    ) external returns (uint32 submission);

    /// @notice Submits what somebody else did, to a campaign that takes nominations. Who is nominated is paid.
    /// @custom:zh 向接受提名的活动提交他人的贡献；奖励归被提名者。
    /// @custom:newcomer Taking part is how an account begins.
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param account Whose contribution it is.
    /// @custom:zh-param account 贡献者。
    /// @param content What was done, or where it can be read.
    /// @custom:zh-param content 所做的事，或其可查阅之处。
    /// @return submission The number of the submission in its campaign, from 1.
    /// @custom:zh-return submission 提交在活动中的编号，从 1 开始。
    function nominate(uint64 campaign, address account, string calldata content) external returns (uint32 submission);

    /// @notice Redeems a ticket or a graded result. Anybody may send it; what is signed says who is paid. A ticket is
    /// paid at once and anchors the account; a result is paid at once to an account with an anchor, and waits for one
    /// otherwise.
    /// @custom:zh 兑换门票或成绩。任何人都可以代为发送；由签名决定谁收取奖励。门票立即支付并使账户获得锚定；成绩对已锚定的账户立即支付，否则等待锚定。
    /// @custom:newcomer Taking part is how an account begins.
    /// @param attestation What the campaign's key signed.
    /// @custom:zh-param attestation 活动密钥所签的证明。
    /// @param signature The key's signature over it: r, s, v.
    /// @custom:zh-param signature 密钥对其的签名：r、s、v。
    /// @param account Who is paid: for a result its holder.
    /// @custom:zh-param account 收取奖励的账户；成绩须为其持有者。
    /// @param holderSignature For a ticket, the signature of its one-time key over campaign, number and account.
    /// @custom:zh-param holderSignature 门票须附其一次性密钥对活动、编号与账户的签名。
    /// @return submission The number of the submission in its campaign, from 1.
    /// @custom:zh-return submission 提交在活动中的编号，从 1 开始。
    function redeem(
        Attestation calldata attestation, bytes calldata signature, address account, bytes calldata holderSignature
    ) external returns (uint32 submission);

    /// @notice Stops the key of a campaign at once. For reviewers; the committee decides whether it goes on.
    /// @custom:zh 立即停用活动的密钥。限审核人；是否恢复由委员会决定。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param reason The reason, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    function stopKey(uint64 campaign, string calldata reason) external;

    /// @notice Lets a key go on that a reviewer stopped. For the committee, by decision.
    /// @custom:zh 恢复被审核人停用的密钥。仅限委员会决议。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    function resumeKey(uint64 campaign) external;

    /// @notice Withdraws an open submission of the sender; place and amount are free at once.
    /// @custom:zh 撤回自己尚未有结果的提交；名额与数量立即释放。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    function withdrawSubmission(uint64 campaign, uint32 submission) external;

    /// @notice Decides about a submission: the responsible reviewer at once, every reviewer and committee member some
    /// days later (`limits`). An approval pays if there is a place.
    /// @custom:zh 对提交作出决定：负责的审核人可立即决定，若干天后（见 `limits`）任一审核人或委员均可决定。通过且占有名额时立即发放奖励。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param approved Whether it is approved.
    /// @custom:zh-param approved 是否通过。
    /// @param reason The reason, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    function decide(uint64 campaign, uint32 submission, bool approved, string calldata reason) external;

    /// @notice Scores a submission where several reviewers decide: those whose turn it is at once, every other reviewer
    /// and committee member some days later (`limits`), each once. When the campaign is closed and everything is
    /// scored, the best are rewarded (`ranking`).
    /// @custom:zh 在由多位审核人打分的活动中为提交打分：轮值的审核人可立即打分，若干天后（见 `limits`）其他审核人与委员亦可，每人一次。活动截止且全部打分完毕后，择优奖励（见
    /// `ranking`）。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param points Points, of 100.
    /// @custom:zh-param points 分数，满分 100。
    /// @param reason The reason, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    function score(uint64 campaign, uint32 submission, uint8 points, string calldata reason) external;

    /// @notice Adds lines to a list of rewards that the committee confirms, each of which takes a place. For the
    /// organiser.
    /// @custom:zh 向由委员会确认的奖励名单添加若干行，每行占用一个名额。仅限组织者。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param lines Who is rewarded, and for what.
    /// @custom:zh-param lines 奖励给谁，缘由为何。
    /// @return first The number of the first line.
    /// @custom:zh-return first 首行编号。
    /// @return last The number of the last line.
    /// @custom:zh-return last 末行编号。
    function post(uint64 campaign, Line[] calldata lines) external returns (uint32 first, uint32 last);

    /// @notice Confirms the lines of a list up to a number; they are paid some days later (`limits`), but those that
    /// are struck. For the committee, by decision.
    /// @custom:zh 确认名单至某一编号；除被剔除者外，若干天后（见 `limits`）自动发放。仅限委员会决议。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param through The number of the last line that is confirmed.
    /// @custom:zh-param through 确认的末行编号。
    function award(uint64 campaign, uint32 through) external;

    /// @notice Strikes a line that is not paid yet: a refusal, against which its account can appeal. For the organiser,
    /// reviewers and the committee.
    /// @custom:zh 剔除名单中尚未发放的一行；视为驳回，该账户可以申诉。限组织者、审核人与委员。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the line.
    /// @custom:zh-param submission 该行的编号。
    /// @param reason The reason, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    function strike(uint64 campaign, uint32 submission, string calldata reason) external;

    /// @notice Appeals against a refusal, within the time for it (`limits`). Two other reviewers hear it.
    /// @custom:zh 在期限内（见 `limits`）对驳回提出申诉，由另外两位审核人审理。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param reason The reason, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    function appeal(uint64 campaign, uint32 submission, string calldata reason) external;

    /// @notice Votes on an appeal. Both reviewers are needed to overturn the refusal; undecided in time, it stands
    /// (`limits`).
    /// @custom:zh 对申诉投票。两位审核人均同意才能推翻驳回；逾期未决（见 `limits`）则维持驳回。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param overturn Whether the refusal should be overturned.
    /// @custom:zh-param overturn 是否推翻驳回。
    /// @param reason The reason, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    function decideAppeal(uint64 campaign, uint32 submission, bool overturn, string calldata reason) external;

    /// @notice Approves a draft and reserves its budget: places × base × multiplier. For the committee, by decision.
    /// @custom:zh 批准草案并预留预算：名额 × 基准奖励 × 倍数。仅限委员会决议。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    function approve(uint64 campaign) external;

    /// @notice Names a reviewer. For the committee, by decision.
    /// @custom:zh 任命审核人。仅限委员会决议。
    /// @param reviewer The reviewer.
    /// @custom:zh-param reviewer 审核人。
    function nameReviewer(address reviewer) external;

    /// @notice Dismisses a reviewer. For the committee, by decision.
    /// @custom:zh 免去审核人。仅限委员会决议。
    /// @param reviewer The reviewer.
    /// @custom:zh-param reviewer 审核人。
    function dismissReviewer(address reviewer) external;

    /// @notice Adds an activity type, or changes one. For the committee, by decision, which takes effect some days
    /// later.
    /// @custom:zh 新增或调整活动类型。仅限委员会决议，数天后生效。
    /// @param activityType Its number: an existing one, or the next.
    /// @custom:zh-param activityType 类型编号：现有编号，或下一个编号。
    /// @param nameZh Its name in Chinese.
    /// @custom:zh-param nameZh 中文名称。
    /// @param nameEn Its name in English.
    /// @custom:zh-param nameEn 英文名称。
    /// @param area 0 events, 1 forms, 2 nodes, 3 delegation, 4 content, 5 open contributions.
    /// @custom:zh-param area 0 线上线下活动，1 表单，2 节点，3 委托，4 内容，5 自发贡献。
    /// @param base The base reward, in base units.
    /// @custom:zh-param base 基准奖励，以最小单位计。
    /// @custom:format base amount
    function setActivityType(
        uint16 activityType, string calldata nameZh, string calldata nameEn, uint8 area, uint256 base
    ) external;

    /// @notice What a submission would come to now, by the very code that takes it and pays it.
    /// @custom:zh 预览此刻提交的结果；与实际提交和支付使用同一段代码。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param account The account that takes part.
    /// @custom:zh-param account 参与的账户。
    /// @param content What is submitted, or where it can be read.
    /// @custom:zh-param content 提交的内容，或其可查阅之处。
    /// @return accepted Whether it would be taken.
    /// @custom:zh-return accepted 是否会被接受。
    /// @return amount What it would be paid, in base units.
    /// @custom:zh-return amount 通过后支付的数量，以最小单位计。
    /// @return hasPlace Whether it would have a place, or wait for one.
    /// @custom:zh-return hasPlace 是否会占有名额；否则等待。
    /// @return refusal The error that says why not and what would change it, ABI encoded.
    /// @custom:zh-return refusal 拒绝的错误，说明原因与改变的办法，以 ABI 编码。
    /// @custom:format amount amount
    function preview(
        uint64 campaign, address account, string calldata content
    ) external view returns (bool accepted, uint256 amount, bool hasPlace, bytes memory refusal);

    /// @notice Campaigns and drafts in order of proposal.
    /// @custom:zh 按提议先后列出活动与草案。
    /// @param from The first number, from 1.
    /// @custom:zh-param from 起始编号，从 1 开始。
    /// @param count How many at most; 50 or less.
    /// @custom:zh-param count 最多返回的数量，不超过 50。
    /// @return page The campaigns.
    /// @custom:zh-return page 活动列表。
    /// @return total How many there are.
    /// @custom:zh-return total 活动总数。
    function campaigns(uint64 from, uint32 count) external view returns (Campaign[] memory page, uint64 total);

    /// @notice One campaign.
    /// @custom:zh 单项活动。
    /// @param id The number of the campaign.
    /// @custom:zh-param id 活动编号。
    /// @return found The campaign.
    /// @custom:zh-return found 活动。
    function campaign(uint64 id) external view returns (Campaign memory found);

    /// @notice The texts of a campaign; those of a draft that lapsed or was withdrawn are gone.
    /// @custom:zh 活动的说明文字；已失效或撤回的草案不再保留。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @return found The texts.
    /// @custom:zh-return found 说明文字。
    function texts(uint64 campaign) external view returns (Texts memory found);

    /// @notice The form of a campaign.
    /// @custom:zh 活动的表单。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @return fields Its fields; none if what is submitted is one text.
    /// @custom:zh-return fields 表单的字段；以一段文字提交的活动没有表单。
    function form(uint64 campaign) external view returns (Field[] memory fields);

    /// @notice The value from which a campaign draws, such as the questions of a quiz.
    /// @custom:zh 活动抽取（例如抽题）所依据的随机值。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @return value The seed of the first block at or after the opening; zero before.
    /// @custom:zh-return value 开放时刻起第一个区块的随机种子；此前为零。
    function draw(uint64 campaign) external view returns (bytes32 value);

    /// @notice How an account is anchored, which rewards without a human reviewer need.
    /// @custom:zh 账户如何锚定；无须人工审核的奖励须有锚定。
    /// @param account Whose anchor.
    /// @custom:zh-param account 所查询的账户。
    /// @return kind 0 not at all, 1 a ticket, 2 a proven delegation, 3 a reviewed contribution, 4 an invitation, 5 the
    /// genesis of a development network.
    /// @custom:zh-return kind 0 无，1 门票，2 已证明的委托，3 经审核的贡献，4 邀请，5 开发网络的创世。
    /// @return source What it rests on: campaign and submission in the last 16 bytes, or the account that invited.
    /// @custom:zh-return source 依据：末尾 16 字节为活动编号与提交编号，或邀请人账户。
    /// @return at When, in Unix seconds.
    /// @custom:zh-return at 获得锚定的时间，以 Unix 秒计。
    /// @custom:format at time
    function anchorOf(address account) external view returns (uint8 kind, bytes32 source, uint64 at);

    /// @notice Results of an account that wait for an anchor, or for the next day's share.
    /// @custom:zh 某账户等待锚定或次日份额的结果。
    /// @param account Whose results.
    /// @custom:zh-param account 所查询的账户。
    /// @return page The submissions.
    /// @custom:zh-return page 提交列表。
    function waitingResults(address account) external view returns (Submission[] memory page);

    /// @notice How far an account is in a recurring task.
    /// @custom:zh 账户在周期任务中的进度。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param account Whose progress.
    /// @custom:zh-param account 所查询的账户。
    /// @return run Periods in a row until now.
    /// @custom:zh-return run 目前连续的期数。
    /// @return availableFrom From when it may take part, in Unix seconds; 0 for now.
    /// @custom:zh-return availableFrom 可参与的时间，以 Unix 秒计；0 表示现在即可。
    /// @custom:format availableFrom time
    function progress(uint64 campaign, address account) external view returns (uint16 run, uint64 availableFrom);

    /// @notice Submissions of a campaign in order.
    /// @custom:zh 按先后列出活动的提交。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param from The first number, from 1.
    /// @custom:zh-param from 起始编号，从 1 开始。
    /// @param count How many at most; 50 or less.
    /// @custom:zh-param count 最多返回的数量，不超过 50。
    /// @return page The submissions.
    /// @custom:zh-return page 提交列表。
    /// @return total How many there are.
    /// @custom:zh-return total 提交总数。
    function submissions(
        uint64 campaign, uint32 from, uint32 count
    ) external view returns (Submission[] memory page, uint32 total);

    /// @notice One submission.
    /// @custom:zh 单份提交。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param number Its number in the campaign.
    /// @custom:zh-param number 在活动中的编号。
    /// @return found The submission.
    /// @custom:zh-return found 提交。
    function submission(uint64 campaign, uint32 number) external view returns (Submission memory found);

    /// @notice Submissions of an account over all campaigns, the newest first.
    /// @custom:zh 某账户在所有活动中的提交，最新的在前。
    /// @param account Whose submissions.
    /// @custom:zh-param account 所查询的账户。
    /// @param campaign Where to go on: the campaign of the next one, or 0 for the newest.
    /// @custom:zh-param campaign 继续之处的活动编号；0 表示从最新开始。
    /// @param submission Where to go on: the number of the next one, or 0 for the newest.
    /// @custom:zh-param submission 继续之处的提交编号；0 表示从最新开始。
    /// @param count How many at most; 50 or less.
    /// @custom:zh-param count 最多返回的数量，不超过 50。
    /// @return page The submissions.
    /// @custom:zh-return page 提交列表。
    /// @return nextCampaign Where to go on; 0 at the end.
    /// @custom:zh-return nextCampaign 继续之处的活动编号；结束时为 0。
    /// @return nextSubmission Where to go on; 0 at the end.
    /// @custom:zh-return nextSubmission 继续之处的提交编号；结束时为 0。
    function submissionsOf(
        address account, uint64 campaign, uint32 submission, uint32 count
    ) external view returns (Submission[] memory page, uint64 nextCampaign, uint32 nextSubmission);

    /// @notice What was decided about a submission, and why.
    /// @custom:zh 对提交的决定及理由。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @return found The review.
    /// @custom:zh-return found 审核情况。
    function review(uint64 campaign, uint32 submission) external view returns (Review memory found);

    /// @notice The scores of a submission.
    /// @custom:zh 一份提交的打分。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @return found The scores, in the order in which they were given.
    /// @custom:zh-return found 各审核人的打分，按先后排列。
    function scores(uint64 campaign, uint32 submission) external view returns (Score[] memory found);

    /// @notice How a campaign that several reviewers score stands: its submissions that have all their scores, the best
    /// first.
    /// @custom:zh 由多位审核人打分的活动的名次：列出打分完毕的提交，最优者在前。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param from The first place of the ranking, from 1.
    /// @custom:zh-param from 起始名次，从 1 开始。
    /// @param count How many at most; 50 or less.
    /// @custom:zh-param count 最多返回的数量，不超过 50。
    /// @return page The ranked submissions.
    /// @custom:zh-return page 名次列表。
    /// @return total How many have all their scores.
    /// @custom:zh-return total 打分完毕的提交数量。
    /// @return announced Whether the result is fixed.
    /// @custom:zh-return announced 结果是否已确定。
    /// @return winners How many are rewarded; until the result is fixed, as it stands now.
    /// @custom:zh-return winners 获奖的提交数量；结果确定之前为暂列数量。
    /// @return fixedAt When the result is fixed at the latest, in Unix seconds.
    /// @custom:zh-return fixedAt 结果最迟确定的时间，以 Unix 秒计。
    /// @custom:format fixedAt time
    function ranking(uint64 campaign, uint32 from, uint32 count)
        external view returns (Ranked[] memory page, uint32 total, bool announced, uint32 winners, uint64 fixedAt);

    /// @notice How far the list of a campaign is that the committee confirms.
    /// @custom:zh 由委员会确认的名单的进度。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @return posted Lines there are.
    /// @custom:zh-return posted 名单的行数。
    /// @return confirmed Lines that the committee confirmed.
    /// @custom:zh-return confirmed 委员会已确认的行数。
    /// @return paid Lines that the agenda has come by: paid, unless they were struck.
    /// @custom:zh-return paid 已处理发放的行数，被剔除者除外。
    /// @return paidFrom From when the next confirmed lines are paid, in Unix seconds; 0 if there are none.
    /// @custom:zh-return paidFrom 下一批已确认的行开始发放的时间，以 Unix 秒计；没有则为 0。
    /// @custom:format paidFrom time
    function awards(uint64 campaign)
        external view returns (uint32 posted, uint32 confirmed, uint32 paid, uint64 paidFrom);

    /// @notice What a reviewer or committee member can decide or hear now, among the next 50 submissions of a campaign.
    /// @custom:zh 在活动接下来的 50 份提交中，某审核人或委员此刻可决定或审理的提交。
    /// @param reviewer Who would decide.
    /// @custom:zh-param reviewer 将作出决定的人。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param from The first number to look at, from 1.
    /// @custom:zh-param from 起始编号，从 1 开始。
    /// @return cases Those that can be decided.
    /// @custom:zh-return cases 可决定的提交。
    /// @return next Where to go on; 0 at the end.
    /// @custom:zh-return next 继续之处的编号；结束时为 0。
    function openCases(
        address reviewer, uint64 campaign, uint32 from
    ) external view returns (Submission[] memory cases, uint32 next);

    /// @notice The open drafts of an account.
    /// @custom:zh 某账户的草案。
    /// @param account Whose drafts.
    /// @custom:zh-param account 所查询的账户。
    /// @return ids Their numbers.
    /// @custom:zh-return ids 草案编号。
    function draftsOf(address account) external view returns (uint64[] memory ids);

    /// @notice How an account stands in the running stage.
    /// @custom:zh 某账户在本阶段的情况。
    /// @param account Whose standing.
    /// @custom:zh-param account 所查询的账户。
    /// @return refusals Refusals in this stage.
    /// @custom:zh-return refusals 本阶段被驳回的次数。
    /// @return availableFrom From when it may submit, in Unix seconds; 0 for now.
    /// @custom:zh-return availableFrom 可提交的时间，以 Unix 秒计；0 表示现在即可。
    /// @custom:format availableFrom time
    function standing(address account) external view returns (uint32 refusals, uint64 availableFrom);

    /// @notice Who reviews.
    /// @custom:zh 全部审核人。
    /// @return accounts The reviewers, in order of their naming.
    /// @custom:zh-return accounts 审核人，按任命先后排列。
    function reviewers() external view returns (address[] memory accounts);

    /// @notice What each reviewer did in a stage, and what burned undecided.
    /// @custom:zh 各审核人在一个阶段中的工作，以及因未决而销毁的数量。
    /// @param stage The stage, from 0.
    /// @custom:zh-param stage 阶段，从 0 开始。
    /// @return records One for each account that had something to decide.
    /// @custom:zh-return records 每个负有审核职责的账户一条记录。
    function reviewerRecords(uint8 stage) external view returns (ReviewerRecord[] memory records);

    /// @notice The kinds of activity.
    /// @custom:zh 全部活动类型。
    /// @return types The types.
    /// @custom:zh-return types 活动类型。
    function activityTypes() external view returns (ActivityType[] memory types);

    /// @notice The campaign that takes open contributions of a stage.
    /// @custom:zh 接收某阶段自发贡献的活动。
    /// @param stage The stage, from 0.
    /// @custom:zh-param stage 阶段，从 0 开始。
    /// @return campaign Its number; 0 if there is none yet.
    /// @custom:zh-return campaign 活动编号；尚无则为 0。
    function openContributions(uint8 stage) external view returns (uint64 campaign);

    /// @notice The numbers of the rules.
    /// @custom:zh 各项规则的数值。
    /// @return numbers The numbers.
    /// @custom:zh-return numbers 数值。
    function limits() external view returns (Limits memory numbers);

    /// @notice Says whether this module has an interface (ERC-165).
    /// @custom:zh 说明本模块是否具有某接口（ERC-165）。
    /// @param interfaceId The exclusive or of the selectors of the interface.
    /// @custom:zh-param interfaceId 接口各函数选择器的异或值。
    /// @return supported True if all functions of the interface exist here.
    /// @custom:zh-return supported 若该接口的全部函数在此存在则为真。
    function supportsInterface(bytes4 interfaceId) external view returns (bool supported);
}
