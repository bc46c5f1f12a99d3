import { client } from "../api/client"
import { changed } from "../state/cart"
import { useLoaded } from "../state/loaded"
import { tell } from "../state/notice"
import { Field } from "./field"
import { Form } from "./form"
import { Icon } from "./icon"

const LABELS = { code: "Code" }
const CODES = { VOUCHER_UNKNOWN: "code", VOUCHER_SPENT: "code" }

/**
 * What the shop's own plugin gives to who was a guest. Its endpoints are called by their path, typed
 * like all others.
 */
export function Voucher() {
  const { data, again } = useLoaded(() => client.auth.welcome.voucher.get(), "")
  const voucher = data?.voucher
  if (!voucher || voucher.spent) return null
  if (voucher.redeemed)
    return (
      <p className="gift">
        <Icon name="check" />
        Your welcome code is in: {voucher.percent}% less.
      </p>
    )
  const send = async ({ code = "" }: Readonly<Record<string, string>>) => {
    const { data, error } = await client.auth.welcome.redeem({ code })
    if (error) return error
    again()
    changed()
    tell(`${data.percent}% less, because you stayed.`)
    return null
  }
  return (
    <div className="voucher">
      <p className="gift">
        <Icon name="gift" />
        <span>
          A welcome gift: {voucher.percent}% less with <code>{voucher.code}</code>
        </span>
      </p>
      <Form label="Welcome code" labels={LABELS} codes={CODES} submit="Use it" send={send}>
        {(problems) => (
          <Field
            name="code"
            label={LABELS.code}
            autoComplete="off"
            defaultValue={voucher.code}
            problem={problems.code}
          />
        )}
      </Form>
    </div>
  )
}
