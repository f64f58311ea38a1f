// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title IToken
/// @notice The PoS Token: the native coin of the network and an ERC-20, one balance with two faces.
/// @custom:zh PoS Token：既是网络的原生币，也是 ERC-20 代币；余额只有一份，入口有两个。
interface IToken {
    /// @notice PoS moved from one account to another; native transfers give this event too (ERC-20).
    /// @custom:zh PoS 从一个账户转到另一个账户；原生转账同样产生此事件（ERC-20）。
    /// @param from The account that paid.
    /// @custom:zh-param from 付出的账户。
    /// @param to The account that received.
    /// @custom:zh-param to 收到的账户。
    /// @param value What was moved, in base units.
    /// @custom:zh-param value 转移的数量，以最小单位计。
    /// @custom:format value amount
    event Transfer(address indexed from, address indexed to, uint256 value);

    /// @notice An owner set what a spender may move (ERC-20).
    /// @custom:zh 所有者设定了授权对象可转移的数量（ERC-20）。
    /// @param owner The account whose PoS may be moved.
    /// @custom:zh-param owner 其 PoS 可被转移的账户。
    /// @param spender The account that may move them.
    /// @custom:zh-param spender 获准转移的账户。
    /// @param value The new allowance, in base units.
    /// @custom:zh-param value 新的授权额度，以最小单位计。
    /// @custom:format value amount
    event Approval(address indexed owner, address indexed spender, uint256 value);

    /// @notice {sender} holds {balance}, and this needs {needed}.
    /// @custom:zh {sender} 持有 {balance}，此操作需要 {needed}。
    /// @param sender The account that would pay.
    /// @custom:zh-param sender 将要付出的账户。
    /// @param balance What it holds, in base units.
    /// @custom:zh-param balance 其持有的数量，以最小单位计。
    /// @param needed What it would have to hold, in base units.
    /// @custom:zh-param needed 所需的数量，以最小单位计。
    /// @custom:format balance amount
    /// @custom:format needed amount
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);

    /// @notice {sender} cannot send PoS.
    /// @custom:zh {sender} 不能转出 PoS。
    /// @param sender The account that would pay.
    /// @custom:zh-param sender 将要付出的账户。
    error ERC20InvalidSender(address sender);

    /// @notice {receiver} cannot receive PoS; check the address.
    /// @custom:zh {receiver} 不能接收 PoS，请核对地址。
    /// @param receiver The account that would receive.
    /// @custom:zh-param receiver 将要接收的账户。
    error ERC20InvalidReceiver(address receiver);

    /// @notice {spender} may move {allowance} of this owner, and this needs {needed}; the owner can approve more.
    /// @custom:zh {spender} 获授权的额度为 {allowance}，此操作需要 {needed}；所有者可提高授权额度。
    /// @param spender The account that wants to move PoS of another.
    /// @custom:zh-param spender 欲转移他人 PoS 的账户。
    /// @param allowance What it may move now, in base units.
    /// @custom:zh-param allowance 目前的授权额度，以最小单位计。
    /// @param needed What it would have to be allowed, in base units.
    /// @custom:zh-param needed 所需的授权额度，以最小单位计。
    /// @custom:format allowance amount
    /// @custom:format needed amount
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);

    /// @notice {approver} cannot approve a spender.
    /// @custom:zh {approver} 不能授权他人。
    /// @param approver The account that would approve.
    /// @custom:zh-param approver 将要授权的账户。
    error ERC20InvalidApprover(address approver);

    /// @notice {spender} cannot be approved to move PoS; check the address.
    /// @custom:zh {spender} 不能被授权转移 PoS，请核对地址。
    /// @param spender The account that would be approved.
    /// @custom:zh-param spender 将要被授权的账户。
    error ERC20InvalidSpender(address spender);

    /// @notice The signed permit was valid until {deadline}; the owner has to sign a new one (EIP-2612).
    /// @custom:zh 签名授权的有效期至 {deadline}，需由所有者重新签名（EIP-2612）。
    /// @param deadline The last moment at which the permit was valid, in Unix seconds.
    /// @custom:zh-param deadline 签名授权有效的最后时刻，以 Unix 秒计。
    /// @custom:format deadline time
    error ERC2612ExpiredSignature(uint256 deadline);

    /// @notice The permit was signed by {signer}, and the owner is {owner}; check the nonce, the chain id and the
    /// signed values (EIP-2612).
    /// @custom:zh 签名授权由 {signer} 签署，而所有者是 {owner}；请核对 nonce、链 ID 与所签内容（EIP-2612）。
    /// @param signer The account that the signature belongs to.
    /// @custom:zh-param signer 签名所属的账户。
    /// @param owner The account that should have signed.
    /// @custom:zh-param owner 本应签名的账户。
    error ERC2612InvalidSigner(address signer, address owner);

    /// @notice {account} belongs to the protocol and takes no plain transfers; call the function you meant to pay for.
    /// @custom:zh {account} 是协议账户，不接收普通转账；请调用所要使用的功能。
    /// @param account The protocol account that was named as the receiver.
    /// @custom:zh-param account 被指定为接收方的协议账户。
    error TransferToProtocolAccount(address account);

    /// @notice Nobody holds a key to {account}; what is sent there would be lost, so the transfer was refused.
    /// @custom:zh 没有人持有 {account} 的私钥，转入其中即告丢失，因此转账被拒绝。
    /// @param account The burn address or the migration address.
    /// @custom:zh-param account 销毁地址或迁移地址。
    error TransferToKeylessAccount(address account);

    /// @notice The receiver has no account yet, and the transfer that creates one carries at least {minimum}; this one
    /// carries {amount}.
    /// @custom:zh 接收方尚无账户，创建账户的转账至少为 {minimum}；此次为 {amount}。
    /// @param amount What the transfer carries, in base units.
    /// @custom:zh-param amount 此次转账的数量，以最小单位计。
    /// @param minimum The least that creates an account, in base units.
    /// @custom:zh-param minimum 创建账户所需的最小数量，以最小单位计。
    /// @custom:format amount amount
    /// @custom:format minimum amount
    error TransferBelowMinimum(uint256 amount, uint256 minimum);

    /// @notice The name of the token (ERC-20).
    /// @custom:zh 代币的名称（ERC-20）。
    /// @return text The name.
    /// @custom:zh-return text 名称。
    function name() external view returns (string memory text);

    /// @notice The symbol of the token (ERC-20).
    /// @custom:zh 代币的符号（ERC-20）。
    /// @return text The symbol.
    /// @custom:zh-return text 符号。
    function symbol() external view returns (string memory text);

    /// @notice How many digits of an amount stand behind the decimal point (ERC-20).
    /// @custom:zh 数量的小数位数（ERC-20）。
    /// @return places 18: one PoS is 10^18 base units.
    /// @custom:zh-return places 18：1 PoS 等于 10^18 个最小单位。
    function decimals() external view returns (uint8 places);

    /// @notice The sum of all balances, which never changes (ERC-20).
    /// @custom:zh 全部余额之和，永不改变（ERC-20）。
    /// @return amount 100,000,000 PoS, in base units.
    /// @custom:zh-return amount 100,000,000 PoS，以最小单位计。
    /// @custom:format amount amount
    function totalSupply() external view returns (uint256 amount);

    /// @notice The balance of an account; the same as its native balance (ERC-20).
    /// @custom:zh 账户的余额，与其原生余额相同（ERC-20）。
    /// @param account The account.
    /// @custom:zh-param account 账户。
    /// @return balance What it holds, in base units.
    /// @custom:zh-return balance 其持有的数量，以最小单位计。
    /// @custom:format balance amount
    function balanceOf(address account) external view returns (uint256 balance);

    /// @notice Moves PoS of the caller to another account (ERC-20).
    /// @custom:zh 将调用者的 PoS 转给另一个账户（ERC-20）。
    /// @param to The account that receives.
    /// @custom:zh-param to 接收的账户。
    /// @param value What to move, in base units.
    /// @custom:zh-param value 转移的数量，以最小单位计。
    /// @return success Always true; a transfer that cannot be made reverts.
    /// @custom:zh-return success 恒为真；无法完成的转账会回退。
    /// @custom:format value amount
    function transfer(address to, uint256 value) external returns (bool success);

    /// @notice What a spender may still move of an owner (ERC-20).
    /// @custom:zh 授权对象还可转移所有者多少 PoS（ERC-20）。
    /// @param owner The account whose PoS may be moved.
    /// @custom:zh-param owner 其 PoS 可被转移的账户。
    /// @param spender The account that may move them.
    /// @custom:zh-param spender 获准转移的账户。
    /// @return remaining The allowance, in base units.
    /// @custom:zh-return remaining 授权额度，以最小单位计。
    /// @custom:format remaining amount
    function allowance(address owner, address spender) external view returns (uint256 remaining);

    /// @notice Lets a spender move PoS of the caller, up to an amount; replaces the allowance before (ERC-20).
    /// @custom:zh 允许授权对象转移调用者的 PoS，以某一数量为限；取代先前的授权（ERC-20）。
    /// @param spender The account that may move them.
    /// @custom:zh-param spender 获准转移的账户。
    /// @param value The allowance, in base units; the largest number means without limit.
    /// @custom:zh-param value 授权额度，以最小单位计；最大值表示不设限。
    /// @return success Always true; an approval that cannot be made reverts.
    /// @custom:zh-return success 恒为真；无法完成的授权会回退。
    /// @custom:format value amount
    function approve(address spender, uint256 value) external returns (bool success);

    /// @notice Moves PoS of an owner who approved the caller (ERC-20).
    /// @custom:zh 转移已授权给调用者的所有者的 PoS（ERC-20）。
    /// @param from The account that pays.
    /// @custom:zh-param from 付出的账户。
    /// @param to The account that receives.
    /// @custom:zh-param to 接收的账户。
    /// @param value What to move, in base units.
    /// @custom:zh-param value 转移的数量，以最小单位计。
    /// @return success Always true; a transfer that cannot be made reverts.
    /// @custom:zh-return success 恒为真；无法完成的转账会回退。
    /// @custom:format value amount
    function transferFrom(address from, address to, uint256 value) external returns (bool success);

    /// @notice Sets an allowance by the owner's signature; anyone may hand it in (EIP-2612).
    /// @custom:zh 凭所有者的签名设定授权额度，任何人都可提交（EIP-2612）。
    /// @param owner The account that signed.
    /// @custom:zh-param owner 签名的账户。
    /// @param spender The account that may move PoS.
    /// @custom:zh-param spender 获准转移的账户。
    /// @param value The allowance, in base units.
    /// @custom:zh-param value 授权额度，以最小单位计。
    /// @param deadline The last moment at which the signature is valid, in Unix seconds.
    /// @custom:zh-param deadline 签名有效的最后时刻，以 Unix 秒计。
    /// @param v The recovery id of the signature: 27 or 28.
    /// @custom:zh-param v 签名的恢复标识：27 或 28。
    /// @param r The first half of the signature.
    /// @custom:zh-param r 签名的前半部分。
    /// @param s The second half of the signature.
    /// @custom:zh-param s 签名的后半部分。
    /// @custom:format value amount
    /// @custom:format deadline time
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice The number that the owner's next permit must carry (EIP-2612).
    /// @custom:zh 所有者下一份签名授权须带的序号（EIP-2612）。
    /// @param owner The account that signs.
    /// @custom:zh-param owner 签名的账户。
    /// @return nonce How many permits of this owner were used.
    /// @custom:zh-return nonce 该所有者已使用的签名授权数量。
    function nonces(address owner) external view returns (uint256 nonce);

    /// @notice What separates permits of this token on this network from all others (EIP-2612, EIP-712).
    /// @custom:zh 将本网络上本代币的签名授权与其他一切签名区分开的值（EIP-2612、EIP-712）。
    /// @return separator The hash of the domain that `eip712Domain` describes.
    /// @custom:zh-return separator `eip712Domain` 所述域的哈希。
    function DOMAIN_SEPARATOR() external view returns (bytes32 separator);

    /// @notice The domain that permits are signed for (ERC-5267).
    /// @custom:zh 签名授权所属的域（ERC-5267）。
    /// @return fields Which of the following fields the domain has, as bits.
    /// @custom:zh-return fields 该域具有下列哪些字段，以位表示。
    /// @return domainName The name of the token.
    /// @custom:zh-return domainName 代币的名称。
    /// @return version The version of the domain.
    /// @custom:zh-return version 域的版本。
    /// @return chainId The chain id of this network.
    /// @custom:zh-return chainId 本网络的链 ID。
    /// @return verifyingContract The address of this module.
    /// @custom:zh-return verifyingContract 本模块的地址。
    /// @return salt Not used: zero.
    /// @custom:zh-return salt 未使用：为零。
    /// @return extensions Not used: empty.
    /// @custom:zh-return extensions 未使用：为空。
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory domainName,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        );

    /// @notice Says whether this module has an interface (ERC-165).
    /// @custom:zh 说明本模块是否具有某接口（ERC-165）。
    /// @param interfaceId The exclusive or of the selectors of the interface.
    /// @custom:zh-param interfaceId 接口各函数选择器的异或值。
    /// @return supported True if all functions of the interface exist here.
    /// @custom:zh-return supported 若该接口的全部函数在此存在则为真。
    function supportsInterface(bytes4 interfaceId) external view returns (bool supported);

    /// @notice What an account holds and has held: all that rights by holding are measured on.
    /// @custom:zh 账户目前与过去的持有情况，即一切持有权益的衡量依据。
    /// @param account The account.
    /// @custom:zh-param account 账户。
    /// @return balance What it holds now, in base units.
    /// @custom:zh-return balance 目前持有的数量，以最小单位计。
    /// @return thisMonthIndex The number of the month that is running, from 1.
    /// @custom:zh-return thisMonthIndex 正在进行的月份序号，从 1 开始。
    /// @return thisMonthAccumulated Balance × time of this month until now, in base units × milliseconds.
    /// @custom:zh-return thisMonthAccumulated 本月至今的余额 × 时间，以最小单位 × 毫秒计。
    /// @return lastMonthAverage The average over the last whole month, rounded down, in base units; 0 in month 1.
    /// @custom:zh-return lastMonthAverage 上一个整月的平均持有量，向下取整，以最小单位计；第 1 个月为 0。
    /// @return holdingMonths Consecutive whole months, up to the last one, with an average of at least 10 PoS.
    /// @custom:zh-return holdingMonths 截至上一个整月，平均持有量连续不少于 10 PoS 的整月数。
    /// @custom:format balance amount
    /// @custom:format lastMonthAverage amount
    function holding(address account)
        external
        view
        returns (
            uint256 balance,
            uint32 thisMonthIndex,
            uint256 thisMonthAccumulated,
            uint256 lastMonthAverage,
            uint32 holdingMonths
        );

    /// @notice The daily budget of an account and what it has used of it today (R15).
    /// @custom:zh 账户的每日额度，以及今日已使用的部分（R15）。
    /// @param account The account.
    /// @custom:zh-param account 账户。
    /// @return transactionsUsed Transactions made today.
    /// @custom:zh-return transactionsUsed 今日已发出的交易数。
    /// @return transactionsAllowed Transactions it may make in a day.
    /// @custom:zh-return transactionsAllowed 每日可发出的交易数。
    /// @return bytesUsed Bytes of transactions made today.
    /// @custom:zh-return bytesUsed 今日已发出交易的字节数。
    /// @return bytesAllowed Bytes of transactions it may make in a day.
    /// @custom:zh-return bytesAllowed 每日可发出交易的字节数。
    /// @return dayEndsAt When the next day begins, in Unix seconds, rounded up.
    /// @custom:zh-return dayEndsAt 下一日开始的时间，以 Unix 秒计，向上取整。
    /// @custom:format dayEndsAt time
    function limits(address account)
        external
        view
        returns (
            uint32 transactionsUsed,
            uint32 transactionsAllowed,
            uint64 bytesUsed,
            uint64 bytesAllowed,
            uint64 dayEndsAt
        );

    /// @notice Where PoS that a stage did not issue end for ever.
    /// @custom:zh 各阶段未发放的 PoS 永久归入的地址。
    /// @return account An address derived from a public sentence; nobody holds its key.
    /// @custom:zh-return account 由一句公开的文字推导出的地址，没有人持有其私钥。
    function burnAddress() external view returns (address account);

    /// @notice Where balances go that have moved to a successor network.
    /// @custom:zh 已迁往后继网络的余额归入的地址。
    /// @return account An address derived from a public sentence; nobody holds its key.
    /// @custom:zh-return account 由一句公开的文字推导出的地址，没有人持有其私钥。
    function migrationAddress() external view returns (address account);
}
