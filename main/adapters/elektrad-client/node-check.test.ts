import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ElektradNode } from '#shared/elektrad/contract.ts';
import { isElektradNode } from './node-check.ts';

const oddity = fc.constantFrom<unknown>(null, 1, 'text', true, [], [1], {}, { a: 1 }, ['a']);
const sound = fc.letrec((tie) => ({
  node: fc.record(
    {
      exists: fc.boolean(),
      name: fc.string(),
      path: fc.string(),
      ls: fc.array(fc.string(), { maxLength: 3 }),
      value: fc.string(),
      meta: fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
      children: fc.array(tie('node'), { maxLength: 2 }),
    },
    { requiredKeys: ['exists', 'name', 'path', 'ls'] },
  ),
})).node;
/** A sound answer in which one field is something else, or missing. */
const spoilt = fc
  .tuple(sound, fc.constantFrom('exists', 'name', 'path', 'ls', 'value', 'meta', 'children'), fc.option(oddity))
  .map(([node, field, value]) => ({ ...(node as object), [field]: value ?? undefined }));

describe('isElektradNode', () => {
  it('says of every answer what the contract says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(sound, spoilt, oddity), async (answer) => {
        // What comes from JSON has no undefined in it.
        const parsed: unknown = JSON.parse(JSON.stringify(answer));
        expect(await isElektradNode(parsed)).toBe(ElektradNode.safeParse(parsed).success);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses an answer that is nested without end', async () => {
    const node = '{"exists":true,"name":"x","path":"user:/x","ls":[]';
    const nested = `${`${node},"children":[`.repeat(20_000)}${node}}${']}'.repeat(20_000)}`;
    expect(await isElektradNode(JSON.parse(nested))).toBe(false);
  });
});
