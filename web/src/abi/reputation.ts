// Written by `npm run abi` from crates/abi/generated; do not edit.

export const reputationAddress = "0x000000000000000000000000000000000000100d";

export const reputationAbi = [
  {
    "type": "function",
    "name": "balanceOf",
    "inputs": [
      {
        "name": "owner",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "count",
        "type": "uint256"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "contributions",
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
            "name": "tokenId",
            "type": "uint256"
          },
          {
            "name": "campaign",
            "type": "uint64"
          },
          {
            "name": "submission",
            "type": "uint32"
          },
          {
            "name": "activityType",
            "type": "uint16"
          },
          {
            "name": "decidedBy",
            "type": "uint8"
          },
          {
            "name": "amount",
            "type": "uint256"
          },
          {
            "name": "submittedAt",
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
    "name": "kinds",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "counted",
        "type": "tuple[]",
        "components": [
          {
            "name": "activityType",
            "type": "uint16"
          },
          {
            "name": "count",
            "type": "uint32"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "locked",
    "inputs": [
      {
        "name": "tokenId",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "isLocked",
        "type": "bool"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "name",
    "inputs": [],
    "outputs": [
      {
        "name": "text",
        "type": "string"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "ownerOf",
    "inputs": [
      {
        "name": "tokenId",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "owner",
        "type": "address"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "provenCases",
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
            "name": "decidedAt",
            "type": "uint64"
          },
          {
            "name": "barredUntil",
            "type": "uint64"
          },
          {
            "name": "claims",
            "type": "uint32"
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
    "name": "symbol",
    "inputs": [],
    "outputs": [
      {
        "name": "text",
        "type": "string"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "tokenURI",
    "inputs": [
      {
        "name": "tokenId",
        "type": "uint256"
      }
    ],
    "outputs": [
      {
        "name": "uri",
        "type": "string"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "event",
    "name": "Locked",
    "inputs": [
      {
        "name": "tokenId",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "NoSuchToken",
    "inputs": [
      {
        "name": "tokenId",
        "type": "uint256"
      }
    ]
  }
] as const;
