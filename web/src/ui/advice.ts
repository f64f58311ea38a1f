/** What changes a refusal where the error's own sentence does not say it. */

export interface Advice {
  text: "newcomer" | "daily" | "report" | "address" | "anchor" | "barred";
  to?: "/campaigns" | "/account" | "/rights" | "/cases";
}

const ADVICE: Record<string, Advice> = {
  NewcomerFunctionOnly: { text: "newcomer", to: "/campaigns" },
  DailyLimitReached: { text: "daily" },
  Panic: { text: "report" },
  ERC20InvalidReceiver: { text: "address" },
  NoRoomToWait: { text: "anchor", to: "/rights" },
  TooManyWaiting: { text: "anchor", to: "/rights" },
  CannotInvite: { text: "anchor", to: "/rights" },
  AccountBarred: { text: "barred", to: "/cases" },
  FactBarred: { text: "barred", to: "/cases" },
  InviterBarred: { text: "barred", to: "/cases" },
};

export const adviceFor = (error: string): Advice | undefined => ADVICE[error];
