// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title IEmission
/// @notice The schedule of the supply: months, stages, what is released and what is burned. Nobody can call anything
/// here that moves PoS.
/// @custom:zh 供应的时间表：月份、阶段、释放与销毁。任何人都无法通过此处的函数移动 PoS。
interface IEmission {
    /// @notice Where all PoS are now, in base units (18 decimals). The parts add up to the total.
    /// @custom:zh 全部 PoS 目前所在之处，以最小单位计（18 位小数）；各部分之和等于总量。
    /// @custom:field total All PoS there will ever be: 100,000,000.
    /// @custom:zh-field total PoS 的永久总量：100,000,000。
    /// @custom:field unreleased Not released yet by the schedule.
    /// @custom:zh-field unreleased 按时间表尚未释放的部分。
    /// @custom:field stage Released in this stage and not reserved.
    /// @custom:zh-field stage 本阶段已释放、尚未预留的部分。
    /// @custom:field reserved Reserved for the rewards of open campaigns.
    /// @custom:zh-field reserved 为进行中的活动预留的奖励。
    /// @custom:field settlement Held for submissions of the last stage that are still under review.
    /// @custom:zh-field settlement 为上一阶段仍在审核的提交所留的部分。
    /// @custom:field pool The participation pool.
    /// @custom:zh-field pool 参与池。
    /// @custom:field escrow Held in the escrows of auctions, benefits and wishes.
    /// @custom:zh-field escrow 竞拍、权益与心愿的托管之和。
    /// @custom:field burned Burned for ever.
    /// @custom:zh-field burned 已永久销毁。
    /// @custom:field migrated Left for a successor network.
    /// @custom:zh-field migrated 已迁往后继网络。
    /// @custom:field members Held by members.
    /// @custom:zh-field members 由成员持有。
    /// @custom:format total amount
    /// @custom:format unreleased amount
    /// @custom:format stage amount
    /// @custom:format reserved amount
    /// @custom:format settlement amount
    /// @custom:format pool amount
    /// @custom:format escrow amount
    /// @custom:format burned amount
    /// @custom:format migrated amount
    /// @custom:format members amount
    struct Supply {
        uint256 total;
        uint256 unreleased;
        uint256 stage;
        uint256 reserved;
        uint256 settlement;
        uint256 pool;
        uint256 escrow;
        uint256 burned;
        uint256 migrated;
        uint256 members;
    }

    /// @notice A month's tranche was released to the stage budget.
    /// @custom:zh 一个月的份额已释放到阶段预算。
    /// @param month The number of the month, from 1.
    /// @custom:zh-param month 月份序号，从 1 开始。
    /// @param amount What was released, in base units.
    /// @custom:zh-param amount 释放的数量，以最小单位计。
    /// @custom:format amount amount
    event TrancheReleased(uint32 indexed month, uint256 amount);

    /// @notice What a stage did not issue was burned.
    /// @custom:zh 一个阶段未发放的部分已销毁。
    /// @param stage The index of the stage, from 0.
    /// @custom:zh-param stage 阶段序号，从 0 开始。
    /// @param amount What was burned, in base units.
    /// @custom:zh-param amount 销毁的数量，以最小单位计。
    /// @custom:format amount amount
    event StageBurned(uint8 indexed stage, uint256 amount);

    /// @notice A ready account of a development network was funded from the first tranche. Never happens on a real
    /// network.
    /// @custom:zh 开发网络的预备账户已从首月份额中获得资金；正式网络上不会发生。
    /// @param account The account that was funded.
    /// @custom:zh-param account 获得资金的账户。
    /// @param amount What it received, in base units.
    /// @custom:zh-param amount 所得数量，以最小单位计。
    /// @custom:format amount amount
    event DevelopmentFunded(address indexed account, uint256 amount);

    /// @notice The month of the schedule that is running.
    /// @custom:zh 时间表上正在进行的月份。
    /// @return number The number of the month, from 1; it goes on after month 13.
    /// @custom:zh-return number 月份序号，从 1 开始；第 13 个月之后继续计数。
    /// @return startsAt Its first moment, in Unix seconds.
    /// @custom:zh-return startsAt 该月开始的时刻，以 Unix 秒计。
    /// @return endsAt The first moment of the next month, in Unix seconds.
    /// @custom:zh-return endsAt 下个月开始的时刻，以 Unix 秒计。
    /// @custom:format startsAt time
    /// @custom:format endsAt time
    function month() external view returns (uint32 number, uint64 startsAt, uint64 endsAt);

    /// @notice The stage that is running. After month 13 issuing has ended: the index is 5, the end is 0, the
    /// multiplier stays.
    /// @custom:zh 正在进行的阶段。第 13 个月之后发放结束：序号为 5，结束时间为 0，倍数保持不变。
    /// @return index The index of the stage, from 0.
    /// @custom:zh-return index 阶段序号，从 0 开始。
    /// @return multiplier What rewards and prices are multiplied by.
    /// @custom:zh-return multiplier 奖励与价格所乘的倍数。
    /// @return endsAt The boundary to the next stage, in Unix seconds.
    /// @custom:zh-return endsAt 进入下一阶段的时刻，以 Unix 秒计。
    /// @custom:format endsAt time
    function stage() external view returns (uint8 index, uint256 multiplier, uint64 endsAt);

    /// @notice Where all PoS are now.
    /// @custom:zh 全部 PoS 目前所在之处。
    /// @return parts One amount for each place, in base units.
    /// @custom:zh-return parts 每一处的数量，以最小单位计。
    function supply() external view returns (Supply memory parts);

    /// @notice The month boundaries that genesis fixed: the start of month 1, of every later month, and the end of
    /// month 13.
    /// @custom:zh 创世时确定的月份边界：第 1 个月的开始、其后每个月的开始，以及第 13 个月的结束。
    /// @return timestamps 14 moments in rising order, in Unix seconds.
    /// @custom:zh-return timestamps 按先后排列的 14 个时刻，以 Unix 秒计。
    function boundaries() external view returns (uint64[] memory timestamps);

    /// @notice Says whether this module has an interface (ERC-165).
    /// @custom:zh 说明本模块是否具有某接口（ERC-165）。
    /// @param interfaceId The exclusive or of the selectors of the interface.
    /// @custom:zh-param interfaceId 接口各函数选择器的异或值。
    /// @return supported True if all functions of the interface exist here.
    /// @custom:zh-return supported 若该接口的全部函数在此存在则为真。
    function supportsInterface(bytes4 interfaceId) external view returns (bool supported);
}
