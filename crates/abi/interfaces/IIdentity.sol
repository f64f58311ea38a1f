// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title IIdentity
/// @notice Who vouches for whom: invitations, which anchor an account (R21).
/// @custom:zh 谁为谁担保：邀请可使账户获得锚定（R21）。
interface IIdentity {
    /// @notice What an inviter signs: whoever `holder` is may join. Signed as EIP-712 typed data, off the chain.
    /// @custom:zh 邀请人签署的内容：`holder` 可以加入。按 EIP-712 在链下签署。
    /// @custom:field inviter Who invites.
    /// @custom:zh-field inviter 邀请人。
    /// @custom:field stage The stage in which it can be accepted.
    /// @custom:zh-field stage 可接受邀请的阶段。
    /// @custom:field number The number of the invitation in that stage, from 1.
    /// @custom:zh-field number 该阶段中邀请的编号，从 1 开始。
    /// @custom:field holder The address of the one-time key in the link.
    /// @custom:zh-field holder 链接中一次性密钥的地址。
    struct Invitation {
        address inviter;
        uint8 stage;
        uint8 number;
        address holder;
    }

    /// @notice Somebody accepted an invitation and is anchored by it.
    /// @custom:zh 有人接受了邀请，并因此获得锚定。
    /// @param inviter Who invited.
    /// @custom:zh-param inviter 邀请人。
    /// @param account Who accepted.
    /// @custom:zh-param account 接受者。
    /// @param stage The stage.
    /// @custom:zh-param stage 阶段。
    /// @param number The number of the invitation in that stage, from 1.
    /// @custom:zh-param number 该阶段中邀请的编号，从 1 开始。
    event InvitationAccepted(address indexed inviter, address indexed account, uint8 stage, uint8 number);

    /// @notice {account} belongs to the protocol and cannot be invited.
    /// @custom:zh {account} 是协议账户，不能被邀请。
    /// @param account The account.
    /// @custom:zh-param account 账户。
    error CannotBeInvited(address account);

    /// @notice An invitation has a number from 1 to {maximum}; this one has {number}.
    /// @custom:zh 邀请编号须在 1 至 {maximum} 之间，此邀请为 {number}。
    /// @param number Its number.
    /// @custom:zh-param number 编号。
    /// @param maximum How many invitations an account has in a stage.
    /// @custom:zh-param maximum 每个账户每阶段的邀请数量。
    error NoSuchInvitation(uint8 number, uint8 maximum);

    /// @notice This invitation is for stage {stage}, and stage {running} runs. Ask for a new one.
    /// @custom:zh 此邀请属于阶段 {stage}，目前为阶段 {running}。请索取新的邀请。
    /// @param stage The stage of the invitation.
    /// @custom:zh-param stage 邀请所属的阶段。
    /// @param running The running stage.
    /// @custom:zh-param running 当前阶段。
    error InvitationOfOtherStage(uint8 stage, uint8 running);

    /// @notice This invitation was accepted by {account}. Ask for another one.
    /// @custom:zh 此邀请已由 {account} 接受。请索取另一份邀请。
    /// @param account Who accepted it.
    /// @custom:zh-param account 接受者。
    error InvitationUsed(address account);

    /// @notice {account} has an anchor already and needs no invitation.
    /// @custom:zh {account} 已有锚定，无须邀请。
    /// @param account The account.
    /// @custom:zh-param account 账户。
    error AlreadyAnchored(address account);

    /// @notice {inviter} cannot invite: that takes an anchor of one's own by a ticket, a proven delegation or a
    /// reviewed contribution.
    /// @custom:zh {inviter} 不能邀请他人：邀请人自身须凭门票、已证明的委托或经审核的贡献获得锚定。
    /// @param inviter Who invited.
    /// @custom:zh-param inviter 邀请人。
    error CannotInvite(address inviter);

    /// @notice {inviter} is barred by the fraud case {caseId} and may invite again from {availableFrom}.
    /// @custom:zh {inviter} 因违规案件 {caseId} 受限，{availableFrom} 起可再次邀请他人。
    /// @param inviter Who invited.
    /// @custom:zh-param inviter 邀请人。
    /// @param availableFrom From when it is possible, in Unix seconds.
    /// @custom:zh-param availableFrom 可以进行的时间，以 Unix 秒计。
    /// @param caseId The number of the case in the module `cases`.
    /// @custom:zh-param caseId `cases` 模块中的案件编号。
    /// @custom:format availableFrom time
    error InviterBarred(address inviter, uint64 availableFrom, uint64 caseId);

    /// @notice This was not signed by the inviter {inviter} but by {signer}, or for another network.
    /// @custom:zh 此邀请并非由 {inviter} 签署，而是出自 {signer}，或属于其他网络。
    /// @param inviter Who is said to invite.
    /// @custom:zh-param inviter 所称的邀请人。
    /// @param signer Whose signature it would be; the zero address if nobody's.
    /// @custom:zh-param signer 签名对应的地址；无效则为零地址。
    error NotTheInviter(address inviter, address signer);

    /// @notice The key of the link {holder} has not signed that {account} accepts.
    /// @custom:zh 链接密钥 {holder} 的签名并未指定由 {account} 接受。
    /// @param holder The address of the one-time key.
    /// @custom:zh-param holder 一次性密钥的地址。
    /// @param account Who was to accept.
    /// @custom:zh-param account 拟接受邀请的账户。
    error NotForThisAccount(address holder, address account);

    /// @notice Accepts an invitation: the account is anchored. Anybody may send it; what is signed says for whom it is.
    /// @custom:zh 接受邀请，账户由此获得锚定。任何人都可以代为发送；由签名决定接受者。
    /// @custom:newcomer Being invited is how an account begins.
    /// @param invitation What the inviter signed.
    /// @custom:zh-param invitation 邀请人签署的内容。
    /// @param signature The inviter's signature over it: r, s, v.
    /// @custom:zh-param signature 邀请人对其的签名：r、s、v。
    /// @param account Who accepts.
    /// @custom:zh-param account 接受者。
    /// @param holderSignature The signature of the one-time key over inviter, stage, number and account.
    /// @custom:zh-param holderSignature 一次性密钥对邀请人、阶段、编号与接受者的签名。
    function accept(
        Invitation calldata invitation, bytes calldata signature, address account, bytes calldata holderSignature
    ) external;

    /// @notice The invitations of an account in a stage.
    /// @custom:zh 账户在某阶段的邀请。
    /// @param inviter Who invites.
    /// @custom:zh-param inviter 邀请人。
    /// @param stage The stage, from 0.
    /// @custom:zh-param stage 阶段，从 0 开始。
    /// @return mayInvite Whether its invitations are taken.
    /// @custom:zh-return mayInvite 其邀请是否有效。
    /// @return accepted Who accepted each, in order of their numbers; the zero address for those that are free.
    /// @custom:zh-return accepted 按编号列出各邀请的接受者；未使用的为零地址。
    function invitations(
        address inviter, uint8 stage
    ) external view returns (bool mayInvite, address[] memory accepted);

    /// @notice Says whether this module has an interface (ERC-165).
    /// @custom:zh 说明本模块是否具有某接口（ERC-165）。
    /// @param interfaceId The exclusive or of the selectors of the interface.
    /// @custom:zh-param interfaceId 接口各函数选择器的异或值。
    /// @return supported True if all functions of the interface exist here.
    /// @custom:zh-return supported 若该接口的全部函数在此存在则为真。
    function supportsInterface(bytes4 interfaceId) external view returns (bool supported);
}
