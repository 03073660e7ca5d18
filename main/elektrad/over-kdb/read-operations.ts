import type { Handlers } from '#shared/contract/operation.ts';
import { throwIfAborted } from '#shared/contract/cancelled.ts';
import type { ElektradContract } from '#shared/elektrad/contract.ts';
import { isAtOrBelow, parentOf, parseKeyName, type KeyName } from '#shared/model/key-name.ts';
import { compareKeyNames } from '#shared/model/key-order.ts';
import { isStoredNamespace, namespaceOf, STORED_NAMESPACES } from '#shared/model/namespace.ts';
import { readableName } from '../kdb/given-name.ts';
import { orderedNames } from '../kdb/ordered-names.ts';
import { createSpecification } from '../kdb/specification.ts';
import type { ReadContext } from '../operations/context.ts';
import { findNames } from '../operations/find-names.ts';
import { getKey } from '../operations/get-key.ts';
import { readMany } from '../operations/read-many.ts';
import type { DumpKey } from './dump-format.ts';
import type { HostContext } from './host-context.ts';
import { inKeyOrder, storedKeyOf, type HostKeys } from './host-keys.ts';
import { inTurn } from './host-turns.ts';
import { commandFailed, requireDone } from './kdb-errors.ts';
import { readKeys } from './read-keys.ts';

type Reads = Pick<Handlers<ElektradContract>, 'kdb.get' | 'kdb.find' | 'kdb.readMany'>;

/** The reads of our elektrad, on copies of what they ask for. Elektra itself applies `spec:`, so nothing is added to what it exports. */
export function readOperations(context: HostContext): Reads {
  return {
    'kdb.get': (input, call) =>
      inTurn(context, call, async () => {
        const name = input.name === undefined ? null : readableName(input.name);
        const keys = await readAll(context, name === null ? ROOTS : [name], call.signal);
        return getKey(copyOf(keys, context))(input, call);
      }),
    'kdb.readMany': (input, call) =>
      inTurn(context, call, async () => {
        const names = input.names.map(readableName).filter((name) => name !== null);
        const keys = await readAll(context, ancestorsOf(names), call.signal);
        return readMany(copyOf(keys, context))(input, call);
      }),
    'kdb.find': (input, call) =>
      inTurn(context, call, async () => {
        const names: KeyName[] = [];
        for (const root of ROOTS) for (const name of await listNames(context, root, call.signal)) names.push(name);
        const store = { get: () => undefined, names: () => names };
        return findNames({ ...copyOf(new Map(), context), store })(input, call);
      }),
  };
}

const ROOTS = STORED_NAMESPACES.map((namespace) => parseKeyName(`${namespace}:/`));

/** Nothing is stored in the other namespaces, so the command is not asked about them. */
async function readAll(context: HostContext, parents: readonly KeyName[], signal: AbortSignal): Promise<HostKeys> {
  const stored = parents.filter((parent) => isStoredNamespace(namespaceOf(parent)));
  if (stored.length === 1 && stored[0] !== undefined) return readKeys(context, stored[0], signal);
  const all = new Map<KeyName, DumpKey>();
  for (const parent of stored) for (const [name, key] of await readKeys(context, parent, signal)) all.set(name, key);
  return all;
}

function copyOf(keys: HostKeys, { ticks }: HostContext): ReadContext {
  const names = orderedNames(inKeyOrder(keys));
  const specification = createSpecification();
  return {
    store: {
      get(name) {
        const key = keys.get(name);
        return key === undefined ? undefined : storedKeyOf(key);
      },
      names: (under) => names.under(under),
    },
    specification: () => specification,
    ticks,
  };
}

/** For each namespace the deepest key that all of the names are at or below. A run reads whole files anyway, so one for all is cheapest. */
export function ancestorsOf(names: readonly KeyName[]): readonly KeyName[] {
  const ancestors = new Map<string, KeyName>();
  for (const name of names) {
    const namespace = namespaceOf(name);
    let ancestor = ancestors.get(namespace) ?? name;
    while (!isAtOrBelow(name, ancestor)) ancestor = parentOf(ancestor) ?? ancestor;
    ancestors.set(namespace, ancestor);
  }
  return [...ancestors.values()];
}

async function listNames({ kdb }: HostContext, root: KeyName, signal: AbortSignal): Promise<readonly KeyName[]> {
  const run = await kdb.run(['ls', '-0', root], signal);
  throwIfAborted(signal);
  await requireDone(kdb, run, root);
  const names = run.stdout.split('\0').slice(0, -1) as KeyName[];
  const stranger = names.find((name) => !isAtOrBelow(name, root));
  if (stranger === undefined) return names.sort(compareKeyNames);
  throw commandFailed(`"kdb ls ${root}" lists ${JSON.stringify(stranger.slice(0, 200))}, which is no key there`);
}
