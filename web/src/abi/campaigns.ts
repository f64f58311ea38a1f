// Written by `npm run abi` from crates/abi/generated; do not edit.

export const campaignsAddress = "0x0000000000000000000000000000000000001004";

export const campaignsAbi = [
  {
    "type": "function",
    "name": "activityTypes",
    "inputs": [],
    "outputs": [
      {
        "name": "types",
        "type": "tuple[]",
        "components": [
          {
            "name": "id",
            "type": "uint16"
          },
          {
            "name": "nameZh",
            "type": "string"
          },
          {
            "name": "nameEn",
            "type": "string"
          },
          {
            "name": "area",
            "type": "uint8"
          },
          {
            "name": "base",
            "type": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "anchorOf",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "kind",
        "type": "uint8"
      },
      {
        "name": "source",
        "type": "bytes32"
      },
      {
        "name": "at",
        "type": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "answer",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "answers",
        "type": "string[]"
      },
      {
        "name": "privateHash",
        "type": "bytes32"
      }
    ],
    "outputs": [
      {
        "name": "submission",
        "type": "uint32"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "appeal",
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
        "name": "reason",
        "type": "string"
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
        "name": "campaign",
        "type": "uint64"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "award",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "through",
        "type": "uint32"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "awards",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "posted",
        "type": "uint32"
      },
      {
        "name": "confirmed",
        "type": "uint32"
      },
      {
        "name": "paid",
        "type": "uint32"
      },
      {
        "name": "paidFrom",
        "type": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "campaign",
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
            "name": "organiser",
            "type": "address"
          },
          {
            "name": "status",
            "type": "uint8"
          },
          {
            "name": "titleZh",
            "type": "string"
          },
          {
            "name": "titleEn",
            "type": "string"
          },
          {
            "name": "terms",
            "type": "tuple",
            "components": [
              {
                "name": "activityType",
                "type": "uint16"
              },
              {
                "name": "stage",
                "type": "uint8"
              },
              {
                "name": "places",
                "type": "uint32"
              },
              {
                "name": "opensAt",
                "type": "uint64"
              },
              {
                "name": "closesAt",
                "type": "uint64"
              },
              {
                "name": "rewardsPerAccount",
                "type": "uint16"
              },
              {
                "name": "rewardsPerFact",
                "type": "uint16"
              },
              {
                "name": "repeatFactor",
                "type": "uint16"
              },
              {
                "name": "decidedBy",
                "type": "uint8"
              },
              {
                "name": "key",
                "type": "address"
              },
              {
                "name": "commitment",
                "type": "bytes32"
              },
              {
                "name": "everyDays",
                "type": "uint16"
              },
              {
                "name": "streak",
                "type": "uint16"
              },
              {
                "name": "nominations",
                "type": "bool"
              },
              {
                "name": "scores",
                "type": "uint8"
              },
              {
                "name": "threshold",
                "type": "uint8"
              }
            ]
          },
          {
            "name": "area",
            "type": "uint8"
          },
          {
            "name": "proposedAt",
            "type": "uint64"
          },
          {
            "name": "lapsesAt",
            "type": "uint64"
          },
          {
            "name": "base",
            "type": "uint256"
          },
          {
            "name": "multiplier",
            "type": "uint256"
          },
          {
            "name": "budget",
            "type": "uint256"
          },
          {
            "name": "paid",
            "type": "uint256"
          },
          {
            "name": "held",
            "type": "uint256"
          },
          {
            "name": "submissions",
            "type": "uint32"
          },
          {
            "name": "live",
            "type": "uint32"
          },
          {
            "name": "placesTaken",
            "type": "uint32"
          },
          {
            "name": "rewarded",
            "type": "uint32"
          },
          {
            "name": "waiting",
            "type": "uint32"
          },
          {
            "name": "leftToday",
            "type": "uint256"
          },
          {
            "name": "stopped",
            "type": "bool"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "campaigns",
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
            "name": "organiser",
            "type": "address"
          },
          {
            "name": "status",
            "type": "uint8"
          },
          {
            "name": "titleZh",
            "type": "string"
          },
          {
            "name": "titleEn",
            "type": "string"
          },
          {
            "name": "terms",
            "type": "tuple",
            "components": [
              {
                "name": "activityType",
                "type": "uint16"
              },
              {
                "name": "stage",
                "type": "uint8"
              },
              {
                "name": "places",
                "type": "uint32"
              },
              {
                "name": "opensAt",
                "type": "uint64"
              },
              {
                "name": "closesAt",
                "type": "uint64"
              },
              {
                "name": "rewardsPerAccount",
                "type": "uint16"
              },
              {
                "name": "rewardsPerFact",
                "type": "uint16"
              },
              {
                "name": "repeatFactor",
                "type": "uint16"
              },
              {
                "name": "decidedBy",
                "type": "uint8"
              },
              {
                "name": "key",
                "type": "address"
              },
              {
                "name": "commitment",
                "type": "bytes32"
              },
              {
                "name": "everyDays",
                "type": "uint16"
              },
              {
                "name": "streak",
                "type": "uint16"
              },
              {
                "name": "nominations",
                "type": "bool"
              },
              {
                "name": "scores",
                "type": "uint8"
              },
              {
                "name": "threshold",
                "type": "uint8"
              }
            ]
          },
          {
            "name": "area",
            "type": "uint8"
          },
          {
            "name": "proposedAt",
            "type": "uint64"
          },
          {
            "name": "lapsesAt",
            "type": "uint64"
          },
          {
            "name": "base",
            "type": "uint256"
          },
          {
            "name": "multiplier",
            "type": "uint256"
          },
          {
            "name": "budget",
            "type": "uint256"
          },
          {
            "name": "paid",
            "type": "uint256"
          },
          {
            "name": "held",
            "type": "uint256"
          },
          {
            "name": "submissions",
            "type": "uint32"
          },
          {
            "name": "live",
            "type": "uint32"
          },
          {
            "name": "placesTaken",
            "type": "uint32"
          },
          {
            "name": "rewarded",
            "type": "uint32"
          },
          {
            "name": "waiting",
            "type": "uint32"
          },
          {
            "name": "leftToday",
            "type": "uint256"
          },
          {
            "name": "stopped",
            "type": "bool"
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
    "name": "decide",
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
        "name": "approved",
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
    "name": "decideAppeal",
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
    "name": "dismissReviewer",
    "inputs": [
      {
        "name": "reviewer",
        "type": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "draftsOf",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ],
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
    "name": "draw",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "value",
        "type": "bytes32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "form",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "fields",
        "type": "tuple[]",
        "components": [
          {
            "name": "kind",
            "type": "uint8"
          },
          {
            "name": "required",
            "type": "bool"
          },
          {
            "name": "isPrivate",
            "type": "bool"
          },
          {
            "name": "labelZh",
            "type": "string"
          },
          {
            "name": "labelEn",
            "type": "string"
          },
          {
            "name": "choices",
            "type": "string[]"
          }
        ]
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
        "name": "numbers",
        "type": "tuple",
        "components": [
          {
            "name": "openDrafts",
            "type": "uint32"
          },
          {
            "name": "draftDays",
            "type": "uint32"
          },
          {
            "name": "aheadDays",
            "type": "uint32"
          },
          {
            "name": "windowDays",
            "type": "uint32"
          },
          {
            "name": "livePerPlace",
            "type": "uint32"
          },
          {
            "name": "reviewDays",
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
            "name": "decisionDays",
            "type": "uint32"
          },
          {
            "name": "settlementDays",
            "type": "uint32"
          },
          {
            "name": "refusalsBeforeWait",
            "type": "uint32"
          },
          {
            "name": "waitDays",
            "type": "uint32"
          },
          {
            "name": "reviewersNeeded",
            "type": "uint32"
          },
          {
            "name": "titleBytes",
            "type": "uint32"
          },
          {
            "name": "textBytes",
            "type": "uint32"
          },
          {
            "name": "contentBytes",
            "type": "uint32"
          },
          {
            "name": "reasonBytes",
            "type": "uint32"
          },
          {
            "name": "formFields",
            "type": "uint32"
          },
          {
            "name": "formBytes",
            "type": "uint32"
          },
          {
            "name": "answerBytes",
            "type": "uint32"
          },
          {
            "name": "waitingResults",
            "type": "uint32"
          },
          {
            "name": "correctionDays",
            "type": "uint32"
          },
          {
            "name": "listLines",
            "type": "uint32"
          },
          {
            "name": "prizes",
            "type": "uint32"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "nameReviewer",
    "inputs": [
      {
        "name": "reviewer",
        "type": "address"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "nominate",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "content",
        "type": "string"
      }
    ],
    "outputs": [
      {
        "name": "submission",
        "type": "uint32"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "openCases",
    "inputs": [
      {
        "name": "reviewer",
        "type": "address"
      },
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "from",
        "type": "uint32"
      }
    ],
    "outputs": [
      {
        "name": "cases",
        "type": "tuple[]",
        "components": [
          {
            "name": "campaign",
            "type": "uint64"
          },
          {
            "name": "number",
            "type": "uint32"
          },
          {
            "name": "account",
            "type": "address"
          },
          {
            "name": "author",
            "type": "address"
          },
          {
            "name": "fact",
            "type": "bytes32"
          },
          {
            "name": "status",
            "type": "uint8"
          },
          {
            "name": "hasPlace",
            "type": "bool"
          },
          {
            "name": "nominal",
            "type": "uint256"
          },
          {
            "name": "submittedAt",
            "type": "uint64"
          },
          {
            "name": "reviewer",
            "type": "address"
          },
          {
            "name": "openToAllAt",
            "type": "uint64"
          },
          {
            "name": "appealUntil",
            "type": "uint64"
          }
        ]
      },
      {
        "name": "next",
        "type": "uint32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "openContributions",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8"
      }
    ],
    "outputs": [
      {
        "name": "campaign",
        "type": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "post",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "lines",
        "type": "tuple[]",
        "components": [
          {
            "name": "account",
            "type": "address"
          },
          {
            "name": "content",
            "type": "string"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "first",
        "type": "uint32"
      },
      {
        "name": "last",
        "type": "uint32"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "preview",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "account",
        "type": "address"
      },
      {
        "name": "content",
        "type": "string"
      }
    ],
    "outputs": [
      {
        "name": "accepted",
        "type": "bool"
      },
      {
        "name": "amount",
        "type": "uint256"
      },
      {
        "name": "hasPlace",
        "type": "bool"
      },
      {
        "name": "refusal",
        "type": "bytes"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "progress",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "account",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "run",
        "type": "uint16"
      },
      {
        "name": "availableFrom",
        "type": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "propose",
    "inputs": [
      {
        "name": "terms",
        "type": "tuple",
        "components": [
          {
            "name": "activityType",
            "type": "uint16"
          },
          {
            "name": "stage",
            "type": "uint8"
          },
          {
            "name": "places",
            "type": "uint32"
          },
          {
            "name": "opensAt",
            "type": "uint64"
          },
          {
            "name": "closesAt",
            "type": "uint64"
          },
          {
            "name": "rewardsPerAccount",
            "type": "uint16"
          },
          {
            "name": "rewardsPerFact",
            "type": "uint16"
          },
          {
            "name": "repeatFactor",
            "type": "uint16"
          },
          {
            "name": "decidedBy",
            "type": "uint8"
          },
          {
            "name": "key",
            "type": "address"
          },
          {
            "name": "commitment",
            "type": "bytes32"
          },
          {
            "name": "everyDays",
            "type": "uint16"
          },
          {
            "name": "streak",
            "type": "uint16"
          },
          {
            "name": "nominations",
            "type": "bool"
          },
          {
            "name": "scores",
            "type": "uint8"
          },
          {
            "name": "threshold",
            "type": "uint8"
          }
        ]
      },
      {
        "name": "texts",
        "type": "tuple",
        "components": [
          {
            "name": "titleZh",
            "type": "string"
          },
          {
            "name": "titleEn",
            "type": "string"
          },
          {
            "name": "textZh",
            "type": "string"
          },
          {
            "name": "textEn",
            "type": "string"
          }
        ]
      },
      {
        "name": "form",
        "type": "tuple[]",
        "components": [
          {
            "name": "kind",
            "type": "uint8"
          },
          {
            "name": "required",
            "type": "bool"
          },
          {
            "name": "isPrivate",
            "type": "bool"
          },
          {
            "name": "labelZh",
            "type": "string"
          },
          {
            "name": "labelEn",
            "type": "string"
          },
          {
            "name": "choices",
            "type": "string[]"
          }
        ]
      }
    ],
    "outputs": [
      {
        "name": "campaign",
        "type": "uint64"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "ranking",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
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
            "name": "submission",
            "type": "uint32"
          },
          {
            "name": "median",
            "type": "uint8"
          },
          {
            "name": "total",
            "type": "uint16"
          }
        ]
      },
      {
        "name": "total",
        "type": "uint32"
      },
      {
        "name": "announced",
        "type": "bool"
      },
      {
        "name": "winners",
        "type": "uint32"
      },
      {
        "name": "fixedAt",
        "type": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "redeem",
    "inputs": [
      {
        "name": "attestation",
        "type": "tuple",
        "components": [
          {
            "name": "campaign",
            "type": "uint64"
          },
          {
            "name": "number",
            "type": "uint32"
          },
          {
            "name": "holder",
            "type": "address"
          },
          {
            "name": "expiresAt",
            "type": "uint64"
          },
          {
            "name": "data",
            "type": "bytes32"
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
    "outputs": [
      {
        "name": "submission",
        "type": "uint32"
      }
    ],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "resumeKey",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "review",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "submission",
        "type": "uint32"
      }
    ],
    "outputs": [
      {
        "name": "found",
        "type": "tuple",
        "components": [
          {
            "name": "reviewer",
            "type": "address"
          },
          {
            "name": "approved",
            "type": "bool"
          },
          {
            "name": "decidedAt",
            "type": "uint64"
          },
          {
            "name": "reason",
            "type": "string"
          },
          {
            "name": "appealedAt",
            "type": "uint64"
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
    "type": "function",
    "name": "reviewerRecords",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8"
      }
    ],
    "outputs": [
      {
        "name": "records",
        "type": "tuple[]",
        "components": [
          {
            "name": "reviewer",
            "type": "address"
          },
          {
            "name": "assigned",
            "type": "uint32"
          },
          {
            "name": "decided",
            "type": "uint32"
          },
          {
            "name": "undecided",
            "type": "uint32"
          },
          {
            "name": "undecidedAmount",
            "type": "uint256"
          },
          {
            "name": "appealsAssigned",
            "type": "uint32"
          },
          {
            "name": "appealsHeard",
            "type": "uint32"
          },
          {
            "name": "burned",
            "type": "uint256"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "reviewers",
    "inputs": [],
    "outputs": [
      {
        "name": "accounts",
        "type": "address[]"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "score",
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
        "name": "points",
        "type": "uint8"
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
    "name": "scores",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "submission",
        "type": "uint32"
      }
    ],
    "outputs": [
      {
        "name": "found",
        "type": "tuple[]",
        "components": [
          {
            "name": "reviewer",
            "type": "address"
          },
          {
            "name": "points",
            "type": "uint8"
          },
          {
            "name": "scoredAt",
            "type": "uint64"
          },
          {
            "name": "reason",
            "type": "string"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "setActivityType",
    "inputs": [
      {
        "name": "activityType",
        "type": "uint16"
      },
      {
        "name": "nameZh",
        "type": "string"
      },
      {
        "name": "nameEn",
        "type": "string"
      },
      {
        "name": "area",
        "type": "uint8"
      },
      {
        "name": "base",
        "type": "uint256"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "standing",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "refusals",
        "type": "uint32"
      },
      {
        "name": "availableFrom",
        "type": "uint64"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "stopKey",
    "inputs": [
      {
        "name": "campaign",
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
    "name": "strike",
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
        "name": "reason",
        "type": "string"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "submission",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "number",
        "type": "uint32"
      }
    ],
    "outputs": [
      {
        "name": "found",
        "type": "tuple",
        "components": [
          {
            "name": "campaign",
            "type": "uint64"
          },
          {
            "name": "number",
            "type": "uint32"
          },
          {
            "name": "account",
            "type": "address"
          },
          {
            "name": "author",
            "type": "address"
          },
          {
            "name": "fact",
            "type": "bytes32"
          },
          {
            "name": "status",
            "type": "uint8"
          },
          {
            "name": "hasPlace",
            "type": "bool"
          },
          {
            "name": "nominal",
            "type": "uint256"
          },
          {
            "name": "submittedAt",
            "type": "uint64"
          },
          {
            "name": "reviewer",
            "type": "address"
          },
          {
            "name": "openToAllAt",
            "type": "uint64"
          },
          {
            "name": "appealUntil",
            "type": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "submissions",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
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
            "name": "campaign",
            "type": "uint64"
          },
          {
            "name": "number",
            "type": "uint32"
          },
          {
            "name": "account",
            "type": "address"
          },
          {
            "name": "author",
            "type": "address"
          },
          {
            "name": "fact",
            "type": "bytes32"
          },
          {
            "name": "status",
            "type": "uint8"
          },
          {
            "name": "hasPlace",
            "type": "bool"
          },
          {
            "name": "nominal",
            "type": "uint256"
          },
          {
            "name": "submittedAt",
            "type": "uint64"
          },
          {
            "name": "reviewer",
            "type": "address"
          },
          {
            "name": "openToAllAt",
            "type": "uint64"
          },
          {
            "name": "appealUntil",
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
    "name": "submissionsOf",
    "inputs": [
      {
        "name": "account",
        "type": "address"
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
            "name": "campaign",
            "type": "uint64"
          },
          {
            "name": "number",
            "type": "uint32"
          },
          {
            "name": "account",
            "type": "address"
          },
          {
            "name": "author",
            "type": "address"
          },
          {
            "name": "fact",
            "type": "bytes32"
          },
          {
            "name": "status",
            "type": "uint8"
          },
          {
            "name": "hasPlace",
            "type": "bool"
          },
          {
            "name": "nominal",
            "type": "uint256"
          },
          {
            "name": "submittedAt",
            "type": "uint64"
          },
          {
            "name": "reviewer",
            "type": "address"
          },
          {
            "name": "openToAllAt",
            "type": "uint64"
          },
          {
            "name": "appealUntil",
            "type": "uint64"
          }
        ]
      },
      {
        "name": "nextCampaign",
        "type": "uint64"
      },
      {
        "name": "nextSubmission",
        "type": "uint32"
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "submit",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "content",
        "type": "string"
      }
    ],
    "outputs": [
      {
        "name": "submission",
        "type": "uint32"
      }
    ],
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
        "name": "campaign",
        "type": "uint64"
      }
    ],
    "outputs": [
      {
        "name": "found",
        "type": "tuple",
        "components": [
          {
            "name": "titleZh",
            "type": "string"
          },
          {
            "name": "titleEn",
            "type": "string"
          },
          {
            "name": "textZh",
            "type": "string"
          },
          {
            "name": "textEn",
            "type": "string"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "waitingResults",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ],
    "outputs": [
      {
        "name": "page",
        "type": "tuple[]",
        "components": [
          {
            "name": "campaign",
            "type": "uint64"
          },
          {
            "name": "number",
            "type": "uint32"
          },
          {
            "name": "account",
            "type": "address"
          },
          {
            "name": "author",
            "type": "address"
          },
          {
            "name": "fact",
            "type": "bytes32"
          },
          {
            "name": "status",
            "type": "uint8"
          },
          {
            "name": "hasPlace",
            "type": "bool"
          },
          {
            "name": "nominal",
            "type": "uint256"
          },
          {
            "name": "submittedAt",
            "type": "uint64"
          },
          {
            "name": "reviewer",
            "type": "address"
          },
          {
            "name": "openToAllAt",
            "type": "uint64"
          },
          {
            "name": "appealUntil",
            "type": "uint64"
          }
        ]
      }
    ],
    "stateMutability": "view"
  },
  {
    "type": "function",
    "name": "withdrawDraft",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "function",
    "name": "withdrawSubmission",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "submission",
        "type": "uint32"
      }
    ],
    "outputs": [],
    "stateMutability": "nonpayable"
  },
  {
    "type": "event",
    "name": "ActivityTypeSet",
    "inputs": [
      {
        "name": "activityType",
        "type": "uint16",
        "indexed": true
      },
      {
        "name": "area",
        "type": "uint8",
        "indexed": false
      },
      {
        "name": "base",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Anchored",
    "inputs": [
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "kind",
        "type": "uint8",
        "indexed": false
      },
      {
        "name": "source",
        "type": "bytes32",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Answered",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "submission",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "answers",
        "type": "string[]",
        "indexed": false
      },
      {
        "name": "privateHash",
        "type": "bytes32",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "AppealEnded",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "submission",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "overturned",
        "type": "bool",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "AppealHeard",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "submission",
        "type": "uint32",
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
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "submission",
        "type": "uint32",
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
        "name": "reason",
        "type": "string",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "AwardsConfirmed",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "first",
        "type": "uint32",
        "indexed": false
      },
      {
        "name": "last",
        "type": "uint32",
        "indexed": false
      },
      {
        "name": "paidFrom",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "BudgetReturned",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "places",
        "type": "uint32",
        "indexed": false
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
    "name": "BurnedUndecided",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8",
        "indexed": true
      },
      {
        "name": "reviewer",
        "type": "address",
        "indexed": true
      },
      {
        "name": "cases",
        "type": "uint32",
        "indexed": false
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
    "name": "CampaignFunded",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "stage",
        "type": "uint8",
        "indexed": true
      },
      {
        "name": "area",
        "type": "uint8",
        "indexed": false
      },
      {
        "name": "budget",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "base",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "multiplier",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "CampaignLapsed",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "CampaignProposed",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "organiser",
        "type": "address",
        "indexed": true
      },
      {
        "name": "activityType",
        "type": "uint16",
        "indexed": false
      },
      {
        "name": "stage",
        "type": "uint8",
        "indexed": false
      },
      {
        "name": "places",
        "type": "uint32",
        "indexed": false
      },
      {
        "name": "titleZh",
        "type": "string",
        "indexed": false
      },
      {
        "name": "titleEn",
        "type": "string",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "CampaignQueued",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "stage",
        "type": "uint8",
        "indexed": false
      },
      {
        "name": "reservesAt",
        "type": "uint64",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "CampaignUnfunded",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "cause",
        "type": "bytes",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "CampaignWithdrawn",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ContestEnded",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "submission",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "caseId",
        "type": "uint64",
        "indexed": false
      },
      {
        "name": "restored",
        "type": "bool",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Contested",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "submission",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "caseId",
        "type": "uint64",
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
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "submission",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "reviewer",
        "type": "address",
        "indexed": true
      },
      {
        "name": "approved",
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
    "name": "Drawn",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "value",
        "type": "bytes32",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "KeyResumed",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "KeyStopped",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "reviewer",
        "type": "address",
        "indexed": true
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
    "name": "PlaceTaken",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "submission",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Redeemed",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "submission",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "key",
        "type": "address",
        "indexed": true
      },
      {
        "name": "holder",
        "type": "address",
        "indexed": false
      },
      {
        "name": "number",
        "type": "uint32",
        "indexed": false
      },
      {
        "name": "data",
        "type": "bytes32",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ResultAnnounced",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "winners",
        "type": "uint32",
        "indexed": false
      },
      {
        "name": "ranked",
        "type": "uint32",
        "indexed": false
      },
      {
        "name": "unscored",
        "type": "uint32",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ResultNotPaid",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "submission",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "cause",
        "type": "bytes",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ReviewerDismissed",
    "inputs": [
      {
        "name": "reviewer",
        "type": "address",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "ReviewerNamed",
    "inputs": [
      {
        "name": "reviewer",
        "type": "address",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Rewarded",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "submission",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "amount",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "base",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "multiplier",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "budgetBefore",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "budgetAfter",
        "type": "uint256",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Scored",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "submission",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "reviewer",
        "type": "address",
        "indexed": true
      },
      {
        "name": "points",
        "type": "uint8",
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
    "name": "StreakExtended",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "run",
        "type": "uint16",
        "indexed": false
      },
      {
        "name": "streak",
        "type": "uint16",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "SubmissionWithdrawn",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "submission",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      }
    ],
    "anonymous": false
  },
  {
    "type": "event",
    "name": "Submitted",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64",
        "indexed": true
      },
      {
        "name": "submission",
        "type": "uint32",
        "indexed": true
      },
      {
        "name": "account",
        "type": "address",
        "indexed": true
      },
      {
        "name": "author",
        "type": "address",
        "indexed": false
      },
      {
        "name": "nominal",
        "type": "uint256",
        "indexed": false
      },
      {
        "name": "hasPlace",
        "type": "bool",
        "indexed": false
      },
      {
        "name": "reviewer",
        "type": "address",
        "indexed": false
      },
      {
        "name": "content",
        "type": "string",
        "indexed": false
      }
    ],
    "anonymous": false
  },
  {
    "type": "error",
    "name": "AccountBarred",
    "inputs": [
      {
        "name": "account",
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
    "name": "AlreadyRedeemed",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "number",
        "type": "uint32"
      },
      {
        "name": "submission",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "AlreadyScored",
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
        "name": "reviewer",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "AnswerCount",
    "inputs": [
      {
        "name": "answers",
        "type": "uint32"
      },
      {
        "name": "fields",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "AnswerInvalid",
    "inputs": [
      {
        "name": "field",
        "type": "uint32"
      },
      {
        "name": "kind",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "AnswerMissing",
    "inputs": [
      {
        "name": "field",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "AppealTimeOver",
    "inputs": [
      {
        "name": "closedAt",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "AttestationExpired",
    "inputs": [
      {
        "name": "expiredAt",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "CampaignCapExceeded",
    "inputs": [
      {
        "name": "asked",
        "type": "uint256"
      },
      {
        "name": "allowed",
        "type": "uint256"
      },
      {
        "name": "seats",
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
    "name": "CampaignClosed",
    "inputs": [
      {
        "name": "campaign",
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
    "name": "CampaignFull",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "live",
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
    "name": "CampaignNotOpen",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "status",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "CampaignNotYetOpen",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "availableFrom",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "CannotBeListed",
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
    "name": "CannotTakePart",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "DailyCeiling",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "paidToday",
        "type": "uint256"
      },
      {
        "name": "ceiling",
        "type": "uint256"
      },
      {
        "name": "availableFrom",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "DecisionTooEarly",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8"
      },
      {
        "name": "availableFrom",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "DecisionsOver",
    "inputs": [
      {
        "name": "campaign",
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
    "name": "FactBarred",
    "inputs": [
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
    "name": "FactUsed",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "uses",
        "type": "uint16"
      },
      {
        "name": "maximum",
        "type": "uint16"
      }
    ]
  },
  {
    "type": "error",
    "name": "FormMismatch",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "fields",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "HearingOver",
    "inputs": [
      {
        "name": "closedAt",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "IssuingEnded",
    "inputs": []
  },
  {
    "type": "error",
    "name": "KeyIsStopped",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "NoRoomToWait",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "waiting",
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
    "name": "NoSuchKey",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "NominationsNotTaken",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotADraft",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "status",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotAuthor",
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
        "name": "author",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotJudge",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotOrganiser",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "organiser",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NotResponsible",
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
    "name": "NotReviewer",
    "inputs": [
      {
        "name": "account",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "NothingToConfirm",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "posted",
        "type": "uint32"
      },
      {
        "name": "confirmed",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "OpenContributionsExist",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8"
      },
      {
        "name": "campaign",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "OrganiserCapExceeded",
    "inputs": [
      {
        "name": "asked",
        "type": "uint256"
      },
      {
        "name": "reserved",
        "type": "uint256"
      },
      {
        "name": "allowed",
        "type": "uint256"
      },
      {
        "name": "seats",
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
    "name": "OrganiserExcluded",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "organiser",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "OtherWay",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "decidedBy",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "PeriodDone",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "availableFrom",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "Recused",
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
    "name": "ReviewerExists",
    "inputs": [
      {
        "name": "reviewer",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "RewardsExhausted",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "rewards",
        "type": "uint16"
      },
      {
        "name": "maximum",
        "type": "uint16"
      }
    ]
  },
  {
    "type": "error",
    "name": "ScoresComplete",
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
        "name": "scores",
        "type": "uint8"
      }
    ]
  },
  {
    "type": "error",
    "name": "StageNotAvailable",
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
    "name": "SubmissionNotOpen",
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
    "name": "SubmissionOpen",
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
    "name": "SubmissionsSpacedOut",
    "inputs": [
      {
        "name": "refusals",
        "type": "uint32"
      },
      {
        "name": "availableFrom",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "TermOutOfRange",
    "inputs": [
      {
        "name": "term",
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
    "name": "TermsDisagree",
    "inputs": [
      {
        "name": "term",
        "type": "string"
      },
      {
        "name": "decidedBy",
        "type": "uint8"
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
    "name": "TooFewJudges",
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
    "name": "TooFewReviewers",
    "inputs": [
      {
        "name": "active",
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
    "name": "TooManyActivityTypes",
    "inputs": [
      {
        "name": "maximum",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "TooManyDrafts",
    "inputs": [
      {
        "name": "open",
        "type": "uint32"
      },
      {
        "name": "maximum",
        "type": "uint32"
      },
      {
        "name": "availableFrom",
        "type": "uint64"
      }
    ]
  },
  {
    "type": "error",
    "name": "TooManyOrganisers",
    "inputs": [
      {
        "name": "stage",
        "type": "uint8"
      },
      {
        "name": "maximum",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "TooManyReviewers",
    "inputs": [
      {
        "name": "maximum",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "TooManyWaiting",
    "inputs": [
      {
        "name": "waiting",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "UnknownActivityType",
    "inputs": [
      {
        "name": "activityType",
        "type": "uint16"
      }
    ]
  },
  {
    "type": "error",
    "name": "UnknownCampaign",
    "inputs": [
      {
        "name": "campaign",
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
    "name": "UnknownReviewer",
    "inputs": [
      {
        "name": "reviewer",
        "type": "address"
      }
    ]
  },
  {
    "type": "error",
    "name": "UnknownSubmission",
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
        "name": "count",
        "type": "uint32"
      }
    ]
  },
  {
    "type": "error",
    "name": "WindowOutsideStage",
    "inputs": [
      {
        "name": "opensAt",
        "type": "uint64"
      },
      {
        "name": "closesAt",
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
    "name": "WrongHolder",
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
    "name": "WrongSigner",
    "inputs": [
      {
        "name": "campaign",
        "type": "uint64"
      },
      {
        "name": "key",
        "type": "address"
      },
      {
        "name": "signer",
        "type": "address"
      }
    ]
  }
] as const;
