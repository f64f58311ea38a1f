// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title ICommittee
/// @notice The committee approves and can never mint: seats, decisions with reasons, affiliations, parameters.
/// @custom:zh 委员会只审批，永远不能增发：席位、附理由的决议、关联声明与参数。
interface ICommittee {
    /// What has become of a proposal.
    enum State {
        Open,
        NeedsBallot,
        Scheduled,
        Executed,
        Failed,
        Rejected,
        Lapsed,
        Withdrawn
    }

    /// Why a member may not take part in a decision.
    enum RecusalReason {
        Beneficiary,
        Affiliate,
        Own
    }

    /// @notice A filled seat of the committee.
    /// @custom:zh 委员会中已有人就任的席位。
    /// @custom:field id The number of the seating; a seat that is filled again gets a new one.
    /// @custom:zh-field id 就任序号；席位换人后使用新的序号。
    /// @custom:field member The account the member approves with.
    /// @custom:zh-field member 该委员用以审批的账户。
    /// @custom:field name Whose seat it is.
    /// @custom:zh-field name 席位属于谁。
    /// @custom:field seatedAt When the member was seated, in Unix seconds.
    /// @custom:zh-field seatedAt 就任的时刻，以 Unix 秒计。
    /// @custom:format seatedAt time
    /// @custom:field termEndsAt When the term ends, in Unix seconds; the member stays in office as a caretaker after
    /// it.
    /// @custom:zh-field termEndsAt 任期结束的时刻，以 Unix 秒计；其后该委员留任，直到续任或换人。
    /// @custom:format termEndsAt time
    /// @custom:field caretaker True if the term has ended and the seat is neither renewed nor filled.
    /// @custom:zh-field caretaker 若任期已满而尚未续任或换人则为真。
    /// @custom:field openProposals How many proposals of this member are open.
    /// @custom:zh-field openProposals 该委员目前未结的提案数量。
    struct Seat {
        uint32 id;
        address member;
        string name;
        uint64 seatedAt;
        uint64 termEndsAt;
        bool caretaker;
        uint32 openProposals;
    }

    /// @notice A proposal, its call and what has become of it.
    /// @custom:zh 一份提案、它所要执行的调用，以及目前的结果。
    /// @custom:field id The number of the proposal, from 0.
    /// @custom:zh-field id 提案编号，从 0 开始。
    /// @custom:field state 0 open, 1 open and in need of a ballot, 2 decided and scheduled, 3 executed, 4 failed, 5
    /// rejected, 6 lapsed, 7 withdrawn.
    /// @custom:zh-field state 0 未决，1 未决且须由持有人表决，2 已通过待生效，3 已执行，4 执行失败，5 已否决，6 已失效，7 已撤回。
    /// @custom:field proposerSeat The seat that proposed it.
    /// @custom:zh-field proposerSeat 提出者的就任序号。
    /// @custom:field proposer The account that proposed it.
    /// @custom:zh-field proposer 提出提案的账户。
    /// @custom:field target The module it calls.
    /// @custom:zh-field target 所调用的模块。
    /// @custom:field callData The call, ABI encoded: exactly one.
    /// @custom:zh-field callData 以 ABI 编码的调用，有且只有一个。
    /// @custom:field reasonZh Why, in Chinese; empty if only given in English.
    /// @custom:zh-field reasonZh 提案理由（中文）；若只给出英文则为空。
    /// @custom:field reasonEn Why, in English; empty if only given in Chinese.
    /// @custom:zh-field reasonEn 提案理由（英文）；若只给出中文则为空。
    /// @custom:field beneficiaries The accounts that the call declares to benefit.
    /// @custom:zh-field beneficiaries 该调用所声明的受益账户。
    /// @custom:field spendsStage True if it spends the budget of a stage, and lapses when that stage ends.
    /// @custom:zh-field spendsStage 若使用某一阶段的预算、并随该阶段结束而失效则为真。
    /// @custom:field stage The index of that stage, if there is one.
    /// @custom:zh-field stage 该阶段的序号（若有）。
    /// @custom:field delayed True if it takes effect some days after the decision.
    /// @custom:zh-field delayed 若在通过若干天后才生效则为真。
    /// @custom:field openedAt When it was opened, in Unix seconds.
    /// @custom:zh-field openedAt 提出的时刻，以 Unix 秒计。
    /// @custom:format openedAt time
    /// @custom:field lapsesAt When it lapses if nothing else happens, in Unix seconds; after a decision, until when a
    /// failed execution may be tried again.
    /// @custom:zh-field lapsesAt 若无其他情况，提案失效的时刻，以 Unix 秒计；通过之后，指可重试执行的最后时刻。
    /// @custom:format lapsesAt time
    /// @custom:field decidedAt When it was decided, rejected, withdrawn or lapsed, in Unix seconds; 0 while it is open.
    /// @custom:zh-field decidedAt 通过、否决、撤回或失效的时刻，以 Unix 秒计；未决时为 0。
    /// @custom:format decidedAt time
    /// @custom:field effectiveAt When the call runs, in Unix seconds; 0 before the decision.
    /// @custom:zh-field effectiveAt 调用执行的时刻，以 Unix 秒计；通过之前为 0。
    /// @custom:format effectiveAt time
    /// @custom:field filled How many seats are filled; for a closed proposal, were filled at its end. So with the next
    /// four.
    /// @custom:zh-field filled 已有人就任的席位数；提案结束后为结束时的数目，以下四项相同。
    /// @custom:field required How many approvals a decision needs.
    /// @custom:zh-field required 通过所需的同意数。
    /// @custom:field eligible How many members may take part; if fewer than required, the decision needs a ballot of
    /// holders.
    /// @custom:zh-field eligible 可参与表决的委员数；若少于所需的同意数，则须由持有人表决。
    /// @custom:field approvals Approvals that count.
    /// @custom:zh-field approvals 有效的同意数。
    /// @custom:field rejections Rejections that count.
    /// @custom:zh-field rejections 有效的反对数。
    /// @custom:field unansweredClaims Conflict claims that nobody has answered.
    /// @custom:zh-field unansweredClaims 尚未答复的利益冲突申报数量。
    /// @custom:field failure The error of the last execution, ABI encoded; empty if it did not fail.
    /// @custom:zh-field failure 最近一次执行的错误，以 ABI 编码；未失败时为空。
    struct Proposal {
        uint64 id;
        State state;
        uint32 proposerSeat;
        address proposer;
        address target;
        bytes callData;
        string reasonZh;
        string reasonEn;
        address[] beneficiaries;
        bool spendsStage;
        uint8 stage;
        bool delayed;
        uint64 openedAt;
        uint64 lapsesAt;
        uint64 decidedAt;
        uint64 effectiveAt;
        uint32 filled;
        uint32 required;
        uint32 eligible;
        uint32 approvals;
        uint32 rejections;
        uint32 unansweredClaims;
        bytes failure;
    }

    /// @notice What a member said about a proposal.
    /// @custom:zh 一位委员对提案的表态。
    /// @custom:field seat The number of the seating; a seat that is filled again gets a new one.
    /// @custom:zh-field seat 就任序号；席位换人后使用新的序号。
    /// @custom:field member The account that spoke.
    /// @custom:zh-field member 表态的账户。
    /// @custom:field approves True for an approval, false for a rejection.
    /// @custom:zh-field approves 同意为真，反对为假。
    /// @custom:field counts True if the member is seated and not recused, or was when the proposal closed.
    /// @custom:zh-field counts 若该委员在任且无须回避则为真；提案结束后以结束时为准。
    /// @custom:field at When, in Unix seconds.
    /// @custom:zh-field at 表态的时刻，以 Unix 秒计。
    /// @custom:format at time
    /// @custom:field reasonZh Why, in Chinese; may be empty.
    /// @custom:zh-field reasonZh 理由（中文），可为空。
    /// @custom:field reasonEn Why, in English; may be empty.
    /// @custom:zh-field reasonEn 理由（英文），可为空。
    struct Vote {
        uint32 seat;
        address member;
        bool approves;
        bool counts;
        uint64 at;
        string reasonZh;
        string reasonEn;
    }

    /// @notice A claim that a member has an interest in a decision.
    /// @custom:zh 关于某位委员与决议存在利益冲突的申报。
    /// @custom:field id The number of the claim within the proposal, from 0.
    /// @custom:zh-field id 申报在该提案内的编号，从 0 开始。
    /// @custom:field claimant Who filed it.
    /// @custom:zh-field claimant 申报人。
    /// @custom:field seat The number of the seating; a seat that is filled again gets a new one.
    /// @custom:zh-field seat 就任序号；席位换人后使用新的序号。
    /// @custom:field member The member it names.
    /// @custom:zh-field member 所指的委员。
    /// @custom:field evidence What it rests on.
    /// @custom:zh-field evidence 依据。
    /// @custom:field filedAt When it was filed, in Unix seconds.
    /// @custom:zh-field filedAt 申报的时刻，以 Unix 秒计。
    /// @custom:format filedAt time
    /// @custom:field answeredAt When it was answered, in Unix seconds; 0 if it was not.
    /// @custom:zh-field answeredAt 答复的时刻，以 Unix 秒计；未答复时为 0。
    /// @custom:format answeredAt time
    /// @custom:field recused True if the member stepped back from this decision.
    /// @custom:zh-field recused 若该委员就此决议自行回避则为真。
    /// @custom:field answer What the member answered.
    /// @custom:zh-field answer 委员的答复。
    struct Claim {
        uint8 id;
        address claimant;
        uint32 seat;
        address member;
        string evidence;
        uint64 filedAt;
        uint64 answeredAt;
        bool recused;
        string answer;
    }

    /// @notice An account that somebody declared to be affiliated with.
    /// @custom:zh 某账户所声明的关联方。
    /// @custom:field account The affiliate.
    /// @custom:zh-field account 关联方账户。
    /// @custom:field declaredAt When it was declared, in Unix seconds.
    /// @custom:zh-field declaredAt 声明的时刻，以 Unix 秒计。
    /// @custom:format declaredAt time
    /// @custom:field countsUntil Until when it counts after it was withdrawn, in Unix seconds; 0 if it was not
    /// withdrawn.
    /// @custom:zh-field countsUntil 撤回后仍然有效的截止时刻，以 Unix 秒计；未撤回时为 0。
    /// @custom:format countsUntil time
    struct Affiliation {
        address account;
        uint64 declaredAt;
        uint64 countsUntil;
    }

    /// @notice A member who may not take part in a decision, and why.
    /// @custom:zh 不得参与某项决议的委员及其原因。
    /// @custom:field seat The number of the seating; a seat that is filled again gets a new one.
    /// @custom:zh-field seat 就任序号；席位换人后使用新的序号。
    /// @custom:field member The member.
    /// @custom:zh-field member 该委员。
    /// @custom:field reason 0 the member benefits, 1 an affiliate of the member benefits, 2 the member stepped back.
    /// @custom:zh-field reason 0 本人受益，1 关联方受益，2 自行回避。
    /// @custom:field account The account that benefits; the member's own where it stepped back.
    /// @custom:zh-field account 受益的账户；自行回避时为该委员本人的账户。
    struct Recusal {
        uint32 seat;
        address member;
        RecusalReason reason;
        address account;
    }

    /// @notice What a member has to do about a proposal.
    /// @custom:zh 某位委员就一份提案需要处理的事项。
    /// @custom:field proposal The number of the proposal.
    /// @custom:zh-field proposal 提案编号。
    /// @custom:field vote True if the member has not spoken and may.
    /// @custom:zh-field vote 若该委员可以表态而尚未表态则为真。
    /// @custom:field claims Conflict claims that name the member and wait for an answer.
    /// @custom:zh-field claims 指向该委员、等待答复的利益冲突申报。
    /// @custom:field lapsesAt When the proposal lapses, in Unix seconds.
    /// @custom:zh-field lapsesAt 提案失效的时刻，以 Unix 秒计。
    /// @custom:format lapsesAt time
    struct Task {
        uint64 proposal;
        bool vote;
        uint8[] claims;
        uint64 lapsesAt;
    }

    /// @notice A number of the rules that the committee may change within bounds.
    /// @custom:zh 委员会可在限度内调整的规则数值。
    /// @custom:field name Its name.
    /// @custom:zh-field name 名称。
    /// @custom:field value What it is now.
    /// @custom:zh-field value 现值。
    /// @custom:field initial What it is where nobody changed it.
    /// @custom:zh-field initial 从未调整时的值。
    /// @custom:field minimum The smallest value.
    /// @custom:zh-field minimum 最小值。
    /// @custom:field maximum The largest value.
    /// @custom:zh-field maximum 最大值。
    /// @custom:field unit What it counts: days, basis points, or a plain number.
    /// @custom:zh-field unit 单位：天（days）、基点（basis points）或个数（number）。
    /// @custom:field meaningZh What it does, in Chinese.
    /// @custom:zh-field meaningZh 含义（中文）。
    /// @custom:field meaningEn What it does, in English.
    /// @custom:zh-field meaningEn 含义（英文）。
    struct Parameter {
        string name;
        uint256 value;
        uint256 initial;
        uint256 minimum;
        uint256 maximum;
        string unit;
        string meaningZh;
        string meaningEn;
    }

    /// @notice A member took a seat.
    /// @custom:zh 一位委员就任。
    /// @param seat The number of the seating; a seat that is filled again gets a new one.
    /// @custom:zh-param seat 就任序号；席位换人后使用新的序号。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    /// @param name Whose seat it is.
    /// @custom:zh-param name 席位属于谁。
    /// @param termEndsAt When the term ends, in Unix seconds.
    /// @custom:zh-param termEndsAt 任期结束的时刻，以 Unix 秒计。
    /// @custom:format termEndsAt time
    event Seated(uint32 indexed seat, address indexed member, string name, uint64 termEndsAt);

    /// @notice A caretaker left the seat to somebody else.
    /// @custom:zh 留任的委员将席位交给他人。
    /// @param seat The number of the seating; a seat that is filled again gets a new one.
    /// @custom:zh-param seat 就任序号；席位换人后使用新的序号。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    event Unseated(uint32 indexed seat, address indexed member);

    /// @notice A term was renewed.
    /// @custom:zh 任期已续。
    /// @param seat The number of the seating; a seat that is filled again gets a new one.
    /// @custom:zh-param seat 就任序号；席位换人后使用新的序号。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    /// @param termEndsAt When the new term ends, in Unix seconds.
    /// @custom:zh-param termEndsAt 新任期结束的时刻，以 Unix 秒计。
    /// @custom:format termEndsAt time
    event Renewed(uint32 indexed seat, address indexed member, uint64 termEndsAt);

    /// @notice A member approves with another key from now on.
    /// @custom:zh 一位委员自此改用另一账户审批。
    /// @param seat The number of the seating; a seat that is filled again gets a new one.
    /// @custom:zh-param seat 就任序号；席位换人后使用新的序号。
    /// @param previous The account until now.
    /// @custom:zh-param previous 此前的账户。
    /// @param current The account from now on.
    /// @custom:zh-param current 此后的账户。
    event Rotated(uint32 indexed seat, address indexed previous, address indexed current);

    /// @notice A member opened a proposal.
    /// @custom:zh 一位委员提出了提案。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param proposer Who opened it.
    /// @custom:zh-param proposer 提出者。
    /// @param target The module it calls.
    /// @custom:zh-param target 所调用的模块。
    /// @param callData The call, ABI encoded.
    /// @custom:zh-param callData 以 ABI 编码的调用。
    /// @param reasonZh Why, in Chinese; may be empty if the other is not.
    /// @custom:zh-param reasonZh 理由（中文）；若另一种语言已填写，可为空。
    /// @param reasonEn Why, in English; may be empty if the other is not.
    /// @custom:zh-param reasonEn 理由（英文）；若另一种语言已填写，可为空。
    /// @param beneficiaries The accounts that the call declares to benefit.
    /// @custom:zh-param beneficiaries 该调用所声明的受益账户。
    event Proposed(
        uint64 indexed id,
        address indexed proposer,
        address indexed target,
        bytes callData,
        string reasonZh,
        string reasonEn,
        address[] beneficiaries
    );

    /// @notice A member approved a proposal.
    /// @custom:zh 一位委员同意了提案。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    /// @param reasonZh Why, in Chinese; may be empty if the other is not.
    /// @custom:zh-param reasonZh 理由（中文）；若另一种语言已填写，可为空。
    /// @param reasonEn Why, in English; may be empty if the other is not.
    /// @custom:zh-param reasonEn 理由（英文）；若另一种语言已填写，可为空。
    event Approved(uint64 indexed id, address indexed member, string reasonZh, string reasonEn);

    /// @notice A member rejected a proposal.
    /// @custom:zh 一位委员反对了提案。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    /// @param reasonZh Why, in Chinese; may be empty if the other is not.
    /// @custom:zh-param reasonZh 理由（中文）；若另一种语言已填写，可为空。
    /// @param reasonEn Why, in English; may be empty if the other is not.
    /// @custom:zh-param reasonEn 理由（英文）；若另一种语言已填写，可为空。
    event Opposed(uint64 indexed id, address indexed member, string reasonZh, string reasonEn);

    /// @notice Enough members approved: the proposal is decided.
    /// @custom:zh 同意数已达门槛，提案通过。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param approvals How many approved.
    /// @custom:zh-param approvals 同意数。
    /// @param effectiveAt When the call runs, in Unix seconds.
    /// @custom:zh-param effectiveAt 调用执行的时刻，以 Unix 秒计。
    /// @custom:format effectiveAt time
    event Decided(uint64 indexed id, uint32 approvals, uint64 effectiveAt);

    /// @notice The call of a decision ran.
    /// @custom:zh 决议的调用已执行。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    event Executed(uint64 indexed id);

    /// @notice The call of a decision failed; what it did was undone. A member may try it again until the decision
    /// lapses.
    /// @custom:zh 决议的调用执行失败，其改动已撤销；在失效之前，委员可以重试。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param failure The error, ABI encoded.
    /// @custom:zh-param failure 以 ABI 编码的错误。
    event ExecutionFailed(uint64 indexed id, bytes failure);

    /// @notice So many members rejected a proposal that it can no longer pass.
    /// @custom:zh 反对者已多到提案无法通过。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param rejections How many rejected.
    /// @custom:zh-param rejections 反对数。
    event Rejected(uint64 indexed id, uint32 rejections);

    /// @notice The time of a proposal is over; it was not decided.
    /// @custom:zh 提案到期而未通过，已失效。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    event Lapsed(uint64 indexed id);

    /// @notice The proposer withdrew a proposal.
    /// @custom:zh 提出者撤回了提案。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    event Withdrawn(uint64 indexed id);

    /// @notice Fewer members may take part than a decision needs: the proposal waits for a ballot of holders and does
    /// not lapse.
    /// @custom:zh 可参与的委员少于通过所需的人数：提案等待持有人表决，不会失效。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param eligible How many members may take part.
    /// @custom:zh-param eligible 可参与的委员数。
    /// @param required How many approvals a decision needs.
    /// @custom:zh-param required 通过所需的同意数。
    /// @param lapsesAt When this is looked at again, in Unix seconds.
    /// @custom:zh-param lapsesAt 下次检查的时刻，以 Unix 秒计。
    /// @custom:format lapsesAt time
    event BallotNeeded(uint64 indexed id, uint32 eligible, uint32 required, uint64 lapsesAt);

    /// @notice Somebody claims that a member has an interest in a decision.
    /// @custom:zh 有人申报某位委员与决议存在利益冲突。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param claim The number of the claim within the proposal.
    /// @custom:zh-param claim 申报在该提案内的编号。
    /// @param claimant Who claims it.
    /// @custom:zh-param claimant 申报人。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    /// @param evidence What the claim rests on.
    /// @custom:zh-param evidence 依据。
    event ConflictClaimed(
        uint64 indexed id,
        uint8 claim,
        address indexed claimant,
        address indexed member,
        string evidence
    );

    /// @notice The member named answered a conflict claim.
    /// @custom:zh 被指的委员答复了利益冲突申报。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param claim The number of the claim within the proposal.
    /// @custom:zh-param claim 申报在该提案内的编号。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    /// @param recused True if the member steps back from this decision.
    /// @custom:zh-param recused 若该委员就此决议自行回避则为真。
    /// @param answer What the member answered.
    /// @custom:zh-param answer 委员的答复。
    event ConflictAnswered(uint64 indexed id, uint8 claim, address indexed member, bool recused, string answer);

    /// @notice An account declared an affiliate.
    /// @custom:zh 一个账户声明了关联方。
    /// @param account Who declared it.
    /// @custom:zh-param account 声明者。
    /// @param affiliate The affiliate.
    /// @custom:zh-param affiliate 关联方。
    event AffiliationDeclared(address indexed account, address indexed affiliate);

    /// @notice An account withdrew an affiliation; it counts and is shown until the second stage boundary from now.
    /// @custom:zh 一个账户撤回了关联声明；在其后第二个阶段边界之前，该声明仍然有效并公示。
    /// @param account Who withdrew it.
    /// @custom:zh-param account 撤回者。
    /// @param affiliate The affiliate.
    /// @custom:zh-param affiliate 关联方。
    /// @param countsUntil Until when it counts, in Unix seconds.
    /// @custom:zh-param countsUntil 仍然有效的截止时刻，以 Unix 秒计。
    /// @custom:format countsUntil time
    event AffiliationWithdrawn(address indexed account, address indexed affiliate, uint64 countsUntil);

    /// @notice A parameter changed.
    /// @custom:zh 一项参数已调整。
    /// @param name Its name.
    /// @custom:zh-param name 名称。
    /// @param previous What it was.
    /// @custom:zh-param previous 原值。
    /// @param current What it is.
    /// @custom:zh-param current 新值。
    event ParameterSet(string name, uint256 previous, uint256 current);

    /// @notice Only a decision of the committee can do this; {caller} may propose it there.
    /// @custom:zh 此操作只能由委员会决议执行；{caller} 可向委员会提出。
    /// @param caller The account that called.
    /// @custom:zh-param caller 发起调用的账户。
    error OnlyByDecision(address caller);

    /// @notice {account} has no seat in the committee.
    /// @custom:zh {account} 没有委员会席位。
    /// @param account The account without a seat.
    /// @custom:zh-param account 没有席位的账户。
    error NotAMember(address account);

    /// @notice A text is missing: give it in Chinese, in English, or in both.
    /// @custom:zh 缺少文字说明：请填写中文、英文或两者。
    error TextMissing();

    /// @notice This text has {length} bytes of UTF-8; at most {maximum} are allowed.
    /// @custom:zh 此文字的 UTF-8 编码有 {length} 字节，最多允许 {maximum} 字节。
    /// @param length Its bytes.
    /// @custom:zh-param length 字节数。
    /// @param maximum The most bytes a text may have.
    /// @custom:zh-param maximum 文字最多的字节数。
    error TextTooLong(uint256 length, uint256 maximum);

    /// @notice The call has {length} bytes; at most {maximum} are allowed.
    /// @custom:zh 该调用有 {length} 字节，最多允许 {maximum} 字节。
    /// @param length Its bytes.
    /// @custom:zh-param length 字节数。
    /// @param maximum The most bytes a call may have.
    /// @custom:zh-param maximum 调用最多的字节数。
    error CallTooLong(uint256 length, uint256 maximum);

    /// @notice The committee cannot decide on function {selector} of {target}: it declares nobody whom it benefits.
    /// @custom:zh 委员会不能就 {target} 的函数 {selector} 作出决议：它没有声明受益者。
    /// @param target The address that would be called.
    /// @custom:zh-param target 将被调用的地址。
    /// @param selector The function that would be called.
    /// @custom:zh-param selector 将被调用的函数。
    error NotDecidable(address target, bytes4 selector);

    /// @notice The call benefits {count} accounts; a proposal may benefit at most {maximum}. Split it.
    /// @custom:zh 该调用使 {count} 个账户受益，而一份提案最多使 {maximum} 个账户受益，请拆分。
    /// @param count How many it benefits.
    /// @custom:zh-param count 受益账户数。
    /// @param maximum The most a proposal may benefit.
    /// @custom:zh-param maximum 一份提案最多的受益账户数。
    error TooManyBeneficiaries(uint256 count, uint256 maximum);

    /// @notice {member} has {open} open proposals, and at most {maximum} are allowed; withdraw one or wait until one is
    /// decided.
    /// @custom:zh {member} 有 {open} 份未结的提案，最多允许 {maximum} 份；请撤回其中一份，或等待其结束。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    /// @param open How many are open.
    /// @custom:zh-param open 未结的数量。
    /// @param maximum The most a member may have open.
    /// @custom:zh-param maximum 一位委员最多的未结数量。
    error TooManyOpenProposals(address member, uint256 open, uint256 maximum);

    /// @notice {maximum} proposals are open, which is as many as there may be; wait until one is decided.
    /// @custom:zh 已有 {maximum} 份未结的提案，达到上限；请等待其中一份结束。
    /// @param maximum The most proposals that may be open.
    /// @custom:zh-param maximum 未结提案的最大数量。
    error CommitteeBusy(uint256 maximum);

    /// @notice There is no proposal {id}; there are {count}, counted from 0.
    /// @custom:zh 没有编号为 {id} 的提案；共有 {count} 份，从 0 开始编号。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param count How many there are.
    /// @custom:zh-param count 提案总数。
    error UnknownProposal(uint64 id, uint64 count);

    /// @notice Proposal {id} is not open: it ended at {closedAt}.
    /// @custom:zh 提案 {id} 已于 {closedAt} 结束，不再接受表态。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param closedAt When it was decided, rejected, withdrawn or lapsed, in Unix seconds.
    /// @custom:zh-param closedAt 通过、否决、撤回或失效的时刻，以 Unix 秒计。
    /// @custom:format closedAt time
    error ProposalClosed(uint64 id, uint64 closedAt);

    /// @notice You said the same about proposal {id} at {at}.
    /// @custom:zh 你已于 {at} 对提案 {id} 作出相同的表态。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param at When, in Unix seconds.
    /// @custom:zh-param at 表态的时刻，以 Unix 秒计。
    /// @custom:format at time
    error AlreadyVoted(uint64 id, uint64 at);

    /// @notice {member} may not take part in proposal {id}: it benefits {account}, who is the member, or an affiliate,
    /// or the member stepped back.
    /// @custom:zh {member} 须回避提案 {id}：受益的 {account} 是其本人或关联方，或其已自行回避。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    /// @param account The account that benefits.
    /// @custom:zh-param account 受益的账户。
    error MemberRecused(uint64 id, address member, address account);

    /// @notice The last approval of proposal {id} has to wait: {member} has not answered conflict claim {claim}.
    /// @custom:zh 提案 {id} 的最后一票须等待：{member} 尚未答复利益冲突申报 {claim}。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param claim The number of the claim within the proposal.
    /// @custom:zh-param claim 申报在该提案内的编号。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    error ConflictUnanswered(uint64 id, uint8 claim, address member);

    /// @notice Proposal {id} was opened by {proposer}, who alone can withdraw it.
    /// @custom:zh 提案 {id} 由 {proposer} 提出，只有其本人可以撤回。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param proposer Who opened it.
    /// @custom:zh-param proposer 提出者。
    error NotTheProposer(uint64 id, address proposer);

    /// @notice Proposal {id} has nothing to execute: it is not decided, was executed, or its time ended at {lapsesAt}.
    /// @custom:zh 提案 {id} 没有可执行的内容：尚未通过、已经执行，或已于 {lapsesAt} 到期。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param lapsesAt Until when it could be executed, in Unix seconds.
    /// @custom:zh-param lapsesAt 可执行的最后时刻，以 Unix 秒计。
    /// @custom:format lapsesAt time
    error NothingToExecute(uint64 id, uint64 lapsesAt);

    /// @notice Proposal {id} takes effect at {effectiveAt}.
    /// @custom:zh 提案 {id} 将于 {effectiveAt} 生效。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param effectiveAt When it takes effect, in Unix seconds.
    /// @custom:zh-param effectiveAt 生效的时刻，以 Unix 秒计。
    /// @custom:format effectiveAt time
    error NotEffectiveYet(uint64 id, uint64 effectiveAt);

    /// @notice Proposal {id} has {maximum} conflict claims, which is as many as it may have.
    /// @custom:zh 提案 {id} 已有 {maximum} 项利益冲突申报，达到上限。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param maximum The most claims of a proposal.
    /// @custom:zh-param maximum 一份提案最多的申报数。
    error TooManyClaims(uint64 id, uint256 maximum);

    /// @notice {claimant} has filed conflict claim {claim} about proposal {id}; each account may file one.
    /// @custom:zh {claimant} 已就提案 {id} 提交申报 {claim}；每个账户只能提交一项。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param claimant Who filed it.
    /// @custom:zh-param claimant 申报人。
    /// @param claim The number of that claim.
    /// @custom:zh-param claim 该申报的编号。
    error AlreadyClaimed(uint64 id, address claimant, uint8 claim);

    /// @notice Proposal {id} has {count} conflict claims, counted from 0; {claim} is none of them.
    /// @custom:zh 提案 {id} 有 {count} 项利益冲突申报，从 0 开始编号；其中没有 {claim}。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param claim The number that was named.
    /// @custom:zh-param claim 所指的编号。
    /// @param count How many there are.
    /// @custom:zh-param count 申报总数。
    error UnknownClaim(uint64 id, uint8 claim, uint256 count);

    /// @notice Conflict claim {claim} of proposal {id} names {member}, who alone can answer it.
    /// @custom:zh 提案 {id} 的利益冲突申报 {claim} 指向 {member}，只有其本人可以答复。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param claim The number of the claim.
    /// @custom:zh-param claim 申报的编号。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    error ClaimNamesAnother(uint64 id, uint8 claim, address member);

    /// @notice Conflict claim {claim} of proposal {id} was answered at {at}.
    /// @custom:zh 提案 {id} 的利益冲突申报 {claim} 已于 {at} 答复。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param claim The number of the claim.
    /// @custom:zh-param claim 申报的编号。
    /// @param at When it was answered, in Unix seconds.
    /// @custom:zh-param at 答复的时刻，以 Unix 秒计。
    /// @custom:format at time
    error ClaimAnswered(uint64 id, uint8 claim, uint64 at);

    /// @notice {account} cannot be named here: it is nobody's account, or your own.
    /// @custom:zh 此处不能填写 {account}：它不属于任何人，或是你自己的账户。
    /// @param account The account.
    /// @custom:zh-param account 该账户。
    error InvalidAccount(address account);

    /// @notice {account} has declared {affiliate} already.
    /// @custom:zh {account} 已声明 {affiliate} 为关联方。
    /// @param account Who declared it.
    /// @custom:zh-param account 声明者。
    /// @param affiliate The affiliate.
    /// @custom:zh-param affiliate 关联方。
    error AlreadyAffiliated(address account, address affiliate);

    /// @notice {account} has not declared {affiliate}, or has withdrawn it.
    /// @custom:zh {account} 未声明 {affiliate} 为关联方，或已撤回。
    /// @param account Who would have declared it.
    /// @custom:zh-param account 声明者。
    /// @param affiliate The affiliate.
    /// @custom:zh-param affiliate 关联方。
    error NotAffiliated(address account, address affiliate);

    /// @notice {account} has {maximum} affiliations, which is as many as an account may have; withdrawn ones count
    /// until they end.
    /// @custom:zh {account} 已有 {maximum} 项关联声明，达到上限；已撤回的声明在到期前仍计入。
    /// @param account Who declares.
    /// @custom:zh-param account 声明者。
    /// @param maximum The most affiliations of an account.
    /// @custom:zh-param maximum 一个账户最多的关联声明数。
    error TooManyAffiliations(address account, uint256 maximum);

    /// @notice {account} has a seat, or had this one before.
    /// @custom:zh {account} 已有席位，或曾以该账户持有此席位。
    /// @param account The account.
    /// @custom:zh-param account 该账户。
    error AlreadySeated(address account);

    /// @notice All {maximum} seats are filled; a seat whose term has ended can be filled again.
    /// @custom:zh 全部 {maximum} 个席位均已有人就任；任期已满的席位可以换人。
    /// @param maximum How many seats there are.
    /// @custom:zh-param maximum 席位总数。
    error CommitteeFull(uint256 maximum);

    /// @notice A name has 1 to {maximum} characters, no hidden ones, no space at its ends, and belongs to no other
    /// seat.
    /// @custom:zh 名称须为 1 至 {maximum} 个字符，不含不可见字符，首尾无空格，且不与其他席位重复。
    /// @param maximum The most characters of a name.
    /// @custom:zh-param maximum 名称最多的字符数。
    error NameUnfit(uint256 maximum);

    /// @notice The term of {member} runs until {endsAt}: it can be renewed in its last stage, and the seat filled again
    /// after it.
    /// @custom:zh {member} 的任期至 {endsAt}：可在任期的最后一个阶段续任，届满后方可换人。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    /// @param endsAt When the term ends, in Unix seconds.
    /// @custom:zh-param endsAt 任期结束的时刻，以 Unix 秒计。
    /// @custom:format endsAt time
    error TermRuns(address member, uint64 endsAt);

    /// @notice {member} has changed keys {maximum} times; the committee can fill the seat again when the term has
    /// ended.
    /// @custom:zh {member} 已更换账户 {maximum} 次；任期届满后可由委员会重新安排此席位。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    /// @param maximum The most changes in one seating.
    /// @custom:zh-param maximum 一次就任期间最多的更换次数。
    error TooManyRotations(address member, uint256 maximum);

    /// @notice There is no parameter {name}.
    /// @custom:zh 没有名为 {name} 的参数。
    /// @param name The name that was given.
    /// @custom:zh-param name 所给的名称。
    error UnknownParameter(string name);

    /// @notice Parameter {name} must lie between {minimum} and {maximum}; {value} does not.
    /// @custom:zh 参数 {name} 须在 {minimum} 与 {maximum} 之间，{value} 不在其中。
    /// @param name The parameter.
    /// @custom:zh-param name 参数名称。
    /// @param value The value that was given.
    /// @custom:zh-param value 所给的值。
    /// @param minimum The smallest value.
    /// @custom:zh-param minimum 最小值。
    /// @param maximum The largest value.
    /// @custom:zh-param maximum 最大值。
    error ParameterOutOfBounds(string name, uint256 value, uint256 minimum, uint256 maximum);

    /// @notice First decision, appeal and its decision would take {total} days after a stage; settlement ends on day
    /// {settlement}.
    /// @custom:zh 初审、申诉与申诉裁决合计需在阶段结束后 {total} 天完成，而结算在第 {settlement} 天结束。
    /// @param total The days they would take together.
    /// @custom:zh-param total 三者合计的天数。
    /// @param settlement The day on which settlement ends.
    /// @custom:zh-param settlement 结算结束的天数。
    error ReviewTooLong(uint256 total, uint256 settlement);

    /// @notice Opens a proposal of exactly one call. It counts as the proposer's approval, unless the proposer is
    /// recused. For members.
    /// @custom:zh 提出一份只含一个调用的提案，并计为提出者的同意（提出者须回避时除外）。仅限委员。
    /// @param target The module to call.
    /// @custom:zh-param target 所要调用的模块。
    /// @param callData The call, ABI encoded, at most 4,096 bytes.
    /// @custom:zh-param callData 以 ABI 编码的调用，最多 4,096 字节。
    /// @param reasonZh Why, in Chinese; may be empty if the other is not.
    /// @custom:zh-param reasonZh 理由（中文）；若另一种语言已填写，可为空。
    /// @param reasonEn Why, in English; may be empty if the other is not.
    /// @custom:zh-param reasonEn 理由（英文）；若另一种语言已填写，可为空。
    /// @return id The number of the proposal.
    /// @custom:zh-return id 提案编号。
    function propose(
        address target,
        bytes calldata callData,
        string calldata reasonZh,
        string calldata reasonEn
    ) external returns (uint64 id);

    /// @notice Approves a proposal. The last approval that is needed decides it and runs its call, or schedules it. For
    /// members.
    /// @custom:zh 同意一份提案。达到门槛的最后一票使提案通过，并立即执行或排期执行其调用。仅限委员。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param reasonZh Why, in Chinese; may be empty if the other is not.
    /// @custom:zh-param reasonZh 理由（中文）；若另一种语言已填写，可为空。
    /// @param reasonEn Why, in English; may be empty if the other is not.
    /// @custom:zh-param reasonEn 理由（英文）；若另一种语言已填写，可为空。
    function approve(uint64 id, string calldata reasonZh, string calldata reasonEn) external;

    /// @notice Rejects a proposal. When so many rejected it that it cannot pass, it is closed. For members.
    /// @custom:zh 反对一份提案。当反对者已多到无法通过时，提案即告结束。仅限委员。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param reasonZh Why, in Chinese; may be empty if the other is not.
    /// @custom:zh-param reasonZh 理由（中文）；若另一种语言已填写，可为空。
    /// @param reasonEn Why, in English; may be empty if the other is not.
    /// @custom:zh-param reasonEn 理由（英文）；若另一种语言已填写，可为空。
    function reject(uint64 id, string calldata reasonZh, string calldata reasonEn) external;

    /// @notice Withdraws an open proposal. For the member who opened it.
    /// @custom:zh 撤回一份未结的提案。仅限提出该提案的委员。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    function withdraw(uint64 id) external;

    /// @notice Runs the call of a decision whose execution failed or is overdue. The approvals stand. For members.
    /// @custom:zh 执行一项曾执行失败或已到期未执行的决议，原有的同意继续有效。仅限委员。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    function execute(uint64 id) external;

    /// @notice Claims that a member has an interest in an open proposal. Anybody may, once for each proposal.
    /// @custom:zh 申报某位委员与一份未结提案存在利益冲突。任何人均可，每份提案一次。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param member The member whose interest it is.
    /// @custom:zh-param member 与之存在利益冲突的委员。
    /// @param evidence What the claim rests on, at most 2,048 bytes.
    /// @custom:zh-param evidence 依据，最多 2,048 字节。
    /// @return claim The number of the claim within the proposal.
    /// @custom:zh-return claim 申报在该提案内的编号。
    function claimConflict(uint64 id, address member, string calldata evidence) external returns (uint8 claim);

    /// @notice Answers a conflict claim. For the member it names.
    /// @custom:zh 答复利益冲突申报。仅限被指的委员。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @param claim The number of the claim within the proposal.
    /// @custom:zh-param claim 申报在该提案内的编号。
    /// @param answer What there is to say, at most 2,048 bytes.
    /// @custom:zh-param answer 答复，最多 2,048 字节。
    /// @param recuse True to step back from this decision; a vote that was given no longer counts.
    /// @custom:zh-param recuse 若就此决议自行回避则为真；已作的表态不再有效。
    function answerConflict(uint64 id, uint8 claim, string calldata answer, bool recuse) external;

    /// @notice Declares that the caller is affiliated with another account: each is recused where the other benefits.
    /// @custom:zh 声明调用者与另一账户存在关联：一方受益时，另一方须回避。
    /// @param affiliate The other account.
    /// @custom:zh-param affiliate 另一账户。
    function declareAffiliation(address affiliate) external;

    /// @notice Withdraws a declaration. It counts and is shown until the second stage boundary from now.
    /// @custom:zh 撤回关联声明。在其后第二个阶段边界之前，该声明仍然有效并公示。
    /// @param affiliate The other account.
    /// @custom:zh-param affiliate 另一账户。
    function withdrawAffiliation(address affiliate) external;

    /// @notice Moves the caller's seat to another account of the same member. Votes stay, and so does what the old
    /// account was recused for.
    /// @custom:zh 将调用者的席位转到同一委员的另一账户。已作的表态与须回避的事项均保持不变。
    /// @param to The account to approve with from now on.
    /// @custom:zh-param to 此后用以审批的账户。
    function rotate(address to) external;

    /// @notice Gives a new seat to a member. Only by a decision; delayed.
    /// @custom:zh 设立新席位并由一位委员就任。仅由决议执行，延迟生效。
    /// @param member The account the member approves with.
    /// @custom:zh-param member 该委员用以审批的账户。
    /// @param name Whose seat it is, at most 64 characters.
    /// @custom:zh-param name 席位属于谁，最多 64 个字符。
    function seat(address member, string calldata name) external;

    /// @notice Renews the term of a member. Only by a decision; delayed.
    /// @custom:zh 续任一位委员。仅由决议执行，延迟生效。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    function renew(address member) external;

    /// @notice Gives the seat of a caretaker to somebody else. Only by a decision; delayed.
    /// @custom:zh 将留任委员的席位交给他人。仅由决议执行，延迟生效。
    /// @param caretaker The member whose term has ended.
    /// @custom:zh-param caretaker 任期已满的委员。
    /// @param member The account the new member approves with.
    /// @custom:zh-param member 新委员用以审批的账户。
    /// @param name Whose seat it is, at most 64 characters.
    /// @custom:zh-param name 席位属于谁，最多 64 个字符。
    function fill(address caretaker, address member, string calldata name) external;

    /// @notice Changes a parameter within its bounds. Only by a decision; delayed.
    /// @custom:zh 在限度内调整一项参数。仅由决议执行，延迟生效。
    /// @param name Its name.
    /// @custom:zh-param name 参数名称。
    /// @param value Its new value.
    /// @custom:zh-param value 新值。
    function setParameter(string calldata name, uint256 value) external;

    /// @notice All filled seats.
    /// @custom:zh 全部已有人就任的席位。
    /// @return list One entry for each seat, at most 15.
    /// @custom:zh-return list 每个席位一项，最多 15 项。
    function seats() external view returns (Seat[] memory list);

    /// @notice The seat of an account.
    /// @custom:zh 某账户的席位。
    /// @param member The account the member approves with.
    /// @custom:zh-param member 该委员用以审批的账户。
    /// @return found Its seat.
    /// @custom:zh-return found 其席位。
    function seatOf(address member) external view returns (Seat memory found);

    /// @notice How many approvals a decision needs: two of at most three seats, two thirds of more. A recusal never
    /// lowers it.
    /// @custom:zh 通过所需的同意数：席位不超过三个时为两票，更多时为三分之二；回避不会降低门槛。
    /// @return filled How many seats are filled.
    /// @custom:zh-return filled 已有人就任的席位数。
    /// @return required How many approvals a decision needs.
    /// @custom:zh-return required 通过所需的同意数。
    function threshold() external view returns (uint32 filled, uint32 required);

    /// @notice How many proposals there are.
    /// @custom:zh 提案总数。
    /// @return count All proposals, open and closed.
    /// @custom:zh-return count 全部提案，包括未结与已结。
    function proposalCount() external view returns (uint64 count);

    /// @notice One proposal.
    /// @custom:zh 一份提案。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @return found The proposal as it is now.
    /// @custom:zh-return found 提案的现状。
    function proposal(uint64 id) external view returns (Proposal memory found);

    /// @notice Proposals in the order of their numbers.
    /// @custom:zh 按编号排列的提案。
    /// @param from The first number.
    /// @custom:zh-param from 起始编号。
    /// @param count How many, at most 16.
    /// @custom:zh-param count 数量，最多 16 份。
    /// @return list The proposals from there on that exist.
    /// @custom:zh-return list 自该编号起现有的提案。
    function proposals(uint64 from, uint64 count) external view returns (Proposal[] memory list);

    /// @notice The numbers of all open proposals.
    /// @custom:zh 全部未结提案的编号。
    /// @return ids At most 48 numbers, in rising order.
    /// @custom:zh-return ids 最多 48 个编号，由小到大。
    function openProposals() external view returns (uint64[] memory ids);

    /// @notice What each member said about a proposal.
    /// @custom:zh 各委员对某份提案的表态。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @return list The last word of each member, in the order in which they first spoke.
    /// @custom:zh-return list 每位委员的最后表态，按首次表态的先后排列。
    function votes(uint64 id) external view returns (Vote[] memory list);

    /// @notice The conflict claims about a proposal.
    /// @custom:zh 关于某份提案的利益冲突申报。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @return list At most 8 claims, in the order of filing.
    /// @custom:zh-return list 最多 8 项申报，按提交的先后排列。
    function claims(uint64 id) external view returns (Claim[] memory list);

    /// @notice The members who may not take part in a proposal, and why.
    /// @custom:zh 须回避某份提案的委员及其原因。
    /// @param id The number of the proposal.
    /// @custom:zh-param id 提案编号。
    /// @return list One entry for each recused member.
    /// @custom:zh-return list 每位须回避的委员一项。
    function recusals(uint64 id) external view returns (Recusal[] memory list);

    /// @notice What a member has to do: open proposals to vote on, and conflict claims to answer.
    /// @custom:zh 某位委员需要处理的事项：待表态的提案与待答复的利益冲突申报。
    /// @param member The member.
    /// @custom:zh-param member 该委员。
    /// @return list One entry for each proposal that waits for the member.
    /// @custom:zh-return list 每份等待该委员的提案一项。
    function pending(address member) external view returns (Task[] memory list);

    /// @notice What a call declares to the committee, before anybody proposes it. Fails as a proposal of it would.
    /// @custom:zh 某个调用向委员会声明的内容，可在提出前查看；若提出会失败，此处同样失败。
    /// @param target The module to call.
    /// @custom:zh-param target 所要调用的模块。
    /// @param callData The call, ABI encoded.
    /// @custom:zh-param callData 以 ABI 编码的调用。
    /// @return beneficiaries The accounts it benefits.
    /// @custom:zh-return beneficiaries 受益账户。
    /// @return spendsStage True if it spends the budget of a stage.
    /// @custom:zh-return spendsStage 若使用某一阶段的预算则为真。
    /// @return stage The index of that stage, if there is one.
    /// @custom:zh-return stage 该阶段的序号（若有）。
    /// @return delayed True if it takes effect some days after the decision.
    /// @custom:zh-return delayed 若在通过若干天后才生效则为真。
    function declares(
        address target,
        bytes calldata callData
    ) external view returns (address[] memory beneficiaries, bool spendsStage, uint8 stage, bool delayed);

    /// @notice What an account, or for a member any of its keys, declared; with withdrawn declarations that still
    /// count.
    /// @custom:zh 某账户（委员则为其先后使用的账户）所作的关联声明，包括已撤回但仍然有效的。
    /// @param account Who declared.
    /// @custom:zh-param account 声明者。
    /// @return list The affiliations, in the order of their declaration.
    /// @custom:zh-return list 按声明先后排列的关联方。
    function affiliations(address account) external view returns (Affiliation[] memory list);

    /// @notice Whether two accounts count as one party: the same account, keys of the same seat, or a declaration by
    /// either.
    /// @custom:zh 两个账户是否视为一方：同一账户、同一席位先后使用的账户，或任一方声明过关联。
    /// @param one An account.
    /// @custom:zh-param one 一个账户。
    /// @param other Another account.
    /// @custom:zh-param other 另一个账户。
    /// @return answer True if they count as one party.
    /// @custom:zh-return answer 若视为一方则为真。
    function affiliated(address one, address other) external view returns (bool answer);

    /// @notice All parameters with their bounds and meaning.
    /// @custom:zh 全部参数及其限度与含义。
    /// @return list One entry for each parameter.
    /// @custom:zh-return list 每项参数一条。
    function parameters() external view returns (Parameter[] memory list);

    /// @notice The value of a parameter.
    /// @custom:zh 一项参数的值。
    /// @param name Its name.
    /// @custom:zh-param name 参数名称。
    /// @return value What it is now.
    /// @custom:zh-return value 现值。
    function parameter(string calldata name) external view returns (uint256 value);

    /// @notice Says whether this module has an interface (ERC-165).
    /// @custom:zh 说明本模块是否具有某接口（ERC-165）。
    /// @param interfaceId The exclusive or of the selectors of the interface.
    /// @custom:zh-param interfaceId 接口各函数选择器的异或值。
    /// @return supported True if all functions of the interface exist here.
    /// @custom:zh-return supported 若该接口的全部函数在此存在则为真。
    function supportsInterface(bytes4 interfaceId) external view returns (bool supported);
}
