// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title IErrors
/// @notice Errors that a call to any module can give. Every module's own errors come beside these.
/// @custom:zh 调用任何模块都可能返回的错误；各模块自己的错误另行声明。
interface IErrors {
    /// @notice This function takes no PoS; send the call without a value.
    /// @custom:zh 此函数不接收 PoS，请勿附带 PoS。
    error NotPayable();

    /// @notice This call may only read, and the function it reached would change state.
    /// @custom:zh 此调用只能读取，而所调用的函数会改变状态。
    error ReadOnlyCall();

    /// @notice The arguments of function {selector} cannot be decoded; encode them by the module's ABI.
    /// @custom:zh 函数 {selector} 的参数无法解码，请按该模块的 ABI 编码。
    /// @param selector The function the call named.
    /// @custom:zh-param selector 调用所指的函数。
    error MalformedCalldata(bytes4 selector);

    /// @notice An account without a record may only call functions open to newcomers; it gets a record with its first
    /// success there, or when it receives PoS.
    /// @custom:zh 尚无记录的账户只能调用向新人开放的函数；在其中首次成功调用，或收到 PoS 之后，账户即有记录。
    error NewcomerFunctionOnly();

    /// @notice This account has used its budget for today; it may act again from {availableFrom}.
    /// @custom:zh 此账户今日的额度已用完，{availableFrom} 起可再次操作。
    /// @param availableFrom When the next day of the account begins, in Unix seconds.
    /// @custom:zh-param availableFrom 账户下一日开始的时间，以 Unix 秒计。
    /// @custom:format availableFrom time
    error DailyLimitReached(uint64 availableFrom);

    /// @notice This call touches more than {limit} pieces of state; split it into smaller calls.
    /// @custom:zh 此调用涉及的状态超过 {limit} 项，请拆分为较小的调用。
    /// @param limit The most distinct state keys that one call may touch.
    /// @custom:zh-param limit 一次调用最多可涉及的不同状态键数量。
    error TooManyKeys(uint256 limit);

    /// @notice This call needs more than its gas limit of {limit}; raise the limit or split the call.
    /// @custom:zh 此调用所需的 gas 超过上限 {limit}，请提高上限或拆分调用。
    /// @param limit The gas limit that was reached.
    /// @custom:zh-param limit 已达到的 gas 上限。
    error OutOfGas(uint256 limit);

    /// @notice A rule of a module failed inside the protocol; the change was undone and the chain went on.
    /// @custom:zh 某模块的规则在协议内部失败；改动已撤销，链继续运行。
    /// @param module The module whose rule failed.
    /// @custom:zh-param module 规则失败的模块。
    /// @param reason The error, ABI encoded.
    /// @custom:zh-param reason 以 ABI 编码的错误。
    event RuleFailed(address indexed module, bytes reason);
}
