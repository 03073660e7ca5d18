import { ElektraError } from '#shared/errors/elektra-error.ts';
import {
  isAtOrBelow,
  isBelow,
  KeyNameProblem,
  parseKeyName,
  replacePrefix,
  type KeyName,
} from '#shared/model/key-name.ts';
import { filterPaced, mapPaced, type Pace } from '../pace.ts';
import type { KeyReading, TurnReads } from '../ports.ts';
import type { WholeAct } from './act-wholly.ts';
import { invalidName } from './names.ts';
import { missing } from './missing.ts';
import { isRestricted, refuseNotCarried, refuseRestricted } from './restrictions.ts';
import { readSubtree, refuseRestrictedRemoval } from './subtree.ts';
import { writeSteps } from './write-steps.ts';

/** A subtree that gets another name, or a second one. */
export interface Transfer {
  readonly source: KeyName;
  readonly target: KeyName;
  /** Replaces what is at the target: keys there that the source has not are removed. */
  readonly force: boolean;
  /** A copy, not a move. */
  readonly keepsSource: boolean;
}

/**
 * What has to be written and removed so that a subtree is at the target, because the field's own move loses keys: the target is whole before the
 * first key of the source goes. A copy may go below its own source, but replaces nothing there.
 * @throws ElektraError KEY_NAME_INVALID, KEY_NOT_FOUND, TARGET_EXISTS, KEY_RESTRICTED, VALUE_NOT_CARRIED
 */
export async function planTransfer(turn: TurnReads, transfer: Transfer, pace: Pace): Promise<WholeAct> {
  const { source, target, force, keepsSource } = transfer;
  refuseOverlap(transfer);
  const subtree = await readSubtree(turn, source);
  if (subtree.length === 0) {
    throw new ElektraError('KEY_NOT_FOUND', `There is no key ${source}, nor any below it.`, { data: { key: source } });
  }
  if (!keepsSource) await refuseRestrictedRemoval(turn, source, subtree);
  refuseNotCarried(subtree);
  const contents = await mapPaced(subtree, pace, ({ name, value = '', meta }) => ({
    name: renamed(name, source, target),
    value,
    meta,
  }));

  const replaced = await readSubtree(turn, target);
  const [taken] = replaced;
  if (taken !== undefined && (!force || isBelow(target, source))) {
    throw new ElektraError('TARGET_EXISTS', `There is ${taken.name} already. Choose another name.`, {
      data: { key: taken.name },
    });
  }
  refuseNotCarried(replaced);
  const now = new Map<string, KeyReading>();
  for (const key of replaced) now.set(key.name, key);
  const arriving = new Set<string>();
  for (const { name } of contents) {
    if (pace.isDue()) await pace.rest();
    arriving.add(name);
  }
  const extra = await filterPaced(replaced, pace, ({ name }) => !arriving.has(name));
  await refuseRestrictedRemoval(turn, target, extra, replaced);
  const writes = await mapPaced(contents, pace, (after) => {
    const before = now.get(after.name) ?? missing(after.name);
    // Unlike by its metadata, a restriction is not taken off by the way.
    if (isRestricted('write', before) && writeSteps(before, after).length > 0) refuseRestricted('write', [before]);
    return { before, after };
  });
  return {
    writes,
    removes: [extra, ...(keepsSource ? [] : [subtree])].filter((keys) => keys.length > 0),
  };
}

function refuseOverlap({ source, target, keepsSource }: Transfer): void {
  if (keepsSource ? isAtOrBelow(source, target) : isAtOrBelow(target, source) || isAtOrBelow(source, target)) {
    const reason = keepsSource
      ? 'A key cannot be copied onto itself, nor onto a key that is above it.'
      : 'A key cannot be moved into itself, nor onto a key that is above it.';
    throw invalidName(target, reason);
  }
}

/** Elektra stores some names that its own rules forbid; these can only be removed. */
function renamed(name: string, source: KeyName, target: KeyName): KeyName {
  try {
    if (parseKeyName(name) === name) return replacePrefix(name as KeyName, source, target);
    throw invalidName(name, `${name} is not how Elektra spells this name.`);
  } catch (problem) {
    throw problem instanceof KeyNameProblem ? invalidName(name, `${name}: ${problem.message}`) : problem;
  }
}
