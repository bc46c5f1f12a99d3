// A page of a browser, and a real server.
import { beforeAll, expect, test } from "vitest"
import { Browser } from "../support/browser"
import { pageClient, somebody } from "../support/clients"
import { type Server, serve } from "../support/server"

let server: Server
beforeAll(async () => {
  server = await serve()
})

function page() {
  const browser = new Browser(server.origin)
  browser.open()
  return { browser, client: pageClient() }
}

test("a visitor becomes a guest, then a full account with the same id, signs out and in again", async () => {
  const { client, browser } = page()
  const person = somebody()
  const guest = await client.auth.signIn.anonymous()
  expect(guest.error).toBeNull()
  expect(guest.data?.user).toMatchObject({ isAnonymous: true, email: null })
  expect(browser.cookies).toHaveLength(1)
  const id = guest.data?.user.id

  const linked = await client.auth.anonymous.linkAccount({ ...person, name: "Ada", locale: "en" })
  expect(linked.data).toMatchObject({
    success: true,
    user: { id, email: person.email, isAnonymous: false, locale: "en" },
  })
  expect((await client.auth.getSession()).data?.user.id).toBe(id)
  expect((await client.auth.listAccounts()).data).toMatchObject([{ providerId: "credential" }])
  expect((await client.auth.signOut()).data).toEqual({ success: true })
  expect(browser.cookies).toHaveLength(0)
  expect(await client.auth.getSession()).toEqual({ data: null, error: null })

  const wrong = await client.auth.signIn.email({ ...person, password: "not-the-passphrase" })
  expect(wrong.error).toMatchObject({ status: 401, code: "INVALID_EMAIL_OR_PASSWORD" })
  const again = await client.auth.signIn.email(person)
  expect(again.data?.user.id).toBe(id)
  const deleted = await client.auth.deleteUser({ password: person.password })
  expect(deleted.data).toEqual({ success: true })
})

test("an invalid input is answered with the problem of each member", async () => {
  const { client } = page()
  const { error } = await client.auth.signUp.email({ email: "no", password: "x", name: "" })
  expect(error).toMatchObject({ status: 400, code: "VALIDATION_ERROR" })
  expect(error?.details?.map(({ field }) => field).sort()).toEqual(["email", "name", "password"])
})

test("the store follows the calls", async () => {
  const { client } = page()
  const seen: unknown[] = []
  const stop = client.session.subscribe(({ data, isPending }) => {
    if (!isPending) seen.push(data && [data.user.isAnonymous, data.user.name])
  })
  await expect.poll(() => seen).toEqual([null])
  await client.auth.signIn.anonymous()
  await expect.poll(() => seen).toEqual([null, [true, "Anonymous"]])
  await client.auth.anonymous.linkAccount({ ...somebody(), name: "Ada" })
  await expect.poll(() => seen.length).toBe(3)
  await client.auth.updateUser({ name: "Ada L." })
  await expect.poll(() => seen.length).toBe(4)
  await client.auth.signOut()
  expect(seen.slice(2)).toEqual([[false, "Ada"], [false, "Ada L."], null])
  stop()
})

test("two guest sign-ins at the same time are one request and one guest", async () => {
  const { client, browser } = page()
  const [one, other] = await Promise.all([
    client.auth.signIn.anonymous(),
    client.auth.signIn.anonymous(),
  ])
  expect(one.data?.user.id).toBe(other.data?.user.id)
  expect(browser.asked).toEqual(["POST /api/auth/sign-in/anonymous"])
})

test("a double click on each button of an account gets the first click's answer", async () => {
  const { client, browser } = page()
  const person = somebody()
  const twice = async (click: () => Promise<{ data: unknown; error: unknown }>) => {
    const [one, other] = await Promise.all([click(), click()])
    expect(one.error).toBeNull()
    expect(other).toEqual(one)
  }
  await twice(() => client.auth.signIn.anonymous())
  await twice(() => client.auth.anonymous.linkAccount({ ...person, name: "Ada" }))
  const newPassword = "another-uncommon-passphrase"
  await twice(() => client.auth.changePassword({ currentPassword: person.password, newPassword }))
  await twice(() => client.auth.signOut())
  await twice(() => client.auth.signIn.email({ ...person, password: newPassword }))
  expect((await client.auth.listSessions()).data).toHaveLength(1)
  await twice(() => client.auth.deleteUser({ password: newPassword }))
  await twice(() => client.auth.signUp.email({ ...person, name: "Ada" }))
  await twice(() => client.auth.revokeSessions())
  expect(browser.cookies).toEqual([])
})

test("an endpoint that the server lacks is an error of the API like any other", async () => {
  const { client } = page()
  const anything = client as unknown as { no: { such: () => Promise<{ error: unknown }> } }
  expect((await anything.no.such()).error).toMatchObject({ status: 404, code: "NOT_FOUND" })
})
