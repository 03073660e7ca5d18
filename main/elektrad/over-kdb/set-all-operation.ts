import type { Handler } from '#shared/contract/operation.ts';
import type { ElektradConfiguration, ElektradContract } from '#shared/elektrad/contract.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import type { Metadata } from '#shared/model/key.ts';
import { metakeyName, nameAtOrBelow, writableName } from '../kdb/given-name.ts';
import { requireCarriable } from '../operations/checked-key.ts';
import { createPace } from '../../platform/pace.ts';
import type { DumpKey } from './dump-format.ts';
import type { HostContext } from './host-context.ts';
import { inTurn } from './host-turns.ts';
import { withText } from './key-operations.ts';
import { withMetakeys } from './metadata-operations.ts';
import { ancestorsOf } from './read-operations.ts';
import { readKeys } from './read-keys.ts';
import { importOf, makeWholeChange, type KeyChange } from './write-keys.ts';

/** Writes many keys by one import, which Elektra stores in one go. */
export function setAllOperation(context: HostContext): Handler<ElektradContract['kdb.setAll']> {
  return async ({ name, configurations }, call) => {
    const parent = writableName(name);
    const pace = createPace(context.ticks, call.signal);
    const given: Given[] = [];
    for (const configuration of configurations) {
      given.push(givenKey(parent, configuration));
      if (pace.isDue()) await pace.rest();
    }
    const [ancestor] = ancestorsOf(given.map((key) => key.name));
    if (ancestor === undefined) return {};
    await inTurn(context, call, async () => {
      const before = await readKeys(context, ancestor);
      const arriving = new Map<KeyName, DumpKey>();
      for (const key of given) {
        const stored = arriving.get(key.name) ?? before.get(key.name);
        arriving.set(key.name, withMetakeys(withText(stored, key.value), new Map(Object.entries(key.meta))));
      }
      const change: KeyChange = { parent: ancestor, before, arriving, leaving: [] };
      await makeWholeChange(context, change, () => importOf(context, change));
    });
    return {};
  };
}

interface Given {
  readonly name: KeyName;
  readonly value: string;
  readonly meta: Metadata;
}

function givenKey(parent: KeyName, { key, value, meta = {} }: ElektradConfiguration): Given {
  const name = nameAtOrBelow(parent, key);
  requireCarriable(name, value ?? '', 'value');
  const pairs = Object.entries(meta).map(([metakey, text]) => {
    requireCarriable(name, text, 'metadata');
    return [metakeyName(metakey), text] as const;
  });
  return { name, value: value ?? '', meta: Object.fromEntries(pairs) };
}
