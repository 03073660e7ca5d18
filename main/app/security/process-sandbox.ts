import type { App } from 'electron';

/**
 * Every page runs in the sandbox of the system, whatever its window asks for. Called before the application is ready.
 * https://www.electronjs.org/docs/latest/tutorial/security#4-enable-process-sandboxing
 */
export function sandboxProcesses({ app }: { readonly app: Pick<App, 'enableSandbox'> }): void {
  app.enableSandbox();
}
