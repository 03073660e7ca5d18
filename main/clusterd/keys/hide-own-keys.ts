import { isAtOrBelow, parseKeyName, tryParseKeyName } from '#shared/model/key-name.ts';
import { IDENTITY_KEY, isOwnKey } from '#shared/model/own-keys.ts';
import type { Elektrad, ElektradTurn, KeyReading, SubtreeReading } from '../ports.ts';
import { missing } from './missing.ts';
import { refuseOwnKey } from './names.ts';
import { withoutOwnNames } from './without-own-names.ts';

/**
 * An elektrad as everything but the identity sees it: clusterd's own keys are not there, and nothing is written to them. In one place, so that no
 * listing, search, copy or removal of a subtree has to think of them.
 */
export function hideOwnKeys(elektrad: Elektrad): Elektrad {
  return {
    version: (signal) => elektrad.version(signal),
    alive: (signal) => elektrad.alive(signal),
    read: async (name, levels, signal) => visibleSubtree(await elektrad.read(name, levels, signal), name),
    readMany: async (names, signal) => (await elektrad.readMany(names, signal)).map(visible),
    readFound: (names, signal) => elektrad.readFound(names.filter(isNotOwn), signal),
    find: async (pattern, signal) => withoutOwnNames(await elektrad.find(pattern, signal)),
    turn: (work, signal) => elektrad.turn((turn) => work(hideOwnKeysInTurn(turn)), signal),
  };
}

/** The same inside a turn. */
export function hideOwnKeysInTurn(turn: ElektradTurn): ElektradTurn {
  return {
    read: async (name) => visibleSubtree(await turn.read(name), name),
    readMany: async (names) => (await turn.readMany(names)).map(visible),
    async set(name, value, before) {
      refuseOwnKey(name);
      return turn.set(name, value, before);
    },
    async setMeta(name, metakey, value) {
      refuseOwnKey(name);
      return turn.setMeta(name, metakey, value);
    },
    async requireCarried(keys) {
      for (const { name } of keys) refuseOwnKey(name);
      return turn.requireCarried(keys);
    },
    async storeMany(keys) {
      for (const { name } of keys) refuseOwnKey(name);
      return turn.storeMany(keys);
    },
    async remove(names, removed) {
      for (const name of names) refuseOwnKey(name);
      return turn.remove(names, removed);
    },
  };
}

const OWN = parseKeyName(IDENTITY_KEY);

function isNotOwn(name: string): boolean {
  return !isOwnKey(name);
}

function visible(reading: KeyReading): KeyReading {
  return isOwnKey(reading.name) ? missing(reading.name) : reading;
}

/** `name` null: the whole database. Most subtrees lie elsewhere and are not looked through. */
function visibleSubtree(reading: SubtreeReading, name: string | null): SubtreeReading {
  if (name !== null && !mayHoldOwn(name)) return reading;
  return withoutOwn(reading);
}

function mayHoldOwn(name: string): boolean {
  const parsed = tryParseKeyName(name);
  return parsed.ok && (isOwnKey(parsed.name) || isAtOrBelow(OWN, parsed.name));
}

function withoutOwn(reading: SubtreeReading): SubtreeReading {
  if (isOwnKey(reading.name)) return { ...missing(reading.name), names: [], ...(reading.children && { children: [] }) };
  const { names, children } = reading;
  const left = withoutOwnNames(names);
  if (left.length === names.length) return reading;
  if (children === undefined) return { ...reading, names: left };
  // A key that is there only as a place above ours is not there.
  const shown = children.map(withoutOwn).filter((child) => child.exists || child.names.length > 0);
  return { ...reading, names: left, children: shown };
}
