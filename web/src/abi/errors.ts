// Written by `npm run abi` from crates/abi/generated; do not edit.

export const errorsAbi = [
  {
    "type": "event",
    "name": "RuleFailed",
    "inputs": [
      {
        "name": "module",
        "type": "address",
        "indexed": true
      },
      {
        "name": "reason",
        "type": "bytes",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "DailyLimitReached",
    "inputs": [
      {
        "name": "availableFrom",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "MalformedCalldata",
    "inputs": [
      {
        "name": "selector",
        "type": "bytes4"
      }
    ]
  },
  {
    "type": "error",
    "name": "NewcomerFunctionOnly",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotPayable",
    "inputs": []
  },
  {
    "type": "error",
    "name": "OutOfGas",
    "inputs": [
      {
        "name": "limit",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "ReadOnlyCall",
    "inputs": []
  },
  {
    "type": "error",
    "name": "TooManyKeys",
    "inputs": [
      {
        "name": "limit",
        "type": "uint256"
      }
    ]
  }
] as const;
