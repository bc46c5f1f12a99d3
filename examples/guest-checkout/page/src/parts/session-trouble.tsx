import { client } from "../api/client"
import { useOnline } from "../state/online"
import { Problem } from "./problem"

/** Above everything: no network, or nobody can tell who is here. */
export function SessionTrouble() {
  const online = useOnline()
  const { error } = client.useSession()
  if (!online)
    return (
      <div className="banner" role="status">
        <p>You are offline. What you see may be old; nothing is lost.</p>
      </div>
    )
  if (!error) return null
  return (
    <div className="banner">
      <Problem
        error={error}
        text="The shop can't tell who you are."
        again={() => void client.session.refetch()}
      />
    </div>
  )
}
