import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../electron/desktop-test.ts';

test('commands run in the installed program, and no window opens where it cannot', async ({ startHere, home }) => {
  const serving = await startHere({ args: ['--no-sandbox', 'serve', '--port', '0'] });
  await serving.process.says('stdout', /clusterd listening on http:/);
  serving.process.signal('SIGTERM');
  expect(await serving.process.ended).toMatchObject({ code: 0 });

  const nowhere = await startHere({ env: { DISPLAY: '' } });
  expect(await nowhere.process.ended).toMatchObject({ code: 1 });
  expect(nowhere.process.stderr()).toContain('There is no display');

  const wrong = await startHere({ args: ['--data-dir', '/proc/elektra'] });
  expect(await wrong.process.ended).toMatchObject({ code: 1 });
  expect(wrong.process.stderr()).toContain('/proc/elektra cannot be made');
  expect(await wrong.dialogs()).toMatchObject([{ options: { detail: expect.stringContaining('/proc/elektra') } }]);

  const chosen = await startHere({ args: ['--data-dir', 'lab'] });
  await chosen.window();
  await chosen.quit();
  await chosen.process.ended;
  expect(await readFile(home.path('lab', 'logs', 'elektra-web.log'), 'utf8')).toContain('"msg"');
});

test('asked to end while it starts, it closes what it has opened', async ({ startHere, home }) => {
  const stopped = await startHere({ env: { ELEKTRA_WEB_LOG_LEVEL: 'debug' } });
  const lock = join(home.env['XDG_DATA_HOME'] ?? '', 'elektra-web', 'clusterd');
  await expect
    .poll(() => readFile(lock).catch((error: NodeJS.ErrnoException) => error.code), { intervals: [5] })
    .toBe('EISDIR');
  stopped.process.signal('SIGTERM');
  expect(await stopped.process.ended).toMatchObject({ code: 0 });
  const again = await startHere();
  await again.window();
  expect(again.process.stderr()).toBe('');
});

test('a zoom by the menu and a filled screen are there after kill -9', async ({ startHere, home }) => {
  const application = await startHere();
  await application.window();
  await application.windowAct('maximize');
  await application.chooseMenu('View', 'Zoom in');
  const file = join(home.env['XDG_CONFIG_HOME'] ?? '', 'elektra-web', 'window-state.json');
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('"zoomLevel": 0.5');
  await application.process.kill();
  const again = await startHere();
  await again.window();
  expect(await again.windowState()).toMatchObject({ maximized: true, visible: true, zoom: 0.5 });
});

test('a configuration that cannot be written is no reason not to start', async ({ startHere, home }) => {
  const inTheWay = home.path('a-file');
  await writeFile(inTheWay, '');
  const application = await startHere({ env: { XDG_CONFIG_HOME: inTheWay, XDG_STATE_HOME: inTheWay } });
  await application.window();
  await application.windowAct('setBounds', { x: 1, y: 2, width: 900, height: 700 });
  await application.quit();
  expect(await application.process.ended).toMatchObject({ code: 0 });
  expect(application.process.stderr()).toMatch(/log file .* cannot be written/);
});
