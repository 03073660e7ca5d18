import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkKey } from '#shared/model/checks/check-key.ts';
import type { Metadata } from '#shared/model/key.ts';
import type { KeyReading } from '../ports.ts';
import { writeSteps, type WriteStep } from './write-steps.ts';

const NAME = 'user:/a';

/** Sets of metadata as people write them, with values that they accept. */
const CHECKED: readonly { readonly meta: Metadata; readonly values: readonly string[] }[] = [
  { meta: {}, values: ['x', '5', ''] },
  { meta: { description: 'd', order: '1' }, values: ['x', '5'] },
  { meta: { type: 'long', 'check/range': '1-10' }, values: ['5', '10'] },
  { meta: { type: 'long', 'check/range': '20-30', description: 'e' }, values: ['25'] },
  { meta: { type: 'short' }, values: ['5', '25', '-1'] },
  { meta: { type: 'double', 'check/range': '0.5-5.5' }, values: ['5', '1.5'] },
  {
    meta: { type: 'enum', 'check/enum': '#1', 'check/enum/#0': 'x', 'check/enum/#1': '5' },
    values: ['x', '5'],
  },
  {
    meta: { 'check/type': 'enum', type: 'enum', 'check/enum': '#1', 'check/enum/#0': '25', 'check/enum/#1': 'x' },
    values: ['x', '25'],
  },
  { meta: { type: 'boolean', 'check/boolean/true': 'on', 'check/boolean/false': 'off' }, values: ['1', '0'] },
];
const content = fc.constantFrom(...CHECKED.flatMap(({ meta, values }) => values.map((value) => ({ meta, value }))));

function after(key: KeyReading, step: WriteStep): KeyReading {
  if (step.kind === 'value') return { ...key, exists: true, value: step.value };
  const { [step.metakey]: _old, ...others } = key.meta;
  const meta = step.value === null ? others : { ...others, [step.metakey]: step.value };
  return { value: '', ...key, exists: true, meta };
}

const isRefused = ({ value = '', meta }: KeyReading) => !checkKey({ name: NAME, value, meta }).ok;

describe('writeSteps', () => {
  it('lead from one legal content to another without a step that a check refuses', () => {
    fc.assert(
      fc.property(content, content, (from, to) => {
        let key: KeyReading = { name: NAME, exists: true, ...from };
        for (const step of writeSteps(key, { name: NAME, ...to })) {
          key = after(key, step);
          expect(isRefused(key), `${JSON.stringify(step)} of ${JSON.stringify([from, to])}`).toBe(false);
        }
        expect(key).toEqual({ name: NAME, exists: true, ...to });
      }),
    );
  });

  it('lead from anything to anything, with no step where nothing differs', () => {
    const any = fc.record({
      value: fc.constantFrom('', 'x'),
      meta: fc.dictionary(fc.constantFrom('type', 'check/a', 'check/a/b', 'x', 'y'), fc.constantFrom('1', '2')),
    });
    fc.assert(
      fc.property(fc.option(any, { nil: null }), any, (from, to) => {
        const before: KeyReading =
          from === null ? { name: NAME, exists: false, meta: {} } : { name: NAME, exists: true, ...from };
        const steps = writeSteps(before, { name: NAME, ...to });
        expect(steps.reduce(after, before)).toEqual({ name: NAME, exists: true, ...to });
        expect(writeSteps({ name: NAME, exists: true, ...to }, { name: NAME, ...to })).toEqual([]);
      }),
    );
  });

  it('turns a check off before it changes what the check reads, and on when all of it is there', () => {
    const enumOf = (...elements: string[]) => ({
      type: 'enum',
      'check/enum': `#${elements.length - 1}`,
      ...Object.fromEntries(elements.map((element, at) => [`check/enum/#${at}`, element])),
    });
    const before = { name: NAME, exists: true, value: 'a', meta: enumOf('a', 'b') };
    const steps = writeSteps(before, { name: NAME, value: 'a', meta: { ...enumOf('c', 'a'), description: 'd' } });
    expect(steps.map((step) => (step.kind === 'meta' ? `${step.metakey}=${step.value}` : step.value))).toEqual([
      ...['type=null', 'check/enum=null', 'check/enum/#0=null', 'check/enum/#1=null'],
      ...['description=d', 'check/enum/#1=a', 'check/enum/#0=c', 'check/enum=#1', 'type=enum'],
    ]);
  });

  it('writes one metakey over in one step, and never takes off what cannot be', () => {
    const before = { name: NAME, exists: true, value: '5', meta: { type: 'long', 'check/length/max': '9', x: '1' } };
    const over = { name: NAME, value: '5', meta: { ...before.meta, 'check/length/max': '8' } };
    expect(writeSteps(before, over)).toEqual([{ kind: 'meta', metakey: 'check/length/max', value: '8' }]);
    expect(writeSteps(before, { name: NAME, value: '5', meta: {} }, new Set(['type', 'check/length/max']))).toEqual([
      { kind: 'meta', metakey: 'x', value: null },
    ]);
  });
});
