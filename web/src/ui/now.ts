import { useEffect, useState } from "react";
import { useStatus } from "@/chain/hooks";

/** The network's time, ticking between answers of the node. A stopped clock stands still here, too. */
export function useNow(everyMs = 1000): number {
  const status = useStatus();
  const { nowMs, paused } = status.clock;
  const [heardAt, setHeardAt] = useState(() => performance.now());
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    setHeardAt(performance.now());
    setElapsed(0);
  }, [status]);
  useEffect(() => {
    if (paused) return;
    const timer = setInterval(() => setElapsed(performance.now() - heardAt), everyMs);
    return () => clearInterval(timer);
  }, [paused, heardAt, everyMs]);
  return nowMs + (paused ? 0 : elapsed);
}
