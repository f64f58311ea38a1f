import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { type Shelf, withTexts } from "./i18n";
import { NotFound, PageProblem } from "./pages/NotFound";
import { Waiting } from "./ui/basics";
import { Shell } from "./ui/Shell";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

/** One line for a page; each is a chunk of its own. */
const page = <path extends string>(path: path, load: () => Promise<{ default: () => React.ReactNode }>) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load) });

/** A page with texts of its own, which come along with it. */
const told =
  <T,>(load: () => Promise<T>, ...shelves: Shelf[]) =>
  async (): Promise<T> => {
    const [loaded] = await Promise.all([load(), withTexts(...shelves)]);
    return loaded;
  };

const start = createRoute({
  getParentRoute: () => root,
  path: "/start",
  // Only places of this site: the address may come from anywhere.
  validateSearch: (search: Record<string, unknown>): { back: string | undefined } => ({
    back: typeof search.back === "string" && /^\/(?!\/)/.test(search.back) ? search.back : undefined,
  }),
  component: lazyRouteComponent(() => import("./pages/Start")),
});

const simulator = createRoute({
  getParentRoute: () => root,
  path: "/learn/simulator",
  /** The campaign whose tasks are solved with it, if somebody comes from there. */
  validateSearch: (search: Record<string, unknown>): { for: number | undefined } => {
    const campaign = Number(search.for);
    return { for: Number.isSafeInteger(campaign) && campaign > 0 ? campaign : undefined };
  },
  component: lazyRouteComponent(told(() => import("./pages/learn/Simulator"), "learn")),
});

const draft = createRoute({
  getParentRoute: () => root,
  path: "/quiz/draft",
  /** How many tasks of the simulator the bank has at first; none for one that asks questions. */
  validateSearch: (search: Record<string, unknown>): { tasks: number | undefined } => {
    const tasks = Number(search.tasks);
    return { tasks: Number.isSafeInteger(tasks) && tasks > 0 && tasks <= 10 ? tasks : undefined };
  },
  component: lazyRouteComponent(told(() => import("./pages/quiz/Draft"), "part")),
});

const newCase = createRoute({
  getParentRoute: () => root,
  path: "/cases/new",
  /** The submission that a reviewer asks about. */
  validateSearch: (
    search: Record<string, unknown>,
  ): { campaign: number | undefined; submission: number | undefined } => {
    const number = (value: unknown) =>
      Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined;
    return { campaign: number(search.campaign), submission: number(search.submission) };
  },
  component: lazyRouteComponent(told(() => import("./pages/cases/NewCase"), "part")),
});

const routes = root.addChildren([
  page("/", () => import("./pages/Home")),
  start,
  page("/campaigns", () => import("./pages/campaigns/Campaigns")),
  page(
    "/campaigns/new",
    told(() => import("./pages/campaigns/NewCampaign"), "part"),
  ),
  page(
    "/campaigns/$id",
    told(() => import("./pages/campaigns/Campaign"), "part"),
  ),
  page(
    "/ticket",
    told(() => import("./pages/links/Ticket"), "part"),
  ),
  page(
    "/tickets/$id",
    told(() => import("./pages/links/Issue"), "part"),
  ),
  page(
    "/tickets/$id/check",
    told(() => import("./pages/links/Check"), "part"),
  ),
  page(
    "/invite",
    told(() => import("./pages/links/Invite"), "part"),
  ),
  page(
    "/invitations",
    told(() => import("./pages/links/Invitations"), "part"),
  ),
  draft,
  page(
    "/quiz/$id",
    told(() => import("./pages/quiz/Quiz"), "part"),
  ),
  page(
    "/rights",
    told(() => import("./pages/Rights"), "part"),
  ),
  page(
    "/learn",
    told(() => import("./pages/learn/Learn"), "learn", "lessons"),
  ),
  simulator,
  page(
    "/learn/$lesson",
    told(() => import("./pages/learn/Lesson"), "learn", "lessons"),
  ),
  page("/stages", () => import("./pages/Stages")),
  // Not "/metrics", which is the node's own, for Prometheus.
  page("/figures", () => import("./pages/Metrics")),
  page(
    "/committee/$id",
    told(() => import("./pages/committee/Proposal"), "part"),
  ),
  page(
    "/review",
    told(() => import("./pages/campaigns/Review"), "part"),
  ),
  page("/committee", () => import("./pages/committee/Committee")),
  page(
    "/cases",
    told(() => import("./pages/cases/Cases"), "part"),
  ),
  newCase,
  page(
    "/cases/$id",
    told(() => import("./pages/cases/Case"), "part"),
  ),
  page("/disclaimer", () => import("./pages/Disclaimer")),
  page(
    "/account",
    told(() => import("./pages/Account"), "part"),
  ),
  page("/transfer", () => import("./pages/Transfer")),
  page("/receive", () => import("./pages/Receive")),
  page("/more", () => import("./pages/More")),
  page("/modules", () => import("./pages/Modules")),
  page("/modules/$name", () => import("./pages/Module")),
  page("/explore", () => import("./pages/explore/Explore")),
  page("/explore/block/$id", () => import("./pages/explore/Block")),
  page("/explore/tx/$hash", () => import("./pages/explore/Transaction")),
  page(
    "/explore/account/$address",
    told(() => import("./pages/explore/ExploredAccount"), "part"),
  ),
  page(
    "/verify/$address",
    told(() => import("./pages/explore/Verify"), "proof"),
  ),
]);

export const router = createRouter({
  routeTree: routes,
  defaultPreload: "intent",
  defaultPendingComponent: Waiting,
  defaultErrorComponent: ({ error }) => (
    <PageProblem error={error instanceof Error ? error : new Error(String(error))} />
  ),
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
