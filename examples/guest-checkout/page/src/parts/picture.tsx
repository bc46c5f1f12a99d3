import type { ReactNode } from "react"

/** What the shop sells, drawn by hand; the colours are the theme's. */
const DRAWINGS: Readonly<Record<string, ReactNode>> = {
  mug: (
    <>
      <path className="ink-b" d="M131 78h14a22 22 0 0 1 0 44h-14v-12h12a10 10 0 0 0 0-20h-12z" />
      <path className="ink-a" d="M58 66h78v60a24 24 0 0 1-24 24H82a24 24 0 0 1-24-24z" />
      <ellipse className="ink-c" cx="97" cy="66" rx="39" ry="8" />
      <path className="line" d="M82 46c-6-8 6-12 0-20M98 46c-6-8 6-12 0-20M114 46c-6-8 6-12 0-20" />
    </>
  ),
  lamp: (
    <>
      <path className="glow" d="M66 82 26 150h104z" />
      <path className="line thick" d="M138 150 148 88 104 52" />
      <path className="ink-a" d="m106 38 14 22-52 36-16-26z" />
      <rect className="ink-b" x="108" y="146" width="60" height="10" rx="5" />
      <circle className="ink-c" cx="148" cy="88" r="7" />
    </>
  ),
  plant: (
    <>
      <path className="ink-c" d="M98 104C64 100 50 74 54 46c28 4 44 26 44 58" />
      <path className="ink-b" d="M102 104c34-4 48-30 44-58-28 4-44 26-44 58" />
      <path className="ink-c" d="M100 106c-14-22-12-50 0-70 12 20 14 48 0 70" />
      <path className="ink-a" d="M66 104h68l-8 44a8 8 0 0 1-8 6H82a8 8 0 0 1-8-6z" />
      <rect className="ink-d" x="60" y="98" width="80" height="14" rx="5" />
    </>
  ),
  notebook: (
    <>
      <rect className="ink-c" x="60" y="34" width="88" height="124" rx="8" />
      <rect className="ink-a" x="52" y="30" width="88" height="124" rx="8" />
      <rect className="ink-b" x="52" y="30" width="16" height="124" rx="8" />
      <path className="ink-d" d="M116 30h12v34l-6-6-6 6z" />
      <path className="line" d="M84 92h40M84 106h40M84 120h26" />
    </>
  ),
  blanket: (
    <>
      <path className="ink-a" d="M40 70a14 14 0 0 1 14-14h92a14 14 0 0 1 14 14v58H40z" />
      <path className="ink-b" d="M40 84h120v14H40zM40 108h120v6H40z" />
      <path className="ink-c" d="M40 70a14 14 0 0 1 28 0v58H40z" />
      <path
        className="line"
        d="M44 128v16M58 128v16M72 128v16M86 128v16M100 128v16M114 128v16M128 128v16M142 128v16M156 128v16"
      />
    </>
  ),
  teapot: (
    <>
      <path className="line thick" d="M58 84c-22-6-30 34 6 42" />
      <path className="ink-b" d="M138 92c14-2 14-22 30-24-4 22-8 44-32 50z" />
      <path
        className="ink-a"
        d="M54 104c0-26 20-40 46-40s46 14 46 40c0 28-18 46-46 46s-46-18-46-46"
      />
      <path className="ink-c" d="M70 70c4-12 16-18 30-18s26 6 30 18z" />
      <circle className="ink-d" cx="100" cy="46" r="7" />
    </>
  ),
}

/** Decoration: the title stands beside it. */
export function Picture({ sku }: { sku: string }) {
  return (
    <svg
      className={`picture picture-${sku}`}
      viewBox="0 0 200 184"
      aria-hidden="true"
      focusable="false"
    >
      {DRAWINGS[sku]}
    </svg>
  )
}
