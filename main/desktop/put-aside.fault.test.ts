import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createSilentLog } from '../clusterd/testing/silent-log.ts';
import { killedAtEachStep } from '../testing/killed-at-each-step.ts';
import { openKeptWorkplace } from './kept-workplace.ts';
import { finishMove } from './finish-move.ts';

const CHILD = fileURLToPath(new URL('./testing/children/finishing.ts', import.meta.url));
const OWN = ['keychain.id', 'registry.db', 'registry.db.journal', 'secrets.json', 'secrets.key', 'secrets.place.json'];
const URL_THERE = 'https://there';

it('a finished move puts everything aside once, wherever the application is killed', { timeout: 300_000 }, async () => {
  const path = await mkdtemp(join(tmpdir(), 'put-aside-killed-'));
  const at = (step: number, ...parts: string[]) => join(path, `${step}`, ...parts);
  const steps = await killedAtEachStep({
    program: CHILD,
    async before(step) {
      await mkdir(at(step, 'clusterd'), { recursive: true });
      for (const name of OWN) await writeFile(at(step, 'clusterd', name), `what was in ${name}`);
      await writeFile(at(step, 'the move'), 'its file');
      const remote = { url: URL_THERE, ca: null, fingerprint: null, token: 'remote/x', lastUsedAt: 1 };
      const move = { file: at(step, 'the move'), withSecrets: true, at: 7, isWritten: true, isFinishing: true };
      const kept = { format: 1, remote: URL_THERE, remotes: [remote], move, localId: 'here' };
      await writeFile(at(step, 'workplace.json'), JSON.stringify(kept));
      return [at(step)];
    },
    async after(step) {
      const directory = at(step, 'clusterd');
      const { current, change } = await openKeptWorkplace(at(step, 'workplace.json'));
      const isRegistryThere = (await readdir(directory)).includes('registry.db');
      // As long as it is there nothing may be delivered from here, which the move sees to.
      if (isRegistryThere) expect(current().move).not.toBeNull();
      await finishMove({ current, change }, directory, createSilentLog());
      expect(current()).toMatchObject({ move: null, localId: null, remote: URL_THERE });
      expect(await readFile(at(step, 'the move'), 'utf8')).toBe('its file');
      const [folder = '', ...others] = await readdir(directory);
      expect([folder.startsWith('moved-'), others]).toEqual([true, []]);
      expect((await readdir(join(directory, folder))).sort()).toEqual(OWN);
      for (const name of OWN) expect(await readFile(join(directory, folder, name), 'utf8')).toBe(`what was in ${name}`);
    },
  });
  expect(steps).toBeGreaterThan(OWN.length);
  await rm(path, { recursive: true });
});
