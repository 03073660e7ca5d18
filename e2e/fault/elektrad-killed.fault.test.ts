import { afterEach, describe, expect, it } from 'vitest';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { createCleanup } from '../fixtures/cleanup.ts';
import { administratorOf } from '../fixtures/clusterd-http.ts';
import { startClusterd, startElektrad } from '../fixtures/fleet.ts';
import { createRandomChoice } from '../fixtures/random-choice.ts';

const KILLS = 5;
const WRITERS = 8;
const AWAY: readonly string[] = ['INSTANCE_UNREACHABLE', 'INSTANCE_TIMEOUT'];

const cleanup = createCleanup();
afterEach(() => cleanup.run());

describe('kill -9 of our elektrad during writes through clusterd', () => {
  it(`loses no acknowledged write, ${KILLS} times`, async () => {
    const random = createRandomChoice();
    const elektrad = await startElektrad(cleanup);
    const clusterd = await startClusterd(cleanup);
    const client = await administratorOf(clusterd.process);
    const { id } = await client.call('instances.create', { name: 'web-1', host: elektrad.url });
    const acknowledged = new Map<string, string>();

    for (let round = 0; round < KILLS; round += 1) {
      const killAfter = acknowledged.size + random.between(20, 200);
      let killed: Promise<void> | undefined;
      const writer = async (own: number) => {
        for (let number = 0; killed === undefined; number += 1) {
          const key = `user:/killed/${round}/${own}/${number}`;
          const value = `${random.between(0, 1e9)}`;
          try {
            await client.call('keys.set', { id, key, value });
            acknowledged.set(key, value);
          } catch (error) {
            // Said to be not stored, or not known: nobody was promised anything.
            if (!isElektraError(error) || !AWAY.includes(error.code)) throw error;
          }
          if (acknowledged.size >= killAfter) killed ??= elektrad.process.kill();
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, (_, own) => writer(own)));
      await killed;
      await elektrad.restart();

      const names = [...acknowledged.keys()];
      const stored = new Map<string, string | undefined>();
      for (let start = 0; start < names.length; start += 1000) {
        const { keys } = await client.call('keys.readMany', { id, keys: names.slice(start, start + 1000) });
        keys.forEach(({ key, value }) => stored.set(key, value));
      }
      expect(stored).toEqual(acknowledged);
    }
  });
});
