// Written by `npm run abi` from crates/abi/generated; do not edit.

export const committeeAddress = "0x0000000000000000000000000000000000001003";

export const committeeAbi = [
  {
    "type": "function",
    "name": "affiliated",
    "inputs": [
      {
        "name": "one",
        "type": "address"
      },
      {
        "name": "other",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "answer",
        "type": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "affiliations",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "list",
        "type": "tuple[]",
        "components": [
          {
            "name": "account",
            "type": "address"
          },
          {
            "name": "declaredAt",
            "type": "uint64"
          },
          {
            "name": "countsUntil",
            "type": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "answerConflict",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "claim",
        "type": "uint8"
      },
      {
        "name": "answer",
        "type": "string"
      },
      {
        "name": "recuse",
        "type": "bool"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "approve",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "reasonZh",
        "type": "string"
      },
      {
        "name": "reasonEn",
        "type": "string"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "claimConflict",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "member",
        "type": "address"
      },
      {
        "name": "evidence",
        "type": "string"
      }
    ],
    "outputs": [
      {
        "name": "claim",
        "type": "uint8"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "claims",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "list",
        "type": "tuple[]",
        "components": [
          {
            "name": "id",
            "type": "uint8"
          },
          {
            "name": "claimant",
            "type": "address"
          },
          {
            "name": "seat",
            "type": "uint32"
          },
          {
            "name": "member",
            "type": "address"
          },
          {
            "name": "evidence",
            "type": "string"
          },
          {
            "name": "filedAt",
            "type": "uint64"
          },
          {
            "name": "answeredAt",
            "type": "uint64"
          },
          {
            "name": "recused",
            "type": "bool"
          },
          {
            "name": "answer",
            "type": "string"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "declareAffiliation",
    "inputs": [
      {
        "name": "affiliate",
        "type": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "declares",
    "inputs": [
      {
        "name": "target",
        "type": "address"
      },
      {
        "name": "callData",
        "type": "bytes"
      }
    ],
    "outputs": [
      {
        "name": "beneficiaries",
        "type": "address[]"
      },
      {
        "name": "spendsStage",
        "type": "bool"
      },
      {
        "name": "stage",
        "type": "uint8"
      },
      {
        "name": "delayed",
        "type": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "execute",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "fill",
    "inputs": [
      {
        "name": "caretaker",
        "type": "address"
      },
      {
        "name": "member",
        "type": "address"
      },
      {
        "name": "name",
        "type": "string"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "openProposals",
    "inputs": [],
    "outputs": [
      {
        "name": "ids",
        "type": "uint64[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "parameter",
    "inputs": [
      {
        "name": "name",
        "type": "string"
      }
    ],
    "outputs": [
      {
        "name": "value",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "parameters",
    "inputs": [],
    "outputs": [
      {
        "name": "list",
        "type": "tuple[]",
        "components": [
          {
            "name": "name",
            "type": "string"
          },
          {
            "name": "value",
            "type": "uint256"
          },
          {
            "name": "initial",
            "type": "uint256"
          },
          {
            "name": "minimum",
            "type": "uint256"
          },
          {
            "name": "maximum",
            "type": "uint256"
          },
          {
            "name": "unit",
            "type": "string"
          },
          {
            "name": "meaningZh",
            "type": "string"
          },
          {
            "name": "meaningEn",
            "type": "string"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "pending",
    "inputs": [
      {
        "name": "member",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "list",
        "type": "tuple[]",
        "components": [
          {
            "name": "proposal",
            "type": "uint64"
          },
          {
            "name": "vote",
            "type": "bool"
          },
          {
            "name": "claims",
            "type": "uint8[]"
          },
          {
            "name": "lapsesAt",
            "type": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "proposal",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "found",
        "type": "tuple",
        "components": [
          {
            "name": "id",
            "type": "uint64"
          },
          {
            "name": "state",
            "type": "uint8"
          },
          {
            "name": "proposerSeat",
            "type": "uint32"
          },
          {
            "name": "proposer",
            "type": "address"
          },
          {
            "name": "target",
            "type": "address"
          },
          {
            "name": "callData",
            "type": "bytes"
          },
          {
            "name": "reasonZh",
            "type": "string"
          },
          {
            "name": "reasonEn",
            "type": "string"
          },
          {
            "name": "beneficiaries",
            "type": "address[]"
          },
          {
            "name": "spendsStage",
            "type": "bool"
          },
          {
            "name": "stage",
            "type": "uint8"
          },
          {
            "name": "delayed",
            "type": "bool"
          },
          {
            "name": "openedAt",
            "type": "uint64"
          },
          {
            "name": "lapsesAt",
            "type": "uint64"
          },
          {
            "name": "decidedAt",
            "type": "uint64"
          },
          {
            "name": "effectiveAt",
            "type": "uint64"
          },
          {
            "name": "filled",
            "type": "uint32"
          },
          {
            "name": "required",
            "type": "uint32"
          },
          {
            "name": "eligible",
            "type": "uint32"
          },
          {
            "name": "approvals",
            "type": "uint32"
          },
          {
            "name": "rejections",
            "type": "uint32"
          },
          {
            "name": "unansweredClaims",
            "type": "uint32"
          },
          {
            "name": "failure",
            "type": "bytes"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "proposalCount",
    "inputs": [],
    "outputs": [
      {
        "name": "count",
        "type": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "proposals",
    "inputs": [
      {
        "name": "from",
        "type": "uint64"
      },
      {
        "name": "count",
        "type": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "list",
        "type": "tuple[]",
        "components": [
          {
            "name": "id",
            "type": "uint64"
          },
          {
            "name": "state",
            "type": "uint8"
          },
          {
            "name": "proposerSeat",
            "type": "uint32"
          },
          {
            "name": "proposer",
            "type": "address"
          },
          {
            "name": "target",
            "type": "address"
          },
          {
            "name": "callData",
            "type": "bytes"
          },
          {
            "name": "reasonZh",
            "type": "string"
          },
          {
            "name": "reasonEn",
            "type": "string"
          },
          {
            "name": "beneficiaries",
            "type": "address[]"
          },
          {
            "name": "spendsStage",
            "type": "bool"
          },
          {
            "name": "stage",
            "type": "uint8"
          },
          {
            "name": "delayed",
            "type": "bool"
          },
          {
            "name": "openedAt",
            "type": "uint64"
          },
          {
            "name": "lapsesAt",
            "type": "uint64"
          },
          {
            "name": "decidedAt",
            "type": "uint64"
          },
          {
            "name": "effectiveAt",
            "type": "uint64"
          },
          {
            "name": "filled",
            "type": "uint32"
          },
          {
            "name": "required",
            "type": "uint32"
          },
          {
            "name": "eligible",
            "type": "uint32"
          },
          {
            "name": "approvals",
            "type": "uint32"
          },
          {
            "name": "rejections",
            "type": "uint32"
          },
          {
            "name": "unansweredClaims",
            "type": "uint32"
          },
          {
            "name": "failure",
            "type": "bytes"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "propose",
    "inputs": [
      {
        "name": "target",
        "type": "address"
      },
      {
        "name": "callData",
        "type": "bytes"
      },
      {
        "name": "reasonZh",
        "type": "string"
      },
      {
        "name": "reasonEn",
        "type": "string"
      }
    ],
    "outputs": [
      {
        "name": "id",
        "type": "uint64"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "recusals",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "list",
        "type": "tuple[]",
        "components": [
          {
            "name": "seat",
            "type": "uint32"
          },
          {
            "name": "member",
            "type": "address"
          },
          {
            "name": "reason",
            "type": "uint8"
          },
          {
            "name": "account",
            "type": "address"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "reject",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "reasonZh",
        "type": "string"
      },
      {
        "name": "reasonEn",
        "type": "string"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "renew",
    "inputs": [
      {
        "name": "member",
        "type": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "rotate",
    "inputs": [
      {
        "name": "to",
        "type": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "seat",
    "inputs": [
      {
        "name": "member",
        "type": "address"
      },
      {
        "name": "name",
        "type": "string"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "seatOf",
    "inputs": [
      {
        "name": "member",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "found",
        "type": "tuple",
        "components": [
          {
            "name": "id",
            "type": "uint32"
          },
          {
            "name": "member",
            "type": "address"
          },
          {
            "name": "name",
            "type": "string"
          },
          {
            "name": "seatedAt",
            "type": "uint64"
          },
          {
            "name": "termEndsAt",
            "type": "uint64"
          },
          {
            "name": "caretaker",
            "type": "bool"
          },
          {
            "name": "openProposals",
            "type": "uint32"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "seats",
    "inputs": [],
    "outputs": [
      {
        "name": "list",
        "type": "tuple[]",
        "components": [
          {
            "name": "id",
            "type": "uint32"
          },
          {
            "name": "member",
            "type": "address"
          },
          {
            "name": "name",
            "type": "string"
          },
          {
            "name": "seatedAt",
            "type": "uint64"
          },
          {
            "name": "termEndsAt",
            "type": "uint64"
          },
          {
            "name": "caretaker",
            "type": "bool"
          },
          {
            "name": "openProposals",
            "type": "uint32"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "setParameter",
    "inputs": [
      {
        "name": "name",
        "type": "string"
      },
      {
        "name": "value",
        "type": "uint256"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "supportsInterface",
    "inputs": [
      {
        "name": "interfaceId",
        "type": "bytes4"
      }
    ],
    "outputs": [
      {
        "name": "supported",
        "type": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "threshold",
    "inputs": [],
    "outputs": [
      {
        "name": "filled",
        "type": "uint32"
      },
      {
        "name": "required",
        "type": "uint32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "votes",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "list",
        "type": "tuple[]",
        "components": [
          {
            "name": "seat",
            "type": "uint32"
          },
          {
            "name": "member",
            "type": "address"
          },
          {
            "name": "approves",
            "type": "bool"
          },
          {
            "name": "counts",
            "type": "bool"
          },
          {
            "name": "at",
            "type": "uint64"
          },
          {
            "name": "reasonZh",
            "type": "string"
          },
          {
            "name": "reasonEn",
            "type": "string"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "withdraw",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "withdrawAffiliation",
    "inputs": [
      {
        "name": "affiliate",
        "type": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "event",
    "name": "AffiliationDeclared",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "affiliate",
        "type": "address",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "AffiliationWithdrawn",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "affiliate",
        "type": "address",
        "indexed": true
      },
      {
        "name": "countsUntil",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Approved",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "member",
        "type": "address",
        "indexed": true
      },
      {
        "name": "reasonZh",
        "type": "string",
        "indexed": false
      },
      {
        "name": "reasonEn",
        "type": "string",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "BallotNeeded",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "eligible",
        "type": "uint32",
        "indexed": false
      },
      {
        "name": "required",
        "type": "uint32",
        "indexed": false
      },
      {
        "name": "lapsesAt",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ConflictAnswered",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "claim",
        "type": "uint8",
        "indexed": false
      },
      {
        "name": "member",
        "type": "address",
        "indexed": true
      },
      {
        "name": "recused",
        "type": "bool",
        "indexed": false
      },
      {
        "name": "answer",
        "type": "string",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ConflictClaimed",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "claim",
        "type": "uint8",
        "indexed": false
      },
      {
        "name": "claimant",
        "type": "address",
        "indexed": true
      },
      {
        "name": "member",
        "type": "address",
        "indexed": true
      },
      {
        "name": "evidence",
        "type": "string",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Decided",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "approvals",
        "type": "uint32",
        "indexed": false
      },
      {
        "name": "effectiveAt",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Executed",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ExecutionFailed",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "failure",
        "type": "bytes",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Lapsed",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Opposed",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "member",
        "type": "address",
        "indexed": true
      },
      {
        "name": "reasonZh",
        "type": "string",
        "indexed": false
      },
      {
        "name": "reasonEn",
        "type": "string",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ParameterSet",
    "inputs": [
      {
        "name": "name",
        "type": "string",
        "indexed": false
      },
      {
        "name": "previous",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "current",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Proposed",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "proposer",
        "type": "address",
        "indexed": true
      },
      {
        "name": "target",
        "type": "address",
        "indexed": true
      },
      {
        "name": "callData",
        "type": "bytes",
        "indexed": false
      },
      {
        "name": "reasonZh",
        "type": "string",
        "indexed": false
      },
      {
        "name": "reasonEn",
        "type": "string",
        "indexed": false
      },
      {
        "name": "beneficiaries",
        "type": "address[]",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Rejected",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "rejections",
        "type": "uint32",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Renewed",
    "inputs": [
      {
        "name": "seat",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "member",
        "type": "address",
        "indexed": true
      },
      {
        "name": "termEndsAt",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Rotated",
    "inputs": [
      {
        "name": "seat",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "previous",
        "type": "address",
        "indexed": true
      },
      {
        "name": "current",
        "type": "address",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Seated",
    "inputs": [
      {
        "name": "seat",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "member",
        "type": "address",
        "indexed": true
      },
      {
        "name": "name",
        "type": "string",
        "indexed": false
      },
      {
        "name": "termEndsAt",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Unseated",
    "inputs": [
      {
        "name": "seat",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "member",
        "type": "address",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Withdrawn",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "AlreadyAffiliated",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "affiliate",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AlreadyClaimed",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "claimant",
        "type": "address"
      },
      {
        "name": "claim",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "AlreadySeated",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AlreadyVoted",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "at",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "CallTooLong",
    "inputs": [
      {
        "name": "length",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ClaimAnswered",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "claim",
        "type": "uint8"
      },
      {
        "name": "at",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "ClaimNamesAnother",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "claim",
        "type": "uint8"
      },
      {
        "name": "member",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "CommitteeBusy",
    "inputs": [
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "CommitteeFull",
    "inputs": [
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ConflictUnanswered",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "claim",
        "type": "uint8"
      },
      {
        "name": "member",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvalidAccount",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "MemberRecused",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "member",
        "type": "address"
      },
      {
        "name": "account",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NameUnfit",
    "inputs": [
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotAMember",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotAffiliated",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "affiliate",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotDecidable",
    "inputs": [
      {
        "name": "target",
        "type": "address"
      },
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotEffectiveYet",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "effectiveAt",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotTheProposer",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "proposer",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingToExecute",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "lapsesAt",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "OnlyByDecision",
    "inputs": [
      {
        "name": "caller",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "ParameterOutOfBounds",
    "inputs": [
      {
        "name": "name",
        "type": "string"
      },
      {
        "name": "value",
        "type": "uint256"
      },
      {
        "name": "minimum",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ProposalClosed",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "closedAt",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "ReviewTooLong",
    "inputs": [
      {
        "name": "total",
        "type": "uint256"
      },
      {
        "name": "settlement",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TermRuns",
    "inputs": [
      {
        "name": "member",
        "type": "address"
      },
      {
        "name": "endsAt",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "TextMissing",
    "inputs": []
  },
  {
    "type": "error",
    "name": "TextTooLong",
    "inputs": [
      {
        "name": "length",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TooManyAffiliations",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TooManyBeneficiaries",
    "inputs": [
      {
        "name": "count",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TooManyClaims",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TooManyOpenProposals",
    "inputs": [
      {
        "name": "member",
        "type": "address"
      },
      {
        "name": "open",
        "type": "uint256"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TooManyRotations",
    "inputs": [
      {
        "name": "member",
        "type": "address"
      },
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "UnknownClaim",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "claim",
        "type": "uint8"
      },
      {
        "name": "count",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "UnknownParameter",
    "inputs": [
      {
        "name": "name",
        "type": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "UnknownProposal",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "count",
        "type": "uint64"
      }
    ]
  }
] as const;
