import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP_DEFAULTS, PREFERENCE_NAMES, type DesktopPreferences } from '#shared/desktop/preferences.ts';
import { createSilentLog } from '../../clusterd/testing/silent-log.ts';
import { administratorsFile } from './administrators-file.ts';
import { openPreferences, type PreferencesChange } from './preferences.ts';

let folder = '';
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elektra-web-preferences-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A machine of its own; text is written as it is, anything else as JSON, undefined not at all. */
async function machine(own?: unknown, administrators?: unknown) {
  const home = join(folder, String((made += 1)));
  const file = join(home, 'config', 'desktop.json');
  const options = { file, administratorsFile: join(home, 'admin.json'), log: createSilentLog(), now: () => 0 };
  await mkdir(join(home, 'config'), { recursive: true });
  if (own !== undefined) await writeFile(file, textOf(own));
  if (administrators !== undefined) await writeFile(options.administratorsFile, textOf(administrators));
  return {
    ...options,
    open: () => openPreferences(options),
    stored: async () => JSON.parse(await readFile(file, 'utf8')) as object,
  };
}

const textOf = (content: unknown): string => (typeof content === 'string' ? content : JSON.stringify(content));

describe('the preferences', () => {
  it('are the defaults at first, and made into a file of its owner alone by the first change', async () => {
    const { open, stored, file } = await machine();
    const preferences = await open();
    expect(preferences.current()).toEqual(DESKTOP_DEFAULTS);
    expect(preferences.problem()).toBeNull();
    await preferences.change({ closeToTray: true });
    expect(preferences.current()).toEqual({ ...DESKTOP_DEFAULTS, closeToTray: true });
    expect(await stored()).toEqual({ closeToTray: true });
    expect(await readdir(join(file, '..'))).toEqual(['desktop.json']);
    expect((await open()).current().closeToTray).toBe(true);
  });

  it('keep two changes that are made at once, and tell both', async () => {
    const { open, stored } = await machine({ later: { a: [1] } });
    const preferences = await open();
    const told: DesktopPreferences[] = [];
    const stop = preferences.onChange((now) => told.push(now));
    await Promise.all([preferences.change({ closeToTray: true }), preferences.change({ notifications: false })]);
    stop();
    await preferences.change({ checkForUpdates: true });
    expect(told).toMatchObject([
      { closeToTray: true, notifications: true },
      { closeToTray: true, notifications: false },
    ]);
    expect(await stored()).toEqual({
      later: { a: [1] },
      closeToTray: true,
      notifications: false,
      checkForUpdates: true,
    });
  });

  it('keep what was edited by hand meanwhile, and a link to where the file is', async () => {
    const { open, file, stored } = await machine();
    const elsewhere = join(file, '..', 'dotfiles.json');
    await writeFile(elsewhere, '\uFEFF{"notifications": true}');
    await symlink(elsewhere, file);
    const preferences = await open();
    await writeFile(elsewhere, '{"notifications": false, "hand": 1}');
    await preferences.change({ closeToTray: true });
    expect(JSON.parse(await readFile(elsewhere, 'utf8'))).toEqual(await stored());
    expect(await stored()).toEqual({ notifications: false, hand: 1, closeToTray: true });
    expect(preferences.current().notifications).toBe(false);
  });

  it.each(['{"closeToTray": tr', '[]', 'null', ''])(
    'put a damaged file (%j) aside, and say so before',
    async (text) => {
      const { open, file, stored } = await machine(text);
      const preferences = await open();
      expect(preferences.problem()?.message).toMatch(/desktop\.json (is not JSON|does not hold).*puts it aside/);
      expect(await readFile(file, 'utf8')).toBe(text);
      await preferences.change({ closeToTray: true });
      expect(await stored()).toEqual({ closeToTray: true });
      expect(await readFile(`${file}.damaged-1970-01-01T00-00-00.000Z`, 'utf8')).toBe(text);
      expect(preferences.problem()).toBeNull();
    },
  );

  it('use the default in place of a wrong value, and keep the value until another is chosen', async () => {
    const { open, stored } = await machine({ closeToTray: 'yes', notifications: false });
    const preferences = await open();
    expect(preferences.current()).toEqual({ ...DESKTOP_DEFAULTS, notifications: false });
    expect(preferences.problem()?.message).toContain('closeToTray: ');
    await preferences.change({ notifications: true });
    expect(await stored()).toEqual({ closeToTray: 'yes', notifications: true });
    await preferences.change({ closeToTray: true });
    expect(preferences.problem()).toBeNull();
  });

  it('that cannot be stored are not changed', async () => {
    const { open, file } = await machine();
    await rm(join(file, '..'), { recursive: true });
    await writeFile(join(file, '..'), 'a file where the folder should be');
    const preferences = await open();
    await expect(preferences.change({ closeToTray: true })).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(preferences.current()).toEqual(DESKTOP_DEFAULTS);
  });

  it.each([
    [{ proxy: { kind: 'address', url: 'ftp://proxy:21' } }, 'proxy.url'],
    [{ proxy: { kind: 'address', url: 'http://ada:secret@proxy:3128' } }, 'proxy.url'],
    [{ caFile: '/nowhere/ca.pem' }, 'caFile'],
  ] as const)('%j is refused with a reason', async (change, path) => {
    const { open, stored } = await machine({});
    const refused = { code: 'INVALID_INPUT', data: { issues: [{ path, message: expect.any(String) }] } };
    await expect((await open()).change(change)).rejects.toMatchObject(refused);
    expect(await stored()).toEqual({});
  });
});

describe('the administrator’s file', () => {
  it('is where only administrators write', () => {
    expect(administratorsFile('linux', {})).toBe('/etc/elektra-web/desktop.json');
    expect(administratorsFile('darwin', {})).toBe('/Library/Application Support/elektra-web/desktop.json');
    expect(administratorsFile('win32', { PROGRAMDATA: 'D:\\All' })).toBe('D:\\All\\elektra-web\\desktop.json');
    expect(administratorsFile('win32', {})).toBe('C:\\ProgramData\\elektra-web\\desktop.json');
  });

  it('wins, and a change of what it sets is refused with its name, together with all else that came with it', async () => {
    const {
      open,
      stored,
      administratorsFile: file,
    } = await machine({ checkForUpdates: true }, { checkForUpdates: false });
    const preferences = await open();
    expect(preferences.current().checkForUpdates).toBe(false);
    expect(preferences.locked).toEqual(['checkForUpdates']);
    await expect(preferences.change({ checkForUpdates: true, closeToTray: true })).rejects.toMatchObject({
      code: 'PREFERENCE_LOCKED',
      data: { preferences: ['checkForUpdates'], file },
    });
    expect(await stored()).toEqual({ checkForUpdates: true });
  });

  it('that is damaged locks everything as it is by default', async () => {
    const own = { remoteAccess: { ...DESKTOP_DEFAULTS.remoteAccess, on: true } };
    const preferences = await (await machine(own, '{"remoteAccess": ')).open();
    expect(preferences.current()).toEqual(DESKTOP_DEFAULTS);
    expect(preferences.locked).toEqual(PREFERENCE_NAMES);
    expect(preferences.problem()?.message).toMatch(/admin\.json is not JSON.*cannot be changed/);
  });

  it('locks a preference whose value is none as it is by default, and names what it does not know', async () => {
    const preferences = await (
      await machine({ checkForUpdates: true }, { checkForUpdates: 'no', remoteAcces: {} })
    ).open();
    expect(preferences.current().checkForUpdates).toBe(false);
    expect(preferences.locked).toEqual(['checkForUpdates']);
    expect(preferences.problem()?.message).toMatch(/checkForUpdates: .*"remoteAcces" is no preference/);
  });

  const values = {
    closeToTray: fc.boolean(),
    notifications: fc.boolean(),
    checkForUpdates: fc.boolean(),
    proxy: fc.constantFrom({ kind: 'none' }, { kind: 'system' }, { kind: 'address', url: 'http://proxy:3128' }),
    caFile: fc.constant(null),
    remoteAccess: fc.record({
      ...{ on: fc.boolean(), host: fc.constantFrom('127.0.0.1', '::1'), port: fc.nat(65_535) },
      ...{ tls: fc.constant(null), allowedHosts: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }) },
    }),
  };
  const some = fc.record(values, { requiredKeys: [] }) as fc.Arbitrary<PreferencesChange>;
  const strangers = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 });

  it('is never overruled by a person, and nothing else is lost (property)', async () => {
    await fc.assert(
      fc.asyncProperty(some, strangers, some, fc.array(some, { maxLength: 3 }), async (own, others, admin, changes) => {
        const { open, stored } = await machine({ ...others, ...own }, admin);
        let wish: object = JSON.parse(JSON.stringify({ ...others, ...own })) as object;
        const preferences = await open();
        const outcomes = await Promise.allSettled(changes.map((change) => preferences.change(change)));
        for (const [at, change] of changes.entries()) {
          const isLocked = Object.keys(change).some((name) => Object.hasOwn(admin, name));
          expect(outcomes[at]?.status).toBe(isLocked ? 'rejected' : 'fulfilled');
          if (!isLocked) wish = { ...wish, ...change };
        }
        expect(await stored()).toEqual(wish);
        const known = Object.fromEntries(
          Object.entries(wish).filter(([name]) => Object.hasOwn(DESKTOP_DEFAULTS, name)),
        );
        expect(preferences.current()).toEqual({ ...DESKTOP_DEFAULTS, ...known, ...admin });
        expect((await open()).current()).toEqual(preferences.current());
      }),
      { numRuns: 40 },
    );
  });
});
