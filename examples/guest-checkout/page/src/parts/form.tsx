import type { ClientError } from "nevr/client"
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react"
import { type FieldProblems, fieldProblems } from "../api/problem"
import { useCountdown } from "./countdown"
import { Problem } from "./problem"

interface Props {
  label: string
  /** Labels of the fields, by name, as the server's details name them. */
  labels: Readonly<Record<string, string>>
  /** Codes that are about one field. */
  codes?: Readonly<Record<string, string>>
  submit: string
  /** The button is one that can't be taken back. */
  danger?: boolean
  /** Sends what was typed in; gives back what is wrong with it. */
  send(values: Readonly<Record<string, string>>): Promise<ClientError | null>
  children(problems: FieldProblems, error: ClientError | null): ReactNode
}

/**
 * A form whose mistakes stand beside their fields, as the server sees them: there is one set of rules,
 * and it is not kept here a second time.
 */
export function Form({ label, labels, codes, submit, danger, send, children }: Props) {
  const form = useRef<HTMLFormElement>(null)
  const [error, setError] = useState<ClientError | null>(null)
  const [busy, setBusy] = useState(false)
  const seconds = useCountdown(error)
  const problems = fieldProblems(error, labels, codes)
  const beside = Object.keys(problems).length > 0

  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus()
  }, [error])

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy || seconds > 0) return
    const values: Record<string, string> = {}
    new FormData(event.currentTarget).forEach((value, name) => {
      values[name] = String(value)
    })
    setBusy(true)
    const wrong = await send(values)
    setBusy(false)
    setError(wrong)
  }

  return (
    <form ref={form} className="form" aria-label={label} onSubmit={onSubmit} noValidate>
      {children(problems, error)}
      {error && !beside && <Problem error={error} />}
      <button
        type="submit"
        className={danger ? "button danger" : "button primary"}
        aria-disabled={busy || seconds > 0}
      >
        {busy ? "One moment…" : submit}
      </button>
    </form>
  )
}
