import { afterEach, describe, expect, it } from 'vitest';
import { createCleanup } from '../fixtures/cleanup.ts';
import { administratorOf } from '../fixtures/clusterd-http.ts';
import { startClusterd, startElektrad } from '../fixtures/fleet.ts';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

describe('200 parallel writes through clusterd', () => {
  it('are all stored', async () => {
    const elektrad = await startElektrad(cleanup);
    const clusterd = await startClusterd(cleanup);
    const client = await administratorOf(clusterd.process);
    const { id } = await client.call('instances.create', { name: 'web-1', host: elektrad.url });
    const expected = Object.fromEntries(
      Array.from({ length: 200 }, (_, number) => [`user:/parallel/key${number}`, `value ${number}`]),
    );

    const answers = await Promise.all(
      Object.entries(expected).map(([key, value]) => client.call('keys.set', { id, key, value })),
    );
    expect(answers.map(({ created }) => created)).toEqual(Array(200).fill(true));

    // What counts is what the elektrad holds, also after it was started anew.
    await elektrad.restart();
    const names = await elektrad.http.names('user:/parallel');
    expect([...names].sort()).toEqual(Object.keys(expected).sort());
    const { keys } = await elektrad.http.client.call('kdb.readMany', { names: [...names] });
    expect(Object.fromEntries(keys.map(({ name, value }) => [name, value]))).toEqual(expected);
  });

  it('of one key leave one of the values, and only one of them passes for new', async () => {
    const elektrad = await startElektrad(cleanup);
    const clusterd = await startClusterd(cleanup);
    const client = await administratorOf(clusterd.process);
    const { id } = await client.call('instances.create', { name: 'web-1', host: elektrad.url });
    const values = Array.from({ length: 200 }, (_, number) => `value ${number}`);

    const outcomes = await Promise.allSettled(
      values.map((value) => client.call('keys.set', { id, key: 'user:/one', value, mustBeNew: true })),
    );

    const stored = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    expect(stored).toHaveLength(1);
    expect(await elektrad.http.value('user:/one')).toBe(stored[0]?.value.value);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(new Set(refused.map(({ reason }) => (reason as { code?: string }).code))).toEqual(
      new Set(['TARGET_EXISTS']),
    );
  });
});
