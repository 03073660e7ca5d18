import { describe, expect, it } from 'vitest';
import { Delivered } from '#shared/clusterd/rollouts.ts';
import { Plan } from '#shared/clusterd/plans.ts';
import { deliveredCode, deliveredText } from './delivered-text.ts';
import { planText } from './plan-text.ts';
import { sideText } from './side-text.ts';
import { someNames } from './some-names.ts';

const nameOf = (id: string) => `«${id}»`;
const side = (value: string | null, meta: Record<string, string> = {}) => ({ value, meta });

describe('sideText', () => {
  it.each([
    [null, '(no key)'],
    [side(''), '""'],
    [side('a\nb'), '"a\\nb"'],
    [side(null, { type: 'long' }), 'type="long"'],
    [side('1', { type: 'long' }), '"1" type="long"'],
    [side(null), '(as it is)'],
    [side('x'.repeat(99)), `"${'x'.repeat(59)}…"`],
  ])('%j is %s', (given, text) => expect(sideText(given)).toBe(text));
});

describe('someNames', () => {
  it('says how many more there are', () => {
    expect(someNames(['a', 'b'])).toBe('a, b');
    expect(someNames([...'abcdefghijk'])).toBe('a, b, c, d, e, f, g, h and 3 more');
  });
});

describe('planText', () => {
  const empty = {
    hash: 'h1',
    clusterId: 'c',
    groups: [],
    offline: [],
    paused: [],
    readOnly: [],
    conflicts: [],
    shadows: [],
    expiresAt: 0,
  };
  const names = { instance: nameOf, cluster: (id: string) => `cluster ${id}` };

  it('groups instances by what changes there', () => {
    const plan = Plan.parse({
      ...empty,
      groups: [
        {
          instances: ['a', 'b'],
          changes: [
            { key: 'system:/port', before: side('1'), after: side('2'), kind: 'write' },
            { key: 'system:/new', before: null, after: side('x'), kind: 'write' },
            { key: 'system:/same', before: side('x'), after: side('x'), kind: 'lock' },
          ],
        },
        { instances: ['c'], changes: [{ key: 'system:/port', before: side('1'), after: null, kind: 'remove' }] },
        { instances: ['d'], changes: [] },
      ],
    });
    expect(planText(plan, names)).toBe(
      [
        '2 instances: «a», «b»',
        '  write  system:/port  "1" → "2"',
        '  write  system:/new   (no key) → "x"',
        '  lock   system:/same  "x"',
        '1 instance: «c»',
        '  remove  system:/port  "1" → (no key)',
        'hash h1, until 1970-01-01T00:00:00.000Z',
        '',
      ].join('\n'),
    );
  });

  it('names who gets it later, what stands against it and what hides it', () => {
    const plan = Plan.parse({
      ...empty,
      offline: ['a'],
      paused: ['b'],
      readOnly: ['d'],
      conflicts: [
        { key: 'system:/a', clusterId: 'top', where: 'above', by: 'ada', at: 0 },
        { key: 'system:/b', clusterId: 'low', where: 'below', by: 'bob', at: 0 },
      ],
      shadows: [{ instanceId: 'c', key: 'user:/a', shadows: 'system:/a' }],
    });
    expect(planText(plan, names)).toBe(
      [
        'Nothing would change on any instance.',
        'offline, get it when they are back: «a»',
        'paused, get it when resumed: «b»',
        'not written to until it is known whose database they are: «d»',
        'conflict: system:/a is set by cluster top (above; ada, 1970-01-01T00:00:00.000Z); it cannot be set here',
        'conflict: system:/b is set by cluster low (below; bob, 1970-01-01T00:00:00.000Z); it is taken over with --force',
        'shadowed on «c»: user:/a hides system:/a',
        'hash h1, until 1970-01-01T00:00:00.000Z',
        '',
      ].join('\n'),
    );
  });
});

describe('deliveredText', () => {
  const delivered = (state: string, outcomes: readonly object[], rollout: number | null = 7) =>
    Delivered.parse({ rollout, state, outcomes });

  it.each([
    ['all', 0],
    ['pending', 2],
    ['partly', 1],
  ])('of state %s ends with %i', (state, code) => expect(deliveredCode(delivered(state, []))).toBe(code));

  it('has a line for each instance where it is not applied', () => {
    const outcomes = [
      { instanceId: 'a', outcome: 'applied' },
      { instanceId: 'b', outcome: 'applied' },
      { instanceId: 'long', outcome: 'pending', reason: 'offline' },
      { instanceId: 'd', outcome: 'rejected', error: { code: 'ELEKTRA_REJECTED', message: 'out of range' } },
    ];
    expect(deliveredText(delivered('partly', outcomes), nameOf)).toBe(
      [
        'rollout 7, 4 instances: 2 applied, 1 pending, 1 rejected',
        '  «long»  pending   offline',
        '  «d»     rejected  out of range',
        '',
      ].join('\n'),
    );
  });

  it('says that there was nothing to do', () => {
    expect(deliveredText(delivered('all', [], null), nameOf)).toBe('There was nothing to change.\n');
  });
});
