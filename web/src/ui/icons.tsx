import type { ReactNode } from "react";

const PATHS = {
  home: <path d="M3.5 9 10 3.5 16.5 9v7.5h-4.5v-4.5h-4v4.5H3.5z" />,
  part: <path d="M4 4.5h9l3 3V16H4zM7 9h6M7 12.5h4" />,
  account: <path d="M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM3.8 16.5c.7-3 3.2-4.3 6.2-4.3s5.5 1.3 6.2 4.3" />,
  explore: <path d="M9 14.500a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l3.8 3.8" />,
  more: <path d="M4 6h12M4 10h12M4 14h12" />,
  review: <path d="M3.5 10.5 8 15l8.5-9.5" />,
  committee: <path d="M10 3.500v13M5 7h10M5 7l-2 5.500h4zM15 7l-2 5.500h4z" />,
  modules: <path d="M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z" />,
  stages: <path d="M3.5 16.5h13M5 16.5v-3M8.3 16.5v-5M11.7 16.5v-8M15 16.5v-12" />,
  learn: (
    <path d="M10 5.5C8.500 4.200 6.300 3.800 3.500 4v11.500c2.800-.2 5 .2 6.500 1.500 1.500-1.300 3.700-1.700 6.500-1.500V4c-2.800-.2-5 .2-6.500 1.500zM10 5.500V17" />
  ),
  copy: <path d="M7 7h9v9H7zM4 13V4h9" />,
  done: <path d="M4 10.5 8 14.500l8-9" />,
  arrow: <path d="M7.5 4.5 13 10l-5.5 5.5" />,
  close: <path d="M5 5l10 10M15 5 5 15" />,
  send: <path d="M4 10h12M11 5l5 5-5 5" />,
  receive: <path d="M10 4v12M5 11l5 5 5-5" />,
  sun: (
    <path d="M10 13.200a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.400zM10 2.500v2M10 15.500v2M2.5 10h2M15.5 10h2M4.7 4.700l1.4 1.400M13.9 13.900l1.4 1.400M4.7 15.300l1.4-1.400M13.9 6.100l1.4-1.4" />
  ),
  moon: <path d="M16 12A6.5 6.5 0 0 1 8 4a6.5 6.5 0 1 0 8 8z" />,
  system: <path d="M3.5 4.500h13v8.500h-13zM7.5 16.500h5M10 13v3.5" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

export function Icon({ name, className = "size-5" }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 20 20"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {PATHS[name]}
    </svg>
  );
}
