const DAY_MS = 86_400_000;

/** How long a new token lasts, in days; null: it does not expire. */
export const TOKEN_LIVES = [1, 7, 30, 90, 365, null] as const;
export type TokenLife = (typeof TOKEN_LIVES)[number];

/** When a token that is made now expires, in milliseconds since 1970 UTC. */
export function expiryAfter(life: TokenLife, now: number): number | null {
  return life === null ? null : now + life * DAY_MS;
}
