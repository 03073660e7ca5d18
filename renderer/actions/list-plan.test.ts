import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayPart } from '#shared/model/array-part.ts';
import { KeyVersion, type KeyState, type Metadata } from '#shared/model/key.ts';
import type { ListItem } from '../stores/list-draft.ts';
import { planList } from './list-plan.ts';

const KEY = 'user:/list';
const version = KeyVersion.parse('v');

function state(key: string, value: string, meta: Metadata = {}): KeyState {
  return { key, exists: true, value, meta, version };
}

interface Element {
  readonly at: number;
  readonly value: string;
  readonly meta: Metadata;
}

const element = fc.record({
  at: fc.nat({ max: 14 }),
  value: fc.constantFrom('a', 'b', 'c'),
  meta: fc.dictionary(fc.constantFrom('order', 'description'), fc.constantFrom('1', '2'), { noNullPrototype: true }),
});
const stored = fc
  .uniqueArray(element, { selector: ({ at }) => at, maxLength: 6 })
  .map((elements) => [...elements].sort((a, b) => a.at - b.at));
/** Positions of stored elements in a new order, each at most once, and new ones between. */
const wanted = fc.array(fc.record({ pick: fc.option(fc.nat({ max: 5 })), value: fc.constantFrom('a', 'b', 'new') }));

function itemsOf(elements: readonly Element[], picks: readonly { pick: number | null; value: string }[]): ListItem[] {
  const taken = new Set<number>();
  return picks.map(({ pick, value }) => {
    const origin = pick === null || taken.has(pick) ? undefined : elements[pick];
    if (origin !== undefined && pick !== null) taken.add(pick);
    return { from: origin === undefined ? null : `${KEY}/${arrayPart(origin.at)}`, value };
  });
}

describe('the plan to save a list', () => {
  it('leaves exactly the wanted elements, each with the metadata it had', () => {
    fc.assert(
      fc.property(stored, wanted, (elements, picks) => {
        const states = elements.map(({ at, value, meta }) => state(`${KEY}/${arrayPart(at)}`, value, meta));
        const items = itemsOf(elements, picks);
        const plan = planList(
          {
            array: state(KEY, ''),
            names: [],
            elements: states,
            count: states.length,
            isNested: false,
            specified: {},
          },
          items,
        );
        const keys = new Map(states.map(({ key, value, meta }) => [key, { value, meta: { ...meta } }]));
        for (const { key, value, meta } of plan.writes) {
          keys.set(key, { value, meta: { ...keys.get(key)?.meta, ...meta } });
        }
        for (const { key, metakeys } of plan.stale) metakeys.forEach((metakey) => delete keys.get(key)?.meta[metakey]);
        plan.superfluous.forEach((key) => keys.delete(key));
        const origin = new Map(states.map(({ key, meta }) => [key, meta]));
        expect(Object.fromEntries(keys)).toEqual(
          Object.fromEntries(
            items.map(({ from, value }, at) => [
              `${KEY}/${arrayPart(at)}`,
              { value, meta: from === null ? {} : (origin.get(from) ?? {}) },
            ]),
          ),
        );
        expect(plan.last).toBe(items.length === 0 ? '' : arrayPart(items.length - 1));
      }),
    );
  });

  it('writes nothing that is so already', () => {
    const elements = [state(`${KEY}/#0`, 'a', { order: '1' }), state(`${KEY}/#1`, 'b')];
    const items = elements.map(({ key, value = '' }) => ({ from: key, value }));
    const reading = { array: state(KEY, ''), names: [], elements, count: 2, isNested: false, specified: {} };
    expect(planList(reading, items)).toEqual({ writes: [], last: '#1', stale: [], superfluous: [] });
  });
});
