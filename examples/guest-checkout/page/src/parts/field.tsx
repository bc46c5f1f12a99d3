import { useId } from "react"

interface Props {
  name: string
  label: string
  type?: "text" | "email" | "password"
  autoComplete: string
  hint?: string
  /** What is wrong with it. */
  problem?: string | undefined
  defaultValue?: string
}

/** A field with its label above it and what is wrong below it. */
export function Field({
  name,
  label,
  type = "text",
  autoComplete,
  hint,
  problem,
  defaultValue,
}: Props) {
  const id = useId()
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ")
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        autoComplete={autoComplete}
        defaultValue={defaultValue}
        required
        autoCapitalize={type === "text" ? undefined : "none"}
        spellCheck={type === "text" ? undefined : false}
        aria-invalid={problem ? true : undefined}
        aria-describedby={described || undefined}
      />
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p className="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  )
}
