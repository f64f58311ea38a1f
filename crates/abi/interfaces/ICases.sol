// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title ICases
/// @notice Fraud cases (R24): evidence, notice, a reply, a decision with its reason, an appeal. They reach only what is
/// not paid yet; what is paid is never frozen or taken back. Nobody is rewarded for an accusation.
/// @custom:zh 违规案件（R24）：列出证据、通知当事人、给予答辩、附理由作出决定、可以申诉。案件只涉及尚未支付的数额；已支付的永远不冻结，也不追回。不设付费举报。
interface ICases {
    /// @notice A submission that a case names.
    /// @custom:zh 案件所涉及的一项提交。
    /// @custom:field campaign The number of the campaign, from 1.
    /// @custom:zh-field campaign 活动编号，从 1 开始。
    /// @custom:field submission The number of the submission in its campaign, from 1.
    /// @custom:zh-field submission 提交在活动中的编号，从 1 开始。
    struct Claim {
        uint64 campaign;
        uint32 submission;
    }

    /// @notice A case as it is now. What was said is in `texts`.
    /// @custom:zh 案件的当前状况；各方陈述见 `texts`。
    /// @custom:field id The number of the case, from 1.
    /// @custom:zh-field id 案件编号，从 1 开始。
    /// @custom:field account Who is accused.
    /// @custom:zh-field account 当事人。
    /// @custom:field opener Who opened the case, and never decides it.
    /// @custom:zh-field opener 立案人，不得参与决定。
    /// @custom:field status 0 waiting for the reply, 1 to be decided, 2 dismissed, 3 proven and open to an appeal, 4
    /// under appeal, 5 proven for good, 6 overturned on appeal, 7 dismissed: nobody decided in time.
    /// @custom:zh-field status 0 等待答辩，1 待决定，2 不成立，3 成立、可申诉，4 申诉中，5 最终成立，6 经申诉推翻，7 逾期无人决定、视为不成立。
    /// @custom:field claims The submissions it names.
    /// @custom:zh-field claims 所涉及的提交。
    /// @custom:field openedAt When it was opened, in Unix seconds.
    /// @custom:zh-field openedAt 立案的时间，以 Unix 秒计。
    /// @custom:field replyUntil Until when the accused may reply, in Unix seconds.
    /// @custom:zh-field replyUntil 答辩的截止时间，以 Unix 秒计。
    /// @custom:field repliedAt When the accused replied, in Unix seconds; 0 if not.
    /// @custom:zh-field repliedAt 作出答辩的时间，以 Unix 秒计；未答辩则为 0。
    /// @custom:field openToAllAt From when every reviewer and committee member may decide, in Unix seconds.
    /// @custom:zh-field openToAllAt 所有审核人与委员均可决定的起始时间，以 Unix 秒计。
    /// @custom:field decideUntil Until when it can be decided, in Unix seconds; undecided it is dismissed.
    /// @custom:zh-field decideUntil 作出决定的截止时间，以 Unix 秒计；逾期无人决定即视为不成立。
    /// @custom:field reviewer Whose turn it is to decide; the zero address if it is everybody's.
    /// @custom:zh-field reviewer 轮到的审核人；若任何审核人均可决定则为零地址。
    /// @custom:field decider Who decided; the zero address if nobody has.
    /// @custom:zh-field decider 作出决定的人；尚无决定则为零地址。
    /// @custom:field decidedAt When it was decided, in Unix seconds; 0 if it was not.
    /// @custom:zh-field decidedAt 作出决定的时间，以 Unix 秒计；尚无决定则为 0。
    /// @custom:field barDays The days for which the account is barred from new rewards, counted from the decision.
    /// @custom:zh-field barDays 自决定之日起不得获得新奖励的天数。
    /// @custom:field appealUntil Until when the decision can be appealed, in Unix seconds; 0 if there is none.
    /// @custom:zh-field appealUntil 可申诉的截止时间，以 Unix 秒计；没有则为 0。
    /// @custom:field appealedAt When it was appealed, in Unix seconds; 0 if it was not.
    /// @custom:zh-field appealedAt 提出申诉的时间，以 Unix 秒计；未申诉则为 0。
    /// @custom:field hearUntil Until when the appeal is heard, in Unix seconds; 0 if there is none.
    /// @custom:zh-field hearUntil 申诉审理的截止时间，以 Unix 秒计；没有则为 0。
    /// @custom:field endedAt When the case ended, in Unix seconds; 0 if it has not.
    /// @custom:zh-field endedAt 结案的时间，以 Unix 秒计；未结案则为 0。
    /// @custom:field barredUntil Until when the account is barred by this case, in Unix seconds; 0 if it is not.
    /// @custom:zh-field barredUntil 因本案不得获得新奖励的截止时间，以 Unix 秒计；没有则为 0。
    /// @custom:format openedAt time
    /// @custom:format replyUntil time
    /// @custom:format repliedAt time
    /// @custom:format openToAllAt time
    /// @custom:format decideUntil time
    /// @custom:format decidedAt time
    /// @custom:format appealUntil time
    /// @custom:format appealedAt time
    /// @custom:format hearUntil time
    /// @custom:format endedAt time
    /// @custom:format barredUntil time
    struct Case {
        uint64 id;
        address account;
        address opener;
        uint8 status;
        Claim[] claims;
        uint64 openedAt;
        uint64 replyUntil;
        uint64 repliedAt;
        uint64 openToAllAt;
        uint64 decideUntil;
        address reviewer;
        address decider;
        uint64 decidedAt;
        uint32 barDays;
        uint64 appealUntil;
        uint64 appealedAt;
        uint64 hearUntil;
        uint64 endedAt;
        uint64 barredUntil;
    }

    /// @notice One of the two votes on an appeal.
    /// @custom:zh 对申诉的两票之一。
    /// @custom:field judge Who votes.
    /// @custom:zh-field judge 投票人。
    /// @custom:field vote 0 not yet, 1 the decision stands, 2 overturn it.
    /// @custom:zh-field vote 0 尚未投票，1 维持决定，2 推翻决定。
    /// @custom:field reason The reason, which everybody can read.
    /// @custom:zh-field reason 理由，所有人可见。
    struct Hearing {
        address judge;
        uint8 vote;
        string reason;
    }

    /// @notice What was said in a case; empty where nothing was.
    /// @custom:zh 案件中各方的陈述；没有的为空。
    /// @custom:field evidence The evidence.
    /// @custom:zh-field evidence 证据。
    /// @custom:field reply What the accused replied.
    /// @custom:zh-field reply 当事人的答辩。
    /// @custom:field reason The reason of the decision.
    /// @custom:zh-field reason 决定的理由。
    /// @custom:field appeal The reason of the appeal.
    /// @custom:zh-field appeal 申诉的理由。
    /// @custom:field hearings The votes on the appeal.
    /// @custom:zh-field hearings 对申诉的投票。
    struct Texts {
        string evidence;
        string reply;
        string reason;
        string appeal;
        Hearing[] hearings;
    }

    /// @notice The numbers of the rules as they are now; the committee may change those of days.
    /// @custom:zh 各项规则目前的数值；其中天数可由委员会调整。
    /// @custom:field replyDays Days in which the accused may reply.
    /// @custom:zh-field replyDays 答辩的天数。
    /// @custom:field decisionDays Days after them in which a case is decided.
    /// @custom:zh-field decisionDays 答辩期之后作出决定的天数。
    /// @custom:field ownDays Days for which a case is left to the reviewer whose turn it is.
    /// @custom:zh-field ownDays 案件仅由轮到的审核人处理的天数。
    /// @custom:field appealDays Days in which a decision can be appealed.
    /// @custom:zh-field appealDays 可申诉的天数。
    /// @custom:field hearingDays Days in which an appeal is heard.
    /// @custom:zh-field hearingDays 申诉的审理天数。
    /// @custom:field barDays The most days for which an account can be barred: those of the running stage.
    /// @custom:zh-field barDays 不得获奖励的最多天数，即本阶段的天数。
    /// @custom:field claims Submissions that one case may name.
    /// @custom:zh-field claims 一个案件最多可涉及的提交数量。
    /// @custom:field textBytes Bytes of the evidence, and of the reply.
    /// @custom:zh-field textBytes 证据与答辩的字节数上限。
    /// @custom:field reasonBytes Bytes of a reason.
    /// @custom:zh-field reasonBytes 理由的字节数上限。
    struct Limits {
        uint32 replyDays;
        uint32 decisionDays;
        uint32 ownDays;
        uint32 appealDays;
        uint32 hearingDays;
        uint32 barDays;
        uint32 claims;
        uint32 textBytes;
        uint32 reasonBytes;
    }

    /// @notice A case was opened; this is the notice to the accused. Nobody decides about the submissions it names, and
    /// they are not paid, until it ends.
    /// @custom:zh 已立案；此事件即对当事人的通知。结案之前，所涉及的提交不作决定，也不支付。
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @param account Who is accused.
    /// @custom:zh-param account 当事人。
    /// @param opener Who opened it.
    /// @custom:zh-param opener 立案人。
    /// @param claims The submissions it names.
    /// @custom:zh-param claims 所涉及的提交。
    /// @param reviewer Whose turn it is to decide; the zero address if it is everybody's.
    /// @custom:zh-param reviewer 轮到的审核人；若任何审核人均可决定则为零地址。
    /// @param replyUntil Until when the accused may reply, in Unix seconds.
    /// @custom:zh-param replyUntil 答辩的截止时间，以 Unix 秒计。
    /// @param decideUntil Until when it can be decided, in Unix seconds; undecided it is dismissed.
    /// @custom:zh-param decideUntil 作出决定的截止时间，以 Unix 秒计；逾期无人决定即视为不成立。
    /// @param evidence The evidence.
    /// @custom:zh-param evidence 证据。
    /// @custom:format replyUntil time
    /// @custom:format decideUntil time
    event Opened(
        uint64 indexed id, address indexed account, address indexed opener, Claim[] claims, address reviewer,
        uint64 replyUntil, uint64 decideUntil, string evidence
    );

    /// @notice The accused replied.
    /// @custom:zh 当事人作出了答辩。
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @param account Who is accused.
    /// @custom:zh-param account 当事人。
    /// @param text What the accused says.
    /// @custom:zh-param text 答辩内容。
    event Replied(uint64 indexed id, address indexed account, string text);

    /// @notice A case was decided.
    /// @custom:zh 案件已作出决定。
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @param account Who is accused.
    /// @custom:zh-param account 当事人。
    /// @param decider Who decided.
    /// @custom:zh-param decider 作出决定的人。
    /// @param proven Whether it is proven; otherwise it is dismissed.
    /// @custom:zh-param proven 是否成立；否则为不成立。
    /// @param barDays The days for which the account is barred from new rewards.
    /// @custom:zh-param barDays 不得获得新奖励的天数。
    /// @param appealUntil Until when the accused may appeal, in Unix seconds; 0 where it is dismissed.
    /// @custom:zh-param appealUntil 当事人可申诉的截止时间，以 Unix 秒计；不成立时为 0。
    /// @param reason The reason, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    /// @custom:format appealUntil time
    event Decided(
        uint64 indexed id, address indexed account, address indexed decider, bool proven, uint32 barDays,
        uint64 appealUntil, string reason
    );

    /// @notice The accused appealed against a proven case.
    /// @custom:zh 当事人对成立的决定提出了申诉。
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @param account Who is accused.
    /// @custom:zh-param account 当事人。
    /// @param judges The two who hear the appeal.
    /// @custom:zh-param judges 审理申诉的两人。
    /// @param hearUntil Until when they may vote, in Unix seconds; after it the decision stands.
    /// @custom:zh-param hearUntil 投票的截止时间，以 Unix 秒计；逾期则维持决定。
    /// @param reason Why the accused appealed.
    /// @custom:zh-param reason 申诉理由。
    /// @custom:format hearUntil time
    event Appealed(
        uint64 indexed id, address indexed account, address[] judges, uint64 hearUntil, string reason
    );

    /// @notice One of the two voted on an appeal.
    /// @custom:zh 审理申诉的两人之一已投票。
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @param account Who is accused.
    /// @custom:zh-param account 当事人。
    /// @param judge Who voted.
    /// @custom:zh-param judge 投票人。
    /// @param overturn Whether the decision should be overturned.
    /// @custom:zh-param overturn 是否推翻决定。
    /// @param reason The reason, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    event AppealHeard(
        uint64 indexed id, address indexed account, address indexed judge, bool overturn, string reason
    );

    /// @notice A case ended. Dismissed or overturned, its submissions are what they were; proven, they are refused for
    /// good and the account is barred.
    /// @custom:zh 已结案。不成立或被推翻的，所涉及的提交恢复原状；最终成立的，提交不再支付，当事人在期限内不得获得新奖励。
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @param account Who was accused.
    /// @custom:zh-param account 当事人。
    /// @param status 2 dismissed, 5 proven for good, 6 overturned on appeal, 7 dismissed: nobody decided in time.
    /// @custom:zh-param status 2 不成立，5 最终成立，6 经申诉推翻，7 逾期无人决定、视为不成立。
    /// @param barredUntil Until when the account is barred, in Unix seconds; 0 if it is not.
    /// @custom:zh-param barredUntil 不得获得新奖励的截止时间，以 Unix 秒计；没有则为 0。
    /// @custom:format barredUntil time
    event Ended(uint64 indexed id, address indexed account, uint8 status, uint64 barredUntil);

    /// @notice There is no case {id}; the newest has the number {count}.
    /// @custom:zh 案件 {id} 不存在；最新的案件编号为 {count}。
    /// @param id The number that was asked for.
    /// @custom:zh-param id 所查询的编号。
    /// @param count How many cases there are.
    /// @custom:zh-param count 案件总数。
    error UnknownCase(uint64 id, uint64 count);

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

    /// @notice A case names between 1 and {maximum} submissions; this one names {count}.
    /// @custom:zh 一个案件须涉及 1 至 {maximum} 项提交，此处为 {count} 项。
    /// @param count How many were named.
    /// @custom:zh-param count 所列的提交数量。
    /// @param maximum How many one case may name.
    /// @custom:zh-param maximum 一个案件最多可涉及的数量。
    error ClaimCount(uint32 count, uint32 maximum);

    /// @notice {account} is neither a reviewer nor a committee member; the committee names reviewers.
    /// @custom:zh {account} 既不是审核人，也不是委员；审核人由委员会任命。
    /// @param account Who called.
    /// @custom:zh-param account 调用者。
    error MayNotDecide(address account);

    /// @notice There is no submission {submission} in campaign {campaign}.
    /// @custom:zh 活动 {campaign} 中没有编号为 {submission} 的提交。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    error UnknownClaim(uint64 campaign, uint32 submission);

    /// @notice Submission {submission} of campaign {campaign} is of {account}, by {author}: name one of the accused.
    /// @custom:zh 活动 {campaign} 的提交 {submission} 属于 {account}，由 {author} 提交；请列出当事人的提交。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param account Whose contribution it is.
    /// @custom:zh-param account 贡献者。
    /// @param author Who submitted it.
    /// @custom:zh-param author 提交者。
    error NotOfAccused(uint64 campaign, uint32 submission, address account, address author);

    /// @notice Submission {submission} of campaign {campaign} has the status {status}: a case reaches only what waits
    /// for a decision, a place or an anchor, and no case has named before.
    /// @custom:zh 活动 {campaign} 的提交 {submission} 状态为 {status}；案件只涉及仍在等待决定、名额或锚定、且未曾立案的提交。
    /// @param campaign The number of the campaign, from 1.
    /// @custom:zh-param campaign 活动编号，从 1 开始。
    /// @param submission The number of the submission in its campaign, from 1.
    /// @custom:zh-param submission 提交在活动中的编号，从 1 开始。
    /// @param status As `campaigns.submission` shows it.
    /// @custom:zh-param status 与 `campaigns.submission` 所示相同。
    error NotContestable(uint64 campaign, uint32 submission, uint8 status);

    /// @notice {account} is {party}, or a declared affiliate of {party}, and takes no part in this case; another
    /// reviewer may.
    /// @custom:zh {account} 即 {party}，或与 {party} 有已声明的关联，不能参与本案；可由其他审核人处理。
    /// @param account Who called.
    /// @custom:zh-param account 调用者。
    /// @param party Whose interest it is: the accused, an author, an organiser, or whoever opened the case.
    /// @custom:zh-param party 利益相关方：当事人、作者、组织者或立案人。
    error HasInterest(address account, address party);

    /// @notice A case needs {needed} others without interest, one to decide and two to hear an appeal; there are
    /// {eligible}. The committee can name more reviewers.
    /// @custom:zh 一个案件另需 {needed} 位无利益关系的人：一位决定，两位审理申诉；目前只有 {eligible} 位。委员会可以增补审核人。
    /// @param eligible Reviewers and committee members who could.
    /// @custom:zh-param eligible 符合条件的审核人与委员人数。
    /// @param needed How many are needed.
    /// @custom:zh-param needed 所需的人数。
    error TooFewToDecide(uint32 eligible, uint32 needed);

    /// @notice Case {id} has the status {status}, in which this is not possible; `caseOf` shows what it waits for.
    /// @custom:zh 案件 {id} 的状态为 {status}，不能进行此操作；可用 `caseOf` 查看进展。
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @param status As `caseOf` shows it.
    /// @custom:zh-param status 与 `caseOf` 所示相同。
    error WrongStatus(uint64 id, uint8 status);

    /// @notice Only the accused may do this: in case {id} that is {account}.
    /// @custom:zh 仅当事人可以进行此操作：案件 {id} 的当事人为 {account}。
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @param account Who is accused.
    /// @custom:zh-param account 当事人。
    error NotAccused(uint64 id, address account);

    /// @notice The accused has replied, at {repliedAt}; there is one reply.
    /// @custom:zh 当事人已于 {repliedAt} 作出答辩；每案只有一次答辩。
    /// @param repliedAt When, in Unix seconds.
    /// @custom:zh-param repliedAt 答辩的时间，以 Unix 秒计。
    /// @custom:format repliedAt time
    error AlreadyReplied(uint64 repliedAt);

    /// @notice The accused could reply until {closedAt}.
    /// @custom:zh 答辩已于 {closedAt} 截止。
    /// @param closedAt When it ended, in Unix seconds.
    /// @custom:zh-param closedAt 结束的时间，以 Unix 秒计。
    /// @custom:format closedAt time
    error ReplyOver(uint64 closedAt);

    /// @notice The accused may reply until {availableFrom}; the case can be decided from then on, or after the reply.
    /// @custom:zh 当事人可答辩至 {availableFrom}；届时或当事人答辩之后方可作出决定。
    /// @param availableFrom From when it is possible, in Unix seconds.
    /// @custom:zh-param availableFrom 可以进行的时间，以 Unix 秒计。
    /// @custom:format availableFrom time
    error ReplyAwaited(uint64 availableFrom);

    /// @notice The case could be decided until {closedAt}; undecided it is dismissed.
    /// @custom:zh 本案的决定截止于 {closedAt}；逾期无人决定，视为不成立。
    /// @param closedAt When it ended, in Unix seconds.
    /// @custom:zh-param closedAt 结束的时间，以 Unix 秒计。
    /// @custom:format closedAt time
    error DecisionOver(uint64 closedAt);

    /// @notice Case {id} is left to {reviewer} until {availableFrom}; then every reviewer and committee member may
    /// decide.
    /// @custom:zh 案件 {id} 在 {availableFrom} 之前由 {reviewer} 处理；之后任一审核人或委员均可决定。
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @param reviewer Whose turn it is.
    /// @custom:zh-param reviewer 轮到的审核人。
    /// @param availableFrom From when it is possible, in Unix seconds.
    /// @custom:zh-param availableFrom 可以进行的时间，以 Unix 秒计。
    /// @custom:format availableFrom time
    error NotResponsible(uint64 id, address reviewer, uint64 availableFrom);

    /// @notice The account can be barred for {maximum} days at most, not for {barDays}; a dismissed case bars nobody.
    /// @custom:zh 不得获奖励的期限最多为 {maximum} 天，不能为 {barDays} 天；不成立的案件期限为零。
    /// @param barDays The days that were asked for.
    /// @custom:zh-param barDays 所提出的天数。
    /// @param maximum The most: the days of the running stage, or none.
    /// @custom:zh-param maximum 上限：本阶段的天数，或为零。
    error BarTooLong(uint32 barDays, uint32 maximum);

    /// @notice The decision could be appealed until {closedAt}.
    /// @custom:zh 对该决定的申诉截止于 {closedAt}。
    /// @param closedAt When it ended, in Unix seconds.
    /// @custom:zh-param closedAt 结束的时间，以 Unix 秒计。
    /// @custom:format closedAt time
    error AppealOver(uint64 closedAt);

    /// @notice An appeal is heard by {needed} who neither opened nor decided the case and have no interest; there are
    /// {eligible}. The committee can name more reviewers.
    /// @custom:zh 申诉须由 {needed} 位既未立案也未作决定且无利益关系的人审理，目前只有 {eligible} 位；委员会可以增补审核人。
    /// @param eligible Reviewers and committee members who could hear it.
    /// @custom:zh-param eligible 可审理的审核人与委员人数。
    /// @param needed How many are needed.
    /// @custom:zh-param needed 所需的人数。
    error TooFewToHear(uint32 eligible, uint32 needed);

    /// @notice {account} does not hear this appeal; `texts` shows who does.
    /// @custom:zh {account} 不参与审理此申诉；可用 `texts` 查看审理人。
    /// @param account Who called.
    /// @custom:zh-param account 调用者。
    error HearsNothing(address account);

    /// @notice {account} has voted on this appeal.
    /// @custom:zh {account} 已对此申诉投票。
    /// @param account Who called.
    /// @custom:zh-param account 调用者。
    error AlreadyHeard(address account);

    /// @notice The appeal could be decided until {closedAt}; the decision stands.
    /// @custom:zh 该申诉的审理截止于 {closedAt}，维持决定。
    /// @param closedAt When it ended, in Unix seconds.
    /// @custom:zh-param closedAt 结束的时间，以 Unix 秒计。
    /// @custom:format closedAt time
    error HearingEnded(uint64 closedAt);

    /// @notice Opens a case against an account. For reviewers and committee members without an interest.
    /// @custom:zh 对某账户立案。限无利益关系的审核人与委员。
    /// @param account Who is accused.
    /// @custom:zh-param account 当事人。
    /// @param claims Submissions of the account, or by it, that are not paid yet.
    /// @custom:zh-param claims 该账户的、或由其提交的、尚未支付的提交。
    /// @param evidence The evidence, which everybody can read.
    /// @custom:zh-param evidence 证据，所有人可见。
    /// @return id The number of the case, from 1.
    /// @custom:zh-return id 案件编号，从 1 开始。
    function open(address account, Claim[] calldata claims, string calldata evidence) external returns (uint64 id);

    /// @notice Replies to a case, once. For the accused.
    /// @custom:zh 对案件作出答辩，仅一次。限当事人。
    /// @custom:newcomer Whoever is accused can answer, whatever the account holds.
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @param text The reply, which everybody can read.
    /// @custom:zh-param text 答辩内容，所有人可见。
    function reply(uint64 id, string calldata text) external;

    /// @notice Decides a case: the reviewer whose turn it is, and some days later every reviewer and committee member;
    /// never who opened it.
    /// @custom:zh 对案件作出决定：先由轮到的审核人决定，若干天后任一审核人或委员均可；立案人不得参与。
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @param proven Whether it is proven; otherwise it is dismissed.
    /// @custom:zh-param proven 是否成立；否则为不成立。
    /// @param barDays The days for which the account is barred from new rewards; 0 where it is dismissed.
    /// @custom:zh-param barDays 不得获得新奖励的天数；不成立时为 0。
    /// @param reason The reason, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    function decide(uint64 id, bool proven, uint32 barDays, string calldata reason) external;

    /// @notice Appeals against a proven case. For the accused; two others hear it.
    /// @custom:zh 对成立的决定提出申诉。限当事人；由另外两人审理。
    /// @custom:newcomer Whoever is accused can appeal, whatever the account holds.
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @param reason Why, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    function appeal(uint64 id, string calldata reason) external;

    /// @notice Votes on an appeal. Both votes are needed to overturn the decision; otherwise it stands.
    /// @custom:zh 对申诉投票。两票均赞成方可推翻决定，否则维持决定。
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @param overturn Whether to overturn the decision.
    /// @custom:zh-param overturn 是否推翻决定。
    /// @param reason The reason, which everybody can read.
    /// @custom:zh-param reason 理由，所有人可见。
    function decideAppeal(uint64 id, bool overturn, string calldata reason) external;

    /// @notice A case.
    /// @custom:zh 某一案件。
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @return found The case.
    /// @custom:zh-return found 案件。
    function caseOf(uint64 id) external view returns (Case memory found);

    /// @notice What was said in a case.
    /// @custom:zh 案件中各方的陈述。
    /// @param id The number of the case, from 1.
    /// @custom:zh-param id 案件编号，从 1 开始。
    /// @return said The texts.
    /// @custom:zh-return said 陈述。
    function texts(uint64 id) external view returns (Texts memory said);

    /// @notice Cases by number.
    /// @custom:zh 按编号列出的案件。
    /// @param from The first one, from 1.
    /// @custom:zh-param from 起始编号，从 1 开始。
    /// @param count How many at most; 50 or less.
    /// @custom:zh-param count 最多返回的数量，不超过 50。
    /// @return page The cases.
    /// @custom:zh-return page 案件列表。
    /// @return total How many there are.
    /// @custom:zh-return total 案件总数。
    function cases(uint64 from, uint32 count) external view returns (Case[] memory page, uint64 total);

    /// @notice Cases against an account, the oldest first.
    /// @custom:zh 针对某账户的案件，最早的在前。
    /// @param account Whose.
    /// @custom:zh-param account 所查询的账户。
    /// @param from The first one, from 0.
    /// @custom:zh-param from 起始序号，从 0 开始。
    /// @param count How many at most; 50 or less.
    /// @custom:zh-param count 最多返回的数量，不超过 50。
    /// @return page The cases.
    /// @custom:zh-return page 案件列表。
    /// @return total How many there are.
    /// @custom:zh-return total 案件总数。
    function casesOf(
        address account, uint32 from, uint32 count
    ) external view returns (Case[] memory page, uint32 total);

    /// @notice Until when an account is barred from new rewards, in Unix seconds; 0 if it is not.
    /// @custom:zh 某账户不得获得新奖励的截止时间，以 Unix 秒计；没有则为 0。
    /// @param account Whose.
    /// @custom:zh-param account 所查询的账户。
    /// @return until Until when.
    /// @custom:zh-return until 截止时间。
    /// @return id The case that barred it.
    /// @custom:zh-return id 所依据的案件。
    /// @custom:format until time
    function barredUntil(address account) external view returns (uint64 until, uint64 id);

    /// @notice Until when a content is barred from new submissions, in Unix seconds; 0 if it is not.
    /// @custom:zh 某一内容不得再次提交的截止时间，以 Unix 秒计；没有则为 0。
    /// @param fact The hash of the content, as `campaigns.submission` shows it.
    /// @custom:zh-param fact 内容的哈希，与 `campaigns.submission` 所示相同。
    /// @return until Until when.
    /// @custom:zh-return until 截止时间。
    /// @return id The case that barred it.
    /// @custom:zh-return id 所依据的案件。
    /// @custom:format until time
    function factBarredUntil(bytes32 fact) external view returns (uint64 until, uint64 id);

    /// @notice The numbers of the rules as they are now.
    /// @custom:zh 各项规则目前的数值。
    /// @return current The numbers.
    /// @custom:zh-return current 数值。
    function limits() external view returns (Limits memory current);

    /// @notice Says whether this module has an interface (ERC-165).
    /// @custom:zh 说明本模块是否具有某接口（ERC-165）。
    /// @param interfaceId The exclusive or of the selectors of the interface.
    /// @custom:zh-param interfaceId 接口各函数选择器的异或值。
    /// @return supported True if all functions of the interface exist here.
    /// @custom:zh-return supported 若该接口的全部函数在此存在则为真。
    function supportsInterface(bytes4 interfaceId) external view returns (bool supported);
}
