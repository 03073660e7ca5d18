import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCleanup } from '../fixtures/cleanup.ts';
import { administratorOf, type ClusterdHttp } from '../fixtures/clusterd-http.ts';
import { startClusterd, startFieldElektrad, type FieldElektradMember } from '../fixtures/fleet.ts';

const cleanup = createCleanup();
let field: FieldElektradMember;
let client: ClusterdHttp;
let id: string;

beforeEach(async () => {
  field = await startFieldElektrad(cleanup);
  client = await administratorOf((await startClusterd(cleanup)).process);
  ({ id } = await client.call('instances.create', { name: 'field', host: field.url }));
});
afterEach(() => cleanup.run());

/** All values below a key, as a new process finds them on the disk. */
async function stored(below: string): Promise<Record<string, string | undefined>> {
  await field.restart();
  const names = await field.http.names(below);
  const values: Record<string, string | undefined> = {};
  for (const name of names) values[name] = await field.http.value(name);
  return values;
}

describe("the field's elektrad behind clusterd", () => {
  it('stores 1 600 new keys that are set at the same time, and lives', async () => {
    const expected = Object.fromEntries(
      Array.from({ length: 1_600 }, (_each, at) => [`user:/parallel/key${at}`, `value ${at}`]),
    );
    const outcomes = await writeAll(Object.entries(expected));
    expect(outcomes).toEqual(Array(1_600).fill(true));
    expect(await field.isDead()).toBe(false);
    expect(new Set(field.writes().map(({ session }) => session)).size).toBe(1);
    expect(field.writes().filter(({ outcome }) => outcome !== 'stored')).toEqual([]);
    expect(await stored('user:/parallel')).toEqual(expected);
  });

  it('stores 150 updates of each of four clients', async () => {
    const clients = ['a', 'b', 'c', 'd'];
    const keys = clients.flatMap((name) => Array.from({ length: 150 }, (_each, at) => `user:/${name}/key${at}`));
    await writeAll(keys.map((key) => [key, 'old']));
    const before = field.writes().length;
    const outcomes = await writeAll(keys.map((key) => [key, `new ${key}`]));
    expect(outcomes).toEqual(Array(600).fill(false));
    expect(await field.isDead()).toBe(false);
    expect(
      field
        .writes()
        .slice(before)
        .map(({ outcome }) => outcome),
    ).toEqual(Array(600).fill('stored'));
    expect(new Set(field.writes().map(({ session }) => session)).size).toBe(1);
    expect(await stored('user:/')).toEqual(Object.fromEntries(keys.map((key) => [key, `new ${key}`])));
  });
});

/** Writes all at the same time. Whether each was created. */
async function writeAll(values: readonly (readonly [key: string, value: string])[]): Promise<readonly boolean[]> {
  const answers = await Promise.all(values.map(([key, value]) => client.call('keys.set', { id, key, value })));
  return answers.map(({ created }) => created);
}
