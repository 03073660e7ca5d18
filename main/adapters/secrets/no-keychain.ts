import type { SecretsState } from '#shared/clusterd/secrets.ts';
import { KeytarMissing, Silence } from './keychain-messages.ts';

export type NoKeychain = NonNullable<SecretsState['noKeychain']>;
type Reason = NoKeychain['reason'];

const ADVICE: Readonly<Record<Reason, string>> = {
  'not-installed':
    'Install the headers of libsecret (libsecret-1-dev on Debian and Ubuntu), run npm rebuild keytar, and try again.',
  absent: 'Start a secret service such as gnome-keyring in the session that starts clusterd, and try again.',
  locked: 'Sign in to the desktop or unlock the keychain (gnome-keyring-daemon --unlock), and try again.',
  silent:
    'Look for a question of the keychain that waits for an answer, or start the secret service anew; then try again.',
  failed: 'Look into the log of the secret service, set it right, and try again.',
  chosen: 'Move the secrets to the keychain, so that it is used.',
};

/** What libsecret says (GDBus and its own words, which it does not translate into codes). */
const WORDS: readonly (readonly [RegExp, Reason])[] = [
  [/locked|dismissed|\/collection\/|IsLocked|NoSuchObject/i, 'locked'],
  [
    /autolaunch|was not provided by any|ServiceUnknown|could not connect|connection refused|no such file|NameHasNoOwner/i,
    'absent',
  ],
];

/** Why there is no keychain, from what it threw. */
export function noKeychain(error: unknown): NoKeychain {
  const message = error instanceof Error ? error.message : String(error);
  const reason = reasonOf(error, message);
  return { reason, message, advice: ADVICE[reason] };
}

/** The file was asked for: by `--secrets` at the start, or by a person since. */
export function keychainNotAsked(by: 'start' | 'person'): NoKeychain {
  if (by === 'person') return { reason: 'chosen', message: 'somebody chose the file', advice: ADVICE.chosen };
  const advice = 'Start with --secrets keychain, or without --secrets, so that the keychain is used.';
  return { reason: 'chosen', message: 'the file was chosen (--secrets file)', advice };
}

function reasonOf(error: unknown, message: string): Reason {
  if (error instanceof KeytarMissing) return 'not-installed';
  if (error instanceof Silence) return 'silent';
  return WORDS.find(([words]) => words.test(message))?.[1] ?? 'failed';
}
