import { afterEach, describe, expect, it } from 'vitest';
import { createCleanup } from '../fixtures/cleanup.ts';
import { administratorOf, type ClusterdHttp } from '../fixtures/clusterd-http.ts';
import { startClusterd, startFieldElektrad } from '../fixtures/fleet.ts';
import { createRandomChoice, type RandomChoice } from '../fixtures/random-choice.ts';

const CLIENTS = 64;
const ACTS = 10;
const RANGE = { 'check/range': '1-10' };

const cleanup = createCleanup();
afterEach(() => cleanup.run());

interface Key {
  readonly value: string;
  readonly meta: Readonly<Record<string, string>>;
}

/** One person with keys of her own, and what she was told that they are. */
interface Person {
  readonly acknowledged: Map<string, Key>;
  act(): Promise<void>;
}

function createPerson(client: ClusterdHttp, id: string, number: number, choice: RandomChoice): Person {
  const ranged = rangedKey(number);
  const acknowledged = new Map<string, Key>([[ranged, { value: '5', meta: RANGE }]]);
  const names = [0, 1, 2].map((at) => `user:/clients/${number}/key${at}`);
  const current = (name: string): Key => acknowledged.get(name) ?? { value: '', meta: {} };

  const acts = [
    async (name: string) => {
      const value = `value ${choice.between(0, 999)}`;
      await client.call('keys.set', { id, key: name, value });
      acknowledged.set(name, { ...current(name), value });
    },
    async (name: string) => {
      const description = `text ${choice.between(0, 999)}`;
      await client.call('keys.setMeta', { id, name, key: 'description', value: description });
      acknowledged.set(name, { ...current(name), meta: { description } });
    },
    async (name: string) => {
      await client.call('keys.remove', { id, key: name });
      acknowledged.delete(name);
    },
    async () => {
      const { keys } = await client.call('keys.readMany', { id, keys: [...names, ranged] });
      const read = keys.flatMap(({ key, exists, value = '', meta }) =>
        exists ? [[key, { value, meta }] as const] : [],
      );
      expect(new Map(read)).toEqual(acknowledged);
    },
    async () => {
      const refused = client.call('keys.set', { id, key: ranged, value: '99' });
      await expect(refused).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED' });
    },
  ];
  return {
    acknowledged,
    async act() {
      const name = names[choice.between(0, names.length - 1)] ?? '';
      // Refusals are rarer than the rest: each costs a session.
      await acts[choice.between(0, 9) === 0 ? 4 : choice.between(0, 3)]?.(name);
    },
  };
}

describe("the field's elektrad behind clusterd", () => {
  it('holds after the acts of 64 clients what they were told', async () => {
    const choice = createRandomChoice();
    const keys = Array.from({ length: CLIENTS }, (_each, at) => ({ name: rangedKey(at), value: '5', meta: RANGE }));
    const field = await startFieldElektrad(cleanup, { keys, args: ['--conflict-share', '0.03'] });
    const client = await administratorOf((await startClusterd(cleanup)).process);
    const { id } = await client.call('instances.create', { name: 'field', host: field.url });
    const people = keys.map((_key, at) => createPerson(client, id, at, choice));

    await Promise.all(
      people.map(async (person) => {
        for (let act = 0; act < ACTS; act += 1) await person.act();
      }),
    );

    expect(await field.isDead()).toBe(false);
    expect(field.writes().filter(({ outcome }) => outcome === 'lost')).toEqual([]);
    // What is stored, as a new process finds it.
    await field.restart();
    const names = await field.http.names('user:/clients');
    const stored = new Map<string, Key>();
    for (const name of names) {
      const { value = '', meta = {} } = await field.http.client.call('kdb.get', { name });
      stored.set(name, { value, meta });
    }
    expect(stored).toEqual(new Map(people.flatMap(({ acknowledged }) => [...acknowledged])));
  });

  it('is killed by a client that opens a session for each request, and holds what was stored before', async () => {
    const field = await startFieldElektrad(cleanup);
    const put = (key: string) =>
      fetch(`${field.url}/kdb/${encodeURIComponent(key)}`, { method: 'PUT', body: JSON.stringify(key) });
    expect((await put('user:/alone')).status).toBe(201);
    await Promise.allSettled(Array.from({ length: 60 }, (_each, at) => put(`user:/parallel/${at}`)));
    expect(await field.process.ended).toEqual({ code: 2, signal: null });
    expect(field.process.stderr()).toContain('two sessions created keys at the same time');
    const storedOnes = field.writes().filter(({ outcome }) => outcome === 'stored');
    await field.restart();
    expect([...(await field.http.names('user:/'))].sort()).toEqual(storedOnes.map(({ name }) => name).sort());
  });
});

function rangedKey(number: number): string {
  return `user:/clients/${number}/ranged`;
}
