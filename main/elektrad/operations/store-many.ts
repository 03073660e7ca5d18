import type { KeyName } from '#shared/model/key-name.ts';
import { namespaceOf } from '#shared/model/namespace.ts';
import { createSpecification, type Specification } from '../kdb/specification.ts';
import type { StoredKey } from '../ports.ts';
import { normalForm, problemOf, refusal } from './checked-key.ts';
import type { Context } from './context.ts';
import { SPEC_ROOT } from './live-specification.ts';
import { createPace, type Pace } from '../../platform/pace.ts';
import { requireStoredKeysFit, type RuleChange } from './specified-keys.ts';

/** A key that is to be stored, and under which name it was fine before; null: it is given anew, and has to be fine. */
export interface Arrival {
  readonly key: StoredKey;
  readonly from: KeyName | null;
}

/** What many keys become, each name once: they arrive, or (null) they go. */
export type ManyChanges = ReadonlyMap<KeyName, Arrival | null>;

/**
 * Checks many keys against what `spec:` will say when all of them are stored, and stores all or none. To be called in a turn of its own: nothing else
 * may change meanwhile. Lets others have their turns in between, however many keys there are.
 * @throws ElektraError ELEKTRA_REJECTED for the first key that does not fit
 */
export async function storeMany(context: Context, changes: ManyChanges, signal: AbortSignal): Promise<void> {
  const { store, specification, ticks } = context;
  const pace = createPace(ticks, signal);
  const before = await specification();
  const change = await ruleChangeOf(context, changes, before, pace);
  if (change !== null) await requireStoredKeysFit(context, change, (name) => changes.has(name), pace);
  const after = change?.after ?? before;
  const checked = new Map<KeyName, StoredKey | null>();
  for (const [name, arrival] of changes) {
    checked.set(name, arrival === null ? null : checkedKey(context, name, arrival, { before, after }));
    if (pace.isDue()) await pace.rest();
  }
  await store.changeMany(checked);
  if (change !== null) specification.replace(after);
}

interface Rules {
  readonly before: Specification;
  readonly after: Specification;
}

/** In its normal form where it is going to be. What was broken already where it comes from may be as broken there. */
function checkedKey({ store }: Context, name: KeyName, { key, from }: Arrival, { before, after }: Rules): StoredKey {
  const metadata = { ...after.metadataFor(name), ...key.meta };
  const problem = problemOf(name, key.value, metadata);
  if (problem === null) return { value: normalForm(name, key.value, metadata), meta: key.meta };
  const wasFine = from === null || problemOf(from, key.value, { ...before.metadataFor(from), ...key.meta }) === null;
  if (wasFine) throw refusal(problem, name, store.file);
  return key;
}

/** What the changes make of the specification; null: nothing. */
async function ruleChangeOf(
  { store }: Context,
  changes: ManyChanges,
  before: Specification,
  pace: Pace,
): Promise<RuleChange | null> {
  const changed = createSpecification();
  const arriving: (readonly [KeyName, StoredKey])[] = [];
  let isChanged = false;
  for (const [name, arrival] of changes) {
    if (namespaceOf(name) !== 'spec') continue;
    isChanged = true;
    changed.set(name, {});
    if (arrival !== null) arriving.push([name, arrival.key]);
    if (pace.isDue()) await pace.rest();
  }
  if (!isChanged) return null;
  const after = createSpecification();
  for (const name of store.names(SPEC_ROOT)) {
    if (!changes.has(name)) after.set(name, store.get(name)?.meta ?? {});
    if (pace.isDue()) await pace.rest();
  }
  for (const [name, { meta }] of arriving) {
    after.set(name, meta);
    if (pace.isDue()) await pace.rest();
  }
  return { before, after, changed };
}
