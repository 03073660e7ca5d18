import { EventEmitter } from 'node:events';
import { nothing, onlyKnown, PreventableEvent } from './only-known.ts';
import { parent } from './parent.ts';
import { session } from './session.ts';

type OpenHandler = (details: { readonly url: string; readonly disposition: string }) => { readonly action: string };

/** A frame as its page's messages name it. */
export function frameOf(url: string, isMain: boolean) {
  const { protocol, host } = new URL(url);
  const frame = { url, origin: `${protocol}//${host}`, parent: isMain ? null : {}, top: null, detached: false };
  return onlyKnown('WebFrameMain', { ...frame, isDestroyed: () => false });
}

export class WebContents extends EventEmitter {
  readonly session = session.defaultSession;
  readonly navigationHistory = { canGoBack: () => false, canGoForward: () => false, goBack: nothing, clear: nothing };
  readonly getType = () => 'window';
  readonly setVisualZoomLevelLimits = () => Promise.resolve();
  readonly toggleDevTools = nothing;
  readonly openDevTools = nothing;
  readonly closeDevTools = nothing;
  readonly isDevToolsOpened = () => false;
  readonly focus = nothing;
  readonly setIgnoreMenuShortcuts = nothing;
  readonly setBackgroundThrottling = nothing;
  zoomFactor = 1;
  zoomLevel = 0;
  private url = '';
  private destroyed = false;
  private crashed = false;
  private opens: OpenHandler = () => ({ action: 'allow' });

  constructor(readonly id: number) {
    super();
  }

  get mainFrame() {
    return frameOf(this.url === '' ? 'about://blank' : this.url, true);
  }

  send(channel: string, ...args: readonly unknown[]): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed');
    parent.tell('send', { window: this.id, channel, args });
  }

  async loadURL(url: string): Promise<void> {
    this.url = url;
    this.crashed = false;
    await parent.ask('load', { window: this.id, url });
  }

  reload(): void {
    const url = this.url;
    void this.loadURL(url);
  }

  reloadIgnoringCache(): void {
    this.reload();
  }

  getURL(): string {
    return this.url;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.opens = handler;
  }

  setZoomLevel(level: number): void {
    this.zoomLevel = level;
  }

  getZoomLevel(): number {
    return this.zoomLevel;
  }

  setZoomFactor(factor: number): void {
    this.zoomFactor = factor;
  }

  getZoomFactor(): number {
    return this.zoomFactor;
  }

  isDestroyed(): boolean {
    return this.destroyed;
  }

  isCrashed(): boolean {
    return this.crashed;
  }

  forcefullyCrashRenderer(): void {
    parent.tell('crash', { window: this.id });
  }

  close(): void {
    this.markDestroyed();
  }

  /** What the page did, as the test saw it. @returns whether a listener has prevented it. */
  hear(name: string, data: Readonly<Record<string, unknown>>): boolean {
    const event = new PreventableEvent({ isMainFrame: true, isSameDocument: false, ...data });
    if (name === 'did-navigate' || name === 'did-navigate-in-page') this.url = String(data['url']);
    if (name === 'render-process-gone') this.crashed = true;
    this.emit(name, event, name === 'render-process-gone' ? { reason: 'crashed', exitCode: 133 } : data['url']);
    return event.defaultPrevented;
  }

  wouldOpen(url: string): string {
    return this.opens({ url, disposition: 'foreground-tab' }).action;
  }

  markDestroyed(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('destroyed');
  }
}
