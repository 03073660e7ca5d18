import * as z from 'zod';
import { DesktopPreferences, PreferenceName } from './preferences.ts';

/** What is in the way, in a sentence that says what to do. */
const Problem = z.strictObject({ code: z.string(), message: z.string() });

/** Whose fleet the window shows. */
export const Workplace = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('local') }),
  z.strictObject({
    kind: z.literal('remote'),
    /** Of the clusterd, without a trailing slash. */
    url: z.string(),
    /** Whether its last answer came, and was no refusal. */
    state: z.enum(['connecting', 'connected', 'unreachable', 'refused']),
    problem: Problem.nullable(),
  }),
]);
export type Workplace = z.output<typeof Workplace>;

/** The HTTP listener as it is; the wish is among the preferences. */
export const RemoteAccessState = z.strictObject({
  /** `unavailable`: the window shows a remote clusterd, so there is nothing here to reach. */
  state: z.enum(['off', 'starting', 'on', 'failed', 'unavailable']),
  /** While it is on: as browsers open it. */
  url: z.string().nullable(),
  problem: Problem.nullable(),
});
export type RemoteAccessState = z.output<typeof RemoteAccessState>;

/** The local elektrad that the application runs, or has found. */
export const LocalElektradState = z.strictObject({
  url: z.string().nullable(),
  /** True: an elektrad of the host's own that was found running. */
  found: z.boolean(),
  problem: Problem.nullable(),
});
export type LocalElektradState = z.output<typeof LocalElektradState>;

export const UpdateState = z.strictObject({
  /** `unavailable`: this installation is updated by the system's packages, or is not packaged. */
  state: z.enum(['unavailable', 'idle', 'checking', 'current', 'available', 'downloading', 'ready', 'failed']),
  version: z.string().nullable(),
  /** Of a download, 0 to 1. */
  progress: z.number().nullable(),
  problem: Problem.nullable(),
});
export type UpdateState = z.output<typeof UpdateState>;

/** What is known of signing in to a proxy. */
export const ProxySignInState = z.strictObject({
  /** Its origin, for example `http://proxy.example.org:3128`. */
  url: z.string(),
  /** null: no name is known. The password is among the secrets. */
  user: z.string().nullable(),
  /** `wanted`: it asks for a sign-in; `refused`: it does not take this one; `unsupported`: it takes no name and password (NTLM, Kerberos). */
  state: z.enum(['known', 'wanted', 'refused', 'unsupported']),
});
export type ProxySignInState = z.output<typeof ProxySignInState>;

/** A move to a server that has begun: nothing is delivered from here until it is finished or given up. */
export const MoveState = z.strictObject({
  file: z.string(),
  /** When it began. */
  writtenAt: z.int(),
  withSecrets: z.boolean(),
  /** False: the file is being written, and is not there yet. */
  isWritten: z.boolean(),
});
export type MoveState = z.output<typeof MoveState>;

/** The application, as its window shows it. */
export const DesktopState = z
  .strictObject({
    version: z.string(),
    workplace: Workplace,
    /** Remote clusterds the window was a client of, most recent first. */
    remotes: z.array(z.strictObject({ url: z.string(), lastUsedAt: z.int() })),
    move: MoveState.nullable(),
    remoteAccess: RemoteAccessState,
    elektrad: LocalElektradState,
    updates: UpdateState,
    /** Proxies that have a sign-in or want one. */
    proxies: z.array(ProxySignInState),
    preferences: DesktopPreferences,
    /** Preferences that the administrator has set; a person cannot change them. */
    locked: z.array(PreferenceName),
    /** What is wrong with one of the files of preferences, which is then left alone. */
    preferencesProblem: Problem.nullable(),
    /** The administrator's file, whether it is there or not. */
    administratorsFile: z.string(),
    /** False: this system shows no tray, so closing the window quits whatever is preferred. */
    hasTray: z.boolean(),
  })
  .meta({ id: 'DesktopState' });
export type DesktopState = z.output<typeof DesktopState>;
