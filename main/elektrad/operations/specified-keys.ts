import { keyNameOf, partsOf, type KeyName } from '#shared/model/key-name.ts';
import { STORED_NAMESPACES } from '#shared/model/namespace.ts';
import { globFor, joined, type Rule, type Specification } from '../kdb/specification.ts';
import { problemOf, refusal } from './checked-key.ts';
import type { Context } from './context.ts';
import { createPace, type Pace } from '../../platform/pace.ts';

/**
 * Elektra takes no specification that a stored key breaks, so each key that the rule matches is checked against the rule as it will be.
 * @throws ElektraError ELEKTRA_REJECTED for the first key that would be broken and is not already
 */
export async function requireKeysFit(context: Context, rule: Rule, signal: AbortSignal): Promise<void> {
  const { store, specification, ticks } = context;
  const rules = await specification();
  const pace = createPace(ticks, signal);
  const pattern = partsOf(rule.name);
  // A rule that says nothing yet changes nothing, and gives the new one its place among the others.
  if (!rules.has(rule.name)) rules.set(rule.name, {});
  for (const start of startsOf(pattern)) {
    for (const name of store.names(start)) {
      if (matches(partsOf(name), pattern)) requireKeyFits(context, rules, name, rule);
      if (pace.isDue()) await pace.rest();
    }
  }
}

/** A specification that is about to be replaced; `changed` has the names of the rules that come, go or say something else. */
export interface RuleChange {
  readonly before: Specification;
  readonly after: Specification;
  readonly changed: Specification;
}

/**
 * As `requireKeysFit`, for many rules at once; `isReplaced` tells the keys that will not be as they are stored now.
 * @throws ElektraError ELEKTRA_REJECTED
 */
export async function requireStoredKeysFit(
  { store }: Context,
  { before, after, changed }: RuleChange,
  isReplaced: (name: KeyName) => boolean,
  pace: Pace,
): Promise<void> {
  for (const name of store.names(null)) {
    const key = changed.rulesFor(name).length === 0 || isReplaced(name) ? undefined : store.get(name);
    const problem = key && problemOf(name, key.value, { ...after.metadataFor(name), ...key.meta });
    if (key && problem) {
      const wasFine = problemOf(name, key.value, { ...before.metadataFor(name), ...key.meta }) === null;
      if (wasFine) throw refusal(problem, name, store.file);
    }
    if (pace.isDue()) await pace.rest();
  }
}

function requireKeyFits({ store }: Context, rules: Specification, name: KeyName, rule: Rule): void {
  const key = store.get(name);
  if (key === undefined) return;
  const now = rules.rulesFor(name);
  const then = now.map((each) => (each.name === rule.name ? rule : each));
  const problem = problemOf(name, key.value, { ...joined(then), ...key.meta });
  if (problem === null) return;
  const wasFine = problemOf(name, key.value, { ...joined(now), ...key.meta }) === null;
  if (wasFine) throw refusal(problem, name, store.file);
}

/** Below these the keys lie that the pattern can match: its parts before the first glob, in each namespace it speaks about. */
function startsOf(pattern: readonly string[]): readonly KeyName[] {
  const firstGlob = pattern.findIndex(isGlob);
  const parts = firstGlob < 0 ? pattern : pattern.slice(0, firstGlob);
  const isNoName = parts.length === 1 && parts[0] === '';
  const namespaces = STORED_NAMESPACES.filter((namespace) => namespace !== 'spec');
  return namespaces.map((namespace) => keyNameOf(namespace, isNoName ? [] : parts));
}

function matches(parts: readonly string[], pattern: readonly string[]): boolean {
  if (parts.length !== pattern.length) return false;
  return parts.every((part, at) => pattern[at] === part || pattern[at] === globFor(part));
}

function isGlob(part: string): boolean {
  return part === '#' || part === '_';
}
