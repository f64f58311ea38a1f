// Written by `npm run abi` from crates/abi/generated; do not edit.

export const networkAddress = "0x000000000000000000000000000000000000100f";

export const networkAbi = [
  {
    "type": "function",
    "name": "addValidator",
    "inputs": [
      {
        "name": "name",
        "type": "string"
      },
      {
        "name": "publicKey",
        "type": "bytes32"
      },
      {
        "name": "seedKey",
        "type": "bytes"
      },
      {
        "name": "endpoint",
        "type": "string"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "cancelUpgrade",
    "inputs": [],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "changeCount",
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
    "name": "changeValidator",
    "inputs": [
      {
        "name": "oldKey",
        "type": "bytes32"
      },
      {
        "name": "newKey",
        "type": "bytes32"
      },
      {
        "name": "newSeedKey",
        "type": "bytes"
      },
      {
        "name": "endpoint",
        "type": "string"
      },
      {
        "name": "number",
        "type": "uint64"
      },
      {
        "name": "signature",
        "type": "bytes"
      },
      {
        "name": "newSignature",
        "type": "bytes"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "changes",
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
            "name": "firstEpoch",
            "type": "uint64"
          },
          {
            "name": "validators",
            "type": "tuple[]",
            "components": [
              {
                "name": "name",
                "type": "string"
              },
              {
                "name": "publicKey",
                "type": "bytes32"
              },
              {
                "name": "seedKey",
                "type": "bytes"
              },
              {
                "name": "endpoint",
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
    "type": "function",
    "name": "epoch",
    "inputs": [],
    "outputs": [
      {
        "name": "current",
        "type": "tuple",
        "components": [
          {
            "name": "number",
            "type": "uint64"
          },
          {
            "name": "firstBlock",
            "type": "uint64"
          },
          {
            "name": "lastBlock",
            "type": "uint64"
          },
          {
            "name": "blocks",
            "type": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "epochOf",
    "inputs": [
      {
        "name": "height",
        "type": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "found",
        "type": "tuple",
        "components": [
          {
            "name": "number",
            "type": "uint64"
          },
          {
            "name": "firstBlock",
            "type": "uint64"
          },
          {
            "name": "lastBlock",
            "type": "uint64"
          },
          {
            "name": "blocks",
            "type": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "numberOf",
    "inputs": [
      {
        "name": "publicKey",
        "type": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "number",
        "type": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "protocol",
    "inputs": [],
    "outputs": [
      {
        "name": "plan",
        "type": "tuple",
        "components": [
          {
            "name": "version",
            "type": "uint16"
          },
          {
            "name": "nextVersion",
            "type": "uint16"
          },
          {
            "name": "activation",
            "type": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "removeValidator",
    "inputs": [
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
    "name": "scheduleUpgrade",
    "inputs": [
      {
        "name": "version",
        "type": "uint16"
      },
      {
        "name": "activation",
        "type": "uint64"
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
    "name": "validators",
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
            "name": "publicKey",
            "type": "bytes32"
          },
          {
            "name": "seedKey",
            "type": "bytes"
          },
          {
            "name": "endpoint",
            "type": "string"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "validatorsOf",
    "inputs": [
      {
        "name": "epoch",
        "type": "uint64"
      }
    ],
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
            "name": "publicKey",
            "type": "bytes32"
          },
          {
            "name": "seedKey",
            "type": "bytes"
          },
          {
            "name": "endpoint",
            "type": "string"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "waiting",
    "inputs": [],
    "outputs": [
      {
        "name": "list",
        "type": "tuple[]",
        "components": [
          {
            "name": "kind",
            "type": "uint8"
          },
          {
            "name": "name",
            "type": "string"
          },
          {
            "name": "publicKey",
            "type": "bytes32"
          },
          {
            "name": "seedKey",
            "type": "bytes"
          },
          {
            "name": "endpoint",
            "type": "string"
          },
          {
            "name": "fromEpoch",
            "type": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "event",
    "name": "AdditionQueued",
    "inputs": [
      {
        "name": "name",
        "type": "string",
        "indexed": false
      },
      {
        "name": "publicKey",
        "type": "bytes32",
        "indexed": true
      },
      {
        "name": "seedKey",
        "type": "bytes",
        "indexed": false
      },
      {
        "name": "endpoint",
        "type": "string",
        "indexed": false
      },
      {
        "name": "fromEpoch",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "KeysQueued",
    "inputs": [
      {
        "name": "name",
        "type": "string",
        "indexed": false
      },
      {
        "name": "oldKey",
        "type": "bytes32",
        "indexed": true
      },
      {
        "name": "newKey",
        "type": "bytes32",
        "indexed": true
      },
      {
        "name": "newSeedKey",
        "type": "bytes",
        "indexed": false
      },
      {
        "name": "endpoint",
        "type": "string",
        "indexed": false
      },
      {
        "name": "fromEpoch",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "RemovalQueued",
    "inputs": [
      {
        "name": "name",
        "type": "string",
        "indexed": false
      },
      {
        "name": "fromEpoch",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "UpgradeActivated",
    "inputs": [
      {
        "name": "version",
        "type": "uint16",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "UpgradeCancelled",
    "inputs": [
      {
        "name": "version",
        "type": "uint16",
        "indexed": false
      },
      {
        "name": "activation",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "UpgradeScheduled",
    "inputs": [
      {
        "name": "version",
        "type": "uint16",
        "indexed": false
      },
      {
        "name": "activation",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ValidatorAdded",
    "inputs": [
      {
        "name": "name",
        "type": "string",
        "indexed": false
      },
      {
        "name": "publicKey",
        "type": "bytes32",
        "indexed": true
      },
      {
        "name": "epoch",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ValidatorChanged",
    "inputs": [
      {
        "name": "name",
        "type": "string",
        "indexed": false
      },
      {
        "name": "oldKey",
        "type": "bytes32",
        "indexed": true
      },
      {
        "name": "newKey",
        "type": "bytes32",
        "indexed": true
      },
      {
        "name": "epoch",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ValidatorRemoved",
    "inputs": [
      {
        "name": "name",
        "type": "string",
        "indexed": false
      },
      {
        "name": "publicKey",
        "type": "bytes32",
        "indexed": true
      },
      {
        "name": "epoch",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "ActivationUnfit",
    "inputs": [
      {
        "name": "activation",
        "type": "uint64"
      },
      {
        "name": "earliest",
        "type": "uint64"
      },
      {
        "name": "latest",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "ChangeWaits",
    "inputs": [
      {
        "name": "name",
        "type": "string"
      },
      {
        "name": "fromEpoch",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "EndpointUnfit",
    "inputs": [
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "EpochNotSettled",
    "inputs": [
      {
        "name": "epoch",
        "type": "uint64"
      },
      {
        "name": "newest",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "KeyInUse",
    "inputs": [
      {
        "name": "publicKey",
        "type": "bytes32"
      },
      {
        "name": "name",
        "type": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "LastValidator",
    "inputs": [
      {
        "name": "name",
        "type": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "NameInUse",
    "inputs": [
      {
        "name": "name",
        "type": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "NoUpgradeWaits",
    "inputs": []
  },
  {
    "type": "error",
    "name": "NotAPublicKey",
    "inputs": [
      {
        "name": "publicKey",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotASeedKey",
    "inputs": [
      {
        "name": "length",
        "type": "uint256"
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
    "name": "RemovalWaits",
    "inputs": [
      {
        "name": "name",
        "type": "string"
      },
      {
        "name": "fromEpoch",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "SeedKeyInUse",
    "inputs": [
      {
        "name": "name",
        "type": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "TooManyValidators",
    "inputs": [
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "TooManyWaiting",
    "inputs": [
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "UnknownKey",
    "inputs": [
      {
        "name": "publicKey",
        "type": "bytes32"
      }
    ]
  },
  {
    "type": "error",
    "name": "UnknownValidator",
    "inputs": [
      {
        "name": "name",
        "type": "string"
      }
    ]
  },
  {
    "type": "error",
    "name": "UpgradeWaits",
    "inputs": [
      {
        "name": "version",
        "type": "uint16"
      },
      {
        "name": "activation",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "ValidatorNameUnfit",
    "inputs": [
      {
        "name": "maximum",
        "type": "uint256"
      }
    ]
  },
  {
    "type": "error",
    "name": "VersionNotNewer",
    "inputs": [
      {
        "name": "version",
        "type": "uint16"
      },
      {
        "name": "current",
        "type": "uint16"
      }
    ]
  },
  {
    "type": "error",
    "name": "WrongNumber",
    "inputs": [
      {
        "name": "publicKey",
        "type": "bytes32"
      },
      {
        "name": "number",
        "type": "uint64"
      },
      {
        "name": "expected",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "WrongSignature",
    "inputs": [
      {
        "name": "publicKey",
        "type": "bytes32"
      }
    ]
  }
] as const;
