import type { Handler } from '#shared/contract/operation.ts';
import type { ElektradConfiguration, ElektradContract } from '#shared/elektrad/contract.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import type { Metadata } from '#shared/model/key.ts';
import { metakeyName, nameAtOrBelow, writableName } from '../kdb/given-name.ts';
import type { StoredKey } from '../ports.ts';
import { requireCarriable } from './checked-key.ts';
import type { Context } from './context.ts';
import { createPace } from '../../platform/pace.ts';
import { without } from './set-key.ts';
import { storeMany, type Arrival } from './store-many.ts';

/** Writes many keys at or below one, with the checks of `kdb.set`; whole or not at all. */
export function setAll(context: Context): Handler<ElektradContract['kdb.setAll']> {
  const { store, turns, ticks } = context;
  return async ({ name: text, configurations }, { signal }) => {
    const parent = writableName(text);
    const pace = createPace(ticks, signal);
    const wanted: (readonly [KeyName, Given])[] = [];
    for (const configuration of configurations) {
      wanted.push(givenKey(parent, configuration));
      if (pace.isDue()) await pace.rest();
    }
    await turns.alone(async () => {
      const changes = new Map<KeyName, Arrival>();
      for (const [name, given] of wanted) {
        const before = changes.get(name)?.key ?? store.get(name);
        changes.set(name, { key: changedKey(before, given), from: null });
        if (pace.isDue()) await pace.rest();
      }
      await storeMany(context, changes, signal);
    });
    return {};
  };
}

interface Given {
  readonly value: string;
  readonly meta: Metadata;
}

function givenKey(parent: KeyName, { key, value, meta = {} }: ElektradConfiguration): readonly [KeyName, Given] {
  const name = nameAtOrBelow(parent, key);
  requireCarriable(name, value ?? '', 'value');
  const pairs = Object.entries(meta).map(([metakey, text]) => {
    requireCarriable(name, text, 'metadata');
    return [metakeyName(metakey), text] as const;
  });
  return [name, { value: value ?? '', meta: Object.fromEntries(pairs) }];
}

/** A binary key becomes text by this. */
function changedKey(before: StoredKey | undefined, { value, meta }: Given): StoredKey {
  return { value, meta: { ...without(before?.meta ?? {}, 'binary'), ...meta } };
}
