import type { ClientError } from "nevr/client"
import { explain } from "../api/problem"
import { useCountdown } from "./countdown"
import { Wait } from "./wait"

interface Props {
  error: ClientError
  /** What it means here, before the cause. */
  text?: string
  again?: () => void
}

/** What failed, at the place where it belongs, and a way to do it again. */
export function Problem({ error, text, again }: Props) {
  const seconds = useCountdown(error)
  return (
    <div className="problem" role="alert">
      <p>
        {text && `${text} `}
        {explain(error)} {seconds > 0 && <Wait seconds={seconds} first={error.retryAfter ?? 0} />}
      </p>
      {again && (
        <button type="button" className="button quiet" onClick={again} disabled={seconds > 0}>
          Try again
        </button>
      )}
    </div>
  )
}
