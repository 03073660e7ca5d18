import type { Call, Handler, InputOf } from '#shared/contract/operation.ts';
import type { ElektradContract } from '#shared/elektrad/contract.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { replacePrefix, type KeyName } from '#shared/model/key-name.ts';
import { legalName, requireWritable, writableName } from '../kdb/given-name.ts';
import type { Context } from './context.ts';
import { createPace } from '../../platform/pace.ts';
import { storeMany, type Arrival } from './store-many.ts';

type Transfer = 'move' | 'copy';

/** Gives a key and all below it another name; whole or not at all. */
export function moveKeys(context: Context): Handler<ElektradContract['kdb.move']> {
  return transferKeys(context, 'move');
}

/** Copies a key and all below it; whole or not at all. */
export function copyKeys(context: Context): Handler<ElektradContract['kdb.copy']> {
  return transferKeys(context, 'copy');
}

function transferKeys(
  context: Context,
  kind: Transfer,
): (input: InputOf<ElektradContract['kdb.move']>, call: Call) => Promise<Record<string, never>> {
  return async ({ name: text, target, force }, { signal }) => {
    const from = writableName(text);
    const to = writableName(target);
    await context.turns.alone(() => transfer(context, { kind, from, to, force }, signal));
    return {};
  };
}

interface Wanted {
  readonly kind: Transfer;
  readonly from: KeyName;
  readonly to: KeyName;
  readonly force: boolean;
}

async function transfer(context: Context, { kind, from, to, force }: Wanted, signal: AbortSignal): Promise<void> {
  const { store, ticks } = context;
  const pace = createPace(ticks, signal);
  const sources = store.names(from);
  if (sources.length === 0) throw missing(from);
  const changes = new Map<KeyName, Arrival | null>();
  if (kind === 'move' && from === to) return;
  for (const name of kind === 'move' ? sources : []) {
    changes.set(name, null);
    if (pace.isDue()) await pace.rest();
  }
  for (const name of store.names(to)) {
    // What is moved away itself is not in the way.
    if (!force && !changes.has(name)) throw occupied(name, to);
    changes.set(name, null);
    if (pace.isDue()) await pace.rest();
  }
  for (const name of sources) {
    const key = store.get(name);
    const moved = targetOf(name, from, to);
    if (key !== undefined) changes.set(moved, { key, from: name });
    if (pace.isDue()) await pace.rest();
  }
  await storeMany(context, changes, signal);
}

/** @throws ElektraError KEY_NAME_INVALID or ELEKTRA_REJECTED when there can be no such key */
function targetOf(name: KeyName, from: KeyName, to: KeyName): KeyName {
  const moved = legalName(name, () => replacePrefix(name, from, to));
  requireWritable(moved);
  return moved;
}

function missing(key: KeyName): ElektraError {
  return new ElektraError('KEY_NOT_FOUND', `Nothing was changed: there is no key ${key}, and none below it.`, {
    data: { key },
  });
}

function occupied(key: KeyName, target: KeyName): ElektraError {
  const message = `Nothing was changed: there is a key ${key}. Choose another target than ${target}, or send force=1 to replace what is there.`;
  return new ElektraError('TARGET_EXISTS', message, { data: { key } });
}
