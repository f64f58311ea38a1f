/** Which lessons were read to their end in this browser. Nobody else learns of it. */
const STORE = "wepos.lessons";

export function lessonsRead(): ReadonlySet<string> {
  return new Set((localStorage.getItem(STORE) ?? "").split(",").filter(Boolean));
}

export function markRead(lesson: string): void {
  localStorage.setItem(STORE, [...new Set([...lessonsRead(), lesson])].join(","));
}
