/** Getting hold of a link whose secret is behind `#`: from the address, from the camera, or pasted. */
import { useEffect, useRef, useState } from "react";
import { BrokenLink, type LinkProblem } from "@/chain/attestation";
import { usePartTexts } from "@/i18n";
import { Button, TextArea } from "@/ui/basics";

export interface Found<T> {
  read: T | undefined;
  problem: LinkProblem | undefined;
  /** Takes another text. */
  take: (text: string) => void;
  /** Forgets what was read. */
  forget: () => void;
}

/**
 * What the address carries behind `#`, or what this tab has kept of it: whoever has no account yet makes one first, on
 * another page. The address loses it at once, so that it is in no history and in no picture of the screen.
 */
export function useLinkText<T>(store: string, reader: (text: string) => T): Found<T> {
  const [text, setText] = useState(() => takeFragment(store) ?? sessionStorage.getItem(store) ?? "");
  useEffect(() => {
    const changed = () => {
      const now = takeFragment(store);
      if (now) setText(now);
    };
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, [store]);
  let read: T | undefined;
  let problem: LinkProblem | undefined;
  if (text.trim() !== "") {
    try {
      read = reader(text);
    } catch (error) {
      if (!(error instanceof BrokenLink)) throw error;
      problem = error.problem;
    }
  }
  return {
    read,
    problem,
    take: (next) => {
      sessionStorage.setItem(store, next);
      setText(next);
    },
    forget: () => {
      sessionStorage.removeItem(store);
      setText("");
    },
  };
}

function takeFragment(store: string): string | undefined {
  const fragment = location.hash.slice(1);
  if (fragment === "") return undefined;
  sessionStorage.setItem(store, fragment);
  history.replaceState(history.state, "", location.pathname + location.search);
  return fragment;
}

interface Props {
  problem: LinkProblem | undefined;
  take: (text: string) => void;
  /** What the button says that reads what was pasted. */
  label?: string;
}

/** A camera where the browser reads QR codes, and a field to paste into everywhere. */
export function ReadLink({ problem, take, label }: Props) {
  const { t } = usePartTexts();
  const [pasted, setPasted] = useState("");
  return (
    <div className="max-w-xl space-y-6">
      <Scanner take={take} />
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (pasted.trim() !== "") take(pasted.trim());
        }}
      >
        <TextArea
          label={t("link.paste")}
          hint={t("link.pasteHint")}
          value={pasted}
          spellCheck={false}
          className="field min-h-20 font-mono text-sm"
          {...(problem ? { problem: t(`link.problem.${problem}`) } : {})}
          onChange={(event) => setPasted(event.target.value)}
        />
        <Button type="submit" look="primary" disabled={pasted.trim() === ""}>
          {label ?? t("link.open")}
        </Button>
      </form>
    </div>
  );
}

/** The Shape Detection API, where a browser has it. */
interface Detector {
  detect: (image: HTMLVideoElement) => Promise<readonly { rawValue: string }[]>;
}
declare global {
  interface Window {
    BarcodeDetector?: new (options: { formats: string[] }) => Detector;
  }
}

/** How often the picture of the camera is looked at. */
const LOOK_MS = 250;

function Scanner({ take }: { take: (text: string) => void }) {
  const { t } = usePartTexts();
  const [on, turn] = useState(false);
  const [failed, fail] = useState(false);
  const video = useRef<HTMLVideoElement>(null);
  const taken = useRef(take);
  taken.current = take;
  useEffect(() => {
    const { BarcodeDetector } = window;
    if (!on || !BarcodeDetector) return;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setInterval> | undefined;
    let over = false;
    const stop = () => {
      over = true;
      clearInterval(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const start = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      const screen = video.current;
      if (over || !screen) return stop();
      screen.srcObject = stream;
      await screen.play();
      timer = setInterval(async () => {
        const [code] = await detector.detect(screen).catch(() => []);
        if (code && !over) {
          stop();
          turn(false);
          taken.current(code.rawValue);
        }
      }, LOOK_MS);
    };
    start().catch(() => {
      stop();
      turn(false);
      fail(true);
    });
    return stop;
  }, [on]);
  if (!window.BarcodeDetector || !navigator.mediaDevices) {
    return <p className="text-muted">{t("link.noScanner")}</p>;
  }
  return (
    <div className="space-y-3">
      {on && <video ref={video} muted playsInline className="w-full rounded-large border border-line bg-sunken" />}
      <Button onClick={() => turn(!on)}>{t(on ? "link.stop" : "link.scan")}</Button>
      {failed && <p className="text-ochre">{t("link.noCamera")}</p>}
    </div>
  );
}
