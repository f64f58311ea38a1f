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

    /// What waits to change the validators.
    enum Kind {
        Add,
        Remove,
        Replace
    }

    /// @notice A change of the validators that waits for the end of an epoch.
    /// @custom:zh 等待纪元结束后生效的验证者变更。
    /// @custom:field kind 0 a validator joins, 1 one leaves, 2 one has other keys or another address.
    /// @custom:zh-field kind 0 加入，1 退出，2 更换密钥或地址。
    /// @custom:field name Whom it is about.
    /// @custom:zh-field name 所涉及的验证者。
    /// @custom:field publicKey Its Ed25519 key after the change; zero if it leaves.
    /// @custom:zh-field publicKey 变更后的 Ed25519 公钥；若为退出则为零。
    /// @custom:field seedKey Its seed key after the change; empty if it leaves.
    /// @custom:zh-field seedKey 变更后的随机种子公钥；若为退出则为空。
    /// @custom:field endpoint Its address after the change.
    /// @custom:zh-field endpoint 变更后的地址。
    /// @custom:field fromEpoch The epoch with which it takes effect.
    /// @custom:zh-field fromEpoch 自哪个纪元起生效。
    struct Waiting {
        Kind kind;
        string name;
        bytes32 publicKey;
        bytes seedKey;
        string endpoint;
        uint64 fromEpoch;
    }

    /// @notice A set of validators that differs from the one before.
    /// @custom:zh 与此前不同的一组验证者。
    /// @custom:field firstEpoch The first epoch that has it.
    /// @custom:zh-field firstEpoch 采用该名单的第一个纪元。
    /// @custom:field validators The validators, in the order in which they joined.
    /// @custom:zh-field validators 验证者，按加入顺序排列。
    struct Change {
        uint64 firstEpoch;
        Validator[] validators;
    }

    /// @notice The committee decided that a validator joins.
    /// @custom:zh 委员会决定增加一名验证者。
    /// @param name Who runs it.
    /// @custom:zh-param name 运行者。
    /// @param publicKey Its Ed25519 key.
    /// @custom:zh-param publicKey 其 Ed25519 公钥。
    /// @param seedKey Its BLS12-381 key for the randomness seed, 96 bytes.
    /// @custom:zh-param seedKey 用于随机种子的 BLS12-381 公钥，共 96 字节。
    /// @param endpoint Where its peers reach it, as host:port; empty if each operator is told.
    /// @custom:zh-param endpoint 其他节点与其连接的地址，格式为 host:port；若另行告知各运营者则为空。
    /// @param fromEpoch The epoch with which it takes effect.
    /// @custom:zh-param fromEpoch 自哪个纪元起生效。
    event AdditionQueued(string name, bytes32 indexed publicKey, bytes seedKey, string endpoint, uint64 fromEpoch);

    /// @notice The committee decided that a validator leaves.
    /// @custom:zh 委员会决定移除一名验证者。
    /// @param name Who runs it.
    /// @custom:zh-param name 运行者。
    /// @param fromEpoch The epoch with which it takes effect.
    /// @custom:zh-param fromEpoch 自哪个纪元起生效。
    event RemovalQueued(string name, uint64 fromEpoch);

    /// @notice A validator changes its keys or its address, by a signature of its present key.
    /// @custom:zh 一名验证者以现有密钥签名，更换密钥或地址。
    /// @param name Who runs it.
    /// @custom:zh-param name 运行者。
    /// @param oldKey Its Ed25519 key until then.
    /// @custom:zh-param oldKey 此前的 Ed25519 公钥。
    /// @param newKey Its Ed25519 key from then on.
    /// @custom:zh-param newKey 此后的 Ed25519 公钥。
    /// @param newSeedKey Its seed key from then on, 96 bytes.
    /// @custom:zh-param newSeedKey 此后的随机种子公钥，共 96 字节。
    /// @param endpoint Where its peers reach it, as host:port; empty if each operator is told.
    /// @custom:zh-param endpoint 其他节点与其连接的地址，格式为 host:port；若另行告知各运营者则为空。
    /// @param fromEpoch The epoch with which it takes effect.
    /// @custom:zh-param fromEpoch 自哪个纪元起生效。
    event KeysQueued(
        string name,
        bytes32 indexed oldKey,
        bytes32 indexed newKey,
        bytes newSeedKey,
        string endpoint,
        uint64 fromEpoch
    );

    /// @notice A validator orders blocks from an epoch on.
    /// @custom:zh 一名验证者自某一纪元起参与排序。
    /// @param name Who runs it.
    /// @custom:zh-param name 运行者。
    /// @param publicKey Its Ed25519 key.
    /// @custom:zh-param publicKey 其 Ed25519 公钥。
    /// @param epoch The first epoch in which it holds.
    /// @custom:zh-param epoch 自哪个纪元起生效。
    event ValidatorAdded(string name, bytes32 indexed publicKey, uint64 epoch);

    /// @notice A validator orders no blocks from an epoch on.
    /// @custom:zh 一名验证者自某一纪元起不再参与排序。
    /// @param name Who runs it.
    /// @custom:zh-param name 运行者。
    /// @param publicKey Its Ed25519 key.
    /// @custom:zh-param publicKey 其 Ed25519 公钥。
    /// @param epoch The first epoch in which it holds.
    /// @custom:zh-param epoch 自哪个纪元起生效。
    event ValidatorRemoved(string name, bytes32 indexed publicKey, uint64 epoch);

    /// @notice A validator has other keys or another address from an epoch on.
    /// @custom:zh 一名验证者自某一纪元起使用新的密钥或地址。
    /// @param name Who runs it.
    /// @custom:zh-param name 运行者。
    /// @param oldKey Its Ed25519 key before.
    /// @custom:zh-param oldKey 此前的 Ed25519 公钥。
    /// @param newKey Its Ed25519 key now.
    /// @custom:zh-param newKey 现在的 Ed25519 公钥。
    /// @param epoch The first epoch in which it holds.
    /// @custom:zh-param epoch 自哪个纪元起生效。
    event ValidatorChanged(string name, bytes32 indexed oldKey, bytes32 indexed newKey, uint64 epoch);

    /// @notice The committee decided that another version of the protocol begins at a time.
    /// @custom:zh 委员会决定自某一时刻起启用另一版协议。
    /// @param version The version.
    /// @custom:zh-param version 该版本。
    /// @param activation When it begins, in Unix seconds.
    /// @custom:zh-param activation 开始生效的时刻，以 Unix 秒计。
    /// @custom:format activation time
    event UpgradeScheduled(uint16 version, uint64 activation);

    /// @notice The committee decided that a scheduled version does not begin.
    /// @custom:zh 委员会决定取消已排定的协议版本。
    /// @param version The version.
    /// @custom:zh-param version 该版本。
    /// @param activation When it would have begun, in Unix seconds.
    /// @custom:zh-param activation 原定生效的时刻，以 Unix 秒计。
    /// @custom:format activation time
    event UpgradeCancelled(uint16 version, uint64 activation);

    /// @notice From this block on the chain follows another version of the protocol.
    /// @custom:zh 自本区块起遵循另一版协议。
    /// @param version The version.
    /// @custom:zh-param version 该版本。
    event UpgradeActivated(uint16 version);

    /// @notice Only a decision of the committee can do this; {caller} may propose it there.
    /// @custom:zh 此操作只能由委员会决议执行；{caller} 可向委员会提出。
    /// @param caller The account that called.
    /// @custom:zh-param caller 发起调用的账户。
    error OnlyByDecision(address caller);

    /// @notice The name of a validator has 1 to {maximum} characters, no hidden ones, and no space at its ends.
    /// @custom:zh 验证者的名称须为 1 至 {maximum} 个字符，不含不可见字符，首尾无空格。
    /// @param maximum The most characters of a name.
    /// @custom:zh-param maximum 名称最多的字符数。
    error ValidatorNameUnfit(uint256 maximum);

    /// @notice {publicKey} is no Ed25519 public key that signatures can be checked with; take it from the validator's
    /// own keys.
    /// @custom:zh {publicKey} 不是可用于验签的 Ed25519 公钥；请取自该验证者自己的密钥。
    /// @param publicKey What was given.
    /// @custom:zh-param publicKey 所给的值。
    error NotAPublicKey(bytes32 publicKey);

    /// @notice A seed key is a BLS12-381 public key of 96 bytes, a point of G2 that is not infinity; these {length}
    /// bytes are none.
    /// @custom:zh 随机种子公钥应为 96 字节的 BLS12-381 公钥（G2 上的非无穷远点）；所给的 {length} 字节不是。
    /// @param length How many bytes were given.
    /// @custom:zh-param length 所给的字节数。
    error NotASeedKey(uint256 length);

    /// @notice The address of a validator is host:port, at most {maximum} bytes, or empty.
    /// @custom:zh 验证者的地址格式为 host:port，不超过 {maximum} 字节，也可为空。
    /// @param maximum The most bytes of an address.
    /// @custom:zh-param maximum 地址最多的字节数。
    error EndpointUnfit(uint256 maximum);

    /// @notice A validator with the name {name} is there or waits to be; choose another name, or wait until that one
    /// has left.
    /// @custom:zh 名为 {name} 的验证者已在名单中或正等待加入；请换一个名称，或等其退出之后再试。
    /// @param name The name.
    /// @custom:zh-param name 该名称。
    error NameInUse(string name);

    /// @notice The key {publicKey} belongs to {name} now or after a change that waits; each validator has keys of its
    /// own.
    /// @custom:zh 密钥 {publicKey} 现属于或即将属于 {name}；每名验证者须使用自己的密钥。
    /// @param publicKey The key.
    /// @custom:zh-param publicKey 该密钥。
    /// @param name Whose it is.
    /// @custom:zh-param name 密钥的所有者。
    error KeyInUse(bytes32 publicKey, string name);

    /// @notice This seed key belongs to {name} now or after a change that waits; each validator has keys of its own.
    /// @custom:zh 该随机种子公钥现属于或即将属于 {name}；每名验证者须使用自己的密钥。
    /// @param name Whose it is.
    /// @custom:zh-param name 密钥的所有者。
    error SeedKeyInUse(string name);

    /// @notice There are {maximum} validators, with those that wait to join, and there may be no more; one has to leave
    /// first.
    /// @custom:zh 连同等待加入者已有 {maximum} 名验证者，达到上限；须先有一名退出。
    /// @param maximum The most validators.
    /// @custom:zh-param maximum 验证者的上限。
    error TooManyValidators(uint256 maximum);

    /// @notice {name} would be the last validator to leave, and nobody would order blocks; add another one first.
    /// @custom:zh {name} 若退出，将没有任何验证者为区块排序；请先增加另一名。
    /// @param name The name.
    /// @custom:zh-param name 该名称。
    error LastValidator(string name);

    /// @notice There is no validator with the name {name}, and none waits to join.
    /// @custom:zh 没有名为 {name} 的验证者，也没有以此名称等待加入者。
    /// @param name The name.
    /// @custom:zh-param name 该名称。
    error UnknownValidator(string name);

    /// @notice {name} leaves with epoch {fromEpoch} already.
    /// @custom:zh {name} 已定于第 {fromEpoch} 个纪元退出。
    /// @param name The name.
    /// @custom:zh-param name 该名称。
    /// @param fromEpoch The epoch from which on it is none.
    /// @custom:zh-param fromEpoch 自哪个纪元起不再是验证者。
    error RemovalWaits(string name, uint64 fromEpoch);

    /// @notice {maximum} decisions about validators wait, and one takes effect with each epoch; execute this one again
    /// when there is room.
    /// @custom:zh 已有 {maximum} 项关于验证者的决议在等待，每个纪元生效一项；请待有空位时再次执行。
    /// @param maximum The most that wait.
    /// @custom:zh-param maximum 等待数量的上限。
    error TooManyWaiting(uint256 maximum);

    /// @notice {publicKey} is no validator's key; the present key of a validator has to sign.
    /// @custom:zh {publicKey} 不是任何验证者的密钥；须由验证者的现有密钥签名。
    /// @param publicKey The key.
    /// @custom:zh-param publicKey 该密钥。
    error UnknownKey(bytes32 publicKey);

    /// @notice A change of {name} waits for epoch {fromEpoch} already; the next one can follow after it.
    /// @custom:zh {name} 已有一项变更等待于第 {fromEpoch} 个纪元生效；其后方可再次变更。
    /// @param name The name.
    /// @custom:zh-param name 该名称。
    /// @param fromEpoch The epoch with which it takes effect.
    /// @custom:zh-param fromEpoch 自哪个纪元起生效。
    error ChangeWaits(string name, uint64 fromEpoch);

    /// @notice The signed change has number {number}, the next one of the key {publicKey} has number {expected}; sign
    /// again with that number.
    /// @custom:zh 所签变更的序号为 {number}，而密钥 {publicKey} 的下一序号为 {expected}；请以该序号重新签名。
    /// @param publicKey The key that signs.
    /// @custom:zh-param publicKey 签名的密钥。
    /// @param number The number that was signed.
    /// @custom:zh-param number 所签的序号。
    /// @param expected The number that is next.
    /// @custom:zh-param expected 下一序号。
    error WrongNumber(bytes32 publicKey, uint64 number, uint64 expected);

    /// @notice The signature of the key {publicKey} does not fit; it is over the text that `wepos keys rotate` shows,
    /// with this network's genesis hash and chain id.
    /// @custom:zh 密钥 {publicKey} 的签名不符；所签内容应为 `wepos keys rotate` 显示的文本，其中含本网络的创世哈希与链 ID。
    /// @param publicKey The key.
    /// @custom:zh-param publicKey 该密钥。
    error WrongSignature(bytes32 publicKey);

    /// @notice The validators of epoch {epoch} are not settled yet; the newest epoch with settled validators is
    /// {newest}.
    /// @custom:zh 第 {epoch} 个纪元的验证者尚未确定；目前已确定到第 {newest} 个纪元。
    /// @param epoch What was asked for.
    /// @custom:zh-param epoch 所查询的纪元。
    /// @param newest The newest epoch with settled validators.
    /// @custom:zh-param newest 验证者已确定的最新纪元。
    error EpochNotSettled(uint64 epoch, uint64 newest);

    /// @notice Version {version} of the protocol is not newer than {current}, which the chain follows.
    /// @custom:zh 协议版本 {version} 并不高于当前版本 {current}。
    /// @param version The version.
    /// @custom:zh-param version 该版本。
    /// @param current The version now.
    /// @custom:zh-param current 当前版本。
    error VersionNotNewer(uint16 version, uint16 current);

    /// @notice A version that begins at {activation} leaves operators too little time, or is announced too early; it
    /// may begin between {earliest} and {latest}.
    /// @custom:zh 若于 {activation} 启用，留给运营者的时间过短或公告过早；可选时刻为 {earliest} 至 {latest}。
    /// @param activation When it begins, in Unix seconds.
    /// @custom:zh-param activation 开始生效的时刻，以 Unix 秒计。
    /// @param earliest The earliest time, in Unix seconds.
    /// @custom:zh-param earliest 最早的时刻，以 Unix 秒计。
    /// @param latest The latest time, in Unix seconds.
    /// @custom:zh-param latest 最晚的时刻，以 Unix 秒计。
    /// @custom:format activation time
    /// @custom:format earliest time
    /// @custom:format latest time
    error ActivationUnfit(uint64 activation, uint64 earliest, uint64 latest);

    /// @notice Version {version} is scheduled for {activation} already; cancel it first.
    /// @custom:zh 版本 {version} 已定于 {activation} 启用；请先取消。
    /// @param version The version.
    /// @custom:zh-param version 该版本。
    /// @param activation When it begins, in Unix seconds.
    /// @custom:zh-param activation 开始生效的时刻，以 Unix 秒计。
    /// @custom:format activation time
    error UpgradeWaits(uint16 version, uint64 activation);

    /// @notice No version of the protocol is scheduled; there is nothing to cancel.
    /// @custom:zh 没有已排定的协议版本，无可取消。
    error NoUpgradeWaits();

    /// @notice Lets a validator join with the next free epoch. Only by a decision of the committee.
    /// @custom:zh 增加一名验证者，自下一个可用的纪元起生效。只能由委员会决议执行。
    /// @param name Who runs it.
    /// @custom:zh-param name 运行者。
    /// @param publicKey Its Ed25519 key.
    /// @custom:zh-param publicKey 其 Ed25519 公钥。
    /// @param seedKey Its BLS12-381 key for the randomness seed, 96 bytes.
    /// @custom:zh-param seedKey 用于随机种子的 BLS12-381 公钥，共 96 字节。
    /// @param endpoint Where its peers reach it, as host:port; empty if each operator is told.
    /// @custom:zh-param endpoint 其他节点与其连接的地址，格式为 host:port；若另行告知各运营者则为空。
    function addValidator(
        string calldata name,
        bytes32 publicKey,
        bytes calldata seedKey,
        string calldata endpoint
    ) external;

    /// @notice Lets a validator leave with the next free epoch. Only by a decision of the committee.
    /// @custom:zh 移除一名验证者，自下一个可用的纪元起生效。只能由委员会决议执行。
    /// @param name Who runs it.
    /// @custom:zh-param name 运行者。
    function removeValidator(string calldata name) external;

    /// @notice Schedules another version of the protocol, at least seven days ahead. Only by a decision of the
    /// committee.
    /// @custom:zh 排定另一版协议的启用时刻，须至少提前七天。只能由委员会决议执行。
    /// @param version The version.
    /// @custom:zh-param version 该版本。
    /// @param activation When it begins, in Unix seconds.
    /// @custom:zh-param activation 开始生效的时刻，以 Unix 秒计。
    /// @custom:format activation time
    function scheduleUpgrade(uint16 version, uint64 activation) external;

    /// @notice Takes back a scheduled version. Only by a decision of the committee.
    /// @custom:zh 取消已排定的协议版本。只能由委员会决议执行。
    function cancelUpgrade() external;

    /// @notice Changes the keys or the address of a validator with the next epoch. Anybody may send it: the present key
    /// signs it, and the new key shows that it is held.
    /// @custom:zh 更换一名验证者的密钥或地址，自下一个纪元起生效。任何账户均可代为发送：由现有密钥签名，并由新密钥签名以证明持有。
    /// @param oldKey The Ed25519 key of the validator now.
    /// @custom:zh-param oldKey 验证者现有的 Ed25519 公钥。
    /// @param newKey Its Ed25519 key from then on; may stay the same.
    /// @custom:zh-param newKey 此后的 Ed25519 公钥；可与现有的相同。
    /// @param newSeedKey Its seed key from then on, 96 bytes; may stay the same.
    /// @custom:zh-param newSeedKey 此后的随机种子公钥，共 96 字节；可与现有的相同。
    /// @param endpoint Where its peers reach it, as host:port; empty if each operator is told.
    /// @custom:zh-param endpoint 其他节点与其连接的地址，格式为 host:port；若另行告知各运营者则为空。
    /// @param number How many changes the present key has signed before; so none can be sent twice.
    /// @custom:zh-param number 现有密钥此前已签署的变更数；因此同一变更不能发送两次。
    /// @param signature The Ed25519 signature of the present key, 64 bytes.
    /// @custom:zh-param signature 现有密钥的 Ed25519 签名，共 64 字节。
    /// @param newSignature The Ed25519 signature of the new key over the same text, 64 bytes.
    /// @custom:zh-param newSignature 新密钥对同一文本的 Ed25519 签名，共 64 字节。
    function changeValidator(
        bytes32 oldKey,
        bytes32 newKey,
        bytes calldata newSeedKey,
        string calldata endpoint,
        uint64 number,
        bytes calldata signature,
        bytes calldata newSignature
    ) external;

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

    /// @notice The validators of an epoch that is settled.
    /// @custom:zh 已确定的某一纪元的验证者。
    /// @param epoch Its number.
    /// @custom:zh-param epoch 纪元序号。
    /// @return list The validators, in the order in which they joined.
    /// @custom:zh-return list 验证者，按加入顺序排列。
    function validatorsOf(uint64 epoch) external view returns (Validator[] memory list);

    /// @notice What waits to change the validators, with the epoch of each.
    /// @custom:zh 等待生效的验证者变更，以及各自生效的纪元。
    /// @return list The changes, in their order.
    /// @custom:zh-return list 变更，按先后排列。
    function waiting() external view returns (Waiting[] memory list);

    /// @notice How many different sets of validators there have been, that of genesis included.
    /// @custom:zh 至今有过多少组不同的验证者，含创世名单。
    /// @return count The number.
    /// @custom:zh-return count 数量。
    function changeCount() external view returns (uint64 count);

    /// @notice Sets of validators in the order in which they began, at most eight at once.
    /// @custom:zh 按生效先后列出各组验证者，每次最多八组。
    /// @param from The number of the first, from 0.
    /// @custom:zh-param from 第一组的序号，从 0 开始。
    /// @param count How many.
    /// @custom:zh-param count 数量。
    /// @return list The sets.
    /// @custom:zh-return list 各组验证者。
    function changes(uint64 from, uint64 count) external view returns (Change[] memory list);

    /// @notice The number that the next change signed by a validator's key has to carry.
    /// @custom:zh 某验证者密钥签署的下一项变更所须使用的序号。
    /// @param publicKey The Ed25519 key.
    /// @custom:zh-param publicKey Ed25519 公钥。
    /// @return number The number.
    /// @custom:zh-return number 序号。
    function numberOf(bytes32 publicKey) external view returns (uint64 number);

    /// @notice The epoch of a block.
    /// @custom:zh 某一区块所属的纪元。
    /// @param height The height of the block.
    /// @custom:zh-param height 区块高度。
    /// @return found The epoch.
    /// @custom:zh-return found 该纪元。
    function epochOf(uint64 height) external view returns (Epoch memory found);

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
