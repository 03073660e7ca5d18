import { spawn } from 'node:child_process';
import type { App } from 'electron';
import type { Log } from './log.ts';

interface Starting {
  readonly app: Pick<App, 'relaunch' | 'releaseSingleInstanceLock'>;
  /** As this process was started. */
  readonly argv: readonly string[];
  /** The file of the AppImage that this process was started from, if it was. */
  readonly appImage: string | undefined;
  readonly log: Log;
}

/**
 * Starts the application as this process was started, with another link or none. Electron's own way runs the program that runs now, which an AppImage
 * takes away with its end: https://github.com/electron-userland/electron-builder/issues/1727
 */
export function startAnew({ app, argv, appImage, log }: Starting, link: string | null): void {
  const args = [...argv.slice(1).filter((arg) => !/^elektra-web:/i.test(arg)), ...(link === null ? [] : [link])];
  if (appImage === undefined) return app.relaunch({ args });
  // It would find this process, and end again.
  app.releaseSingleInstanceLock();
  const child = spawn(appImage, args, { detached: true, stdio: 'ignore' });
  child.once('error', (error) => log.error({ err: error }, 'the application could not be started anew'));
  child.unref();
}
