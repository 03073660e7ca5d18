import { EventEmitter } from 'node:events';
import type { HandlerDetails, WebContents, WindowOpenHandlerResponse } from 'electron';
import { PreventableEvent } from './preventable-event.ts';

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];

/** What a rule sees of a page: its events, and what it would open. */
export class FakeContents extends EventEmitter {
  /** As Electron's until a handler is set: everything opens. */
  #opens: OpenHandler = () => ({ action: 'allow' });

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#opens = handler;
  }

  /** What the page gets that opens a window. */
  open(url: string): WindowOpenHandlerResponse['action'] {
    return this.#opens({ url } as HandlerDetails).action;
  }

  /** @returns whether the page was kept from it */
  tries(event: string, details: object, ...more: readonly unknown[]): boolean {
    const preventable = new PreventableEvent(details);
    this.emit(event, preventable, ...more);
    return preventable.defaultPrevented;
  }
}
