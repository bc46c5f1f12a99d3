import { client } from "../api/client"
import { closeDialog } from "../state/dialogs"
import { tell } from "../state/notice"
import { go } from "../state/route"
import { onPurpose, useVisitor } from "../state/visitor"
import { Dialog } from "./dialog"
import { Field } from "./field"
import { Form } from "./form"

const LABELS = { password: "Password" }
const CODES = { INVALID_PASSWORD: "password" }

/** The user goes, with all that is theirs. Who has a password proves to be the one. */
export function DeleteDialog() {
  const guest = useVisitor().kind === "guest"
  const send = async ({ password }: Readonly<Record<string, string>>) => {
    const { error } = await onPurpose(() =>
      client.auth.deleteUser(guest || password === undefined ? {} : { password }),
    )
    if (error) return error
    closeDialog()
    go("/")
    tell(guest ? "You are forgotten." : "Your account is deleted.")
    return null
  }
  return (
    <Dialog title={guest ? "Forget this visit?" : "Delete your account?"}>
      <p>
        {guest
          ? "Your cart goes with it. This can't be taken back."
          : "Your cart and your orders go with it. This can't be taken back."}
      </p>
      <Form
        label="Delete"
        labels={LABELS}
        codes={CODES}
        submit={guest ? "Forget me" : "Delete my account"}
        danger
        send={send}
      >
        {(problems) =>
          !guest && (
            <Field
              name="password"
              label={LABELS.password}
              type="password"
              autoComplete="current-password"
              problem={problems.password}
            />
          )
        }
      </Form>
    </Dialog>
  )
}
