const PATHS = {
  bag: "M5 9h14l-1.2 9.6a2 2 0 0 1-2 1.8H8.2a2 2 0 0 1-2-1.8ZM9 9V7a3 3 0 0 1 6 0v2",
  cart: "M3 5h2.2l2.1 10.2a1.6 1.6 0 0 0 1.6 1.3h7.6a1.6 1.6 0 0 0 1.6-1.2L20 8.5H6M9.5 20.2h.01M16.5 20.2h.01",
  visitor:
    "M12 12.2a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2M5.2 19.5c.8-3.2 3.5-5 6.8-5s6 1.8 6.8 5",
  account:
    "M10 12.2a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2M3.5 19.5c.7-3.2 3.3-5 6.5-5 1.6 0 3 .4 4.2 1.2M15 18.2l2 2 4-4.4",
  close: "M6 6l12 12M18 6 6 18",
  minus: "M6 12h12",
  plus: "M6 12h12M12 6v12",
  gift: "M4 10h16v3H4zM5.5 13v7h13v-7M12 10v10M12 10C8 10 7 4.5 9.500 4.500S12 10 12 10s0-5.500 2.500-5.500S16 10 12 10",
  check: "M5 12.5l4.500 4.500L19 7.500",
} as const

export type IconName = keyof typeof PATHS

/** A small drawing beside a word that says the same. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}
