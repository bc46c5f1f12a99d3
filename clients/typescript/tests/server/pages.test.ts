// Runs what the pages of the book show, with a real server.
import { beforeEach, expect, test, vi } from "vitest"
import { Browser } from "../support/browser"
import { somebody } from "../support/clients"
import { type Server, serve } from "../support/server"

let server: Server
let browser: Browser
beforeEach(async () => {
  vi.resetModules()
  server ??= await serve()
  browser = new Browser(server.origin)
  browser.open()
})

const person = somebody()

test("a failed sign-in shows the app's own message", async () => {
  const { client } = await import("../app/client")
  const { signIn } = await import("../app/sign-in")
  await client.auth.signUp.email({ ...person, name: "Ada" })
  expect(await signIn(person.email, person.password)).toBe("Welcome back, Ada")
  expect(await signIn(person.email, "not-the-passphrase")).toMatch("not the address and password")
  expect(await signIn("no", person.password)).toMatch(/^email /)
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError()))
  expect(await signIn(person.email, person.password)).toBe("You seem to be offline.")
})

test("a header shows who is signed in", async () => {
  const { client } = await import("../app/client")
  const { showName } = await import("../app/header")
  const element = { textContent: null }
  const stop = showName(element)
  await expect.poll(() => element.textContent).toBe("Sign in")
  await client.auth.signIn.email(person)
  await expect.poll(() => element.textContent).toBe("Ada")
  await client.auth.signOut()
  expect(element.textContent).toBe("Sign in")
  stop()
})

test("a guest tries the app, keeps everything when linked, and learns that an address is taken", async () => {
  const { keepIt, tryIt } = await import("../app/try-before-sign-up")
  const guest = await tryIt()
  expect(guest).toMatchObject({ isAnonymous: true })
  expect(await tryIt()).toMatchObject({ id: guest?.id })
  expect(await keepIt(person.email, "an-uncommon-passphrase")).toMatch("There is an account")
  const { email, password } = somebody()
  expect(await keepIt(email, "short")).not.toMatch("Saved")
  expect(await keepIt(email, password)).toBe(`Saved. You are ${email} from now on.`)
  expect(await tryIt()).toMatchObject({ id: guest?.id, isAnonymous: false })
})

test("a guest is asked for one thing at a time", async () => {
  const { client } = await import("../app/client")
  const { answerLanguage, nextStep } = await import("../app/progressive-onboarding")
  const { tryIt } = await import("../app/try-before-sign-up")
  const user = async () => {
    const { data } = await client.session.refetch()
    if (!data) throw new Error("nobody")
    return data.user
  }
  await tryIt()
  expect(nextStep(await user(), 0)).toBe("language")
  expect(await answerLanguage("cy")).toBe(true)
  expect(nextStep(await user(), 2)).toBeNull()
  expect(nextStep(await user(), 3)).toBe("account")
  await client.auth.anonymous.linkAccount(somebody())
  expect(nextStep(await user(), 3)).toBeNull()
})

test("a temporary session leaves nothing behind, a full account stays", async () => {
  const { client } = await import("../app/client")
  const { begin, end } = await import("../app/temporary-sessions")
  const id = await begin()
  expect(id).toMatch(/^anon_/)
  expect(await end()).toBe(true)
  expect(browser.cookies).toEqual([])
  expect(await begin()).not.toBe(id)
  const { email, password } = somebody()
  await client.auth.anonymous.linkAccount({ email, password })
  expect(await end()).toBe(false)
  expect(browser.cookies).toEqual([])
  expect((await client.auth.signIn.email({ email, password })).error).toBeNull()
})

test("a server makes a visitor a guest, recognises the guest on the next visit, and hands the session over", async () => {
  vi.unstubAllGlobals()
  vi.stubEnv("API_URL", `${server.origin}/api`)
  const { render } = await import("../app/render")
  const first = await render(new Request("https://shop.example/"))
  expect(await first.text()).toBe("<p>Hello, Anonymous</p>")
  const [cookie = ""] = first.headers.getSetCookie()
  expect(cookie).toMatch(/^nevr\.session_token=.*HttpOnly/)
  browser.keep(cookie)

  browser.open()
  const { client } = await import("../app/client")
  const name = "</script><script>alert(1)</script>"
  await client.auth.updateUser({ name })
  const headers = { cookie: cookie.split(";")[0] ?? "" }
  const second = await render(new Request("https://shop.example/", { headers }))
  expect(second.headers.getSetCookie()).toEqual([])
  const html = await second.text()
  expect(html).not.toContain("alert(1)</script>")
  const [, handed = ""] = /id="session">(.*)<\/script>$/.exec(html) ?? []

  const { hydrate } = await import("../app/hydrate")
  hydrate({ getElementById: (id) => (id === "session" ? { textContent: handed } : null) as never })
  expect(client.session.get()).toMatchObject({ data: { user: { name } }, isPending: false })
  expect(handed).not.toContain("token")
  vi.unstubAllEnvs()
})

test("a native app keeps its token in the key chain, from one start to the next", async () => {
  vi.unstubAllGlobals()
  const { nativeClient } = await import("../app/native")
  const kept = new Map<string, string>()
  const keyChain = {
    read: async (key: string) => kept.get(key) ?? null,
    write: async (key: string, value: string) => void kept.set(key, value),
    clear: async (key: string) => void kept.delete(key),
  }
  const first = nativeClient(server.origin, keyChain)
  const guest = await first.auth.signIn.anonymous()
  expect(kept.get("session")).toBe(guest.data?.token)
  const second = nativeClient(server.origin, keyChain)
  const linked = await second.auth.anonymous.linkAccount(somebody())
  expect(linked.data?.user.id).toBe(guest.data?.user.id)
  expect(kept.get("session")).toBe(linked.data?.token)
  await second.auth.signOut()
  expect(kept.size).toBe(0)
})

test("a client plugin of an app names endpoints, and the session follows those names, too", async () => {
  const { client, whoAmI } = await import("../app/short-names")
  const guest = await client.auth.signIn.anonymous()
  expect(await whoAmI()).toBe(guest.data?.user.id)
  await client.account.leave()
  expect(client.session.value).toEqual({ data: null, error: null, isPending: false })
  expect(await whoAmI()).toBeUndefined()
})
