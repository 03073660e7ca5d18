import { describe, expect, it } from 'vitest';
import { parseKeyName } from '#shared/model/key-name.ts';
import { createSpecification } from '../kdb/specification.ts';
import { normalForm, problemOf, refusal } from './checked-key.ts';

const PORT = parseKeyName('user:/app/hosts/#0/port');
const rules = createSpecification();
rules.set(parseKeyName('spec:/app/hosts/#/_'), { 'check/validation': '^[[:digit:]]+$' });
rules.set(parseKeyName('spec:/app/hosts'), { 'array/max': '#1' });

describe('what our elektrad enforces', () => {
  it('is also what the specification says by globs, regular expressions included', () => {
    const metadata = rules.metadataFor(PORT);
    expect(problemOf(PORT, '80', metadata)).toBeNull();
    const problem = problemOf(PORT, 'http', metadata);
    expect(problem?.kind).toBe('syntactic');
    expect(problem && refusal(problem, PORT, null).message).toMatch(/^C03100 Validation Syntactic - The key 'user:/);
  });

  it('lets own metadata win over the specification', () => {
    const metadata = { ...rules.metadataFor(PORT), 'check/validation': '^h' };
    expect(problemOf(PORT, 'http', metadata)).toBeNull();
    expect(problemOf(PORT, '80', metadata)).not.toBeNull();
  });

  it('holds an array to the size that the specification allows', () => {
    const name = parseKeyName('user:/app/hosts');
    const specified = rules.metadataFor(name);
    expect(problemOf(name, '', { ...specified, array: '#1' })).toBeNull();
    expect(problemOf(name, '', { ...specified, array: '#2' })?.reason).toContain('invalid number of members: #2');
  });

  it('has nothing to say about bytes and about keys of the specification', () => {
    const metadata = { 'check/length/max': '0' };
    expect(problemOf(PORT, new Uint8Array([1]), metadata)).toBeNull();
    expect(problemOf(PORT, null, metadata)).toBeNull();
    expect(problemOf(parseKeyName('spec:/app'), 'x', metadata)).toBeNull();
    expect(normalForm(PORT, 'Yes', { type: 'boolean' })).toBe('1');
  });
});
