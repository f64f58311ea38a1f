// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title INetwork
/// @notice Who orders blocks, and by which version of the protocol: validators change at the end of an epoch, versions
/// at a time that is announced before.
/// @custom:zh 由谁为区块排序、依照哪一版协议：验证者在纪元结束时更替，协议版本在预先公告的时刻切换。
interface INetwork {
    /// @notice A machine that orders transactions. It has no stake and earns nothing.
    /// @custom:zh 为交易排序的机器。它不质押，也不因此获得任何收益。
    /// @custom:field name Who runs it; it stays when keys change.
    /// @custom:zh-field name 运行者；更换密钥后保持不变。
    /// @custom:field publicKey Its Ed25519 key, by which it signs blocks and is known to its peers.
    /// @custom:zh-field publicKey Ed25519 公钥，用于签署区块，并供其他节点识别。
    /// @custom:field seedKey Its BLS12-381 key for the randomness seed, 96 bytes.
    /// @custom:zh-field seedKey 用于随机种子的 BLS12-381 公钥，共 96 字节。
    /// @custom:field endpoint Where its peers reach it, as host:port; empty if each operator is told.
    /// @custom:zh-field endpoint 其他节点与其连接的地址，格式为 host:port；若另行告知各运营者则为空。
    struct Validator {
        string name;
        bytes32 publicKey;
        bytes seedKey;
        string endpoint;
    }

    /// @notice A run of blocks with one set of validators.
    /// @custom:zh 由同一组验证者排序的一段连续区块。
    /// @custom:field number Its number, from 0.
    /// @custom:zh-field number 纪元序号，从 0 开始。
    /// @custom:field firstBlock Its first block.
    /// @custom:zh-field firstBlock 第一个区块。
    /// @custom:field lastBlock Its last block, which settles the validators of the next epoch.
    /// @custom:zh-field lastBlock 最后一个区块，下一纪元的验证者由它确定。
    /// @custom:field blocks How many blocks each epoch has.
    /// @custom:zh-field blocks 每个纪元的区块数。
    struct Epoch {
        uint64 number;
        uint64 firstBlock;
        uint64 lastBlock;
        uint64 blocks;
    }

    /// @notice The version of the protocol, and the one that is scheduled.
    /// @custom:zh 协议的当前版本，以及已排定的下一版本。
    /// @custom:field version The version now.
    /// @custom:zh-field version 当前版本。
    /// @custom:field nextVersion The version that is scheduled; 0 if there is none.
    /// @custom:zh-field nextVersion 已排定的版本；若没有则为 0。
    /// @custom:field activation When it begins, in Unix seconds; 0 if there is none.
    /// @custom:zh-field activation 开始生效的时刻，以 Unix 秒计；若没有则为 0。
    /// @custom:format activation time
    struct Protocol {
        uint16 version;
        uint16 nextVersion;
        uint64 activation;
    }

    /// @notice A validator orders blocks from an epoch on.
    /// @custom:zh 一名验证者自某一纪元起参与排序。
    /// @param name Who runs it.
    /// @custom:zh-param name 运行者。
    /// @param publicKey Its Ed25519 key.
    /// @custom:zh-param publicKey 其 Ed25519 公钥。
    /// @param epoch The first epoch of which it is a validator.
    /// @custom:zh-param epoch 其担任验证者的第一个纪元。
    event ValidatorAdded(string name, bytes32 indexed publicKey, uint64 epoch);

    /// @notice The validators of the newest block's epoch.
    /// @custom:zh 最新区块所属纪元的验证者。
    /// @return list The validators, in the order in which they joined.
    /// @custom:zh-return list 验证者，按加入顺序排列。
    function validators() external view returns (Validator[] memory list);

    /// @notice The epoch of the newest block.
    /// @custom:zh 最新区块所属的纪元。
    /// @return current The epoch.
    /// @custom:zh-return current 该纪元。
    function epoch() external view returns (Epoch memory current);

    /// @notice The version of the protocol of the newest block, and what is scheduled.
    /// @custom:zh 最新区块所依照的协议版本，以及已排定的版本。
    /// @return plan The version and the plan.
    /// @custom:zh-return plan 当前版本与计划。
    function protocol() external view returns (Protocol memory plan);

    /// @notice Says whether this module has an interface (ERC-165).
    /// @custom:zh 说明本模块是否具有某接口（ERC-165）。
    /// @param interfaceId The exclusive or of the selectors of the interface.
    /// @custom:zh-param interfaceId 接口各函数选择器的异或值。
    /// @return supported True if all functions of the interface exist here.
    /// @custom:zh-return supported 若该接口的全部函数在此存在则为真。
    function supportsInterface(bytes4 interfaceId) external view returns (bool supported);
}
