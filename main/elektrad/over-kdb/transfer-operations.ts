import type { Call, Handlers, InputOf } from '#shared/contract/operation.ts';
import type { ElektradContract } from '#shared/elektrad/contract.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { isAtOrBelow, replacePrefix, type KeyName } from '#shared/model/key-name.ts';
import { namespaceOf } from '#shared/model/namespace.ts';
import { legalName, requireWritable, writableName } from '../kdb/given-name.ts';
import type { DumpKey } from './dump-format.ts';
import type { HostContext } from './host-context.ts';
import { inKeyOrder, type HostKeys } from './host-keys.ts';
import { inTurn } from './host-turns.ts';
import { refused } from './kdb-errors.ts';
import { moveInOneGo, moveInSteps } from './move-keys.ts';
import { readKeys } from './read-keys.ts';
import { importOf, makeWholeChange } from './write-keys.ts';

type Transfers = Pick<Handlers<ElektradContract>, 'kdb.move' | 'kdb.copy'>;

/** A key and all below it under another name, with values and metadata, bytes included. */
export function transferOperations(context: HostContext): Transfers {
  const handler =
    (kind: Transfer['kind']) =>
    async ({ name, target, force }: InputOf<ElektradContract['kdb.move']>, call: Call) => {
      const from = writableName(name);
      const to = writableName(target);
      await inTurn(context, call, () => transfer(context, { kind, from, to, force }));
      return {};
    };
  return { 'kdb.move': handler('move'), 'kdb.copy': handler('copy') };
}

interface Transfer {
  readonly kind: 'move' | 'copy';
  readonly from: KeyName;
  readonly to: KeyName;
  readonly force: boolean;
}

async function transfer(context: HostContext, wanted: Transfer): Promise<void> {
  const { kind, from, to, force } = wanted;
  const overlap = isAtOrBelow(to, from) ? from : isAtOrBelow(from, to) ? to : null;
  if (overlap !== null) return transferWithin(context, wanted, overlap);
  const source = await readSource(context, from);
  const target = await readKeys(context, to);
  if (!force) requireFree(inKeyOrder(target), to);
  const arriving = renamed(source, from, to);
  const change = { parent: to, before: target, arriving, leaving: missingIn(arriving, target) };
  if (kind === 'copy') return makeWholeChange(context, change, () => importOf(context, change));
  const departure = { parent: from, before: source, arriving: new Map(), leaving: [...source.keys()] };
  // Elektra's own move stores both ends in one go. What is at the target already would win, so it is for free ones only.
  const isFree = target.size === 0 && namespaceOf(from) === namespaceOf(to);
  await (isFree ? moveInOneGo : moveInSteps)(context, { arrival: change, departure });
}

/** One of the two is above the other: the upper one is replaced as a whole. */
async function transferWithin(
  context: HostContext,
  { kind, from, to, force }: Transfer,
  upper: KeyName,
): Promise<void> {
  const before = await readSource(context, upper);
  const source = new Map([...before].filter(([name]) => isAtOrBelow(name, from)));
  if (source.size === 0) throw missing(from);
  if (kind === 'move' && from === to) return;
  const kept = new Map([...before].filter(([name]) => kind === 'copy' || !source.has(name)));
  const inTheWay = inKeyOrder(kept).filter((name) => isAtOrBelow(name, to));
  if (!force) requireFree(inTheWay, to);
  for (const name of inTheWay) kept.delete(name);
  const arriving = new Map([...kept, ...renamed(source, from, to)]);
  const change = { parent: upper, before, arriving, leaving: missingIn(arriving, before) };
  await makeWholeChange(context, change, () => importOf(context, change));
}

async function readSource(context: HostContext, from: KeyName): Promise<HostKeys> {
  const source = await readKeys(context, from);
  if (source.size === 0) throw missing(from);
  for (const [name, key] of source) {
    if (typeof key.name !== 'string')
      throw refused(`The name ${name} is no UTF-8, so it cannot be written again.`, name);
  }
  return source;
}

function renamed(source: HostKeys, from: KeyName, to: KeyName): ReadonlyMap<KeyName, DumpKey> {
  return new Map(
    [...source].map(([name, key]) => {
      const moved = legalName(name, () => replacePrefix(name, from, to));
      requireWritable(moved);
      return [moved, key];
    }),
  );
}

function missingIn(arriving: HostKeys, before: HostKeys): readonly KeyName[] {
  return [...before.keys()].filter((name) => !arriving.has(name));
}

function requireFree([occupied]: readonly KeyName[], target: KeyName): void {
  if (occupied === undefined) return;
  const message = `Nothing was changed: there is a key ${occupied}. Choose another target than ${target}, or send force=1 to replace what is there.`;
  throw new ElektraError('TARGET_EXISTS', message, { data: { key: occupied } });
}

function missing(key: KeyName): ElektraError {
  return new ElektraError('KEY_NOT_FOUND', `Nothing was changed: there is no key ${key}, and none below it.`, {
    data: { key },
  });
}
