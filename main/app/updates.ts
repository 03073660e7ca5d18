import type { UpdateState } from '#shared/desktop/state.ts';
import { updateProblem } from './update-problem.ts';

/** What is used of electron-updater's `AppUpdater`. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowDowngrade: boolean;
  on(event: 'download-progress', listener: (progress: { readonly percent: number }) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  checkForUpdates(): Promise<{
    readonly isUpdateAvailable: boolean;
    readonly updateInfo: { readonly version: string };
  } | null>;
  downloadUpdate(): Promise<unknown>;
  quitAndInstall(): void;
}

export interface UpdatesOptions {
  /** Why there are none here; null: there are. */
  readonly unavailable: UpdateState['problem'] | 'development';
  /** electron-updater, only when it is needed; its session knows the proxy. */
  load(): Promise<Updater>;
  /** The person's wish: look by itself. */
  isWanted(): boolean;
  readonly clock: { after(milliseconds: number, work: () => void): () => void };
  /** The end that is to come asks nothing. */
  beforeInstall(): void;
  readonly log: { warn(fields: object, message: string): void };
}

export interface Updates {
  state(): UpdateState;
  onChange(listener: () => void): void;
  check(): Promise<void>;
  download(): Promise<void>;
  install(): void;
  /** The person's wish may be another one. */
  followWish(): void;
}

/** Not in the first moments, which are for the fleet. */
const FIRST_MS = 60_000;
const DAY_MS = 24 * 3_600_000;
const NOTHING: UpdateState = { state: 'idle', version: null, progress: null, problem: null };
/** In these it is not looked for another one. */
const BUSY: readonly UpdateState['state'][] = ['unavailable', 'checking', 'downloading', 'ready'];

/**
 * Newer versions: looked for when asked, or each day when that is wished, and fetched only when asked. What was fetched takes this version's place when the
 * application ends, or at once. electron-updater proves the signature (macOS, Windows), or that it is the file named in the release (AppImage).
 */
export function createUpdates(options: UpdatesOptions): Updates {
  const { unavailable, log } = options;
  const listeners = new Set<() => void>();
  let state: UpdateState =
    unavailable === null
      ? NOTHING
      : { ...NOTHING, state: 'unavailable', problem: unavailable === 'development' ? null : unavailable };
  let updater: Promise<Updater> | null = null;
  let stopWaiting: (() => void) | null = null;

  function become(next: Partial<UpdateState>): void {
    state = { ...state, problem: null, progress: null, ...next };
    for (const listener of listeners) listener();
  }

  function fail(error: unknown): void {
    log.warn({ error }, 'The update failed.');
    become({ state: 'failed', problem: updateProblem(error) });
  }

  async function load(): Promise<Updater> {
    const loaded = await options.load();
    loaded.autoDownload = false;
    loaded.autoInstallOnAppQuit = true;
    loaded.allowDowngrade = false;
    loaded.on('download-progress', ({ percent }) => {
      if (state.state === 'downloading') become({ progress: Math.min(1, Math.max(0, percent / 100)) });
    });
    // It is told by what was asked for as well; an event that nobody hears would end the process.
    loaded.on('error', () => undefined);
    return loaded;
  }

  /** A load that failed is tried again. */
  function loaded(): Promise<Updater> {
    updater ??= load().catch((error: unknown) => {
      updater = null;
      throw error;
    });
    return updater;
  }

  async function check(): Promise<void> {
    if (BUSY.includes(state.state)) return;
    become({ state: 'checking', version: null });
    try {
      const found = await (await loaded()).checkForUpdates();
      if (found?.isUpdateAvailable === true) become({ state: 'available', version: found.updateInfo.version });
      else become({ state: 'current' });
    } catch (error) {
      fail(error);
    }
  }

  async function download(): Promise<void> {
    if (state.version === null || BUSY.includes(state.state)) return;
    become({ state: 'downloading', progress: 0 });
    try {
      await (await loaded()).downloadUpdate();
      become({ state: 'ready' });
    } catch (error) {
      fail(error);
    }
  }

  function install(): void {
    if (state.state !== 'ready') return;
    options.beforeInstall();
    loaded()
      .then((ready) => ready.quitAndInstall())
      .catch(fail);
  }

  function wait(milliseconds: number): void {
    stopWaiting = options.clock.after(milliseconds, () => {
      void check();
      wait(DAY_MS);
    });
  }

  return {
    state: () => state,
    onChange: (listener) => void listeners.add(listener),
    check,
    download,
    install,
    followWish() {
      const isWanted = options.isWanted() && unavailable === null;
      if (isWanted === (stopWaiting !== null)) return;
      stopWaiting?.();
      stopWaiting = null;
      if (isWanted) wait(FIRST_MS);
    },
  };
}
