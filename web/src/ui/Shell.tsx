import { Link, type LinkProps, Outlet, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import { useMe, useStatus } from "@/chain/hooks";
import { roleOf } from "@/chain/keys";
import { shortAddress } from "@/format/address";
import { LANGUAGES, changeLanguage, useTexts } from "@/i18n";
import { Identicon } from "./basics";
import { Icon, type IconName } from "./icons";
import { StageBar } from "./StageBar";
import { type Theme, setTheme, theme } from "./theme";

type NavKey =
  "home" | "part" | "account" | "explore" | "more" | "learn" | "review" | "committee" | "metrics" | "modules";

const NAV: readonly { key: NavKey; to: NonNullable<LinkProps["to"]>; icon: IconName }[] = [
  { key: "home", to: "/", icon: "home" },
  { key: "part", to: "/campaigns", icon: "part" },
  { key: "account", to: "/account", icon: "account" },
  { key: "explore", to: "/explore", icon: "explore" },
];
const MORE = { key: "more", to: "/more", icon: "more" } as const;
export const FURTHER: typeof NAV = [
  { key: "learn", to: "/learn", icon: "learn" },
  { key: "review", to: "/review", icon: "review" },
  { key: "committee", to: "/committee", icon: "committee" },
  { key: "metrics", to: "/figures", icon: "stages" },
  { key: "modules", to: "/modules", icon: "modules" },
];

/** Phone: a bar of five at the thumb. Desktop: a rail at the left. */
export function Shell() {
  const { t } = useTexts();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <div className="lg:grid print:block lg:grid-cols-[15.5rem_minmax(0,1fr)]">
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-20 focus:bg-surface focus:p-3">
        {t("nav.skip")}
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col border-r border-line px-4 py-7 lg:flex print:!hidden">
        <Wordmark />
        <nav className="mt-8 flex flex-1 flex-col gap-0.5" aria-label={t("nav.label")}>
          {[...NAV, ...FURTHER].map((entry, index) => (
            <Link
              key={entry.key}
              to={entry.to}
              activeOptions={{ exact: entry.to === "/" }}
              className={`flex min-h-11 items-center gap-3 rounded-small px-3 text-muted hover:text-ink ${index === NAV.length ? "mt-6" : ""}`}
              activeProps={{ className: "!text-ink font-medium bg-sunken" }}
            >
              <Icon name={entry.icon} />
              {t(`nav.${entry.key}`)}
            </Link>
          ))}
        </nav>
        <div className="space-y-4">
          <Me />
          <div className="flex items-center justify-between">
            <LanguageSwitch />
            <ThemeSwitch />
          </div>
        </div>
      </aside>
      <div className="flex min-h-dvh flex-col pb-[calc(4rem+env(safe-area-inset-bottom))] lg:pb-0">
        <header className="flex items-center justify-between px-5 pt-4 lg:hidden print:hidden">
          <Wordmark />
          <div className="flex items-center gap-1">
            <LanguageSwitch />
            <Me small />
          </div>
        </header>
        <div className="print:hidden">
          <DevelopmentNote />
        </div>
        {path !== "/" && (
          <div className="mx-auto w-full max-w-3xl px-5 pt-5 md:px-8 print:hidden">
            <StageBar />
          </div>
        )}
        <main id="main" className="flex-1">
          <Outlet />
        </main>
        <Footer />
      </div>
      <nav
        className="fixed inset-x-0 bottom-0 z-10 flex print:hidden border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
        aria-label={t("nav.label")}
      >
        {[...NAV, MORE].map((entry) => (
          <Link
            key={entry.key}
            to={entry.to}
            activeOptions={{ exact: entry.to === "/" }}
            className="flex h-16 flex-1 flex-col items-center justify-center gap-1 text-xs text-muted"
            activeProps={{ className: "!text-ink font-medium" }}
          >
            <Icon name={entry.icon} className="size-6" />
            {t(`nav.${entry.key}`)}
          </Link>
        ))}
      </nav>
    </div>
  );
}

function Wordmark() {
  return (
    <Link to="/" className="px-1 font-serif text-2xl font-semibold tracking-tight lg:px-3">
      WePoS
    </Link>
  );
}

function Me({ small = false }: { small?: boolean }) {
  const { t } = useTexts();
  const { address } = useMe();
  const { development } = useStatus();
  if (!address) {
    return (
      <Link
        to="/start"
        search={{ back: undefined }}
        className="inline-flex min-h-11 items-center justify-center rounded-small border border-line px-4 font-medium hover:border-muted"
      >
        {t("nav.start")}
      </Link>
    );
  }
  const name = development ? roleOf(address) : undefined;
  return (
    <Link
      to="/start"
      search={{ back: undefined }}
      className={`flex min-h-11 items-center gap-2.5 rounded-small px-3 hover:bg-sunken ${small ? "" : "border border-line"}`}
      title={t("nav.accounts")}
    >
      <Identicon address={address} size={small ? 24 : 22} />
      <span className="truncate text-sm">
        {name ?? <span className="font-mono">{small ? "" : shortAddress(address)}</span>}
      </span>
    </Link>
  );
}

export function LanguageSwitch() {
  const { t, lang } = useTexts();
  return (
    <fieldset className="flex">
      <legend className="sr-only">{t("more.language")}</legend>
      {LANGUAGES.map(({ id, name, short }) => (
        <button
          key={id}
          type="button"
          lang={id}
          title={name}
          aria-pressed={lang === id}
          onClick={() => changeLanguage(id)}
          className={`min-h-11 min-w-10 rounded-small px-2 text-sm ${lang === id ? "font-medium text-ink" : "text-muted hover:text-ink"}`}
        >
          {short}
        </button>
      ))}
    </fieldset>
  );
}

const THEMES: readonly { id: Theme; icon: IconName }[] = [
  { id: "light", icon: "sun" },
  { id: "dark", icon: "moon" },
  { id: "system", icon: "system" },
];

export function ThemeSwitch() {
  const { t } = useTexts();
  const [chosen, choose] = useState(theme);
  return (
    <fieldset className="flex">
      <legend className="sr-only">{t("more.theme")}</legend>
      {THEMES.map(({ id, icon }) => (
        <button
          key={id}
          type="button"
          aria-pressed={chosen === id}
          aria-label={t(`theme.${id}`)}
          title={t(`theme.${id}`)}
          onClick={() => {
            setTheme(id);
            choose(id);
          }}
          className={`inline-flex size-9 items-center justify-center rounded-small ${chosen === id ? "text-ink" : "text-muted hover:text-ink"}`}
        >
          <Icon name={icon} className={`size-[1.15rem] ${chosen === id ? "" : "opacity-60"}`} />
        </button>
      ))}
    </fieldset>
  );
}

/** A development network says so on every page. */
function DevelopmentNote() {
  const { t, lang } = useTexts();
  const status = useStatus();
  if (!status.development && !status.catchingUp) return null;
  const notes = [
    status.development && t("common.development"),
    status.clock.paused && t("common.paused"),
    status.catchingUp && t("common.catchingUp"),
  ];
  return (
    <p className="mx-auto w-full max-w-3xl px-5 pt-3 text-sm text-muted md:px-8 lg:pt-7">
      {notes.filter(Boolean).join(lang === "en" ? " " : "")}
    </p>
  );
}

function Footer() {
  const { t } = useTexts();
  const status = useStatus();
  return (
    <footer className="print:hidden mx-auto w-full max-w-3xl px-5 py-8 text-sm text-muted md:px-8">
      <div className="flex flex-wrap gap-x-5 gap-y-1 border-t border-line pt-5">
        <Link to="/explore/block/$id" params={{ id: String(status.block.number) }} className="link figures">
          {t("common.block", { number: status.block.number })}
        </Link>
        <Link to="/disclaimer" className="link">
          {t("common.disclaimer")}
        </Link>
        <span className="figures">{t("common.chain", { id: status.chainId })}</span>
      </div>
    </footer>
  );
}
