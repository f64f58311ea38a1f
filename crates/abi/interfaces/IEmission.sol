// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.20;

/// @title IEmission
/// @notice The schedule of the supply: months, stages, budgets, what is released and what is burned. Nobody can call
/// anything here that moves PoS.
/// @custom:zh 供应的时间表：月份、阶段、预算、释放与销毁。任何人都无法通过此处的函数移动 PoS。
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

    /// @notice A row of the stage table that genesis fixed.
    /// @custom:zh 创世时确定的阶段表中的一行。
    /// @custom:field nameEn The name in English.
    /// @custom:zh-field nameEn 英文名称。
    /// @custom:field nameZh The name in Chinese.
    /// @custom:zh-field nameZh 中文名称。
    /// @custom:field firstMonth The number of its first month.
    /// @custom:zh-field firstMonth 首月的序号。
    /// @custom:field lastMonth The number of its last month.
    /// @custom:zh-field lastMonth 末月的序号。
    /// @custom:field startsAt Its first moment, in Unix seconds.
    /// @custom:zh-field startsAt 开始的时刻，以 Unix 秒计。
    /// @custom:field endsAt The boundary to the next stage, in Unix seconds.
    /// @custom:zh-field endsAt 进入下一阶段的时刻，以 Unix 秒计。
    /// @custom:field releasePerMonth What each of its months releases, in base units.
    /// @custom:zh-field releasePerMonth 每月释放的数量，以最小单位计。
    /// @custom:field allotment What all its months release, in base units.
    /// @custom:zh-field allotment 本阶段释放的总量，以最小单位计。
    /// @custom:field multiplier What rewards and prices are multiplied by.
    /// @custom:zh-field multiplier 奖励与标价所乘的倍数。
    /// @custom:format startsAt time
    /// @custom:format endsAt time
    /// @custom:format releasePerMonth amount
    /// @custom:format allotment amount
    struct StageRow {
        string nameEn;
        string nameZh;
        uint32 firstMonth;
        uint32 lastMonth;
        uint64 startsAt;
        uint64 endsAt;
        uint256 releasePerMonth;
        uint256 allotment;
        uint256 multiplier;
    }

    /// @notice What became of a stage's PoS, in base units. What was released is at all times the sum of what is
    /// unreserved, reserved, issued, in settlement and burned.
    /// @custom:zh 一个阶段的 PoS 去向，以最小单位计。任何时刻，已释放的数量都等于未预留、已预留、已发放、结算中与已销毁之和。
    /// @custom:field phase 0 before it begins, 1 while it runs, 2 while it is settled, 3 once it is settled for ever.
    /// @custom:zh-field phase 0 为尚未开始，1 为进行中，2 为结算中，3 为已结清。
    /// @custom:field allotment What all its months release.
    /// @custom:zh-field allotment 本阶段各月应释放的总量。
    /// @custom:field released What was released so far.
    /// @custom:zh-field released 至今已释放的数量。
    /// @custom:field unreserved Released and not reserved; burned at the boundary.
    /// @custom:zh-field unreserved 已释放而未预留的部分，阶段结束时销毁。
    /// @custom:field reserved Reserved for the rewards of open campaigns.
    /// @custom:zh-field reserved 为进行中的活动预留的奖励。
    /// @custom:field held Of what is reserved, or in settlement: what submissions under review wait for.
    /// @custom:zh-field held 已预留或结算中的部分里，为审核中的提交所留的数量。
    /// @custom:field issued Paid to members.
    /// @custom:zh-field issued 已发放给成员的数量。
    /// @custom:field settlement Held after the boundary for submissions that were still under review.
    /// @custom:zh-field settlement 阶段结束后，为当时仍在审核的提交所留的部分。
    /// @custom:field burnedUnreserved Burned at the boundary because nobody reserved it.
    /// @custom:zh-field burnedUnreserved 因未被预留而在阶段结束时销毁的数量。
    /// @custom:field burnedUnsubmitted Burned at the boundary because nobody submitted anything for it.
    /// @custom:zh-field burnedUnsubmitted 已预留但无人提交，在阶段结束时销毁的数量。
    /// @custom:field burnedUndecided Burned at the end of the settlement: refused, or not decided in time.
    /// @custom:zh-field burnedUndecided 因被驳回或逾期未决，在结算截止时销毁的数量。
    /// @custom:field endsAt The boundary to the next stage, in Unix seconds.
    /// @custom:zh-field endsAt 进入下一阶段的时刻，以 Unix 秒计。
    /// @custom:field settlesAt When the settlement is over at the latest, in Unix seconds.
    /// @custom:zh-field settlesAt 结算的最后期限，以 Unix 秒计。
    /// @custom:format allotment amount
    /// @custom:format released amount
    /// @custom:format unreserved amount
    /// @custom:format reserved amount
    /// @custom:format held amount
    /// @custom:format issued amount
    /// @custom:format settlement amount
    /// @custom:format burnedUnreserved amount
    /// @custom:format burnedUnsubmitted amount
    /// @custom:format burnedUndecided amount
    /// @custom:format endsAt time
    /// @custom:format settlesAt time
    struct StageRecord {
        uint8 phase;
        uint256 allotment;
        uint256 released;
        uint256 unreserved;
        uint256 reserved;
        uint256 held;
        uint256 issued;
        uint256 settlement;
        uint256 burnedUnreserved;
        uint256 burnedUnsubmitted;
        uint256 burnedUndecided;
        uint64 endsAt;
        uint64 settlesAt;
    }

    /// @notice What the next month boundary brings.
    /// @custom:zh 下一个月份边界将发生的事。
    /// @custom:field at When, in Unix seconds; 0 once everything is released.
    /// @custom:zh-field at 边界的时刻，以 Unix 秒计；全部释放完毕后为 0。
    /// @custom:field month The number of the month that begins.
    /// @custom:zh-field month 届时开始的月份序号。
    /// @custom:field tranche What that month releases, in base units; 0 after the last stage.
    /// @custom:zh-field tranche 该月释放的数量，以最小单位计；最后一个阶段之后为 0。
    /// @custom:field endsStage True if a stage ends there.
    /// @custom:zh-field endsStage 若有阶段在此结束则为真。
    /// @custom:format at time
    /// @custom:format tranche amount
    struct NextBoundary {
        uint64 at;
        uint32 month;
        uint256 tranche;
        bool endsStage;
    }

    /// @notice What would be burned if the running stage and the open settlement ended now, in base units.
    /// @custom:zh 若当前阶段与未完的结算此刻结束，将要销毁的数量，以最小单位计。
    /// @custom:field unreserved Of the running stage: not reserved; it would be burned.
    /// @custom:zh-field unreserved 当前阶段中未预留的部分，将被销毁。
    /// @custom:field unsubmitted Of the running stage: reserved without a submission; it would be burned.
    /// @custom:zh-field unsubmitted 当前阶段中已预留但无人提交的部分，将被销毁。
    /// @custom:field toSettlement Of the running stage: under review; it would be kept for the settlement.
    /// @custom:zh-field toSettlement 当前阶段中正在审核的部分，将留待结算。
    /// @custom:field undecided Of the stage before: in settlement; it would be burned.
    /// @custom:zh-field undecided 上一阶段仍在结算的部分，将被销毁。
    /// @custom:format unreserved amount
    /// @custom:format unsubmitted amount
    /// @custom:format toSettlement amount
    /// @custom:format undecided amount
    struct Forecast {
        uint256 unreserved;
        uint256 unsubmitted;
        uint256 toSettlement;
        uint256 undecided;
    }

    /// @notice The budget of one area in the running month.
    /// @custom:zh 一个领域在本月的预算。
    /// @custom:field decided True if the committee decided the split; otherwise all areas get equal shares.
    /// @custom:zh-field decided 若比例由委员会决定则为真；否则各领域均分。
    /// @custom:field share The area's share of the next tranche in hundredths of a percent, if it was decided.
    /// @custom:zh-field share 该领域在下一份额中所占的比例，以万分之一计；未经决定时为 0。
    /// @custom:field earmarked What this month's tranche gave to the area, in base units.
    /// @custom:zh-field earmarked 本月份额中划给该领域的数量，以最小单位计。
    /// @custom:field left What of it is not reserved yet, in base units.
    /// @custom:zh-field left 其中尚未预留的数量，以最小单位计。
    /// @custom:field available What the area could reserve now: that, and what no area has, in base units.
    /// @custom:zh-field available 该领域目前可预留的数量：上述余额加上未划给任何领域的部分，以最小单位计。
    /// @custom:format earmarked amount
    /// @custom:format left amount
    /// @custom:format available amount
    struct Budget {
        bool decided;
        uint16 share;
        uint256 earmarked;
        uint256 left;
        uint256 available;
    }

    /// @notice A month's tranche was released to the stage budget.
    /// @custom:zh 一个月的份额已释放到阶段预算。
    /// @param month The number of the month, from 1.
    /// @custom:zh-param month 月份序号，从 1 开始。
    /// @param amount What was released, in base units.
    /// @custom:zh-param amount 释放的数量，以最小单位计。
    /// @custom:format amount amount
    event TrancheReleased(uint32 indexed month, uint256 amount);

    /// @notice A month's tranche was split among the areas, by their numbers: 0 events, 1 forms, 2 nodes, 3 delegation,
    /// 4 content, 5 open claims. What is missing to the tranche belongs to no area.
    /// @custom:zh 一个月的份额已按领域划分，顺序为：0 线上线下活动，1 表单，2 节点，3 委托，4 内容，5 自发贡献；其余部分不归任何领域。
    /// @param month The number of the month, from 1.
    /// @custom:zh-param month 月份序号，从 1 开始。
    /// @param amounts What each area may reserve first, in base units.
    /// @custom:zh-param amounts 各领域可优先预留的数量，以最小单位计。
    event TrancheEarmarked(uint32 indexed month, uint256[6] amounts);

    /// @notice The committee decided how tranches are split among the areas.
    /// @custom:zh 委员会决定了份额在各领域之间的划分。
    /// @param fromMonth The first month it applies to.
    /// @custom:zh-param fromMonth 开始适用的月份。
    /// @param shares The areas' shares in hundredths of a percent, by their numbers.
    /// @custom:zh-param shares 各领域的比例，以万分之一计，按领域编号排列。
    event BudgetSet(uint32 indexed fromMonth, uint16[6] shares);

    /// @notice A part of the stage was reserved for rewards.
    /// @custom:zh 阶段预算的一部分已为奖励预留。
    /// @param stage The index of the stage, from 0.
    /// @custom:zh-param stage 阶段序号，从 0 开始。
    /// @param area The area whose budget it is, from 0 to 5.
    /// @custom:zh-param area 所用预算的领域，从 0 到 5。
    /// @param amount What was reserved, in base units.
    /// @custom:zh-param amount 预留的数量，以最小单位计。
    /// @custom:format amount amount
    event Reserved(uint8 indexed stage, uint8 indexed area, uint256 amount);

    /// @notice What was reserved and not needed went back to the stage; it belongs to no area now.
    /// @custom:zh 已预留而未用的部分已退回阶段预算，不再归任何领域。
    /// @param stage The index of the stage, from 0.
    /// @custom:zh-param stage 阶段序号，从 0 开始。
    /// @param amount What went back, in base units.
    /// @custom:zh-param amount 退回的数量，以最小单位计。
    /// @custom:format amount amount
    event Unreserved(uint8 indexed stage, uint256 amount);

    /// @notice A stage ended. What nobody waits for was burned; what submissions under review wait for is kept until
    /// they are decided.
    /// @custom:zh 一个阶段已经结束。无人等待的部分已销毁；为审核中的提交所留的部分保留至有结果为止。
    /// @param stage The index of the stage, from 0.
    /// @custom:zh-param stage 阶段序号，从 0 开始。
    /// @param unreserved What was burned because nobody had reserved it, in base units.
    /// @custom:zh-param unreserved 因未被预留而销毁的数量，以最小单位计。
    /// @param unsubmitted What was burned because it was reserved and nobody had submitted anything for it, in base
    /// units.
    /// @custom:zh-param unsubmitted 已预留但无人提交而销毁的数量，以最小单位计。
    /// @param burned The sum of both, in base units.
    /// @custom:zh-param burned 以上两项之和，以最小单位计。
    /// @param toSettlement What is kept for submissions under review, in base units.
    /// @custom:zh-param toSettlement 为审核中的提交保留的数量，以最小单位计。
    /// @param settlesAt When the settlement is over, in Unix seconds; the end of the stage if nothing is kept.
    /// @custom:zh-param settlesAt 结算截止的时刻，以 Unix 秒计；若无保留则为阶段结束之时。
    /// @custom:format unreserved amount
    /// @custom:format unsubmitted amount
    /// @custom:format burned amount
    /// @custom:format toSettlement amount
    /// @custom:format settlesAt time
    event StageEnded(
        uint8 indexed stage,
        uint256 unreserved,
        uint256 unsubmitted,
        uint256 burned,
        uint256 toSettlement,
        uint64 settlesAt
    );

    /// @notice A stage is settled for ever: what it issued and what of it was burned make up its allotment.
    /// @custom:zh 一个阶段已经结清：发放与销毁的数量之和等于其总量，不再变动。
    /// @param stage The index of the stage, from 0.
    /// @custom:zh-param stage 阶段序号，从 0 开始。
    /// @param undecided What was burned now: refused, or not decided in time, in base units.
    /// @custom:zh-param undecided 此刻因被驳回或逾期未决而销毁的数量，以最小单位计。
    /// @param issued All that the stage paid to members, in base units.
    /// @custom:zh-param issued 本阶段发放给成员的总量，以最小单位计。
    /// @param burned All that was burned of the stage, in base units.
    /// @custom:zh-param burned 本阶段销毁的总量，以最小单位计。
    /// @custom:format undecided amount
    /// @custom:format issued amount
    /// @custom:format burned amount
    event StageSettled(uint8 indexed stage, uint256 undecided, uint256 issued, uint256 burned);

    /// @notice A ready account of a development network was funded from the first tranche. Never happens on a real
    /// network.
    /// @custom:zh 开发网络的预备账户已从首月份额中获得资金；正式网络上不会发生。
    /// @param account The account that was funded.
    /// @custom:zh-param account 获得资金的账户。
    /// @param amount What it received, in base units.
    /// @custom:zh-param amount 所得数量，以最小单位计。
    /// @custom:format amount amount
    event DevelopmentFunded(address indexed account, uint256 amount);

    /// @notice The budget of area {area} has {available} left, and this asks for {asked}; ask for less, wait for the
    /// next month's tranche, or have the split changed.
    /// @custom:zh 领域 {area} 的预算还剩 {available}，此操作需要 {asked}；请减少数量，等待下个月的份额，或提议调整比例。
    /// @param area The number of the area: 0 events, 1 forms, 2 nodes, 3 delegation, 4 content, 5 open claims.
    /// @custom:zh-param area 领域编号：0 线上线下活动，1 表单，2 节点，3 委托，4 内容，5 自发贡献。
    /// @param asked What was to be reserved, in base units.
    /// @custom:zh-param asked 欲预留的数量，以最小单位计。
    /// @param available What the area can reserve now, in base units.
    /// @custom:zh-param available 该领域目前可预留的数量，以最小单位计。
    /// @custom:format asked amount
    /// @custom:format available amount
    error AreaBudgetExceeded(uint8 area, uint256 asked, uint256 available);

    /// @notice Issuing ended at {endedAt}, with the last stage; nothing can be reserved any more.
    /// @custom:zh 发放已于 {endedAt} 随最后一个阶段结束，不能再预留。
    /// @param endedAt The end of the last stage, in Unix seconds.
    /// @custom:zh-param endedAt 最后一个阶段结束的时刻，以 Unix 秒计。
    /// @custom:format endedAt time
    error IssuingOver(uint64 endedAt);

    /// @notice Stage {stage} ended at {endedAt}; what was reserved in it and not needed is burned already.
    /// @custom:zh 阶段 {stage} 已于 {endedAt} 结束；其中已预留而未用的部分已经销毁。
    /// @param stage The index of the stage, from 0.
    /// @custom:zh-param stage 阶段序号，从 0 开始。
    /// @param endedAt The end of the stage, in Unix seconds.
    /// @custom:zh-param endedAt 该阶段结束的时刻，以 Unix 秒计。
    /// @custom:format endedAt time
    error StageOver(uint8 stage, uint64 endedAt);

    /// @notice The settlement of stage {stage} was over at {endedAt} at the latest; what was not decided then is
    /// burned.
    /// @custom:zh 阶段 {stage} 的结算最迟已于 {endedAt} 截止；届时未决的部分已经销毁。
    /// @param stage The index of the stage, from 0.
    /// @custom:zh-param stage 阶段序号，从 0 开始。
    /// @param endedAt The end of the time of settlement, in Unix seconds.
    /// @custom:zh-param endedAt 结算期限的截止时刻，以 Unix 秒计。
    /// @custom:format endedAt time
    error SettlementOver(uint8 stage, uint64 endedAt);

    /// @notice There is no stage {stage}; there are {count}, counted from 0.
    /// @custom:zh 没有阶段 {stage}；共有 {count} 个阶段，从 0 开始编号。
    /// @param stage The index that was asked for.
    /// @custom:zh-param stage 所查询的阶段序号。
    /// @param count How many stages there are.
    /// @custom:zh-param count 阶段的数量。
    error UnknownStage(uint8 stage, uint8 count);

    /// @notice There is no area {area}; there are {count}, counted from 0.
    /// @custom:zh 没有领域 {area}；共有 {count} 个领域，从 0 开始编号。
    /// @param area The number that was asked for.
    /// @custom:zh-param area 所查询的领域编号。
    /// @param count How many areas there are.
    /// @custom:zh-param count 领域的数量。
    error UnknownArea(uint8 area, uint8 count);

    /// @notice The shares add up to {sum} hundredths of a percent, and a whole has 10000; lower them.
    /// @custom:zh 各项比例合计 {sum}（以万分之一计），超过上限 10000，请调低。
    /// @param sum The sum of the shares, in hundredths of a percent.
    /// @custom:zh-param sum 各项比例之和，以万分之一计。
    error SharesExceedWhole(uint32 sum);

    /// @notice Only a decision of the committee can do this; {caller} may propose it there.
    /// @custom:zh 此操作只能由委员会决议执行；{caller} 可向委员会提出。
    /// @param caller The account that called.
    /// @custom:zh-param caller 发起调用的账户。
    error OnlyByDecision(address caller);

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
    /// @custom:zh-return multiplier 奖励与标价所乘的倍数。
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

    /// @notice The stage table: what each stage releases, when, and with which multiplier.
    /// @custom:zh 阶段表：每个阶段的释放数量、起止时间与倍数。
    /// @return rows The stages in order, from stage 0.
    /// @custom:zh-return rows 按顺序排列的各阶段，从阶段 0 开始。
    function stages() external view returns (StageRow[] memory rows);

    /// @notice What the next month boundary brings, and when.
    /// @custom:zh 下一个月份边界的时刻，以及届时将发生的事。
    /// @return next The next boundary; all zero once everything is released.
    /// @custom:zh-return next 下一个边界；全部释放完毕后各项均为 0。
    function nextBoundary() external view returns (NextBoundary memory next);

    /// @notice What became of a stage's PoS.
    /// @custom:zh 一个阶段的 PoS 去向。
    /// @param stage The index of the stage, from 0.
    /// @custom:zh-param stage 阶段序号，从 0 开始。
    /// @return record Its running totals.
    /// @custom:zh-return record 该阶段的各项累计。
    function stageRecord(uint8 stage) external view returns (StageRecord memory record);

    /// @notice What would be burned if the running stage and the open settlement ended now.
    /// @custom:zh 若当前阶段与未完的结算此刻结束，将会销毁多少。
    /// @return forecast The parts, in base units.
    /// @custom:zh-return forecast 各组成部分，以最小单位计。
    function whatWouldBurnNow() external view returns (Forecast memory forecast);

    /// @notice The budget of one area in the running month.
    /// @custom:zh 一个领域在本月的预算。
    /// @param area The number of the area: 0 events, 1 forms, 2 nodes, 3 delegation, 4 content, 5 open claims.
    /// @custom:zh-param area 领域编号：0 线上线下活动，1 表单，2 节点，3 委托，4 内容，5 自发贡献。
    /// @return result Its share and its amounts.
    /// @custom:zh-return result 该领域的比例与各项数量。
    function budget(uint8 area) external view returns (Budget memory result);

    /// @notice The participation pool. It is outside of release and burn; nothing flows in or out of it yet.
    /// @custom:zh 参与池。它不参与释放与销毁；目前没有任何流入或流出。
    /// @return account The account that holds it; no key controls it.
    /// @custom:zh-return account 持有参与池的账户，没有私钥可以控制它。
    /// @return balance What it holds, in base units.
    /// @custom:zh-return balance 目前的数量，以最小单位计。
    /// @return atGenesis What it began with, in base units.
    /// @custom:zh-return atGenesis 创世时的数量，以最小单位计。
    /// @custom:format balance amount
    /// @custom:format atGenesis amount
    function pool() external view returns (address account, uint256 balance, uint256 atGenesis);

    /// @notice Sets how tranches are split among the areas, from the next month on. Only by a decision of the
    /// committee.
    /// @custom:zh 设定份额在各领域之间的划分，自下个月起生效。只能由委员会决议执行。
    /// @param shares The areas' shares in hundredths of a percent, by their numbers; together at most 10000.
    /// @custom:zh-param shares 各领域的比例，以万分之一计，按领域编号排列；合计不超过 10000。
    function setBudget(uint16[6] calldata shares) external;

    /// @notice Says whether this module has an interface (ERC-165).
    /// @custom:zh 说明本模块是否具有某接口（ERC-165）。
    /// @param interfaceId The exclusive or of the selectors of the interface.
    /// @custom:zh-param interfaceId 接口各函数选择器的异或值。
    /// @return supported True if all functions of the interface exist here.
    /// @custom:zh-return supported 若该接口的全部函数在此存在则为真。
    function supportsInterface(bytes4 interfaceId) external view returns (bool supported);
}
