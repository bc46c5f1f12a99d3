import { type ReactNode, useEffect, useId, useRef } from "react"
import { closeDialog } from "../state/dialogs"
import { Icon } from "./icon"

interface Props {
  title: string
  children: ReactNode
}

/** A dialog of the browser's own: it keeps the focus inside, Escape closes it, the focus goes back. */
export function Dialog({ title, children }: Props) {
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = element.current
    const before = document.activeElement
    dialog?.showModal()
    // The first field that is still to be filled in.
    const fields = [...(dialog?.querySelectorAll("input") ?? [])]
    fields.find((field) => field.value === "")?.focus()
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog ref={element} className="dialog" aria-labelledby={id} onClose={closeDialog}>
      <div className="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="icon-button" onClick={closeDialog}>
          <Icon name="close" />
          <span className="visually-hidden">Close</span>
        </button>
      </div>
      {children}
    </dialog>
  )
}
