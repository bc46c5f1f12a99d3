import { client } from "../api/client"
import { bringAlong, cart } from "../state/cart"
import { closeDialog } from "../state/dialogs"
import { tell } from "../state/notice"
import { useVisitor } from "../state/visitor"
import { Dialog } from "./dialog"
import { Field } from "./field"
import { Form } from "./form"

const LABELS = { email: "E-mail", password: "Password" }

/** For who has an account. */
export function SignInDialog({ email }: { email: string }) {
  const visitor = useVisitor()
  const { cart: content } = cart.get()
  const brings = visitor.kind === "guest" && content && content.lines.length > 0
  const send = async (values: Readonly<Record<string, string>>) => {
    const { email = "", password = "" } = values
    const { data, error } = await client.auth.signIn.email({ email, password })
    if (error) return error
    if (brings) await bringAlong(content)
    closeDialog()
    tell(`Hello again, ${data.user.name}.`)
    return null
  }
  return (
    <Dialog title="Sign in">
      {brings && <p>What is in your cart now comes along.</p>}
      <Form label="Sign in" labels={LABELS} submit="Sign in" send={send}>
        {(problems) => (
          <>
            <Field
              name="email"
              label={LABELS.email}
              type="email"
              autoComplete="username"
              problem={problems.email}
              defaultValue={email}
            />
            <Field
              name="password"
              label={LABELS.password}
              type="password"
              autoComplete="current-password"
              problem={problems.password}
            />
          </>
        )}
      </Form>
    </Dialog>
  )
}
