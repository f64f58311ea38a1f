// Written by `npm run abi` from crates/abi/generated; do not edit.

export const emissionAddress = "0x0000000000000000000000000000000000001002";

export const emissionAbi = [
  {
    "type": "function",
    "name": "boundaries",
    "inputs": [],
    "outputs": [
      {
        "name": "timestamps",
        "type": "uint64[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "budget",
    "inputs": [
      {
        "name": "area",
        "type": "uint8"
      }
    ],
    "outputs": [
      {
        "name": "result",
        "type": "tuple",
        "components": [
          {
            "name": "decided",
            "type": "bool"
          },
          {
            "name": "share",
            "type": "uint16"
          },
          {
            "name": "earmarked",
            "type": "uint256"
          },
          {
            "name": "left",
            "type": "uint256"
          },
          {
            "name": "available",
            "type": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "month",
    "inputs": [],
    "outputs": [
      {
        "name": "number",
        "type": "uint32"
      },
      {
        "name": "startsAt",
        "type": "uint64"
      },
      {
        "name": "endsAt",
        "type": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "nextBoundary",
    "inputs": [],
    "outputs": [
      {
        "name": "next",
        "type": "tuple",
        "components": [
          {
            "name": "at",
            "type": "uint64"
          },
          {
            "name": "month",
            "type": "uint32"
          },
          {
            "name": "tranche",
            "type": "uint256"
          },
          {
            "name": "endsStage",
            "type": "bool"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "pool",
    "inputs": [],
    "outputs": [
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "balance",
        "type": "uint256"
      },
      {
        "name": "atGenesis",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "setBudget",
    "inputs": [
      {
        "name": "shares",
        "type": "uint16[6]"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "stage",
    "inputs": [],
    "outputs": [
      {
        "name": "index",
        "type": "uint8"
      },
      {
        "name": "multiplier",
        "type": "uint256"
      },
      {
        "name": "endsAt",
        "type": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "stageRecord",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8"
      }
    ],
    "outputs": [
      {
        "name": "record",
        "type": "tuple",
        "components": [
          {
            "name": "phase",
            "type": "uint8"
          },
          {
            "name": "allotment",
            "type": "uint256"
          },
          {
            "name": "released",
            "type": "uint256"
          },
          {
            "name": "unreserved",
            "type": "uint256"
          },
          {
            "name": "reserved",
            "type": "uint256"
          },
          {
            "name": "held",
            "type": "uint256"
          },
          {
            "name": "issued",
            "type": "uint256"
          },
          {
            "name": "settlement",
            "type": "uint256"
          },
          {
            "name": "burnedUnreserved",
            "type": "uint256"
          },
          {
            "name": "burnedUnsubmitted",
            "type": "uint256"
          },
          {
            "name": "burnedUndecided",
            "type": "uint256"
          },
          {
            "name": "endsAt",
            "type": "uint64"
          },
          {
            "name": "settlesAt",
            "type": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "stages",
    "inputs": [],
    "outputs": [
      {
        "name": "rows",
        "type": "tuple[]",
        "components": [
          {
            "name": "nameEn",
            "type": "string"
          },
          {
            "name": "nameZh",
            "type": "string"
          },
          {
            "name": "firstMonth",
            "type": "uint32"
          },
          {
            "name": "lastMonth",
            "type": "uint32"
          },
          {
            "name": "startsAt",
            "type": "uint64"
          },
          {
            "name": "endsAt",
            "type": "uint64"
          },
          {
            "name": "releasePerMonth",
            "type": "uint256"
          },
          {
            "name": "allotment",
            "type": "uint256"
          },
          {
            "name": "multiplier",
            "type": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "supply",
    "inputs": [],
    "outputs": [
      {
        "name": "parts",
        "type": "tuple",
        "components": [
          {
            "name": "total",
            "type": "uint256"
          },
          {
            "name": "unreleased",
            "type": "uint256"
          },
          {
            "name": "stage",
            "type": "uint256"
          },
          {
            "name": "reserved",
            "type": "uint256"
          },
          {
            "name": "settlement",
            "type": "uint256"
          },
          {
            "name": "pool",
            "type": "uint256"
          },
          {
            "name": "escrow",
            "type": "uint256"
          },
          {
            "name": "burned",
            "type": "uint256"
          },
          {
            "name": "migrated",
            "type": "uint256"
          },
          {
            "name": "members",
            "type": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "view"
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
    "name": "whatWouldBurnNow",
    "inputs": [],
    "outputs": [
      {
        "name": "forecast",
        "type": "tuple",
        "components": [
          {
            "name": "unreserved",
            "type": "uint256"
          },
          {
            "name": "unsubmitted",
            "type": "uint256"
          },
          {
            "name": "toSettlement",
            "type": "uint256"
          },
          {
            "name": "undecided",
            "type": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "event",
    "name": "BudgetSet",
    "inputs": [
      {
        "name": "fromMonth",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "shares",
        "type": "uint16[6]",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "DevelopmentFunded",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Reserved",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8",
        "indexed": true
      },
      {
        "name": "area",
        "type": "uint8",
        "indexed": true
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "StageEnded",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8",
        "indexed": true
      },
      {
        "name": "unreserved",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "unsubmitted",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "burned",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "toSettlement",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "settlesAt",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "StageSettled",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8",
        "indexed": true
      },
      {
        "name": "undecided",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "issued",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "burned",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "TrancheEarmarked",
    "inputs": [
      {
        "name": "month",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "amounts",
        "type": "uint256[6]",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "TrancheReleased",
    "inputs": [
      {
        "name": "month",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Unreserved",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8",
        "indexed": true
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "AreaBudgetExceeded",
    "inputs": [
      {
        "name": "area",
        "type": "uint8"
      },
      {
        "name": "asked",
        "type": "uint256"
      },
      {
        "name": "available",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "IssuingOver",
    "inputs": [
      {
        "name": "endedAt",
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
    "name": "SettlementOver",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8"
      },
      {
        "name": "endedAt",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "SharesExceedWhole",
    "inputs": [
      {
        "name": "sum",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "StageOver",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8"
      },
      {
        "name": "endedAt",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "UnknownArea",
    "inputs": [
      {
        "name": "area",
        "type": "uint8"
      },
      {
        "name": "count",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "UnknownStage",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8"
      },
      {
        "name": "count",
        "type": "uint8"
      }
    ]
  }
] as const;
