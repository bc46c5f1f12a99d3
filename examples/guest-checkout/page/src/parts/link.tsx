import type { MouseEvent, ReactNode } from "react"
import { go, type Path, path } from "../state/route"
import { useStore } from "../state/store"

interface Props {
  to: Path
  className?: string
  children: ReactNode
}

/** A link inside the shop: a new view, and no new page, unless somebody wants a new tab. */
export function Link({ to, className, children }: Props) {
  const here = useStore(path) === to
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return
    event.preventDefault()
    go(to)
  }
  return (
    <a href={to} className={className} onClick={follow} aria-current={here ? "page" : undefined}>
      {children}
    </a>
  )
}
