// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title IReputation
/// @notice The public record of contributions (WP-15): one token for each rewarded contribution, bound to its account
/// for ever. Wallets and tools that look at tokens can read it (ERC-721's reading functions, ERC-5192); nothing in it
/// can be transferred, bought or sold.
/// @custom:zh 贡献的公开记录（WP-15）：每项获奖的贡献对应一枚永久绑定于账户的凭证。钱包与工具可按 ERC-721 的只读函数与 ERC-5192 读取；凭证不能转让或买卖。
interface IReputation {
    /// @notice A contribution that was rewarded, with where its decision is.
    /// @custom:zh 一项获奖的贡献，以及其决定的出处。
    /// @custom:field tokenId The number of its token: the campaign times 2^32, plus the submission.
    /// @custom:zh-field tokenId 凭证编号：活动编号乘以 2^32，再加提交编号。
    /// @custom:field campaign The number of the campaign, from 1.
    /// @custom:zh-field campaign 活动编号，从 1 开始。
    /// @custom:field submission The number of the submission in its campaign, from 1; `campaigns.review` says who
    /// decided and why.
    /// @custom:zh-field submission 提交在活动中的编号，从 1 开始；由谁决定、理由为何见 `campaigns.review`。
    /// @custom:field activityType The number of the activity type.
    /// @custom:zh-field activityType 活动类型编号。
    /// @custom:field decidedBy Who decided: 0 a reviewer, 1 a ticket, 2 a grader, 3 nobody, 4 reviewers by scores, 5
    /// the committee by a list.
    /// @custom:zh-field decidedBy 由谁决定：0 审核人，1 门票，2 评分程序，3 无须决定，4 多位审核人打分，5 委员会依名单。
    /// @custom:field amount What was paid for it.
    /// @custom:zh-field amount 为其支付的数量。
    /// @custom:field submittedAt When it was submitted, in Unix seconds.
    /// @custom:zh-field submittedAt 提交的时间，以 Unix 秒计。
    /// @custom:format amount amount
    /// @custom:format submittedAt time
    struct Contribution {
        uint256 tokenId;
        uint64 campaign;
        uint32 submission;
        uint16 activityType;
        uint8 decidedBy;
        uint256 amount;
        uint64 submittedAt;
    }

    /// @notice How many contributions of one kind an account has.
    /// @custom:zh 账户在某一类型中的贡献数量。
    /// @custom:field activityType The number of the activity type.
    /// @custom:zh-field activityType 活动类型编号。
    /// @custom:field count How many.
    /// @custom:zh-field count 数量。
    struct Kind {
        uint16 activityType;
        uint32 count;
    }

    /// @notice A fraud case against an account that was proven for good (R24); `cases` has the whole of it.
    /// @custom:zh 针对账户的、最终成立的违规案件（R24）；完整内容见 `cases` 模块。
    /// @custom:field id The number of the case, from 1.
    /// @custom:zh-field id 案件编号，从 1 开始。
    /// @custom:field decidedAt When it was decided, in Unix seconds.
    /// @custom:zh-field decidedAt 作出决定的时间，以 Unix 秒计。
    /// @custom:field barredUntil Until when it bars the account from new rewards, in Unix seconds; 0 if it does not.
    /// @custom:zh-field barredUntil 因本案不得获得新奖励的截止时间，以 Unix 秒计；没有则为 0。
    /// @custom:field claims How many submissions it named.
    /// @custom:zh-field claims 所涉及的提交数量。
    /// @custom:format decidedAt time
    /// @custom:format barredUntil time
    struct ProvenCase {
        uint64 id;
        uint64 decidedAt;
        uint64 barredUntil;
        uint32 claims;
    }

    /// @notice A contribution was rewarded; its token is bound to the account for ever (ERC-5192).
    /// @custom:zh 一项贡献已获奖；其凭证永久绑定于账户（ERC-5192）。
    /// @param tokenId The number of the token.
    /// @custom:zh-param tokenId 凭证编号。
    event Locked(uint256 tokenId);

    /// @notice There is no token {tokenId}: no contribution with that number was rewarded.
    /// @custom:zh 没有编号为 {tokenId} 的凭证：没有对应的获奖贡献。
    /// @param tokenId The number of the token.
    /// @custom:zh-param tokenId 凭证编号。
    error NoSuchToken(uint256 tokenId);

    /// @notice The contributions of an account, the oldest first.
    /// @custom:zh 某账户的贡献，最早的在前。
    /// @param account Whose.
    /// @custom:zh-param account 所查询的账户。
    /// @param from The first one, from 0.
    /// @custom:zh-param from 起始序号，从 0 开始。
    /// @param count How many at most; 50 or less.
    /// @custom:zh-param count 最多返回的数量，不超过 50。
    /// @return page The contributions.
    /// @custom:zh-return page 贡献列表。
    /// @return total How many there are.
    /// @custom:zh-return total 贡献总数。
    function contributions(
        address account, uint32 from, uint32 count
    ) external view returns (Contribution[] memory page, uint32 total);

    /// @notice How many contributions of each kind an account has.
    /// @custom:zh 某账户在各类型中的贡献数量。
    /// @param account Whose.
    /// @custom:zh-param account 所查询的账户。
    /// @return counted The kinds, in the order of the first contribution.
    /// @custom:zh-return counted 各类型，按首次贡献的先后排列。
    function kinds(address account) external view returns (Kind[] memory counted);

    /// @notice Fraud cases against an account that were proven for good, the oldest first (R24).
    /// @custom:zh 针对某账户的、最终成立的违规案件，最早的在前（R24）。
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
    function provenCases(
        address account, uint32 from, uint32 count
    ) external view returns (ProvenCase[] memory page, uint32 total);

    /// @notice How many contributions an account has (ERC-721).
    /// @custom:zh 某账户的贡献总数（ERC-721）。
    /// @param owner Whose.
    /// @custom:zh-param owner 所查询的账户。
    /// @return count How many.
    /// @custom:zh-return count 数量。
    function balanceOf(address owner) external view returns (uint256 count);

    /// @notice Whose contribution it is (ERC-721).
    /// @custom:zh 凭证所属的账户（ERC-721）。
    /// @param tokenId The number of the token.
    /// @custom:zh-param tokenId 凭证编号。
    /// @return owner The account.
    /// @custom:zh-return owner 账户。
    function ownerOf(uint256 tokenId) external view returns (address owner);

    /// @notice Whether a token is bound to its account (ERC-5192): always.
    /// @custom:zh 凭证是否绑定于账户（ERC-5192）：始终如此。
    /// @param tokenId The number of the token.
    /// @custom:zh-param tokenId 凭证编号。
    /// @return isLocked True.
    /// @custom:zh-return isLocked 恒为真。
    function locked(uint256 tokenId) external view returns (bool isLocked);

    /// @notice What a token says, as JSON in a data URI (ERC-721's metadata).
    /// @custom:zh 凭证的内容，以 data URI 中的 JSON 表示（ERC-721 元数据）。
    /// @param tokenId The number of the token.
    /// @custom:zh-param tokenId 凭证编号。
    /// @return uri The URI.
    /// @custom:zh-return uri URI。
    function tokenURI(uint256 tokenId) external view returns (string memory uri);

    /// @notice The name of the record.
    /// @custom:zh 记录的名称。
    /// @return text The name.
    /// @custom:zh-return text 名称。
    function name() external view returns (string memory text);

    /// @notice The sign of the record.
    /// @custom:zh 记录的代号。
    /// @return text The sign.
    /// @custom:zh-return text 代号。
    function symbol() external view returns (string memory text);

    /// @notice Says whether this module has an interface (ERC-165).
    /// @custom:zh 说明本模块是否具有某接口（ERC-165）。
    /// @param interfaceId The exclusive or of the selectors of the interface.
    /// @custom:zh-param interfaceId 接口各函数选择器的异或值。
    /// @return supported True if all functions of the interface exist here.
    /// @custom:zh-return supported 若该接口的全部函数在此存在则为真。
    function supportsInterface(bytes4 interfaceId) external view returns (bool supported);
}
