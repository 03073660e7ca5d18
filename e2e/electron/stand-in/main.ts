import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Link } from '../link.ts';
import { watchHolds } from './longest-hold.ts';

/**
 * Runs the built main process as Electron does, without Electron: `import 'electron'` gives the stand-in beside this file, and `ready` comes when the
 * main module has been evaluated. It proves neither context isolation, nor the sandbox, nor the fuses.
 */
const [, , program = '', ...args] = process.argv;
const electron = new URL('./electron.js', import.meta.url).href;
// https://nodejs.org/api/module.html#customization-hooks
const hook = `export const resolve = (name, context, next) =>
  name === 'electron' ? { url: ${JSON.stringify(electron)}, shortCircuit: true } : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
process.argv = [process.execPath, program, ...args];
Object.defineProperty(process.versions, 'electron', { value: '0.0.0-stand-in' });
Object.defineProperty(process, 'type', { value: 'browser' });

const { becomeReady, parent } = (await import(electron)) as {
  becomeReady(): void;
  readonly parent: Link;
};
// For the bench.
parent.on('longest-hold', watchHolds());
await import(pathToFileURL(program).href);
becomeReady();
