const euros = new Intl.NumberFormat("en", { style: "currency", currency: "EUR" })

/** `1250` → `€12.50` */
export const money = (cents: number): string => euros.format(cents / 100)

const days = new Intl.DateTimeFormat("en", { dateStyle: "long" })

/** `2026-11-24T…` → `November 24, 2026` */
export const day = (moment: string): string => days.format(new Date(moment))
