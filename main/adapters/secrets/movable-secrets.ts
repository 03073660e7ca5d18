import type { SecretsState } from '#shared/clusterd/secrets.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Log } from '../../clusterd/ports.ts';
import type { Secrets } from '../../clusterd/ports/secrets.ts';
import { createGate } from './gate.ts';
import { createKeychainFinder } from './keychain-finder.ts';
import { SERVICE, type Keychain } from './keychain.ts';
import { createLazyFile } from './lazy-file.ts';
import { keychainNotAsked, type NoKeychain } from './no-keychain.ts';
import { openPlaceRecord } from './place-record.ts';
import { createSettleStores } from './settle-stores.ts';
import { createTwoStores, type TwoStoresParts } from './two-stores.ts';

interface MovableSecretsOptions {
  /** How clusterd was started; `auto` leaves it to what can be used and to a person's wish. */
  readonly wanted: 'auto' | 'keychain' | 'file';
  readonly file: string;
  readonly keyFile: string;
  readonly environmentKey: string | undefined;
  readonly placeFile: string;
  /** Whether the keychain may hold secrets already, where that was not noted yet. */
  readonly inKeychain: boolean;
  /** Resolves when it has been tried, rejects with what the keychain says. `mayWait`: a person may have to unlock it. */
  readonly openKeychain: (mayWait: boolean) => Promise<Keychain>;
  readonly log: Log;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

/** The keychain first, the encrypted file while that cannot be used or when a person wants it so. @throws StartRefused */
export async function openMovableSecrets(options: MovableSecretsOptions): Promise<Secrets> {
  const { wanted, log, openKeychain, now = () => performance.now() } = options;
  const place = await openPlaceRecord(options.placeFile, options.inKeychain);
  const file = createLazyFile(options);
  const gate = createGate();
  const finder = createKeychainFinder({ open: openKeychain, now, found: () => void settling.settle() });
  const wantsKeychain = () => (wanted === 'auto' ? place.current().wish !== 'file' : wanted === 'keychain');
  const parts: TwoStoresParts = { finder, file, place, gate, wantsKeychain, mayFallBack: wanted !== 'keychain' };
  const settling = createSettleStores(parts, log);
  const isNeeded = () => wantsKeychain() || place.current().inKeychain;

  function state(): SecretsState {
    const inUse = wantsKeychain() && (finder.current() !== null || wanted === 'keychain');
    const decidedBy = wanted !== 'auto' ? 'start' : place.current().wish === null ? null : 'person';
    if (inUse) {
      const trouble = settling.trouble();
      const left = trouble === null ? null : ({ store: 'file', message: trouble } as const);
      const at = finder.current()?.place ?? SERVICE;
      return { store: 'keychain', place: at, key: null, decidedBy, noKeychain: gone(), left };
    }
    const noKeychain = wantsKeychain() ? finder.why() : keychainNotAsked(decidedBy ?? 'person');
    return { store: 'file', place: options.file, key: file.keyOrigin(), decidedBy, noKeychain, left: leftInKeychain() };
  }

  function gone(): NoKeychain | null {
    return finder.current() === null ? finder.why() : null;
  }

  function leftInKeychain(): SecretsState['left'] {
    if (!place.current().inKeychain) return null;
    const { message, advice } = finder.why();
    const why = finder.current() === null ? `${message}. ${advice}` : (settling.trouble() ?? 'they are being moved');
    return { store: 'keychain', message: why };
  }

  async function look(): Promise<SecretsState> {
    if (isNeeded()) await finder.check();
    return state();
  }

  async function retry(): Promise<SecretsState> {
    if (isNeeded()) await finder.look(true);
    await settling.settle();
    return state();
  }

  async function move(to: 'keychain' | 'file'): Promise<SecretsState> {
    if (wanted !== 'auto') {
      throw notMoved(
        `clusterd was started with --secrets ${wanted}, which decides it. Start it without, then move them`,
      );
    }
    if (to === 'keychain' && (await finder.look(true)) === null) {
      const { message, advice } = finder.why();
      throw notMoved(`The keychain cannot be used: ${message}. ${advice}`);
    }
    if (to === 'file') {
      await file.open().catch((error: unknown) => {
        throw error instanceof StartRefused ? notMoved(error.message) : error;
      });
      if (place.current().inKeychain && finder.current() === null) await finder.look(true);
    }
    await gate.alone(() => place.update({ wish: to }));
    await settling.settle();
    return state();
  }

  await start();
  return { ...createTwoStores(parts), state, look, retry, move };

  async function start(): Promise<void> {
    const keychain = isNeeded() ? await finder.look(false) : null;
    const { reason, message, advice } = finder.why();
    if (wanted === 'keychain' && keychain === null) {
      throw new StartRefused(
        `The keychain cannot be used (${reason}): ${message}. ${advice} Or leave --secrets keychain out.`,
      );
    }
    if (keychain === null || !wantsKeychain()) await file.open();
    if (keychain === null && wantsKeychain()) {
      const where = { reason, message, file: options.file };
      log.info(where, 'secrets are kept in an encrypted file, because the keychain cannot be used');
    }
    await settling.settle();
  }
}

function notMoved(words: string): ElektraError<'SECRETS_NOT_MOVED'> {
  const reason = words.endsWith('.') ? words : `${words}.`;
  return new ElektraError('SECRETS_NOT_MOVED', reason, { data: { reason } });
}
