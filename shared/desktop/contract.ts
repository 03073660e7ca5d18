import * as z from 'zod';
import { defineBridgeContract } from '../contract/operation.ts';
import { Who } from '../clusterd/access.ts';
import { DesktopPreferences } from './preferences.ts';
import { DesktopState } from './state.ts';

/** How a remote clusterd is reached. */
export const RemoteTarget = z.strictObject({
  /** For example `https://fleet.example.org/elektra`. */
  url: z.string().min(1).max(2000),
  /** Left out: the token that is kept for this address. */
  token: z.string().min(1).max(200).optional(),
  /** PEM text of an authority to trust for it; null: those of the system. Left out: what is kept for this address. */
  ca: z.string().max(100_000).nullable().optional(),
  /** SHA-256 of the one certificate to accept, in hex with or without colons; null: any that the authorities vouch for. Left out: what is kept for this address. */
  fingerprint: z.string().max(100).nullable().optional(),
});
export type RemoteTarget = z.output<typeof RemoteTarget>;

/** What stands at the address of a remote clusterd. */
export const RemoteCheck = z.strictObject({
  version: z.string(),
  who: Who,
  /** True: it has taken over what was moved from here. */
  isSuccessor: z.boolean(),
});

const Passphrase = z.string().min(1).max(1000);
const State = { input: z.strictObject({}), output: DesktopState } as const;

/** A library or program that ships with the application. */
export const Licence = z.strictObject({ name: z.string(), version: z.string(), licence: z.string(), text: z.string() });

/**
 * What the window may ask of the application itself. It goes over the bridge like clusterd's operations and exists nowhere else: a browser has none of it.
 * Every act answers with the whole state as it is then.
 */
export const desktopContract = defineBridgeContract({
  'desktop.state': { summary: 'The application as it is.', kind: 'query', role: 'viewer', ...State, errors: [] },
  'desktop.setPreferences': {
    summary: 'Change preferences; those left out stay. Remote access starts, stops or moves with them.',
    kind: 'command',
    role: 'viewer',
    input: DesktopPreferences.partial(),
    output: DesktopState,
    errors: ['PREFERENCE_LOCKED', 'STORAGE_FAILED'],
  },
  'desktop.signInToProxy': {
    summary:
      'Keep a name and its password for a proxy among the secrets. They go with every request to it from then on.',
    kind: 'command',
    role: 'viewer',
    input: z.strictObject({
      /** Of the proxy; what stands behind its port is left away. */
      url: z.string().max(2000),
      /** Without a colon, as RFC 7617 has it. */
      user: z.string().min(1).max(200),
      password: z.string().max(1000),
    }),
    output: DesktopState,
    errors: ['STORAGE_FAILED'],
  },
  'desktop.forgetProxy': {
    summary: 'Forget the name and the password for a proxy.',
    kind: 'command',
    role: 'viewer',
    input: z.strictObject({ url: z.string().max(2000) }),
    output: DesktopState,
    errors: ['STORAGE_FAILED'],
  },
  'desktop.checkRemote': {
    summary: 'Ask a remote clusterd who it is and whether it lets us in. Nothing is changed.',
    kind: 'query',
    role: 'viewer',
    input: RemoteTarget,
    output: RemoteCheck,
    errors: ['REMOTE_UNREACHABLE', 'REMOTE_REFUSED', 'REMOTE_FOREIGN', 'CERTIFICATE_UNTRUSTED', 'CERTIFICATE_CHANGED'],
  },
  'desktop.useRemote': {
    summary:
      'Make the window the client of a remote clusterd, after checking it. The local one is closed and delivers nothing meanwhile; the token is kept among the secrets.',
    kind: 'command',
    role: 'viewer',
    input: RemoteTarget,
    output: DesktopState,
    errors: [
      'REMOTE_UNREACHABLE',
      'REMOTE_REFUSED',
      'REMOTE_FOREIGN',
      'CERTIFICATE_UNTRUSTED',
      'CERTIFICATE_CHANGED',
      'STORAGE_FAILED',
    ],
  },
  'desktop.useLocal': {
    summary: 'Show the fleet of this machine’s own clusterd again.',
    kind: 'command',
    role: 'viewer',
    ...State,
    errors: ['STORAGE_FAILED'],
  },
  'desktop.forgetRemote': {
    summary: 'Forget a remote clusterd and its token.',
    kind: 'command',
    role: 'viewer',
    input: z.strictObject({ url: z.string().max(2000) }),
    output: DesktopState,
    errors: ['STORAGE_FAILED'],
  },
  'desktop.writeBackup': {
    summary:
      'Write one file, encrypted with a passphrase, that holds the registry, its change records and, if asked, the secrets.',
    kind: 'command',
    role: 'viewer',
    input: z.strictObject({
      file: z.string().min(1).max(4096),
      passphrase: Passphrase,
      withSecrets: z.boolean(),
      /** True: a file of that name is replaced, as the person has agreed to. */
      replace: z.boolean().optional(),
      /** True: the move to a server begins with it; from then on nothing is delivered from here. */
      move: z.boolean(),
    }),
    parts: z.strictObject({ done: z.int(), total: z.int() }),
    output: DesktopState,
    errors: ['STORAGE_FAILED', 'BACKUP_REFUSED', 'BACKUP_EXISTS'],
  },
  'desktop.giveUpMove': {
    summary:
      'The move to a server does not happen: this machine delivers again. Refused when the server has taken over.',
    kind: 'command',
    role: 'viewer',
    ...State,
    errors: ['STORAGE_FAILED', 'INSTANCE_OWNED'],
  },
  'desktop.chooseFile': {
    summary: 'Let the person choose a file by the dialog of the system.',
    kind: 'query',
    role: 'viewer',
    input: z.strictObject({ what: z.enum(['certificate', 'key', 'authority', 'new-backup']) }),
    /** `isThere`: a file of that name was there already. Where a new one is chosen, the dialog of the system has asked whether to replace it. */
    output: z.strictObject({ file: z.string().nullable(), isThere: z.boolean() }),
    errors: [],
  },
  'desktop.licences': {
    summary: 'What ships with the application, with licences.',
    kind: 'query',
    role: 'viewer',
    input: z.strictObject({}),
    output: z.strictObject({
      versions: z.array(z.strictObject({ name: z.string(), version: z.string() })),
      licences: z.array(Licence),
    }),
    errors: [],
  },
  'desktop.showLogs': {
    summary: 'Show the folder of log files in the file browser of the system.',
    kind: 'command',
    role: 'viewer',
    input: z.strictObject({}),
    output: z.strictObject({ folder: z.string() }),
    errors: [],
  },
  'desktop.checkForUpdate': {
    summary: 'Look for a newer version now.',
    kind: 'command',
    role: 'viewer',
    ...State,
    errors: [],
  },
  'desktop.downloadUpdate': {
    summary: 'Fetch the version that was found.',
    kind: 'command',
    role: 'viewer',
    ...State,
    errors: [],
  },
  'desktop.installUpdate': {
    summary: 'Quit and start as the version that was fetched.',
    kind: 'command',
    role: 'viewer',
    ...State,
    errors: [],
  },
});
export type DesktopContract = typeof desktopContract;
