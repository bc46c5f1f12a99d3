import { useEffect } from "react"
import { explain } from "../api/problem"
import { dismiss, type Notice, notice } from "../state/notice"
import { useStore } from "../state/store"
import { useCountdown } from "./countdown"
import { Icon } from "./icon"
import { Wait } from "./wait"

/** How long a notice stays that asks for nothing. */
const STAYS = 6_000

/** What the shop says by the way. The live region is always there, so that it is heard. */
export function NoticeBar() {
  const said = useStore(notice)
  useEffect(() => {
    if (!said || said.error || said.action) return
    const timer = setTimeout(dismiss, STAYS)
    return () => clearTimeout(timer)
  }, [said])
  return (
    <div className="notices" role="status" aria-live="polite">
      {said && <Said said={said} />}
    </div>
  )
}

function Said({ said }: { said: Notice }) {
  const { text, error, action } = said
  const seconds = useCountdown(error)
  const act = () => {
    dismiss()
    action?.run()
  }
  return (
    <div className={error ? "notice notice-problem" : "notice"}>
      <p>
        {text} {error && explain(error)}{" "}
        {error && seconds > 0 && <Wait seconds={seconds} first={error.retryAfter ?? 0} />}
      </p>
      {action && (
        <button type="button" className="button quiet" onClick={act} disabled={seconds > 0}>
          {action.label}
        </button>
      )}
      <button type="button" className="icon-button" onClick={dismiss}>
        <Icon name="close" />
        <span className="visually-hidden">Close this message</span>
      </button>
    </div>
  )
}
