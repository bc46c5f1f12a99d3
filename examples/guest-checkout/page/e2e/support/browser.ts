import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import type { Shop } from "./shop"

let browser: Browser

/** Starts a browser for the tests of a file. */
export function withBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      // Containers: no sandbox for root, and little shared memory.
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    })
  })
  afterAll(() => browser.close())
}

/** Somebody with a browser of their own. */
export class Person {
  /** What the browser complained of. */
  readonly complaints: string[] = []

  private constructor(
    readonly shop: Shop,
    readonly context: BrowserContext,
  ) {}

  static async visit(shop: Shop): Promise<Person> {
    const context = await browser.newContext({
      baseURL: shop.url,
      viewport: { width: 1280, height: 860 },
      locale: "en-GB",
      reducedMotion: "reduce",
    })
    context.setDefaultTimeout(15_000)
    return new Person(shop, context)
  }

  /** Opens a tab of the shop. */
  async open(path = "/"): Promise<Page> {
    const page = await this.context.newPage()
    page.on("pageerror", (error) => this.complaints.push(error.message))
    page.on("console", (message) => {
      // Answers of 4xx and 5xx are said to the console by the browser itself.
      const own = message.type() === "error" && !message.text().includes("Failed to load resource")
      if (own) this.complaints.push(message.text())
    })
    await page.goto(path)
    return page
  }

  /** The session cookie, as a header. */
  async cookie(): Promise<string> {
    const cookies = await this.context.cookies()
    const cookie = cookies.find(({ name }) => name === "nevr.session_token")
    if (!cookie) throw new Error("there is no session cookie")
    return `${cookie.name}=${cookie.value}`
  }

  /** Ends the session on the server alone: the browser goes on sending its cookie. */
  async expire(): Promise<void> {
    const headers = { cookie: await this.cookie(), origin: this.shop.url }
    const { status } = await this.shop.post("/auth/sign-out", {}, headers)
    if (status !== 200) throw new Error(`sign-out answered ${status}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close()
  }
}
