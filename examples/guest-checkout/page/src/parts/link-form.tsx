import { client } from "../api/client"
import { openSignIn } from "../state/dialogs"
import { tell } from "../state/notice"
import { Field } from "./field"
import { Form } from "./form"

const LABELS = { name: "Name", email: "E-mail", password: "Password" }
const CODES = { USER_ALREADY_EXISTS: "email" }

/** A guest becomes an account: same id, same cart. */
export function LinkForm() {
  const send = async (values: Readonly<Record<string, string>>) => {
    const { name = "", email = "", password = "" } = values
    const { data, error } = await client.auth.anonymous.linkAccount({ name, email, password })
    if (error) return error
    tell(`Welcome, ${data.user.name}. Your cart is the one you filled.`)
    return null
  }
  return (
    <Form
      label="Make an account"
      labels={LABELS}
      codes={CODES}
      submit="Make my account"
      send={send}
    >
      {(problems, error) => (
        <>
          <Field name="name" label={LABELS.name} autoComplete="name" problem={problems.name} />
          <Field
            name="email"
            label={LABELS.email}
            type="email"
            autoComplete="email"
            problem={problems.email}
          />
          {error?.code === "USER_ALREADY_EXISTS" && <SignInInstead />}
          <Field
            name="password"
            label={LABELS.password}
            type="password"
            autoComplete="new-password"
            hint="At least 8 characters; a few words do well."
            problem={problems.password}
          />
        </>
      )}
    </Form>
  )
}

/** The address is taken, maybe by the same person. */
function SignInInstead() {
  return (
    <p className="instead">
      Is it yours?{" "}
      <button
        type="button"
        className="link"
        onClick={(event) => {
          const form = event.currentTarget.form
          const email = form && new FormData(form).get("email")
          openSignIn(typeof email === "string" ? email : "")
        }}
      >
        Sign in instead
      </button>
      ; what is in your cart comes along.
    </p>
  )
}
