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
    "name": "StageBurned",
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
  }
] as const;
