import * as z from 'zod';

/** How the proxy between clusterd and the world is found: as the system says, by an address, or none. */
export const ProxyPreference = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('system') }),
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('address'),
    /** For example `http://proxy.example.org:3128`. */
    url: z.string().max(2000),
  }),
]);
export type ProxyPreference = z.output<typeof ProxyPreference>;

/** Where the HTTP listener is, while remote access is on. */
export const RemoteAccess = z.strictObject({
  on: z.boolean(),
  /** An address of this machine. */
  host: z.string().min(1).max(255),
  /** 0: a free one, which is kept from then on. */
  port: z.int().min(0).max(65_535),
  /** PEM files; null: plain HTTP, on loopback only. */
  tls: z.strictObject({ certFile: z.string().min(1).max(4096), keyFile: z.string().min(1).max(4096) }).nullable(),
  /** Further names by which browsers reach this machine. */
  allowedHosts: z.array(z.string().min(1).max(255)).max(100),
});
export type RemoteAccess = z.output<typeof RemoteAccess>;

/** What a person chooses for the application on this machine; the look is the page's own. */
export const DesktopPreferences = z
  .strictObject({
    /** Closing the window leaves the application in the tray. */
    closeToTray: z.boolean(),
    /** A message of the system when something wants a person while the window is not in front. */
    notifications: z.boolean(),
    /** Look for a newer version once a day. */
    checkForUpdates: z.boolean(),
    proxy: ProxyPreference,
    /** A PEM file with further authorities to trust; null: those of the system alone. */
    caFile: z.string().min(1).max(4096).nullable(),
    remoteAccess: RemoteAccess,
    /** Of menu, tray and messages of the system; the page tells when its own is another. null: the system's. */
    language: z.enum(['en', 'de']).nullable(),
  })
  .meta({ id: 'DesktopPreferences' });
export type DesktopPreferences = z.output<typeof DesktopPreferences>;

export const DESKTOP_DEFAULTS: DesktopPreferences = {
  closeToTray: false,
  notifications: true,
  checkForUpdates: false,
  proxy: { kind: 'system' },
  caFile: null,
  remoteAccess: { on: false, host: '127.0.0.1', port: 33_334, tls: null, allowedHosts: [] },
  language: null,
};

export const PREFERENCE_NAMES = [
  'closeToTray',
  'notifications',
  'checkForUpdates',
  'proxy',
  'caFile',
  'remoteAccess',
  'language',
] as const satisfies readonly (keyof DesktopPreferences)[];
export const PreferenceName = z.enum(PREFERENCE_NAMES);
export type PreferenceName = z.output<typeof PreferenceName>;
