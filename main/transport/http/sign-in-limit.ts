import { ElektraError } from '#shared/errors/elektra-error.ts';

/** Slows down guessing: after some failed sign-ins an address has to wait before the next one is even looked at. */
export interface SignInLimit {
  /** Counts an attempt as failed, so that attempts side by side count too. @throws ElektraError RATE_LIMITED while the address has to wait. */
  begin(address: string): void;
  /** The attempt that was begun was none: nothing was guessed. */
  withdraw(address: string): void;
  succeeded(address: string): void;
}

/** Failures an address may have at once, and how long it takes until one of them is forgotten. */
const FAILURES = 8;
const FORGOTTEN_AFTER_MS = 8000;
/** Addresses that are remembered; the one that failed longest ago goes first. */
const ADDRESSES = 10_000;

/** `now`: milliseconds that never go back. Whoever shares an address with a guesser waits for one failure to be forgotten, not for all. */
export function createSignInLimit(now: () => number): SignInLimit {
  /** When all failures of a network will be forgotten; each adds its time. */
  const clearAt = new Map<string, number>();

  function add(network: string, time: number): void {
    const before = Math.max(clearAt.get(network) ?? 0, now());
    clearAt.delete(network);
    clearAt.set(network, before + time);
    const [oldest] = clearAt.keys();
    if (clearAt.size > ADDRESSES && oldest !== undefined) clearAt.delete(oldest);
  }

  return {
    begin(address) {
      const network = networkOf(address);
      const wait = (clearAt.get(network) ?? 0) - now() - (FAILURES - 1) * FORGOTTEN_AFTER_MS;
      if (wait > 0) throw tooMany(Math.ceil(wait / 1000));
      add(network, FORGOTTEN_AFTER_MS);
    },
    withdraw: (address) => add(networkOf(address), -FORGOTTEN_AFTER_MS),
    succeeded: (address) => void clearAt.delete(networkOf(address)),
  };
}

function tooMany(retryAfterSeconds: number): ElektraError {
  return new ElektraError(
    'RATE_LIMITED',
    `Too many failed sign-ins from this address. Try again in ${retryAfterSeconds} s.`,
    { data: { retryAfterSeconds } },
  );
}

/** Whoever has one IPv6 address usually has the 2^64 of its network. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [left = '', right] = address.split('::');
  const first = left === '' ? [] : left.split(':');
  const last = right === undefined || right === '' ? [] : right.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return [...first, ...zeros, ...last].slice(0, 4).join(':');
}
