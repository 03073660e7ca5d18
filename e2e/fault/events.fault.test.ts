import { afterEach, describe, expect, it } from 'vitest';
import type { ClusterdEvents } from '#shared/clusterd/events.ts';
import { createEventsClient } from '#shared/contract/events-client.ts';
import type { After } from '#shared/contract/event-stream.ts';
import { createHttpListen } from '#shared/contract/http-listen.ts';
import { createCleanup } from '../fixtures/cleanup.ts';
import { createClusterdHttp, createToken } from '../fixtures/clusterd-http.ts';
import { startClusterd } from '../fixtures/fleet.ts';
import { createRandomChoice } from '../fixtures/random-choice.ts';
import { until } from '#shared/testing/until.ts';

const KILLS = 5;
const LISTENERS = 8;
/** Nobody listens on port 1: each instance is offline at once, and each has another path, so none is a duplicate. */
const HOST = 'http://127.0.0.1:1';

const cleanup = createCleanup();
afterEach(() => cleanup.run());

/** Waits a hundredth as long as is asked for: a restart takes longer than that, and many attempts fail. */
const hurried: After = (milliseconds, work) => {
  const timer = setTimeout(work, milliseconds / 100);
  return () => clearTimeout(timer);
};
const patient: After = (milliseconds, work) => {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
};

describe(`kill -9 of clusterd while ${LISTENERS} listen to its events`, () => {
  it(`leaves each of them with the names that clusterd has, ${KILLS} times`, async () => {
    const random = createRandomChoice();
    const clusterd = await startClusterd(cleanup);
    const token = await createToken(await clusterd.process.signInLink());
    const client = createClusterdHttp(clusterd.url, token);
    const read = async () => (await client.call('instances.list', {})).items.map(({ name }) => name).sort();

    /** Knows the fleet from events, and reads it when it is told to reload. */
    function listen() {
      const known = new Map<string, string>();
      let reloads = 0;
      const faults: unknown[] = [];
      const events = createEventsClient<ClusterdEvents>({
        listen: createHttpListen({
          baseUrl: clusterd.url,
          fetch,
          headers: { authorization: `Bearer ${token}` },
          after: patient,
        }),
        after: hurried,
        random: () => 0.5,
        onFault: (error) => faults.push(error),
      });
      events.on('instance.changed', ({ id, instance }) => known.set(id, instance.name));
      events.on('instance.removed', ({ id }) => known.delete(id));
      events.onReload(() => {
        reloads += 1;
        client.call('instances.list', {}).then(
          ({ items }) => items.forEach(({ id, name }) => known.set(id, name)),
          (error: unknown) => faults.push(error),
        );
      });
      events.start();
      cleanup.defer(async () => events.stop());
      return { names: () => [...known.values()].sort(), reloads: () => reloads, faults };
    }

    const listeners = Array.from({ length: LISTENERS }, listen);
    await until(() => expect(listeners.map(({ reloads }) => reloads())).toEqual(Array(LISTENERS).fill(1)));
    let count = 0;
    const create = () => {
      const name = `host-${(count += 1)}`;
      return client.call('instances.create', { name, host: `${HOST}/${name}` });
    };
    for (let round = 1; round <= KILLS; round += 1) {
      for (let left = random.between(1, 10); left > 0; left -= 1) await create();
      const last = create().catch(() => null);
      await clusterd.restart();
      await last;
      await create();
      const stored = await read();
      await until(() => {
        for (const { names, reloads } of listeners) {
          expect(names()).toEqual(stored);
          expect(reloads()).toBe(round + 1);
        }
      });
    }
    expect(listeners.flatMap(({ faults }) => faults)).toEqual([]);
  });
});
