import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { StreamMessage } from '#shared/contract/event-feed.ts';
import { createClosers } from '../closers.ts';
import { createMemoryListen } from '../transport/memory-listen.ts';
import { machineAt, PERSON, startApplication, startServer, temporaryFolder } from './testing/test-application.ts';
import { until } from '#shared/testing/until.ts';

const opened = createClosers();
afterEach(() => opened.close());

it('two windows of two accounts as clients of one clusterd: what one does, both hear, in the same order', async () => {
  const folder = await temporaryFolder();
  opened.add(folder.remove);
  const { url, token, close } = await startServer(join(folder.path, 'server'));
  opened.add(close);
  const windows = await Promise.all(
    ['ada', 'grace'].map(async (name) => {
      const application = await startApplication(machineAt(join(folder.path, name)));
      opened.add(application.close);
      await application.desktop.call('desktop.useRemote', { url, token });
      const abort = new AbortController();
      const heard: StreamMessage[] = [];
      const listening = createMemoryListen(
        application.transport.events,
        () => PERSON,
      )({
        after: null,
        signal: abort.signal,
        names: ['cluster.changed'],
        onMessage: (message) => void heard.push(message),
      });
      const ended = listening.catch((error: unknown) => error);
      opened.add(async () => {
        abort.abort();
        expect(await ended).toMatchObject({ name: 'CancelledError' });
      });
      await until(() => expect(heard).toHaveLength(1));
      return { application, heard };
    }),
  );
  const [ada, grace] = windows;
  const create = async (window: typeof ada, name: string): Promise<void> => {
    await window?.application.clusterd.call('clusters.create', { name });
  };
  await Promise.all(
    Array.from({ length: 5 }, (_, index) => [create(ada, `ada ${index}`), create(grace, `grace ${index}`)]).flat(),
  );
  const idsOf = (window: typeof ada) => window?.heard.slice(1).map(({ kind, id }) => `${kind} ${id}`);
  await until(() => expect(idsOf(ada)).toHaveLength(10));
  await until(() => expect(idsOf(grace)).toEqual(idsOf(ada)));
  expect((await ada?.application.clusterd.call('clusters.list', {}))?.total).toBe(10);
});
