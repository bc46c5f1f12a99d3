// @vitest-environment happy-dom
import { createClient } from "nevr/client/react"
import { act, StrictMode } from "react"
import { createRoot, hydrateRoot } from "react-dom/client"
import { renderToString } from "react-dom/server"
import { beforeEach, expect, onTestFinished, test, vi } from "vitest"
import type { API } from "../app/api"
import { plugins } from "../support/clients"
import { always, Fake, failed, session, settle } from "../support/fake"

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
beforeEach(() => document.body.replaceChildren())

const make = ({ fetch }: Fake) =>
  createClient<API>()({ baseURL: "https://x.example", fetch, plugins: plugins() })
type Client = ReturnType<typeof make>

function app(fake: Fake) {
  const client = make(fake)
  const states: string[] = []
  return { client, greeting: <Greeting client={client} states={states} />, states }
}

function Greeting({ client, states }: { client: Client; states: string[] }) {
  const { data, error, isPending } = client.useSession()
  const text = `${data?.user.name ?? error?.code ?? "nobody"}${isPending ? "?" : ""}`
  states.push(text)
  return <p>{text}</p>
}

async function draw(element: React.ReactNode) {
  const container = document.body.appendChild(document.createElement("div"))
  const root = createRoot(container)
  await act(async () => root.render(element))
  onTestFinished(() => act(() => root.unmount()))
  return container
}

test("a component shows who is signed in, and follows", async () => {
  const fake = new Fake((asked) =>
    asked.answer(asked.line.startsWith("GET") ? session("ada") : { success: true }),
  )
  const { client, greeting } = app(fake)
  const container = await draw(greeting)
  expect(container.textContent).toBe("ada")
  await act(() => client.auth.signOut())
  expect(container.textContent).toBe("nobody")
})

test("rendering sends no request; mounting does, once for all components", async () => {
  const fake = new Fake(always(session("ada")))
  const { greeting, states } = app(fake)
  await draw(
    <StrictMode>
      {greeting}
      {greeting}
    </StrictMode>,
  )
  expect(fake.asked).toHaveLength(1)
  expect(states[0]).toBe("nobody?")
})

test("an error of reading the session is shown", async () => {
  const { greeting } = app(new Fake(always(failed("SERVICE_UNAVAILABLE"), 503)))
  expect((await draw(greeting)).textContent).toBe("SERVICE_UNAVAILABLE")
})

test("a page from a server hydrates without a difference", async () => {
  const fake = new Fake(always(session("ada")))
  const { greeting, client } = app(fake)
  const container = document.body.appendChild(document.createElement("div"))
  container.innerHTML = renderToString(greeting)
  expect(fake.asked).toEqual([])
  expect(container.textContent).toBe("nobody?")
  client.session.get()
  await settle()
  const onRecoverableError = vi.fn()
  const root = await act(async () => hydrateRoot(container, greeting, { onRecoverableError }))
  expect(container.textContent).toBe("ada")
  expect(onRecoverableError).not.toHaveBeenCalled()
  await act(() => root.unmount())
})

test("the store is there, too", async () => {
  const { client } = app(new Fake(always(session("ada"))))
  expect((await client.session.refetch()).data?.user.name).toBe("ada")
})
