/** The first wait, in milliseconds, and the longest. */
const SHORTEST_MS = 1_000;
const LONGEST_MS = 60_000;

/** How long to wait after so many failures in a row, in milliseconds; `share` (0 to 1, by chance) spreads those that failed together. */
export function backOffAfter(failures: number, share: number): number {
  const most = Math.min(SHORTEST_MS * 2 ** (failures - 1), LONGEST_MS);
  return Math.round((most * (1 + share)) / 2);
}

/** A number between 0 and 1 out of a secret in base64url. */
export function shareOf(secret: string): number {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const [high = '', low = ''] = secret.slice(-2);
  return Math.max(0, digits.indexOf(high) * 64 + digits.indexOf(low)) / 4096;
}
