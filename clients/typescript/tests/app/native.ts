import { createClient } from "nevr/client"
import { anonymousClient } from "nevr/plugins/auth/anonymous/client"
import { authClient } from "nevr/plugins/auth/client"
import type { API } from "./api"

/** The device's key chain, through a library for your platform. */
export interface KeyChain {
  read(key: string): Promise<string | null>
  write(key: string, value: string): Promise<void>
  clear(key: string): Promise<void>
}

export const nativeClient = (baseURL: string, keyChain: KeyChain) =>
  createClient<API>()({
    baseURL,
    bearer: true,
    storage: {
      get: () => keyChain.read("session"),
      set: (token) => keyChain.write("session", token),
      remove: () => keyChain.clear("session"),
    },
    plugins: [authClient(), anonymousClient()],
  })
