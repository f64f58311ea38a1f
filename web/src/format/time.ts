import { spaced } from "./chinese";

/** Moments and spans, through `Intl`, in the reader's zone. Moments are milliseconds since 1970. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A day and a time of day. Seconds only where months are short, as in development. */
export function showMoment(ms: number, locale: string, precise = false): string {
  return spaced(
    new Intl.DateTimeFormat(locale, {
      year: "numeric",
      month: locale.startsWith("zh") ? "long" : "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      ...(precise ? { second: "2-digit" } : {}),
      hourCycle: "h23",
    }).format(ms),
  );
}

/** A day without the year, as in “3 January”; a time of day where the day is today. */
export function showDay(ms: number, nowMs: number, locale: string): string {
  if (new Date(ms).toDateString() === new Date(nowMs).toDateString()) {
    return spaced(
      new Intl.DateTimeFormat(locale, {
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
        hourCycle: "h23",
      }).format(ms),
    );
  }
  return spaced(new Intl.DateTimeFormat(locale, { month: "long", day: "numeric" }).format(ms));
}

/** “3 minutes ago”, “in 2 days”. */
export function showRelative(ms: number, nowMs: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const say = (value: number, unit: Intl.RelativeTimeFormatUnit) => spaced(format.format(value, unit));
  const by = ms - nowMs;
  const size = Math.abs(by);
  if (size < MINUTE) return say(Math.trunc(by / 1000), "second");
  if (size < HOUR) return say(Math.trunc(by / MINUTE), "minute");
  if (size < DAY) return say(Math.trunc(by / HOUR), "hour");
  return say(Math.trunc(by / DAY), "day");
}

export interface Countdown {
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
}

export function countdown(leftMs: number): Countdown {
  const left = Math.max(0, leftMs);
  return {
    days: Math.floor(left / DAY),
    hours: Math.floor((left % DAY) / HOUR),
    minutes: Math.floor((left % HOUR) / MINUTE),
    seconds: Math.floor((left % MINUTE) / 1000),
  };
}
