import { EventEmitter } from 'node:events';
import { PreventableEvent } from './preventable-event.ts';

/** How Electron ends: asked by `before-quit`, its windows closed, asked by `will-quit`, gone. */
export class FakeApp extends EventEmitter {
  readonly exits: number[] = [];
  windows = 1;

  quit(): void {
    if (!this.#goesOn('before-quit')) return;
    this.windows = 0;
    if (this.#goesOn('will-quit')) this.exit(0);
  }

  exit(code = 0): void {
    this.exits.push(code);
  }

  #goesOn(event: string): boolean {
    const preventable = new PreventableEvent();
    this.emit(event, preventable);
    return !preventable.defaultPrevented;
  }
}
