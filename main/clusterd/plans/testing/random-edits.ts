import fc from 'fast-check';
import { ClusterEdit } from '#shared/clusterd/edits.ts';

const KEYS = ['system:/a', 'system:/a/b', 'user:/a', 'dir:/a/b'] as const;
const METAKEYS = ['m', 'n'] as const;

export const key = fc.constantFrom(...KEYS);
export const value = fc.constantFrom('1', '2', '3');
export const metadata = fc.dictionary(fc.constantFrom(...METAKEYS), value, { noNullPrototype: true });

/** Edits of any kind over few keys, so that they meet. */
export function anEdit(clusters: readonly string[], instances: readonly string[]): fc.Arbitrary<ClusterEdit> {
  const instanceIds = fc.uniqueArray(fc.constantFrom(...instances), { minLength: 1, maxLength: 3 });
  const keep = fc.boolean();
  const metakeys = fc.uniqueArray(fc.record({ key: fc.constantFrom(...METAKEYS), value: fc.option(value) }), {
    minLength: 1,
    maxLength: 2,
    selector: (each) => each.key,
  });
  return fc
    .oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant('set'), key, value: fc.option(value), meta: metadata }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('meta'), key, meta: metakeys, keep }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove'), key, keep }) },
      fc.record({ kind: fc.constantFrom('move', 'copy'), key, target: key }),
      fc.record({ kind: fc.constant('shift'), key, to: fc.constantFrom(...clusters) }),
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('join'), instanceIds }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave'), instanceIds }) },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('place'), parentId: fc.option(fc.constantFrom(...clusters)) }),
      },
    )
    .map((edit) => ClusterEdit.parse(edit));
}
