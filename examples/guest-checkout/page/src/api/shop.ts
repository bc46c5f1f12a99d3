import type { ClientError, Result } from "nevr/client"

/** A thing on the shelf. */
export interface Product {
  sku: string
  title: string
  about: string
  cents: number
}

export interface Shelf {
  greeting: string
  products: Product[]
}

/** A product in a cart or in an order. */
export interface Line {
  sku: string
  title: string
  quantity: number
  cents: number
}

export interface Cart {
  lines: Line[]
  subtotal: number
  discount: number
  total: number
}

export interface Order {
  id: string
  lines: Line[]
  discount: number
  total: number
  createdAt: string
}

type Code =
  | "UNAUTHORIZED"
  | "GUEST_NOT_ALLOWED"
  | "NO_SUCH_PRODUCT"
  | "QUANTITY_OUT_OF_RANGE"
  | "CART_EMPTY"
  | "SERVICE_UNAVAILABLE"

/** The shop's own routes: plain handlers beside nevr's, with errors in the same envelope. */
export const shop = {
  shelf: () => call<Shelf>("GET", "/products"),
  cart: () => call<Cart>("GET", "/cart"),
  add: (sku: string, quantity: number) => call<Cart>("POST", "/cart", { sku, quantity }),
  change: (sku: string, quantity: number) =>
    call<Cart>("PUT", `/cart/${encodeURIComponent(sku)}`, { quantity }),
  remove: (sku: string) => call<Cart>("DELETE", `/cart/${encodeURIComponent(sku)}`),
  orders: () => call<Order[]>("GET", "/orders"),
  order: () => call<Order>("POST", "/orders"),
}

/** Never throws, as the client of nevr's endpoints never does. */
async function call<T>(method: string, path: string, body?: object): Promise<Result<T, Code>> {
  try {
    const response = await fetch(`/api${path}`, {
      method,
      ...(body && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    })
    return await read<T>(response)
  } catch {
    return failed({ status: 0, code: "NETWORK_ERROR", message: "No answer came" })
  }
}

async function read<T>(response: Response): Promise<Result<T, Code>> {
  const answer = await response.json().catch(() => undefined)
  if (response.ok && answer !== undefined) return { data: answer as T, error: null }
  const { status } = response
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN)
  const error = (answer as { error?: Pick<ClientError<Code>, "code" | "message"> })?.error
  return failed({
    status,
    code: error?.code ?? "INVALID_RESPONSE",
    message: error?.message ?? `Not an answer of the shop, status ${status}`,
    ...(Number.isFinite(retryAfter) && { retryAfter }),
  })
}

const failed = (error: ClientError<Code>) => ({ data: null, error })
