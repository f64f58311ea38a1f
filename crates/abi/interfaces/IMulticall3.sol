// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title IMulticall3
/// @notice Many reads in one call, at the address and with the functions that Ethereum libraries know. Calls made
/// through it only read.
/// @custom:zh 一次调用完成多次读取，地址与函数同以太坊工具库所熟知的一致；经由它的调用只能读取。
interface IMulticall3 {
    /// @notice One call to make.
    /// @custom:zh 一次要执行的调用。
    /// @custom:field target The module to call.
    /// @custom:zh-field target 要调用的模块。
    /// @custom:field callData The encoded call.
    /// @custom:zh-field callData 编码后的调用数据。
    struct Call {
        address target;
        bytes callData;
    }

    /// @notice One call to make, with a say in what its failure means.
    /// @custom:zh 一次要执行的调用，并指明失败时如何处理。
    /// @custom:field target The module to call.
    /// @custom:zh-field target 要调用的模块。
    /// @custom:field allowFailure If false, a failure of this call reverts them all.
    /// @custom:zh-field allowFailure 若为假，此调用失败则全部回退。
    /// @custom:field callData The encoded call.
    /// @custom:zh-field callData 编码后的调用数据。
    struct Call3 {
        address target;
        bool allowFailure;
        bytes callData;
    }

    /// @notice What one call gave.
    /// @custom:zh 一次调用的结果。
    /// @custom:field success Whether the call succeeded.
    /// @custom:zh-field success 调用是否成功。
    /// @custom:field returnData What it returned, or its error.
    /// @custom:zh-field returnData 返回的数据，或其错误。
    struct Result {
        bool success;
        bytes returnData;
    }

    /// @notice Makes all calls; any failure reverts.
    /// @custom:zh 执行全部调用；任何一次失败则回退。
    /// @param calls The calls, in order.
    /// @custom:zh-param calls 按顺序执行的调用。
    /// @return blockNumber The block they were answered at.
    /// @custom:zh-return blockNumber 作答时的区块号。
    /// @return returnData What each call returned.
    /// @custom:zh-return returnData 每次调用返回的数据。
    function aggregate(Call[] calldata calls)
        external
        payable
        returns (uint256 blockNumber, bytes[] memory returnData);

    /// @notice Makes all calls; each says for itself whether it may fail.
    /// @custom:zh 执行全部调用；每一次自行指明是否允许失败。
    /// @param calls The calls, in order.
    /// @custom:zh-param calls 按顺序执行的调用。
    /// @return returnData What each call gave.
    /// @custom:zh-return returnData 每次调用的结果。
    function aggregate3(Call3[] calldata calls) external payable returns (Result[] memory returnData);

    /// @notice Makes all calls and names the block; any failure reverts.
    /// @custom:zh 执行全部调用并给出区块；任何一次失败则回退。
    /// @param calls The calls, in order.
    /// @custom:zh-param calls 按顺序执行的调用。
    /// @return blockNumber The block they were answered at.
    /// @custom:zh-return blockNumber 作答时的区块号。
    /// @return blockHash Always zero: a block's hash does not exist while the block is executed.
    /// @custom:zh-return blockHash 恒为零：区块执行期间其哈希尚不存在。
    /// @return returnData What each call gave.
    /// @custom:zh-return returnData 每次调用的结果。
    function blockAndAggregate(Call[] calldata calls)
        external
        payable
        returns (uint256 blockNumber, bytes32 blockHash, Result[] memory returnData);

    /// @notice Makes all calls; one choice for all says whether they may fail.
    /// @custom:zh 执行全部调用；以一个选项统一指明是否允许失败。
    /// @param requireSuccess If true, any failure reverts.
    /// @custom:zh-param requireSuccess 若为真，任何一次失败则回退。
    /// @param calls The calls, in order.
    /// @custom:zh-param calls 按顺序执行的调用。
    /// @return returnData What each call gave.
    /// @custom:zh-return returnData 每次调用的结果。
    function tryAggregate(bool requireSuccess, Call[] calldata calls)
        external
        payable
        returns (Result[] memory returnData);

    /// @notice Makes all calls and names the block; one choice for all says whether they may fail.
    /// @custom:zh 执行全部调用并给出区块；以一个选项统一指明是否允许失败。
    /// @param requireSuccess If true, any failure reverts.
    /// @custom:zh-param requireSuccess 若为真，任何一次失败则回退。
    /// @param calls The calls, in order.
    /// @custom:zh-param calls 按顺序执行的调用。
    /// @return blockNumber The block they were answered at.
    /// @custom:zh-return blockNumber 作答时的区块号。
    /// @return blockHash Always zero: a block's hash does not exist while the block is executed.
    /// @custom:zh-return blockHash 恒为零：区块执行期间其哈希尚不存在。
    /// @return returnData What each call gave.
    /// @custom:zh-return returnData 每次调用的结果。
    function tryBlockAndAggregate(bool requireSuccess, Call[] calldata calls)
        external
        payable
        returns (uint256 blockNumber, bytes32 blockHash, Result[] memory returnData);

    /// @notice The fee every block asks for: none.
    /// @custom:zh 每个区块收取的基础费用：没有。
    /// @return basefee Always 0.
    /// @custom:zh-return basefee 恒为 0。
    function getBasefee() external view returns (uint256 basefee);

    /// @notice The height of the block this is answered at.
    /// @custom:zh 作答时的区块高度。
    /// @return blockNumber The height.
    /// @custom:zh-return blockNumber 区块高度。
    function getBlockNumber() external view returns (uint256 blockNumber);

    /// @notice The chain id of this network.
    /// @custom:zh 本网络的链 ID。
    /// @return chainid The id that signed transactions carry.
    /// @custom:zh-return chainid 签名交易所带的链 ID。
    function getChainId() external view returns (uint256 chainid);

    /// @notice The account named as the proposer of the block.
    /// @custom:zh 区块中所记的提议者账户。
    /// @return coinbase The block's `miner` field.
    /// @custom:zh-return coinbase 区块的 `miner` 字段。
    function getCurrentBlockCoinbase() external view returns (address coinbase);

    /// @notice The most gas that the transactions of a block may use together.
    /// @custom:zh 一个区块内所有交易合计可用的 gas 上限。
    /// @return gaslimit The block's gas limit.
    /// @custom:zh-return gaslimit 区块的 gas 上限。
    function getCurrentBlockGasLimit() external view returns (uint256 gaslimit);

    /// @notice The time of the block this is answered at.
    /// @custom:zh 作答时的区块时间。
    /// @return timestamp In whole Unix seconds; several blocks may share one.
    /// @custom:zh-return timestamp 以整 Unix 秒计；多个区块可能相同。
    /// @custom:format timestamp time
    function getCurrentBlockTimestamp() external view returns (uint256 timestamp);

    /// @notice The PoS balance of an account; the same as the token's `balanceOf`.
    /// @custom:zh 账户的 PoS 余额；与代币的 `balanceOf` 相同。
    /// @param addr The account.
    /// @custom:zh-param addr 账户。
    /// @return balance In base units (18 decimals).
    /// @custom:zh-return balance 以最小单位计（18 位小数）。
    /// @custom:format balance amount
    function getEthBalance(address addr) external view returns (uint256 balance);

    /// @notice The hash of the parent block.
    /// @custom:zh 上一个区块的哈希。
    /// @return blockHash The parent's hash.
    /// @custom:zh-return blockHash 上一个区块的哈希。
    function getLastBlockHash() external view returns (bytes32 blockHash);
}
