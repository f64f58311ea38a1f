// Written by `npm run abi` from crates/abi/generated; do not edit.

export const casesAddress = "0x0000000000000000000000000000000000001010";

export const casesAbi = [
  {
    "type": "function",
    "name": "appeal",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "reason",
        "type": "string"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "barredUntil",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "until",
        "type": "uint64"
      },
      {
        "name": "id",
        "type": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "caseOf",
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
            "name": "account",
            "type": "address"
          },
          {
            "name": "opener",
            "type": "address"
          },
          {
            "name": "status",
            "type": "uint8"
          },
          {
            "name": "claims",
            "type": "tuple[]",
            "components": [
              {
                "name": "campaign",
                "type": "uint64"
              },
              {
                "name": "submission",
                "type": "uint32"
              }
            ]
          },
          {
            "name": "openedAt",
            "type": "uint64"
          },
          {
            "name": "replyUntil",
            "type": "uint64"
          },
          {
            "name": "repliedAt",
            "type": "uint64"
          },
          {
            "name": "openToAllAt",
            "type": "uint64"
          },
          {
            "name": "decideUntil",
            "type": "uint64"
          },
          {
            "name": "reviewer",
            "type": "address"
          },
          {
            "name": "decider",
            "type": "address"
          },
          {
            "name": "decidedAt",
            "type": "uint64"
          },
          {
            "name": "barDays",
            "type": "uint32"
          },
          {
            "name": "appealUntil",
            "type": "uint64"
          },
          {
            "name": "appealedAt",
            "type": "uint64"
          },
          {
            "name": "hearUntil",
            "type": "uint64"
          },
          {
            "name": "endedAt",
            "type": "uint64"
          },
          {
            "name": "barredUntil",
            "type": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "cases",
    "inputs": [
      {
        "name": "from",
        "type": "uint64"
      },
      {
        "name": "count",
        "type": "uint32"
      }
    ],
    "outputs": [
      {
        "name": "page",
        "type": "tuple[]",
        "components": [
          {
            "name": "id",
            "type": "uint64"
          },
          {
            "name": "account",
            "type": "address"
          },
          {
            "name": "opener",
            "type": "address"
          },
          {
            "name": "status",
            "type": "uint8"
          },
          {
            "name": "claims",
            "type": "tuple[]",
            "components": [
              {
                "name": "campaign",
                "type": "uint64"
              },
              {
                "name": "submission",
                "type": "uint32"
              }
            ]
          },
          {
            "name": "openedAt",
            "type": "uint64"
          },
          {
            "name": "replyUntil",
            "type": "uint64"
          },
          {
            "name": "repliedAt",
            "type": "uint64"
          },
          {
            "name": "openToAllAt",
            "type": "uint64"
          },
          {
            "name": "decideUntil",
            "type": "uint64"
          },
          {
            "name": "reviewer",
            "type": "address"
          },
          {
            "name": "decider",
            "type": "address"
          },
          {
            "name": "decidedAt",
            "type": "uint64"
          },
          {
            "name": "barDays",
            "type": "uint32"
          },
          {
            "name": "appealUntil",
            "type": "uint64"
          },
          {
            "name": "appealedAt",
            "type": "uint64"
          },
          {
            "name": "hearUntil",
            "type": "uint64"
          },
          {
            "name": "endedAt",
            "type": "uint64"
          },
          {
            "name": "barredUntil",
            "type": "uint64"
          }
        ]
      },
      {
        "name": "total",
        "type": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "casesOf",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "from",
        "type": "uint32"
      },
      {
        "name": "count",
        "type": "uint32"
      }
    ],
    "outputs": [
      {
        "name": "page",
        "type": "tuple[]",
        "components": [
          {
            "name": "id",
            "type": "uint64"
          },
          {
            "name": "account",
            "type": "address"
          },
          {
            "name": "opener",
            "type": "address"
          },
          {
            "name": "status",
            "type": "uint8"
          },
          {
            "name": "claims",
            "type": "tuple[]",
            "components": [
              {
                "name": "campaign",
                "type": "uint64"
              },
              {
                "name": "submission",
                "type": "uint32"
              }
            ]
          },
          {
            "name": "openedAt",
            "type": "uint64"
          },
          {
            "name": "replyUntil",
            "type": "uint64"
          },
          {
            "name": "repliedAt",
            "type": "uint64"
          },
          {
            "name": "openToAllAt",
            "type": "uint64"
          },
          {
            "name": "decideUntil",
            "type": "uint64"
          },
          {
            "name": "reviewer",
            "type": "address"
          },
          {
            "name": "decider",
            "type": "address"
          },
          {
            "name": "decidedAt",
            "type": "uint64"
          },
          {
            "name": "barDays",
            "type": "uint32"
          },
          {
            "name": "appealUntil",
            "type": "uint64"
          },
          {
            "name": "appealedAt",
            "type": "uint64"
          },
          {
            "name": "hearUntil",
            "type": "uint64"
          },
          {
            "name": "endedAt",
            "type": "uint64"
          },
          {
            "name": "barredUntil",
            "type": "uint64"
          }
        ]
      },
      {
        "name": "total",
        "type": "uint32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "decide",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "proven",
        "type": "bool"
      },
      {
        "name": "barDays",
        "type": "uint32"
      },
      {
        "name": "reason",
        "type": "string"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "decideAppeal",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "overturn",
        "type": "bool"
      },
      {
        "name": "reason",
        "type": "string"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "factBarredUntil",
    "inputs": [
      {
        "name": "fact",
        "type": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "until",
        "type": "uint64"
      },
      {
        "name": "id",
        "type": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "limits",
    "inputs": [],
    "outputs": [
      {
        "name": "current",
        "type": "tuple",
        "components": [
          {
            "name": "replyDays",
            "type": "uint32"
          },
          {
            "name": "decisionDays",
            "type": "uint32"
          },
          {
            "name": "ownDays",
            "type": "uint32"
          },
          {
            "name": "appealDays",
            "type": "uint32"
          },
          {
            "name": "hearingDays",
            "type": "uint32"
          },
          {
            "name": "barDays",
            "type": "uint32"
          },
          {
            "name": "claims",
            "type": "uint32"
          },
          {
            "name": "textBytes",
            "type": "uint32"
          },
          {
            "name": "reasonBytes",
            "type": "uint32"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "open",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "claims",
        "type": "tuple[]",
        "components": [
          {
            "name": "campaign",
            "type": "uint64"
          },
          {
            "name": "submission",
            "type": "uint32"
          }
        ]
      },
      {
        "name": "evidence",
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
    "name": "reply",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "text",
        "type": "string"
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
    "name": "texts",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "said",
        "type": "tuple",
        "components": [
          {
            "name": "evidence",
            "type": "string"
          },
          {
            "name": "reply",
            "type": "string"
          },
          {
            "name": "reason",
            "type": "string"
          },
          {
            "name": "appeal",
            "type": "string"
          },
          {
            "name": "hearings",
            "type": "tuple[]",
            "components": [
              {
                "name": "judge",
                "type": "address"
              },
              {
                "name": "vote",
                "type": "uint8"
              },
              {
                "name": "reason",
                "type": "string"
              }
            ]
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "event",
    "name": "AppealHeard",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "judge",
        "type": "address",
        "indexed": true
      },
      {
        "name": "overturn",
        "type": "bool",
        "indexed": false
      },
      {
        "name": "reason",
        "type": "string",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Appealed",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "judges",
        "type": "address[]",
        "indexed": false
      },
      {
        "name": "hearUntil",
        "type": "uint64",
        "indexed": false
      },
      {
        "name": "reason",
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
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "decider",
        "type": "address",
        "indexed": true
      },
      {
        "name": "proven",
        "type": "bool",
        "indexed": false
      },
      {
        "name": "barDays",
        "type": "uint32",
        "indexed": false
      },
      {
        "name": "appealUntil",
        "type": "uint64",
        "indexed": false
      },
      {
        "name": "reason",
        "type": "string",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Ended",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "status",
        "type": "uint8",
        "indexed": false
      },
      {
        "name": "barredUntil",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Opened",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "opener",
        "type": "address",
        "indexed": true
      },
      {
        "name": "claims",
        "type": "tuple[]",
        "indexed": false,
        "components": [
          {
            "name": "campaign",
            "type": "uint64"
          },
          {
            "name": "submission",
            "type": "uint32"
          }
        ]
      },
      {
        "name": "reviewer",
        "type": "address",
        "indexed": false
      },
      {
        "name": "replyUntil",
        "type": "uint64",
        "indexed": false
      },
      {
        "name": "decideUntil",
        "type": "uint64",
        "indexed": false
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
    "name": "Replied",
    "inputs": [
      {
        "name": "id",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "text",
        "type": "string",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "AlreadyHeard",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AlreadyReplied",
    "inputs": [
      {
        "name": "repliedAt",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "AppealOver",
    "inputs": [
      {
        "name": "closedAt",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "BarTooLong",
    "inputs": [
      {
        "name": "barDays",
        "type": "uint32"
      },
      {
        "name": "maximum",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "ClaimCount",
    "inputs": [
      {
        "name": "count",
        "type": "uint32"
      },
      {
        "name": "maximum",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "DecisionOver",
    "inputs": [
      {
        "name": "closedAt",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "HasInterest",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "party",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "HearingEnded",
    "inputs": [
      {
        "name": "closedAt",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "HearsNothing",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "MayNotDecide",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotAccused",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "account",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotContestable",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "submission",
        "type": "uint32"
      },
      {
        "name": "status",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotOfAccused",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "submission",
        "type": "uint32"
      },
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "author",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotResponsible",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "reviewer",
        "type": "address"
      },
      {
        "name": "availableFrom",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "ReplyAwaited",
    "inputs": [
      {
        "name": "availableFrom",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "ReplyOver",
    "inputs": [
      {
        "name": "closedAt",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "TextLength",
    "inputs": [
      {
        "name": "text",
        "type": "string"
      },
      {
        "name": "length",
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
    "name": "TooFewToDecide",
    "inputs": [
      {
        "name": "eligible",
        "type": "uint32"
      },
      {
        "name": "needed",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "TooFewToHear",
    "inputs": [
      {
        "name": "eligible",
        "type": "uint32"
      },
      {
        "name": "needed",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "UnknownCase",
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
  },
  {
    "type": "error",
    "name": "UnknownClaim",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "submission",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "WrongStatus",
    "inputs": [
      {
        "name": "id",
        "type": "uint64"
      },
      {
        "name": "status",
        "type": "uint8"
      }
    ]
  }
] as const;
