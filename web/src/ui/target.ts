import { useLocation } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef } from "react";

/** What follows `#` in the address, where it names a part of the page. */
export const useTargetName = (): string => useLocation({ select: (it) => it.hash });

/** For a part of the page that may come later than the page: it is scrolled to when it is there. */
export function useTarget(id: string): RefObject<HTMLElement | null> {
  const ref = useRef<HTMLElement>(null);
  const isTarget = useTargetName() === id;
  useEffect(() => {
    if (isTarget) ref.current?.scrollIntoView();
  }, [isTarget]);
  return ref;
}
