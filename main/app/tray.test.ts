import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { NO_FLEET } from '#shared/desktop/fleet-counts.ts';
import { ENGLISH } from './texts/english.ts';
import { GERMAN } from './texts/german.ts';
import { hasTrayHost } from './tray-host.ts';
import { trayView, type TrayState } from './tray-view.ts';
import { showTray, trayIcon, trayMenu } from './tray.ts';

const ICONS = fileURLToPath(new URL('../../assets/tray/', import.meta.url));
const LOCAL: TrayState = {
  workplace: { kind: 'local' },
  remoteAccess: { state: 'off', url: null, problem: null },
  move: null,
};
const remote = (state: 'connected' | 'unreachable' | 'refused'): TrayState => ({
  ...LOCAL,
  workplace: { kind: 'remote', url: 'https://fleet.example.org/elektra', state, problem: null },
  remoteAccess: { state: 'unavailable', url: null, problem: null },
});
const FLEET = { ...NO_FLEET, instances: 3, online: 2, offline: 1 };

describe('the tray', () => {
  it('says how the fleet is, and where it can be reached', () => {
    const state: TrayState = { ...LOCAL, remoteAccess: { state: 'on', url: 'http://127.0.0.1:33334', problem: null } };
    const counts = { ...FLEET, pending: 4, pendingInstances: 1, drifted: 2, rejected: 1 };
    const { lines, access } = trayView(state, counts, ENGLISH.tray);
    expect(access).toBe('Remote access: http://127.0.0.1:33334');
    expect(lines).toEqual([
      'This machine',
      '2 of 3 online',
      '1 offline',
      '4 keys wait on 1 instance',
      'Keys refused by 1 instance',
      'Drift on 2 instances',
    ]);
    const { tooltip } = trayView(state, counts, GERMAN.tray);
    expect(tooltip).toMatch(/^Elektra Web\nDieser Rechner\n2 von 3 online\n/);
    expect(tooltip.length).toBeLessThan(128);
  });

  it.each([
    [LOCAL, FLEET, 'normal'],
    [LOCAL, { ...FLEET, pending: 1, pendingInstances: 1 }, 'pending'],
    [{ ...LOCAL, move: { file: 'x', writtenAt: 0, withSecrets: true, isWritten: true } }, FLEET, 'pending'],
    [LOCAL, { ...FLEET, pending: 1, rejected: 1 }, 'trouble'],
    [LOCAL, { ...FLEET, drifted: 1 }, 'trouble'],
    [{ ...LOCAL, remoteAccess: { state: 'failed', url: null, problem: null } }, FLEET, 'trouble'],
    [remote('connected'), FLEET, 'normal'],
    [remote('unreachable'), FLEET, 'trouble'],
    [remote('refused'), FLEET, 'trouble'],
  ] as const)('of %j with %j is %s', (state, counts, mood) => {
    expect(trayView(state, counts, ENGLISH.tray).mood).toBe(mood);
  });

  it('of a remote clusterd names its host, and does not count what cannot be seen', () => {
    expect(trayView(remote('connected'), FLEET, ENGLISH.tray).lines[0]).toBe('fleet.example.org');
    expect(trayView(remote('unreachable'), FLEET, ENGLISH.tray).lines).toEqual(['fleet.example.org cannot be reached']);
  });

  it('has an icon for each state on each system', () => {
    for (const mood of ['normal', 'pending', 'trouble'] as const) {
      for (const platform of ['linux', 'darwin'] as const) {
        for (const isDark of [true, false])
          expect(existsSync(join(ICONS, trayIcon(mood, platform, isDark)))).toBe(true);
      }
    }
  });

  it('shows what has changed and nothing else, and opens the window by a click', () => {
    const done: string[] = [];
    const acts = {
      open: () => done.push('open'),
      remoteAccess: () => done.push('remote access'),
      preferences: () => done.push('preferences'),
      quit: () => done.push('quit'),
    };
    const asked: string[] = [];
    let onClick: () => void = () => undefined;
    const tray = {
      setImage: (image: string) => void asked.push(image),
      setToolTip: () => void asked.push('tooltip'),
      setContextMenu: () => void asked.push('menu'),
      on: (_event: string, listener: () => void) => void (onClick = listener),
      destroy: () => void asked.push('destroy'),
    };
    const pieces = { createTray: () => tray, buildMenu: () => null, isDark: () => true };
    const view = trayView(LOCAL, FLEET, ENGLISH.tray);
    const shown = showTray(pieces, { platform: 'linux', icons: '', texts: () => ENGLISH.tray, acts }, view);
    shown.show(view);
    expect(asked).toEqual(['tooltip', 'menu']);
    shown.show(trayView(LOCAL, { ...FLEET, drifted: 1 }, ENGLISH.tray));
    shown.remove();
    expect(asked.slice(2)).toEqual(['trouble-dark.png', 'tooltip', 'menu', 'destroy']);
    onClick();
    const menu: readonly MenuItemConstructorOptions[] = trayMenu(
      { lines: ['a & b'], access: 'c & d' },
      ENGLISH.tray,
      acts,
    );
    for (const { click } of menu) (click as (() => void) | undefined)?.();
    expect(done).toEqual(['open', 'open', 'remote access', 'preferences', 'quit']);
    expect(menu[2]).toMatchObject({ label: 'a && b', enabled: false });
    expect(menu[3]?.label).toBe('c && d');
    expect(trayMenu({ lines: ['a & b'], access: null }, ENGLISH.tray, acts)).toHaveLength(menu.length - 1);
  });
});

describe('whether there is a tray', () => {
  it('is asked of the bus on Linux, and no where nobody answers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'elektra-web-tray-'));
    const program = async (name: string, script: string): Promise<string> => {
      await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
      await chmod(join(folder, name), 0o755);
      return join(folder, name);
    };
    expect(await hasTrayHost('linux', { program: await program('yes', 'echo "   boolean true"') })).toBe(true);
    expect(await hasTrayHost('linux', { program: await program('no', 'echo "   boolean false"') })).toBe(false);
    expect(await hasTrayHost('linux', { program: await program('fails', 'echo "boolean true"; exit 1') })).toBe(false);
    expect(await hasTrayHost('linux', { program: join(folder, 'missing') })).toBe(false);
    expect(await hasTrayHost('darwin', { program: join(folder, 'missing') })).toBe(true);
    expect(await hasTrayHost('linux', { program: join(folder, 'missing'), known: 'yes' })).toBe(true);
    expect(await hasTrayHost('win32', { known: 'no' })).toBe(false);
    await rm(folder, { recursive: true });
  });
});
