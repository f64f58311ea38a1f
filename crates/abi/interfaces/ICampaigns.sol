// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title ICampaigns
/// @notice Ways of earning PoS: proposed by anybody, approved with a budget, reviewed in the open, paid without asking.
/// @custom:zh 获得 PoS 的方式：人人可以提议，审批时确定预算，公开审核，奖励自动发放。
interface ICampaigns {
    /// @notice Says whether this module has an interface (ERC-165).
    /// @custom:zh 说明本模块是否具有某接口（ERC-165）。
    /// @param interfaceId The exclusive or of the selectors of the interface.
    /// @custom:zh-param interfaceId 接口各函数选择器的异或值。
    /// @return supported True if all functions of the interface exist here.
    /// @custom:zh-return supported 若该接口的全部函数在此存在则为真。
    function supportsInterface(bytes4 interfaceId) external view returns (bool supported);
}
