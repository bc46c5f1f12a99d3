import type { ClientError } from "nevr/client"
import { useEffect, useState } from "react"

const left = (until: number) => Math.max(0, Math.ceil((until - Date.now()) / 1000))

/** In how many seconds what failed may be tried again; 0 when it may be now. */
export function useCountdown(error: ClientError | null | undefined): number {
  const [seconds, setSeconds] = useState(error?.retryAfter ?? 0)
  useEffect(() => {
    const until = Date.now() + (error?.retryAfter ?? 0) * 1000
    setSeconds(left(until))
    if (left(until) === 0) return
    const timer = setInterval(() => {
      setSeconds(left(until))
      if (left(until) === 0) clearInterval(timer)
    }, 250)
    return () => clearInterval(timer)
  }, [error])
  return seconds
}
