import type { RemoteAccess } from '#shared/desktop/preferences.ts';
import type { RemoteAccessState } from '#shared/desktop/state.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { createClosers, type Closers } from '../closers.ts';
import type { Clusterd } from '../clusterd/clusterd.ts';
import { createTurns } from '../clusterd/registry/turns.ts';
import type { Log } from '../clusterd/ports.ts';
import { isInTheClear } from '../loopback.ts';

/** The HTTP listener of the local clusterd, as the preference wants it. */
export interface RemoteAccessSwitch {
  state(): RemoteAccessState;
  /**
   * Starts, moves or stops it. `clusterd` null: there is none to reach here, and `why` says why. Never rejects: what is in the way is in the state.
   * Resolves to the port that it got; null while it is not on.
   */
  serve(clusterd: Clusterd | null, wish: RemoteAccess, why?: string): Promise<number | null>;
}

export interface RemoteAccessOptions {
  /** clusterd's, where programs of the same user find how it is reached. */
  readonly directory: string;
  readonly rendererDirectory: string;
  readonly log: Log;
  readonly onChange: () => void;
}

interface Serving {
  readonly clusterd: Clusterd;
  readonly wish: RemoteAccess;
  readonly port: number;
  readonly closers: Closers;
}

const OFF: RemoteAccessState = { state: 'off', url: null, problem: null };
const ADVICE = { port: 'in the preferences', host: 'in the preferences' };

export function createRemoteAccess({
  directory,
  rendererDirectory,
  log,
  onChange,
}: RemoteAccessOptions): RemoteAccessSwitch {
  const turn = createTurns();
  let state: RemoteAccessState = OFF;
  let serving: Serving | null = null;

  function become(next: RemoteAccessState): void {
    const isSame = JSON.stringify(next) === JSON.stringify(state);
    state = next;
    if (!isSame) onChange();
  }

  async function stop(): Promise<void> {
    const { closers } = serving ?? {};
    serving = null;
    await closers?.close();
  }

  async function start(clusterd: Clusterd, wish: RemoteAccess): Promise<void> {
    const closers = createClosers();
    try {
      requirePrivate(wish);
      const { host, port, tls, allowedHosts } = wish;
      const at = { host, port, tls, allowedHosts, basePath: '/' };
      const served = { directory, rendererDirectory, open: false, trustedProxies: [], advice: ADVICE };
      // Most windows never serve, and what serving takes is a third of the program.
      const { serveClusterd } = await import('../clusterd-server.ts');
      const url = await serveClusterd(clusterd, { ...at, ...served }, log, closers);
      serving = { clusterd, wish, port: portOf(url), closers };
      become({ state: 'on', url, problem: null });
    } catch (error) {
      await closers.close();
      throw error;
    }
  }

  async function apply(clusterd: Clusterd | null, wish: RemoteAccess, why: string | undefined): Promise<number | null> {
    const isSame =
      serving?.clusterd === clusterd &&
      JSON.stringify(fixed(serving)) === JSON.stringify({ ...wish, port: wish.port || serving.port });
    if (wish.on && serving !== null && isSame) return serving.port;
    try {
      if (wish.on && clusterd !== null) become({ state: 'starting', url: null, problem: null });
      await stop();
      if (clusterd === null) become({ state: 'unavailable', url: null, problem: problemOf(why) });
      else if (!wish.on) become(OFF);
      else await start(clusterd, wish);
    } catch (error) {
      const isExpected = error instanceof Error && error.name === 'StartRefused';
      log[isExpected ? 'warn' : 'error']({ err: error }, 'remote access could not be switched');
      become({
        state: 'failed',
        url: null,
        problem: problemOf(error instanceof Error ? error.message : String(error)),
      });
    }
    return serving?.port ?? null;
  }

  return { state: () => state, serve: (clusterd, wish, why) => turn(() => apply(clusterd, wish, why)) };
}

function fixed({ wish, port }: Serving): RemoteAccess {
  return { ...wish, port };
}

/** @throws StartRefused */
function requirePrivate({ host, tls }: RemoteAccess): void {
  if (!isInTheClear({ host, tls })) return;
  throw new StartRefused(
    `Tokens would go over the network in the clear on ${host}. Choose a certificate and its key, or listen on 127.0.0.1 alone.`,
  );
}

function problemOf(message: string | undefined): RemoteAccessState['problem'] {
  return message === undefined ? null : { code: 'REMOTE_ACCESS', message };
}

/** An address shows no port that is its scheme's own. */
function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}
