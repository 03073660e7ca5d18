import type { Workplace } from '#shared/desktop/state.ts';
import type { RemoteAccess } from '#shared/desktop/preferences.ts';
import type { WayOut } from '../adapters/elektrad-client/way-out.ts';
import type { OpenClusterdOptions } from '../open-clusterd.ts';
import type { LocalElektrad } from '../clusterd/instances/local.ts';
import type { Clock, Log } from '../clusterd/ports.ts';
import type { Secrets } from '../clusterd/ports/secrets.ts';
import type { CurrentFleet } from './current-fleet.ts';
import type { KeptRemote, KeptWorkplace } from './kept-workplace.ts';
import { openLocalFleet, type LocalFleet } from './local-fleet.ts';
import type { RemoteAccessSwitch } from './remote-access.ts';
import { createRemoteFleet, type RemoteFleet } from './remote-fleet.ts';

/** The one fleet that is open: this machine's own, or a remote one. */
export interface ShownFleet {
  workplace(): Workplace;
  /** Those of the local clusterd; null: it is not open. */
  localSecrets(): Secrets | null;
  /** Opens what the kept workplace names, and shows it. @throws StartRefused when the local one cannot be opened */
  open(): Promise<void>;
  /** Nothing is shown, delivered or listened to afterwards. */
  close(): Promise<void>;
  /** Remote access as the preference wants it now. */
  serve(): Promise<void>;
  /** The local elektrad is there. */
  register(): Promise<void>;
}

export interface ShownFleetOptions {
  readonly kept: KeptWorkplace;
  /** Of the local clusterd; its directory is held. */
  readonly clusterd: OpenClusterdOptions;
  readonly secrets: Pick<Secrets, 'get'>;
  readonly wayOut: Pick<WayOut, 'find'>;
  readonly current: CurrentFleet;
  readonly access: RemoteAccessSwitch;
  readonly wish: () => RemoteAccess;
  /** Remote access got a free port, which it is to have from now on. */
  readonly keepPort: (port: number) => Promise<void>;
  readonly localElektrad: () => LocalElektrad | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: () => void;
}

const MOVING = 'it is being moved to a server since';

export function createShownFleet(options: ShownFleetOptions): ShownFleet {
  const { kept, clusterd, secrets, wayOut, current, access, wish, keepPort, clock, log, onChange } = options;
  let local: LocalFleet | null = null;
  let remote: RemoteFleet | null = null;

  /** Why the local clusterd delivers nothing although it is open. */
  function resting(): string | null {
    const { move } = kept.current();
    return move === null ? null : `${MOVING} ${new Date(move.at).toISOString()}`;
  }

  async function tokenOf({ url, token }: KeptRemote): Promise<string | null> {
    try {
      return await secrets.get(token);
    } catch (error) {
      log.warn({ url, err: error }, 'the token of a remote clusterd cannot be read');
      return null;
    }
  }

  async function openRemote(entry: KeptRemote): Promise<void> {
    remote = createRemoteFleet({ way: entry, token: await tokenOf(entry), wayOut, clock, onConnection: onChange });
    current.show(remote);
  }

  async function openLocal(): Promise<void> {
    local = await openLocalFleet(clusterd, resting(), log);
    const { id } = local.clusterd.self;
    if (kept.current().localId !== id) await kept.change({ localId: id });
    await register();
    current.show(local);
  }

  /** Only what works is registered at. */
  async function register(): Promise<void> {
    const elektrad = options.localElektrad();
    if (elektrad === null || local === null || resting() !== null) return;
    try {
      await local.clusterd.registerLocal(elektrad);
    } catch (error) {
      log.error({ err: error }, 'the local elektrad could not be registered');
    }
  }

  async function serve(): Promise<void> {
    const why = resting();
    if (local === null) return void (await access.serve(null, wish()));
    if (why !== null) {
      return void (await access.serve(null, wish(), `Nothing of this machine can be reached: ${why}.`));
    }
    const port = await access.serve(local.clusterd, wish());
    if (port !== null && wish().port === 0) await keepPort(port);
  }

  return {
    serve,
    register,
    localSecrets: () => local?.clusterd.secrets ?? null,
    workplace: () =>
      remote === null ? { kind: 'local' } : { kind: 'remote', url: remote.url, ...remote.connection() },
    async open() {
      const { remote: url, remotes } = kept.current();
      const entry = remotes.find((each) => each.url === url);
      if (entry === undefined) await openLocal();
      else await openRemote(entry);
      await serve();
    },
    async close() {
      current.show(null);
      const closing = [local, remote];
      [local, remote] = [null, null];
      await access.serve(null, wish());
      for (const fleet of closing) await fleet?.close();
    },
  };
}
