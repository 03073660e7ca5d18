import type { Instance } from '#shared/model/instance.ts';
import { FakeClusterd } from './fake-clusterd.ts';
import type { ClusterdHandlers } from './fake-send.ts';

type KeyHandler = (input: { readonly id: string }, call: unknown) => Promise<unknown>;

/** An instance with a key database of its own; all others share the one of their clusterd. */
export function addSecondDatabase(
  clusterd: FakeClusterd,
  name: string,
): { readonly instance: Instance; readonly database: FakeClusterd } {
  const instance = clusterd.addInstance(name);
  const database = new FakeClusterd();
  const operations = Object.keys(clusterd.handlers).filter((operation) => operation.startsWith('keys.'));
  const handlers = operations.map((operation) => {
    const [first, second] = [clusterd, database].map((fake) => handlerOf(fake.handlers, operation));
    const dispatch: KeyHandler = async (input, call) => (input.id === instance.id ? second : first)?.(input, call);
    return [operation, dispatch] as const;
  });
  Object.assign(clusterd.handlers, Object.fromEntries(handlers));
  return { instance, database };
}

function handlerOf(handlers: ClusterdHandlers, operation: string): KeyHandler {
  return (handlers as Readonly<Record<string, unknown>>)[operation] as KeyHandler;
}
