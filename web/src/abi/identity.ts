// Written by `npm run abi` from crates/abi/generated; do not edit.

export const identityAddress = "0x0000000000000000000000000000000000001005";

export const identityAbi = [
  {
    "type": "function",
    "name": "accept",
    "inputs": [
      {
        "name": "invitation",
        "type": "tuple",
        "components": [
          {
            "name": "inviter",
            "type": "address"
          },
          {
            "name": "stage",
            "type": "uint8"
          },
          {
            "name": "number",
            "type": "uint8"
          },
          {
            "name": "holder",
            "type": "address"
          }
        ]
      },
      {
        "name": "signature",
        "type": "bytes"
      },
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "holderSignature",
        "type": "bytes"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "invitations",
    "inputs": [
      {
        "name": "inviter",
        "type": "address"
      },
      {
        "name": "stage",
        "type": "uint8"
      }
    ],
    "outputs": [
      {
        "name": "mayInvite",
        "type": "bool"
      },
      {
        "name": "accepted",
        "type": "address[]"
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
    "name": "InvitationAccepted",
    "inputs": [
      {
        "name": "inviter",
        "type": "address",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "stage",
        "type": "uint8",
        "indexed": false
      },
      {
        "name": "number",
        "type": "uint8",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "AlreadyAnchored",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "CannotBeInvited",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "CannotInvite",
    "inputs": [
      {
        "name": "inviter",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvitationOfOtherStage",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8"
      },
      {
        "name": "running",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "InvitationUsed",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "InviterBarred",
    "inputs": [
      {
        "name": "inviter",
        "type": "address"
      },
      {
        "name": "availableFrom",
        "type": "uint64"
      },
      {
        "name": "caseId",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "NoSuchInvitation",
    "inputs": [
      {
        "name": "number",
        "type": "uint8"
      },
      {
        "name": "maximum",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotForThisAccount",
    "inputs": [
      {
        "name": "holder",
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
    "name": "NotTheInviter",
    "inputs": [
      {
        "name": "inviter",
        "type": "address"
      },
      {
        "name": "signer",
        "type": "address"
      }
    ]
  }
] as const;
