import { EventEmitter } from 'node:events';
import { nothing, onlyKnown } from './only-known.ts';
import { parent } from './parent.ts';

type Handle = (request: Request) => Response | Promise<Response>;
type AskPermission = (contents: null, permission: string, answer: (granted: boolean) => void, details: object) => void;
type CheckPermission = (contents: null, permission: string, origin: string, details: object) => boolean;

const schemes = new Map<string, Handle>();
let askPermission: AskPermission | null = null;
let checkPermission: CheckPermission | null = null;

class Session extends EventEmitter {
  readonly protocol = onlyKnown('protocol', {
    registerSchemesAsPrivileged: (given: readonly object[]) => parent.tell('schemes', given),
    handle: (scheme: string, handle: Handle) => void schemes.set(scheme, handle),
    unhandle: (scheme: string) => void schemes.delete(scheme),
    isProtocolHandled: (scheme: string) => schemes.has(scheme),
  });
  readonly webRequest = onlyKnown('webRequest', {
    onBeforeRequest: nothing,
    onHeadersReceived: nothing,
    onBeforeSendHeaders: nothing,
  });
  readonly setDevicePermissionHandler = nothing;
  readonly setDisplayMediaRequestHandler = nothing;
  readonly setUSBProtectedClassesHandler = nothing;
  readonly setBluetoothPairingHandler = nothing;
  readonly setCertificateVerifyProc = nothing;
  readonly setSpellCheckerEnabled = nothing;
  readonly setSpellCheckerLanguages = nothing;
  readonly setUserAgent = nothing;
  readonly setProxy = () => Promise.resolve();
  readonly resolveProxy = () => Promise.resolve('DIRECT');
  readonly closeAllConnections = () => Promise.resolve();
  readonly clearCache = () => Promise.resolve();
  readonly forceReloadProxyConfig = () => Promise.resolve();
  readonly flushStorageData = nothing;

  setPermissionRequestHandler(handler: AskPermission | null): void {
    askPermission = handler;
  }

  setPermissionCheckHandler(handler: CheckPermission | null): void {
    checkPermission = handler;
  }
}

const defaultSession = onlyKnown('session', new Session());
export const session = onlyKnown('session', { defaultSession, fromPartition: () => defaultSession });
export const { protocol } = defaultSession;

parent.on('request', async ({ url, method }: { readonly url: string; readonly method: string }) => {
  const handle = schemes.get(new URL(url).protocol.replace(':', ''));
  if (handle === undefined) return { status: 404, headers: {}, body: new Uint8Array() };
  const answer = await handle(new Request(url, { method }));
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: new Uint8Array(await answer.arrayBuffer()),
  };
});

/** Without handlers Electron grants everything. */
parent.on('permission', async (permission: string) => ({
  check: checkPermission?.(null, permission, 'app://elektra', {}) ?? true,
  request: await new Promise<boolean>((resolve) => {
    if (askPermission === null) resolve(true);
    else askPermission(null, permission, resolve, {});
  }),
}));
