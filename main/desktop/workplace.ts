import type { Handlers } from '#shared/contract/operation.ts';
import type { DesktopContract, RemoteTarget } from '#shared/desktop/contract.ts';
import type { DesktopState } from '#shared/desktop/state.ts';
import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import type { WayOut } from '../adapters/elektrad-client/way-out.ts';
import type { Turn } from '../clusterd/registry/turns.ts';
import type { Clock, Log, Random } from '../clusterd/ports.ts';
import type { Secrets } from '../clusterd/ports/secrets.ts';
import type { KeptRemote, KeptWorkplace, WorkplaceRecord } from './kept-workplace.ts';
import { isLoopback } from '../loopback.ts';
import { finishMove } from './finish-move.ts';
import { parseFingerprint, parseRemoteAddress } from './remote-address.ts';
import { checkRemote, ownClusterd } from './remote-check.ts';
import type { ShownFleet } from './shown-fleet.ts';

export interface WorkplaceOptions {
  readonly kept: KeptWorkplace;
  readonly shown: ShownFleet;
  /** clusterd's. */
  readonly directory: string;
  readonly secrets: Pick<Secrets, 'get' | 'set' | 'remove'>;
  readonly wayOut: Pick<WayOut, 'find'>;
  /** Acts that open or close a fleet follow each other. */
  readonly turn: Turn;
  readonly clock: Clock;
  readonly random: Pick<Random, 'id'>;
  readonly log: Log;
  /** The window shows another fleet. */
  readonly switched: () => void;
  /** The fleet that it shows is the same, opened anew. */
  readonly reopened: () => void;
  readonly state: () => DesktopState;
}

type WorkplaceHandlers = Pick<
  Handlers<DesktopContract>,
  'desktop.checkRemote' | 'desktop.useRemote' | 'desktop.useLocal' | 'desktop.forgetRemote'
>;

/** How many remote clusterds are remembered. */
const REMEMBERED = 20;

/** Whose fleet the window shows. The kept record decides; whatever it names when the program ends, in whatever way, is in use at the next start. */
export function workplaceHandlers(options: WorkplaceOptions): WorkplaceHandlers {
  const { kept, shown, secrets, wayOut, turn, clock, random, log, switched, reopened, state } = options;

  const known = (url: string): KeptRemote | undefined => kept.current().remotes.find((each) => each.url === url);

  /** What is left out is as it is kept. */
  async function targetOf({ url: address, token, ca, fingerprint }: RemoteTarget) {
    const url = parseRemoteAddress(address);
    const before = known(url);
    const pinned =
      fingerprint === undefined ? (before?.fingerprint ?? null) : fingerprint && parseFingerprint(fingerprint);
    const way = { url, ca: ca === undefined ? (before?.ca ?? null) : ca, fingerprint: pinned };
    return { way, before, token: token ?? (await keptToken(url, before)) };
  }

  async function keptToken(url: string, before: KeptRemote | undefined): Promise<string> {
    const token = before === undefined ? null : await secrets.get(before.token);
    if (token !== null) return token;
    const message = `Give an access token of ${url}.`;
    throw new ElektraError('INVALID_INPUT', message, { data: { issues: [{ path: 'token', message }] } });
  }

  async function check(target: RemoteTarget, signal: AbortSignal) {
    const { way, before, token } = await targetOf(target);
    if (isOwnAddress(way.url, state().remoteAccess.url)) throw ownClusterd(way.url);
    const checked = await checkRemote({ way, token, wayOut, clock }, kept.current().localId, signal);
    return { way, before, token, checked };
  }

  /** Without it the token stays where it is; it is of no use to anybody then. */
  async function forgetToken(name: string): Promise<void> {
    await secrets.remove(name).catch((error: unknown) => log.warn({ err: error }, 'an old token could not be removed'));
  }

  /** Closes what is shown, remembers the change, and opens what is to be shown then. After a failure all is as it was. */
  async function change(next: Partial<WorkplaceRecord>): Promise<void> {
    const before = kept.current();
    await shown.close();
    try {
      await kept.change(next);
      await finishMove(kept, options.directory, log);
      await shown.open();
    } catch (error) {
      await goBack(before).finally(reopened);
      throw storageError(error);
    }
    switched();
  }

  async function goBack(before: WorkplaceRecord): Promise<void> {
    await shown.close();
    if (kept.current() !== before) await kept.change({ remote: before.remote, remotes: before.remotes });
    await shown.open();
  }

  return {
    'desktop.checkRemote': async (target, { signal }) => (await check(target, signal)).checked,
    'desktop.useRemote': (target, { signal }) =>
      turn(async () => {
        const { way, before, token, checked } = await check(target, signal);
        const name = target.token === undefined && before !== undefined ? before.token : `remote/${random.id()}`;
        if (name !== before?.token) await secrets.set(name, token);
        const { remotes, move } = kept.current();
        const entry = { ...way, token: name, lastUsedAt: clock.now() };
        const others = remotes.filter(({ url }) => url !== way.url);
        const finishing = move !== null && checked.isSuccessor ? { move: { ...move, isFinishing: true } } : {};
        try {
          await change({ remote: way.url, remotes: [entry, ...others].slice(0, REMEMBERED), ...finishing });
        } catch (error) {
          if (name !== before?.token) await forgetToken(name);
          throw error;
        }
        for (const { token: old } of [before ?? entry, ...others.slice(REMEMBERED - 1)]) {
          if (old !== name) await forgetToken(old);
        }
        return state();
      }),
    'desktop.useLocal': () =>
      turn(async () => {
        if (kept.current().remote !== null) await change({ remote: null });
        return state();
      }),
    'desktop.forgetRemote': ({ url }) =>
      turn(async () => {
        const { remote, remotes } = kept.current();
        const entry = known(url);
        if (remote === url) throw inUse(url);
        if (entry === undefined) return state();
        await kept.change({ remotes: remotes.filter((each) => each !== entry) });
        await forgetToken(entry.token);
        return state();
      }),
  };
}

/** `served`: where this machine's own clusterd is reached at the moment. */
function isOwnAddress(url: string, served: string | null): boolean {
  if (served === null) return false;
  const [asked, own] = [new URL(url), new URL(served)];
  const isHere = ({ hostname }: URL): boolean => isLoopback(hostname.replace(/^\[(.*)\]$/, '$1'));
  const isSameHost = asked.hostname === own.hostname || (isHere(asked) && isHere(own));
  return isSameHost && asked.port === own.port && asked.protocol === own.protocol;
}

function inUse(url: string): ElektraError {
  const message = `${url} is in use. Use this machine first.`;
  return new ElektraError('INVALID_INPUT', message, { data: { issues: [{ path: 'url', message }] } });
}

/** A local clusterd that cannot be opened says why in a sentence. */
function storageError(error: unknown): unknown {
  if (isElektraError(error) || !(error instanceof Error) || error.name !== 'StartRefused') return error;
  return new ElektraError('STORAGE_FAILED', error.message, { data: { reason: error.message }, cause: error });
}
