import { EventEmitter } from 'node:events';
import { nothing, onlyKnown } from './only-known.ts';
import { parent } from './parent.ts';

interface Asked {
  readonly type: string;
  readonly options: unknown;
}

const ask = (type: string, args: readonly unknown[]): Promise<unknown> =>
  parent.ask('dialog', { type, options: plain(args.at(-1)) } satisfies Asked);

/** What the test can be told of options that hold functions and images. */
function plain(options: unknown): unknown {
  return JSON.parse(JSON.stringify(options ?? null));
}

export const dialog = onlyKnown('dialog', {
  showMessageBox: (...args: readonly unknown[]) => ask('message', args),
  showOpenDialog: (...args: readonly unknown[]) => ask('open', args),
  showSaveDialog: (...args: readonly unknown[]) => ask('save', args),
  showErrorBox: (title: string, content: string) => parent.tell('error-box', { title, content }),
});

export const shell = onlyKnown('shell', {
  openExternal: async (url: string) => parent.tell('external', url),
  openPath: async (path: string) => {
    parent.tell('open-path', path);
    return '';
  },
  showItemInFolder: (path: string) => parent.tell('open-path', path),
  beep: nothing,
});

export class Notification extends EventEmitter {
  static readonly isSupported = () => true;
  private static readonly shown: Notification[] = [];
  readonly close = nothing;

  constructor(private readonly options: { readonly title?: string; readonly body?: string }) {
    super();
  }

  static click(index: number): void {
    Notification.shown[index]?.emit('click', {});
  }

  show(): void {
    const { title = '', body = '' } = this.options;
    Notification.shown.push(this);
    parent.tell('notification', { title, body });
  }
}

parent.on('click-notification', (index: number) => Notification.click(index));

function image(path: string) {
  return onlyKnown('nativeImage', {
    path,
    isEmpty: () => path === '',
    setTemplateImage: nothing,
    isTemplateImage: () => false,
    addRepresentation: nothing,
    getSize: () => ({ width: 16, height: 16 }),
    resize: () => image(path),
    toPNG: () => Buffer.alloc(0),
  });
}

export const nativeImage = onlyKnown('nativeImage', {
  createFromPath: image,
  createFromDataURL: () => image('data'),
  createFromBuffer: () => image('buffer'),
  createEmpty: () => image(''),
});

export const nativeTheme = onlyKnown(
  'nativeTheme',
  Object.assign(new EventEmitter(), { shouldUseDarkColors: false, themeSource: 'system' }),
);

const display = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
  workAreaSize: { width: 1920, height: 1040 },
  scaleFactor: 1,
};

export const screen = onlyKnown(
  'screen',
  Object.assign(new EventEmitter(), {
    getAllDisplays: () => [display],
    getPrimaryDisplay: () => display,
    getDisplayMatching: () => display,
    getDisplayNearestPoint: () => display,
    getCursorScreenPoint: () => ({ x: 0, y: 0 }),
  }),
);

export const powerMonitor = onlyKnown('powerMonitor', new EventEmitter());
export const systemPreferences = onlyKnown('systemPreferences', new EventEmitter());
export const crashReporter = onlyKnown('crashReporter', { start: nothing });
export const clipboard = onlyKnown('clipboard', { writeText: (text: string) => parent.tell('clipboard', text) });
export const net = onlyKnown('net', { fetch, isOnline: () => true });
export const safeStorage = onlyKnown('safeStorage', { isEncryptionAvailable: () => false });
