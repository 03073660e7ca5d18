import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Instance, InstanceId } from '#shared/model/instance.ts';
import type { CommandContext } from './run-command.ts';

/** All instances, as a person names them. */
export interface InstanceNames {
  /** The instance with this id, or else the only one with this name. @throws StartRefused */
  find(text: string): InstanceId;
  /** What is shown for it: its name, or the id where several have that name. */
  nameOf(id: string): string;
}

export async function loadInstanceNames(context: Pick<CommandContext, 'client' | 'signal'>): Promise<InstanceNames> {
  const instances = new Map<string, Instance>();
  const named = new Map<string, Instance[]>();
  for await (const instance of allInstances(context)) {
    instances.set(instance.id, instance);
    named.set(instance.name, [...(named.get(instance.name) ?? []), instance]);
  }
  return {
    find(text) {
      const instance = instances.get(text) ?? onlyOne(text, named.get(text) ?? []);
      return instance.id;
    },
    nameOf(id) {
      const name = instances.get(id)?.name;
      return name === undefined || (named.get(name)?.length ?? 0) > 1 ? id : name;
    },
  };
}

async function* allInstances({ client, signal }: Pick<CommandContext, 'client' | 'signal'>): AsyncGenerator<Instance> {
  for (let offset = 0; ;) {
    const { items, total } = await client.call('instances.list', { offset }, { signal });
    yield* items;
    offset += items.length;
    if (items.length === 0 || offset >= total) return;
  }
}

function onlyOne(text: string, named: readonly Instance[]): Instance {
  const [only, ...others] = named;
  if (only === undefined) {
    throw new StartRefused(`There is no instance "${text}". "elektra-web call instances.list" prints them.`);
  }
  if (others.length === 0) return only;
  const ids = named.map(({ id, host }) => `${id} (${host})`).join(', ');
  throw new StartRefused(`${named.length} instances are named "${text}". Give the id of one: ${ids}.`);
}
