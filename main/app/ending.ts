import type { Event } from 'electron';
import type { Log } from './log.ts';

/** How long closing may take before the process ends all the same; as on the command line. */
const CLOSE_LIMIT_MS = 4500;

interface Quitting {
  quit(): void;
  exit(code?: number): void;
  on(event: 'before-quit' | 'will-quit', listener: (event: Event) => void): unknown;
  on(event: 'window-all-closed', listener: () => void): unknown;
}

export interface EndingOptions {
  readonly app: Quitting;
  readonly platform: NodeJS.Platform;
  readonly log: Log;
  /** Asked with the window still there; false: the person wants to stay. */
  mayQuit(): Promise<boolean>;
  /** Closes what the application holds. */
  close(): Promise<void>;
  /** Starts the application anew, with this link; called when everything is closed, just before the end. */
  startAnew(link: string | null): void;
  readonly closeLimitMs?: number;
}

/** The one way in which the application ends: asked, then its windows closed, then what it holds. */
export interface Ending {
  /** As the menu does. */
  quit(): void;
  /** Without a question: the system, an update or a crash wants it. */
  quitNow(exitCode?: number): void;
  /** Without a question, and then it starts anew; also when it is ending already. */
  restart(link?: string | null): void;
  /** The next `app.quit()`, whoever calls it, asks nothing. */
  skipQuestion(): void;
  /** True from when it is certain. */
  isQuitting(): boolean;
}

export function createEnding(options: EndingOptions): Ending {
  const { app, platform, log } = options;
  let state: 'running' | 'asking' | 'quitting' | 'closing' = 'running';
  let exitCode = 0;
  let anew: { readonly link: string | null } | null = null;

  const isQuitting = (): boolean => state === 'quitting' || state === 'closing';

  async function ask(): Promise<void> {
    // Whoever wants to end it must not be kept by a defect in the question.
    const may = await options.mayQuit().catch((error: unknown) => {
      log.error({ err: error }, 'the question before quitting failed');
      return true;
    });
    if (state !== 'asking') return;
    state = may ? 'quitting' : 'running';
    if (may) app.quit();
  }

  app.on('before-quit', (event) => {
    if (isQuitting()) return;
    event.preventDefault();
    if (state === 'asking') return;
    state = 'asking';
    void ask();
  });
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void closeWithin(options).then((closed) => {
      if (anew !== null) options.startAnew(anew.link);
      app.exit(closed ? exitCode : 1);
    });
  });
  app.on('window-all-closed', () => {
    if (!isQuitting() && platform !== 'darwin') app.quit();
  });

  function quitNow(code = 0): void {
    exitCode = code;
    if (state === 'closing') return;
    state = 'quitting';
    app.quit();
  }

  return {
    quit: () => app.quit(),
    quitNow,
    restart(link = null) {
      anew = { link };
      quitNow();
    },
    skipQuestion() {
      if (state !== 'closing') state = 'quitting';
    },
    isQuitting,
  };
}

/** @returns whether everything was closed */
async function closeWithin({ close, closeLimitMs = CLOSE_LIMIT_MS, log }: EndingOptions): Promise<boolean> {
  const limit = new Promise<boolean>((resolve) => {
    const stop = (): void => {
      log.error({ seconds: closeLimitMs / 1000 }, 'closing took too long; what was acknowledged is stored');
      resolve(false);
    };
    setTimeout(stop, closeLimitMs).unref();
  });
  const closed = close().then(
    () => true,
    (error: unknown) => {
      log.error({ err: error }, 'closing failed; what was acknowledged is stored');
      return false;
    },
  );
  return Promise.race([closed, limit]);
}
