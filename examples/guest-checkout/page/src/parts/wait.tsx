/** How long to wait. It ticks for the eyes alone: read out loud once, it would be a bomb. */
export function Wait({ seconds, first }: { seconds: number; first: number }) {
  return (
    <>
      <span aria-hidden="true">Try again in {seconds} s.</span>
      <span className="visually-hidden">Try again in {first} seconds.</span>
    </>
  )
}
