import { describe, expect, it } from 'vitest';
import { nearNames } from './near-names.ts';

const NAMES = ['instances.get', 'instances.list', 'keys.find', 'keys.read', 'keys.set', 'keys.setMeta', 'tokens.list'];

describe('nearNames', () => {
  it.each([
    ['key.set', 'keys.set'],
    ['Keys.Raed', 'keys.read'],
    ['instance.lists', 'instances.list'],
    ['keys.set', 'keys.set'],
  ])('of %s begins with %s', (meant, first) => expect(nearNames(meant, NAMES)[0]).toBe(first));

  it('has everything of the entity that is meant', () => {
    expect(nearNames('keys.zzzzzzzzzz', NAMES)).toEqual(expect.arrayContaining(['keys.find', 'keys.set']));
  });

  it('is empty for what is like nothing', () => expect(nearNames('help', NAMES)).toEqual([]));
});
