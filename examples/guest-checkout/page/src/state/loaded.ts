import type { ClientError, Result } from "nevr/client"
import { useCallback, useEffect, useState } from "react"

interface Loaded<T> {
  data: T | null
  error: ClientError | null
  again(): void
}

/** Reads something when a component appears, and again when `key` changes. */
export function useLoaded<T>(read: () => Promise<Result<T>>, key: string): Loaded<T> {
  const [state, setState] = useState<{ data: T | null; error: ClientError | null }>({
    data: null,
    error: null,
  })
  const [turn, setTurn] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` and `turn` say when, not `read`
  useEffect(() => {
    let wanted = true
    void read().then(({ data, error }) => {
      if (wanted) setState((before) => ({ data: data ?? before.data, error }))
    })
    return () => {
      wanted = false
    }
  }, [key, turn])
  const again = useCallback(() => setTurn((before) => before + 1), [])
  return { ...state, again }
}
