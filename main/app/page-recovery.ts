import type { Event, RenderProcessGoneDetails } from 'electron';
import type { Log } from './log.ts';

/** Why the page is not there, as the person is told it. */
export type PageTrouble =
  | { readonly kind: 'crashed'; readonly reason: string }
  | { readonly kind: 'unresponsive' }
  | { readonly kind: 'unloadable'; readonly reason: string };

export interface RecoveredPage {
  on(event: 'render-process-gone', listener: (event: Event, details: RenderProcessGoneDetails) => void): unknown;
  on(
    event: 'did-fail-load',
    listener: (event: Event, code: number, description: string, url: string, isMainFrame: boolean) => void,
  ): unknown;
  on(event: 'unresponsive' | 'responsive', listener: () => void): unknown;
  isDestroyed(): boolean;
  reload(): void;
  forcefullyCrashRenderer(): void;
}

export interface RecoveryOptions {
  readonly page: RecoveredPage;
  /** Asks whether to load the page anew. Aborted when the answer is of no interest any more. */
  readonly ask: (trouble: PageTrouble, signal: AbortSignal) => Promise<boolean>;
  /** There is no page, and the person does not want another try. */
  readonly quit: () => void;
  readonly now: () => number;
  readonly log: Log;
}

/** What crashes more often than this is not helped by another try. */
const TRIES = 3;
const WITHIN_MS = 60_000;

/** A load that another one replaced. */
const ABORTED = -3;

/**
 * A page that crashed is loaded anew: what was not saved it keeps in a storage that survives it. If it crashes again and again, or cannot be loaded, or
 * does not answer, the person is asked.
 */
export function recoverPage({ page, ask, quit, now, log }: RecoveryOptions): void {
  let tries: number[] = [];
  let asking: AbortController | null = null;

  async function askAbout(trouble: PageTrouble, renew: () => void): Promise<void> {
    asking?.abort();
    const own = new AbortController();
    asking = own;
    const wanted = await ask(trouble, own.signal);
    if (asking === own) asking = null;
    if (own.signal.aborted) return;
    if (wanted) {
      tries = [];
      renew();
    } else if (trouble.kind !== 'unresponsive') quit();
  }

  /** Never within the event: Electron may still be clearing away the process. https://github.com/electron/electron/pull/51900 */
  function reload(): void {
    setImmediate(() => {
      if (!page.isDestroyed()) page.reload();
    });
  }

  const report = (error: unknown): void => log.error({ err: error }, 'the question about the page failed');

  page.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.error({ reason, exitCode }, 'the process of the page is gone');
    tries = tries.filter((at) => at > now() - WITHIN_MS);
    if (tries.length >= TRIES) return void askAbout({ kind: 'crashed', reason }, reload).catch(report);
    tries.push(now());
    reload();
  });
  page.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
    if (!isMainFrame || code === ABORTED) return;
    log.error({ code, description }, 'the page could not be loaded');
    void askAbout({ kind: 'unloadable', reason: `${description} (${code})` }, reload).catch(report);
  });
  page.on('unresponsive', () => {
    log.warn({}, 'the page does not answer');
    // It is loaded anew by what follows from its end.
    void askAbout({ kind: 'unresponsive' }, () => page.forcefullyCrashRenderer()).catch(report);
  });
  page.on('responsive', () => {
    log.info({}, 'the page answers again');
    asking?.abort();
  });
}
