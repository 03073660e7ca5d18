import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { closeWindowAs, keepWindowState, mainWindowOptions, showWindow, whenPainted } from './main-window.ts';
import { PreventableEvent } from './testing/preventable-event.ts';
import { FIRST_STATE, type WindowState } from './window-state.ts';

class FakeContents extends EventEmitter {
  zoom = 0;
  getZoomLevel = () => this.zoom;
  setZoomLevel = (level: number) => void (this.zoom = level);
}

class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly acts: string[] = [];
  is = { maximised: false, fullScreen: false, minimised: false, destroyed: false };
  bounds = { x: 10, y: 20, width: 900, height: 700 };
  isDestroyed = () => this.is.destroyed;
  isMinimized = () => this.is.minimised;
  isMaximized = () => this.is.maximised;
  isFullScreen = () => this.is.fullScreen;
  getNormalBounds = () => this.bounds;
  maximize = () => this.#become({ maximised: true }, 'maximize');
  restore = () => this.#become({ minimised: false }, 'restore');
  show = () => this.#become({}, 'show');
  focus = () => this.#become({}, 'focus');
  hide = () => this.#become({}, 'hide');
  setFullScreen = (on: boolean) => this.#become({ fullScreen: on }, on ? 'enter-full-screen' : 'leave-full-screen');

  /** @returns whether the window stays */
  close(): boolean {
    const event = new PreventableEvent();
    this.emit('close', event);
    return event.defaultPrevented;
  }

  #become(change: Partial<FakeWindow['is']>, act: string): void {
    this.is = { ...this.is, ...change };
    this.acts.push(act);
    this.emit(act);
  }
}

function keeping(was: WindowState) {
  const window = new FakeWindow();
  const states: WindowState[] = [];
  const state = keepWindowState(window, was, { keep: (kept) => void states.push(kept) });
  return { window, states, state };
}

describe('the window', () => {
  it('has the colours of the page before there is one, and is not larger than its screen', () => {
    const look = { title: 'Elektra Web', icon: '/icon.png', webPreferences: { sandbox: true } };
    const small = { x: 0, y: 0, width: 600, height: 400 };
    const options = mainWindowOptions({ ...look, dark: true }, small);
    expect(options).toMatchObject({ ...small, show: false, backgroundColor: '#1a1d22', minWidth: 600, minHeight: 400 });
    expect(mainWindowOptions({ ...look, dark: false }, small).backgroundColor).toBe('#ffffff');
  });

  it('is as it was left, with its zoom once the page is there', () => {
    const { window, state } = keeping({ ...FIRST_STATE, maximised: true, fullScreen: true, zoomLevel: 2 });
    // Filling the screen would show it, with nothing in it yet.
    expect(window.acts).toEqual([]);
    state.reveal();
    state.reveal();
    expect(window.acts).toEqual(['maximize', 'show', 'enter-full-screen']);
    window.webContents.emit('did-finish-load');
    expect(window.webContents.zoom).toBe(2);
    window.webContents.zoom = 3;
    window.webContents.emit('did-finish-load');
    expect(window.webContents.zoom).toBe(3);
  });

  it.each([
    'resize',
    'move',
    'maximize',
    'unmaximize',
    'enter-full-screen',
    'leave-full-screen',
    'blur',
    'hide',
    'close',
  ])('is kept on %s', (event) => {
    const { window, states, state } = keeping({ ...FIRST_STATE, zoomLevel: 1 });
    window.emit(event);
    expect(states).toEqual([]);
    state.reveal();
    window.is.maximised = true;
    window.emit(event);
    expect(states).toEqual([{ bounds: window.bounds, maximised: true, fullScreen: false, zoomLevel: 1 }]);
    window.webContents.emit('did-finish-load');
    window.webContents.zoom = -1;
    window.emit(event);
    expect(states.at(-1)).toMatchObject({ zoomLevel: -1 });
  });

  it('is not kept as it is while it is minimised or gone', () => {
    const { window, states, state } = keeping(FIRST_STATE);
    state.reveal();
    window.is.minimised = true;
    window.emit('resize');
    window.is = { ...window.is, minimised: false, destroyed: true };
    window.emit('close');
    state.reveal();
    expect([states, window.acts]).toEqual([[], ['show']]);
  });

  it('is kept when nothing but the menu knows that its zoom is another', () => {
    const { window, states, state } = keeping(FIRST_STATE);
    window.webContents.emit('did-finish-load');
    state.reveal();
    window.webContents.zoom = 1.5;
    state.keep();
    expect(states.at(-1)).toMatchObject({ zoomLevel: 1.5 });
  });

  it.each([
    ['linux', ['ready-to-show', 'did-finish-load'], 1],
    ['linux', ['did-finish-load'], 1],
    ['darwin', ['did-finish-load'], 0],
    ['darwin', ['ready-to-show'], 1],
  ] as const)('is revealed once on %s after %j: %d', (platform, events, times) => {
    const window = new FakeWindow();
    let revealed = 0;
    whenPainted(window, platform, () => (revealed += 1));
    for (const event of events) (event === 'ready-to-show' ? window : window.webContents).emit(event);
    expect(revealed).toBe(times);
  });
});

describe('closing the window', () => {
  function closing(answers: { quitting?: boolean; hides?: boolean } = {}) {
    const window = new FakeWindow();
    const quits: string[] = [];
    closeWindowAs(window, {
      isQuitting: () => answers.quitting ?? false,
      hides: () => answers.hides ?? false,
      quit: () => void quits.push('quit'),
    });
    return { window, quits };
  }

  it('is quitting, which may ask first', () => {
    const { window, quits } = closing();
    expect([window.close(), quits, window.acts]).toEqual([true, ['quit'], []]);
  });

  it('only hides it where the application goes on', () => {
    const { window, quits } = closing({ hides: true });
    expect([window.close(), quits, window.acts]).toEqual([true, [], ['hide']]);
  });

  it('leaves the full screen before it hides', () => {
    const { window } = closing({ hides: true });
    window.is.fullScreen = true;
    window.close();
    expect(window.acts).toEqual(['leave-full-screen', 'hide']);
  });

  it('happens when the application quits, whatever the page says', () => {
    const { window } = closing({ quitting: true, hides: true });
    expect([window.close(), window.acts]).toEqual([false, []]);
    const unload = new PreventableEvent();
    window.webContents.emit('will-prevent-unload', unload);
    expect(unload.defaultPrevented).toBe(true);
  });
});

describe('showing the window', () => {
  it('brings it back from wherever it is', () => {
    const window = new FakeWindow();
    window.is.minimised = true;
    showWindow(window);
    expect(window.acts).toEqual(['restore', 'show', 'focus']);
  });

  it('does nothing when it is closed for good, as on a second start in this moment', () => {
    const window = new FakeWindow();
    window.is.destroyed = true;
    showWindow(window);
    expect(window.acts).toEqual([]);
  });
});
