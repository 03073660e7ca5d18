import { EventEmitter } from 'node:events';
import { nothing, onlyKnown, PreventableEvent } from './only-known.ts';
import { parent } from './parent.ts';
import { WebContents } from './web-contents.ts';

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Options extends Partial<Rectangle> {
  readonly show?: boolean;
  readonly title?: string;
  readonly webPreferences?: Readonly<Record<string, unknown>>;
}

const windows = new Map<number, BrowserWindow>();
let count = 0;

export class BrowserWindow extends EventEmitter {
  static onCreated: (contents: WebContents) => void = nothing;
  static onAllClosed: () => void = nothing;
  readonly id = (count += 1);
  readonly webContents: WebContents;
  readonly setMenu = nothing;
  readonly setMenuBarVisibility = nothing;
  readonly setAutoHideMenuBar = nothing;
  readonly setBackgroundColor = nothing;
  readonly setIcon = nothing;
  readonly setProgressBar = nothing;
  readonly flashFrame = nothing;
  readonly moveTop = nothing;
  readonly setSkipTaskbar = nothing;
  private bounds: Rectangle;
  private title: string;
  private is = {
    visible: true,
    maximized: false,
    minimized: false,
    fullScreen: false,
    focused: true,
    destroyed: false,
  };

  static getAllWindows(): readonly BrowserWindow[] {
    return [...windows.values()];
  }

  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.isFocused()) ?? null;
  }

  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null;
  }

  static fromId(id: number): BrowserWindow | null {
    return windows.get(id) ?? null;
  }

  constructor(options: Options = {}) {
    super();
    const { x = 0, y = 0, width = 800, height = 600, show = true, title = '', webPreferences = {} } = options;
    this.bounds = { x, y, width, height };
    this.title = title;
    this.is.visible = show;
    this.webContents = onlyKnown('webContents', new WebContents(this.id));
    windows.set(this.id, this);
    parent.tell('window', { window: this.id, bounds: this.bounds, webPreferences });
    BrowserWindow.onCreated(this.webContents);
    return onlyKnown('BrowserWindow', this);
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.loadURL(url);
  }

  reload(): void {
    this.webContents.reload();
  }

  show(): void {
    this.become({ visible: true, focused: true }, 'show');
    this.emit('focus');
  }

  showInactive(): void {
    this.become({ visible: true }, 'show');
  }

  hide(): void {
    this.become({ visible: false, focused: false }, 'hide');
  }

  focus(): void {
    this.become({ focused: true }, 'focus');
  }

  blur(): void {
    this.become({ focused: false }, 'blur');
  }

  minimize(): void {
    this.become({ minimized: true, focused: false }, 'minimize');
  }

  restore(): void {
    this.become({ minimized: false }, 'restore');
  }

  maximize(): void {
    // It shows a window that is not shown.
    this.become({ maximized: true, visible: true }, 'maximize');
  }

  unmaximize(): void {
    this.become({ maximized: false }, 'unmaximize');
  }

  setFullScreen(on: boolean): void {
    this.become({ fullScreen: on }, on ? 'enter-full-screen' : 'leave-full-screen');
  }

  isVisible(): boolean {
    return this.is.visible;
  }

  isFocused(): boolean {
    return this.is.focused;
  }

  isMinimized(): boolean {
    return this.is.minimized;
  }

  isMaximized(): boolean {
    return this.is.maximized;
  }

  isFullScreen(): boolean {
    return this.is.fullScreen;
  }

  isDestroyed(): boolean {
    return this.is.destroyed;
  }

  getBounds(): Rectangle {
    return this.bounds;
  }

  getNormalBounds(): Rectangle {
    return this.bounds;
  }

  setBounds(bounds: Partial<Rectangle>): void {
    const before = this.bounds;
    this.bounds = { ...before, ...bounds };
    if (before.x !== this.bounds.x || before.y !== this.bounds.y) this.emit('move');
    this.emit('resize');
    this.emit('moved');
    this.emit('resized');
  }

  getTitle(): string {
    return this.title;
  }

  setTitle(title: string): void {
    this.title = title;
  }

  close(): void {
    const event = new PreventableEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.is.destroyed) return;
    this.is.destroyed = true;
    windows.delete(this.id);
    parent.tell('closed', { window: this.id });
    this.webContents.markDestroyed();
    this.emit('closed');
    if (windows.size === 0) BrowserWindow.onAllClosed();
  }

  describe() {
    return { ...this.is, bounds: this.bounds, title: this.title, zoom: this.webContents.getZoomLevel() };
  }

  private become(change: Partial<BrowserWindow['is']>, event: string): void {
    this.is = { ...this.is, ...change };
    this.emit(event);
  }
}

type OfWindow<T = object> = T & { readonly window: number };

parent.on(
  'window-act',
  ({ window, act, args }: OfWindow<{ readonly act: string; readonly args: readonly unknown[] }>) => {
    const found = BrowserWindow.fromId(window);
    const method: unknown = found === null ? undefined : Reflect.get(found, act);
    if (found === null || typeof method !== 'function') throw new Error(`There is no window ${window} to ${act}.`);
    const answer: unknown = Reflect.apply(method, found, args);
    return answer;
  },
);
parent.on('page-event', ({ window, name, data }: OfWindow<{ readonly name: string; readonly data: object }>) => {
  const found = BrowserWindow.fromId(window);
  const prevented = found?.webContents.hear(name, { ...data }) ?? false;
  if (name === 'dom-ready') found?.emit('ready-to-show');
  return prevented;
});
parent.on(
  'would-open',
  ({ window, url }: OfWindow<{ readonly url: string }>) =>
    BrowserWindow.fromId(window)?.webContents.wouldOpen(url) ?? 'deny',
);
