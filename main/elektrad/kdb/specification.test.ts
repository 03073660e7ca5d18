import { describe, expect, it } from 'vitest';
import { parseKeyName } from '#shared/model/key-name.ts';
import { createSpecification } from './specification.ts';

const RULES = {
  'spec:/app/port': { type: 'long', description: 'port' },
  'spec:/app/_': { description: 'anything', visibility: 'advanced' },
  'spec:/app/#': { description: 'element' },
  'spec:/app/_/name': { description: 'any name' },
  'spec:/app/web/_': { description: 'any of web' },
  'spec:/_/web/name': { description: 'of any web' },
  'spec:/deep/_/#/x': { description: 'deep' },
};

function specificationOf(rules: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const specification = createSpecification();
  for (const [name, metadata] of Object.entries(rules)) specification.set(parseKeyName(name), metadata);
  return specification;
}

describe('a specification', () => {
  const specification = specificationOf(RULES);
  const about = (name: string) => specification.metadataFor(parseKeyName(name));

  it.each([
    ['user:/app/port', { type: 'long', description: 'port', visibility: 'advanced' }],
    ['system:/app/port', { type: 'long', description: 'port', visibility: 'advanced' }],
    ['user:/app/other', { description: 'anything', visibility: 'advanced' }],
    ['user:/app/#0', { description: 'element' }],
    ['user:/app/#_10', { description: 'element' }],
    ['user:/app/web/name', { description: 'of any web' }],
    ['user:/app/web/other', { description: 'any of web' }],
    ['user:/deep/a/#3/x', { description: 'deep' }],
    ['user:/deep/#0/#3/x', {}],
    ['user:/deep/a/b/x', {}],
    ['user:/app', {}],
    ['user:/app/other/deeper', {}],
    ['user:/', {}],
    ['spec:/app/port', {}],
  ])('says about %s: %o', (name, expected) => {
    expect(about(name)).toEqual(expected);
  });

  it('says of a key named like a glob only what the glob says', () => {
    expect(about('user:/app/_')).toEqual({ description: 'anything', visibility: 'advanced' });
  });

  it('forgets a rule, and all rules below a key', () => {
    const changing = specificationOf(RULES);
    changing.remove(parseKeyName('spec:/app/port'));
    changing.remove(parseKeyName('spec:/never/there'));
    expect(changing.metadataFor(parseKeyName('user:/app/port'))).toEqual({
      description: 'anything',
      visibility: 'advanced',
    });
    changing.removeSubtree(parseKeyName('spec:/app'));
    expect(changing.rulesFor(parseKeyName('user:/app/port'))).toEqual([]);
    expect(changing.rulesFor(parseKeyName('user:/deep/a/#3/x'))).toHaveLength(1);
    changing.removeSubtree(parseKeyName('spec:/'));
    expect(changing.rulesFor(parseKeyName('user:/deep/a/#3/x'))).toEqual([]);
  });
});
