import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { isConnectionLost } from '#shared/contract/connection-lost.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { createCleanup } from '../fixtures/cleanup.ts';
import { createClusterdHttp, createToken, type ClusterdHttp } from '../fixtures/clusterd-http.ts';
import { startClusterd, startElektrad, type ElektradMember } from '../fixtures/fleet.ts';
import { createHome } from '../fixtures/home.ts';
import { createRandomChoice, type RandomChoice } from '../fixtures/random-choice.ts';

const KILLS = 7;
const KEYS = 300;
/** More than go in one request, so that there is a half. */
const SET = 1400;

const cleanup = createCleanup();
afterEach(() => cleanup.run());

type Values = Readonly<Record<string, string>>;

const numbers = (count: number) => Array.from({ length: count }, (_, nth) => nth);
const at = (top: string, value: (nth: number) => string, count: number, from = 0): Values =>
  Object.fromEntries(
    numbers(count)
      .slice(from)
      .map((nth) => [`${top}/k${nth}`, value(nth)]),
  );
const below = (top: string, values: Values) =>
  Object.entries(values).flatMap(([name, value]) => (name.startsWith(`${top}/`) ? [{ key: name, value }] : []));

interface Act {
  readonly name: string;
  readonly before: Values;
  readonly after: Values;
  readonly keys: number;
  run(client: ClusterdHttp, id: InstanceId): Promise<unknown>;
}

const source = at('user:/acts/from', (nth) => `v${nth}`, KEYS);
const target = at('user:/acts/to', (nth) => `old ${nth}`, KEYS, KEYS / 2);

const ACTS: Readonly<Record<string, Act>> = {
  'setting many': {
    name: 'keys.setAll',
    before: target,
    after: { ...target, ...at('user:/acts/to', (nth) => `new ${nth}`, SET) },
    keys: SET,
    run: (client, id) =>
      client.call('keys.setAll', {
        id,
        key: 'user:/acts/to',
        configurations: numbers(SET).map((nth) => ({ key: `k${nth}`, value: `new ${nth}` })),
      }),
  },
  'moving a subtree over another': {
    name: 'keys.move',
    before: { ...source, ...target },
    after: at('user:/acts/to', (nth) => `v${nth}`, KEYS),
    keys: KEYS,
    run: (client, id) => client.call('keys.move', { id, key: 'user:/acts/from', target: 'user:/acts/to', force: true }),
  },
};

/** Puts the keys there through clusterd; half of the target has metadata that a move takes off, so that each key goes in steps of its own. */
async function prepare(client: ClusterdHttp, id: InstanceId, { before }: Act): Promise<void> {
  await client.call('keys.removeMany', { id, keys: ['user:/acts'] });
  const configurations = below('user:/acts', before).map(({ key, value }) => ({
    key,
    value,
    meta: key.startsWith('user:/acts/to/') ? { comment: 'old' } : {},
  }));
  await client.call('keys.setAll', { id, key: 'user:/acts', configurations });
}

/** Kills at once, or when the act has come to a certain key. */
async function whenToKill(random: RandomChoice, act: Act, { http }: ElektradMember, isOver: () => boolean) {
  if (random.between(0, 2) === 0) {
    for (let turn = random.between(0, 300); turn > 0; turn -= 1) await setImmediate();
    return;
  }
  const name = `user:/acts/to/k${random.between(0, act.keys - 1)}`;
  while (!isOver() && (await http.value(name)) !== act.after[name]) await setImmediate();
}

async function stored({ http }: ElektradMember): Promise<Values> {
  const names = await http.names('user:/acts');
  const values = await Promise.all(names.map(async (name) => [name, (await http.value(name)) ?? ''] as const));
  return Object.fromEntries(values);
}

/** What the registry says became of each act of this name on an instance, by number. */
async function outcomesOf(dataDir: string, act: string): Promise<ReadonlyMap<number, string>> {
  const lines = (await readFile(join(dataDir, 'clusterd', 'registry.db'), 'utf8'))
    .split('\n')
    .filter((line) => line !== '');
  const outcomes = new Map<number, string>();
  for (const line of lines) {
    const document = JSON.parse(line) as { kind?: string; act?: string; number?: number; outcome?: string };
    const { kind, number = 0, outcome = '' } = document;
    if (kind === 'instance' && document.act === act) outcomes.set(number, outcome);
  }
  return outcomes;
}

describe.each(Object.entries(ACTS))('kill -9 of clusterd while it is %s', (_words, act) => {
  it(`leaves all of it or nothing, and its record says which, ${KILLS} times`, async () => {
    const random = createRandomChoice();
    const home = await createHome();
    cleanup.defer(() => home.remove());
    const elektrad = await startElektrad(cleanup);
    const clusterd = await startClusterd(cleanup, { dataDir: home.dataDir });
    const client = createClusterdHttp(clusterd.url, await createToken(await clusterd.process.signInLink()));
    const { id } = await client.call('instances.create', { name: 'acts', host: elektrad.url });
    const seen: Record<string, number> = {};
    for (let round = 1; round <= KILLS; round += 1) {
      await prepare(client, id, act);
      const earlier = await outcomesOf(home.dataDir, act.name);
      let isOver = false;
      const running = act
        .run(client, id)
        .catch((error: unknown) => {
          if (!isConnectionLost(error)) throw error;
        })
        .finally(() => (isOver = true));
      await whenToKill(random, act, elektrad, () => isOver);
      await clusterd.process.kill();
      await running;
      await clusterd.restart();
      // Whoever writes first finds it settled.
      await client.call('keys.set', { id, key: 'user:/own', value: `round ${round}` });
      const outcomes = await outcomesOf(home.dataDir, act.name);
      const [outcome = 'not begun'] = [...outcomes].flatMap(([number, each]) => (earlier.has(number) ? [] : [each]));
      const now = await stored(elektrad);
      const isAfter = JSON.stringify(Object.entries(now).sort()) === JSON.stringify(Object.entries(act.after).sort());
      expect(now).toEqual(isAfter ? act.after : act.before);
      seen[outcome] = (seen[outcome] ?? 0) + 1;
      expect(isAfter ? ['done'] : ['failed', 'not begun']).toContain(outcome);
    }
    process.stderr.write(`outcomes: ${JSON.stringify(seen)}\n`);
  });
});
