import { type Hex, keccak256, stringToBytes } from "viem";

/** White space, and what is not seen: soft hyphens, joiners, marks of direction and variation. */
const BLANK =
  /[\p{White_Space}\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/gu;

/** What the chain counts a text as: its letters, however they are spaced. Case stays, because links differ by it. */
export const factOf = (text: string): Hex => keccak256(stringToBytes(text.replace(BLANK, "")));
