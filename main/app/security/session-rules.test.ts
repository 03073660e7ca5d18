import { EventEmitter } from 'node:events';
import type { Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { PreventableEvent } from '../testing/preventable-event.ts';
import { recordedLog } from '../testing/recorded-log.ts';
import { securePermissions, secureWindowSession } from './secure-session.ts';

type Handler<Name extends keyof Session> = Session[Name] extends (handler: infer H) => unknown ? NonNullable<H> : never;

/** A session with Electron's own defaults: everything is granted. */
class FakeSession extends EventEmitter {
  request: Handler<'setPermissionRequestHandler'> = (_contents, _permission, callback) => callback(true);
  check: Handler<'setPermissionCheckHandler'> = () => true;
  device: Handler<'setDevicePermissionHandler'> = () => true;
  display: Parameters<Session['setDisplayMediaRequestHandler']>[0] = null;
  usb: Handler<'setUSBProtectedClassesHandler'> = () => [];
  pairing: Handler<'setBluetoothPairingHandler'> = (_details, callback) => callback({ confirmed: true });
  before: Parameters<Session['webRequest']['onBeforeRequest']>[0] | null = null;
  readonly webRequest = {
    onBeforeRequest: (listener: unknown) => {
      this.before = listener as typeof this.before;
    },
  };
  setPermissionRequestHandler = (handler: typeof this.request | null) => void (this.request = handler ?? this.request);
  setPermissionCheckHandler = (handler: typeof this.check | null) => void (this.check = handler ?? this.check);
  setDevicePermissionHandler = (handler: typeof this.device | null) => void (this.device = handler ?? this.device);
  setDisplayMediaRequestHandler = (handler: typeof this.display) => void (this.display = handler);
  setUSBProtectedClassesHandler = (handler: typeof this.usb | null) => void (this.usb = handler ?? this.usb);
  setBluetoothPairingHandler = (handler: typeof this.pairing | null) => void (this.pairing = handler ?? this.pairing);

  asks(permission: string, details: object = { isMainFrame: true, requestingUrl: 'app://elektra/preferences' }) {
    let granted: boolean | null = null;
    const answer = (is: boolean): void => void (granted = is);
    Reflect.apply(this.request, null, [null, permission, answer, details]);
    return granted;
  }

  checks(permission: string, origin = 'app://elektra', details: object = { isMainFrame: true }): unknown {
    return Reflect.apply(this.check, null, [null, permission, origin, details]);
  }

  /** @returns whether a request was cancelled */
  fetches(url: string): unknown {
    let answer: { readonly cancel?: boolean } = {};
    const callback = (given: typeof answer): void => void (answer = given);
    if (this.before !== null) Reflect.apply(this.before, null, [{ url }, callback]);
    return answer.cancel;
  }
}

function windowSession() {
  const session = new FakeSession();
  const log = recordedLog();
  secureWindowSession(session, log);
  return { session, log };
}

const PERMISSIONS = [
  'media',
  'geolocation',
  'notifications',
  'openExternal',
  'fileSystem',
  'clipboard-read',
  'hid',
  'serial',
  'usb',
  'midi',
  'display-capture',
  'fullscreen',
  'pointerLock',
  'idle-detection',
  'storage-access',
  'local-network-access',
  'unknown',
  'a permission of the future',
];

describe('the session of the window', () => {
  it.each(PERMISSIONS)('grants no %s, whether it is asked for or looked up', (permission) => {
    const { session } = windowSession();
    expect([session.asks(permission), session.checks(permission)]).toEqual([false, false]);
  });

  it('lets our own page put text on the clipboard, and nobody else', () => {
    const { session } = windowSession();
    const write = 'clipboard-sanitized-write';
    expect([session.asks(write), session.checks(write), session.checks(write, 'app://elektra/')]).toEqual([
      true,
      true,
      true,
    ]);
    expect(session.asks(write, { isMainFrame: false, requestingUrl: 'app://elektra/' })).toBe(false);
    expect(session.asks(write, { isMainFrame: true, requestingUrl: 'https://evil.example.org/' })).toBe(false);
    expect(session.checks(write, 'https://evil.example.org/')).toBe(false);
    expect(session.checks(write, 'app://elektra', { isMainFrame: false })).toBe(false);
    expect(session.checks(write, '')).toBe(false);
  });

  it('hands out no device, no screen and no protected class, and pairs nothing', () => {
    const { session } = windowSession();
    expect(Reflect.apply(session.device, null, [{}])).toBe(false);
    let streams: unknown = 'not answered';
    Reflect.apply(session.display ?? (() => undefined), null, [{}, (given: unknown) => void (streams = given)]);
    expect(streams).toBeNull();
    expect(Reflect.apply(session.usb, null, [{ protectedClasses: ['audio', 'hid'] }])).toEqual(['audio', 'hid']);
    let pairing: unknown = null;
    Reflect.apply(session.pairing, null, [{}, (given: unknown) => void (pairing = given)]);
    expect(pairing).toEqual({ confirmed: false });
  });

  it.each([
    'https://evil.example.org/?key=secret',
    'http://127.0.0.1:33334/api',
    'ws://127.0.0.1/',
    'file:///etc/passwd',
    'ftp://x/',
    'chrome-extension://abc/x.js',
    'not an address',
  ])('lets nothing out to %s', (url) => {
    const { session, log } = windowSession();
    expect(session.fetches(url)).toBe(true);
    expect(JSON.stringify(log.lines)).not.toMatch(/secret|passwd/);
  });

  it.each(['app://elektra/assets/a.js', 'data:image/svg+xml,x', 'blob:app://elektra/1', 'devtools://devtools/x.html'])(
    'has %s, which is no network',
    (url) => {
      expect(windowSession().session.fetches(url)).toBe(false);
    },
  );

  it('puts no file on the disk', () => {
    const event = new PreventableEvent();
    windowSession().session.emit('will-download', event, {}, {});
    expect(event.defaultPrevented).toBe(true);
  });
});

describe('every other session', () => {
  it('grants no permission either, and keeps its network, which updates need', () => {
    const app = new EventEmitter();
    securePermissions(app);
    const session = new FakeSession();
    app.emit('session-created', session);
    expect([session.asks('notifications'), session.checks('media')]).toEqual([false, false]);
    expect(session.before).toBeNull();
  });
});
