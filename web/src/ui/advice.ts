/** What changes a refusal where the error's own sentence does not say it. */

export interface Advice {
  text: "newcomer" | "daily" | "report" | "address";
  to?: "/campaigns" | "/account";
}

const ADVICE: Record<string, Advice> = {
  NewcomerFunctionOnly: { text: "newcomer", to: "/campaigns" },
  DailyLimitReached: { text: "daily" },
  Panic: { text: "report" },
  ERC20InvalidReceiver: { text: "address" },
};

export const adviceFor = (error: string): Advice | undefined => ADVICE[error];
