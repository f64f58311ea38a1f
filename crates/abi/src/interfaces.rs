//! The Rust types of the Solidity interfaces, one module each.

/// The PoS Token: native coin and ERC-20 (R15, R19).
pub mod token {
    pub use sol::IToken;
    pub use sol::IToken::{ITokenCalls as Calls, ITokenErrors as Errors, ITokenEvents as Events};

    #[allow(missing_docs, unreachable_pub)]
    mod sol {
        alloy_sol_types::sol!(
            #[sol(abi, all_derives)]
            "interfaces/IToken.sol"
        );
    }
}

/// The schedule of the supply (R4, R5, R12).
pub mod emission {
    pub use sol::IEmission;
    pub use sol::IEmission::{
        IEmissionCalls as Calls, IEmissionErrors as Errors, IEmissionEvents as Events,
    };

    #[allow(missing_docs, unreachable_pub)]
    mod sol {
        alloy_sol_types::sol!(
            #[sol(abi, all_derives)]
            "interfaces/IEmission.sol"
        );
    }
}

/// Approvals, seats, parameters (R13, R14).
pub mod committee {
    pub use sol::ICommittee;
    pub use sol::ICommittee::ICommitteeCalls as Calls;

    #[allow(missing_docs, unreachable_pub)]
    mod sol {
        alloy_sol_types::sol!(
            #[sol(abi, all_derives)]
            "interfaces/ICommittee.sol"
        );
    }
}

/// Invitations, which anchor an account (R21).
pub mod identity {
    pub use sol::IIdentity;
    pub use sol::IIdentity::IIdentityCalls as Calls;

    #[allow(missing_docs, unreachable_pub)]
    mod sol {
        alloy_sol_types::sol!(
            #[sol(abi, all_derives)]
            "interfaces/IIdentity.sol"
        );
    }
}

/// The public record of contributions (WP-15).
pub mod reputation {
    pub use sol::IReputation;
    pub use sol::IReputation::IReputationCalls as Calls;

    #[allow(missing_docs, unreachable_pub)]
    mod sol {
        alloy_sol_types::sol!(
            #[sol(abi, all_derives)]
            "interfaces/IReputation.sol"
        );
    }
}

/// Ways of earning, with their submissions and reviews (R3, R5, R23).
pub mod campaigns {
    pub use sol::ICampaigns;
    pub use sol::ICampaigns::{
        ICampaignsCalls as Calls, ICampaignsErrors as Errors, ICampaignsEvents as Events,
    };

    #[allow(missing_docs, unreachable_pub, clippy::too_many_arguments)]
    mod sol {
        alloy_sol_types::sol!(
            #[sol(abi, all_derives)]
            "interfaces/ICampaigns.sol"
        );
    }
}

/// Fraud cases (R24).
pub mod cases {
    pub use sol::ICases;
    pub use sol::ICases::ICasesCalls as Calls;

    #[allow(missing_docs, unreachable_pub, clippy::too_many_arguments)]
    mod sol {
        alloy_sol_types::sol!(
            #[sol(abi, all_derives)]
            "interfaces/ICases.sol"
        );
    }
}

/// Validators and protocol versions (R13, R14).
pub mod network {
    pub use sol::INetwork;
    pub use sol::INetwork::INetworkCalls as Calls;

    #[allow(missing_docs, unreachable_pub)]
    mod sol {
        alloy_sol_types::sol!(
            #[sol(abi, all_derives)]
            "interfaces/INetwork.sol"
        );
    }
}

/// The reading part of Multicall3, as Ethereum libraries know it.
///
/// Its aggregating functions are declared payable, as in the well-known contract: libraries compare the ABI.
pub mod multicall {
    pub use sol::IMulticall3;
    pub use sol::IMulticall3::IMulticall3Calls as Calls;

    #[allow(missing_docs, unreachable_pub)]
    mod sol {
        alloy_sol_types::sol!(
            #[sol(abi, all_derives)]
            "interfaces/IMulticall3.sol"
        );
    }
}

/// Errors that a call to any module can give.
pub mod errors {
    pub use sol::IErrors;
    pub use sol::IErrors::IErrorsErrors as Errors;

    #[allow(missing_docs, unreachable_pub)]
    mod sol {
        alloy_sol_types::sol!(
            #[sol(abi, all_derives)]
            "interfaces/IErrors.sol"
        );
    }
}

/// ERC-165 interface ids: the exclusive or of the selectors of an interface.
pub mod interface_ids {
    /// ERC-165 itself. Every module of our own supports it.
    pub const ERC165: [u8; 4] = [0x01, 0xff, 0xc9, 0xa7];
    /// ERC-20.
    pub const ERC20: [u8; 4] = [0x36, 0x37, 0x2b, 0x07];
    /// ERC-20's optional name, symbol and decimals.
    pub const ERC20_METADATA: [u8; 4] = [0xa2, 0x19, 0xa0, 0x25];
    /// EIP-2612: permit, nonces, domain separator.
    pub const ERC2612: [u8; 4] = [0x9d, 0x8f, 0xf7, 0xda];
    /// ERC-5267: the EIP-712 domain.
    pub const ERC5267: [u8; 4] = [0x84, 0xb0, 0x19, 0x6e];

    /// What the token answers yes to.
    pub const TOKEN: &[[u8; 4]] = &[ERC165, ERC20, ERC20_METADATA, ERC2612, ERC5267];
    /// What the emission module answers yes to.
    pub const EMISSION: &[[u8; 4]] = &[ERC165];
    /// What the committee module answers yes to.
    pub const COMMITTEE: &[[u8; 4]] = &[ERC165];
    /// What the campaigns module answers yes to.
    pub const CAMPAIGNS: &[[u8; 4]] = &[ERC165];
    /// What the cases module answers yes to.
    pub const CASES: &[[u8; 4]] = &[ERC165];
    /// What the identity module answers yes to.
    pub const IDENTITY: &[[u8; 4]] = &[ERC165];
    /// ERC-5192: tokens that are bound to their account.
    pub const ERC5192: [u8; 4] = [0xb4, 0x5a, 0x3c, 0x0e];
    /// What the reputation module answers yes to. Not ERC-721: it has no functions that transfer.
    pub const REPUTATION: &[[u8; 4]] = &[ERC165, ERC5192];
    /// What the network module answers yes to.
    pub const NETWORK: &[[u8; 4]] = &[ERC165];
}
