import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call, Handlers } from '#shared/contract/operation.ts';
import { elektradContract, type ElektradContract } from '#shared/elektrad/contract.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { createElektrad } from '../elektrad.ts';
import { createMemoryKeyStore } from '../storage/memory-key-store.ts';
import { createKdbElektrad } from './kdb-elektrad.ts';
import { createStandInCommand } from './testing/stand-in-command.ts';

const PRODUCT = { name: 'test', version: '1' };

/** An operation and its input. */
type Act = readonly [keyof ElektradContract, Readonly<Record<string, unknown>>];

const path = fc.array(fc.constantFrom('a', 'b', '#0', '#10', 'x y', '\\/', '%'), { maxLength: 3 });
const name = fc
  .tuple(fc.constantFrom('user:', 'user:', 'system:'), path)
  .map(([namespace, parts]) => `${namespace}/${parts.join('/')}`);
const value = fc.constantFrom('', 'v', '-5', 'two\nlines', 'ü😀');
const metakey = fc.record({ key: fc.constantFrom('order', 'meta:/see/#0', 'x/y'), value: fc.option(value) });
const configuration = fc.record({
  key: fc.constantFrom('', 'a', 'b/#0', 'user:/a/c'),
  value: fc.option(value),
  meta: fc.dictionary(fc.constantFrom('order', 'x/y'), value, { noNullPrototype: true }),
});

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ name, value }).map((input) => ['kdb.set', input] as const) },
  fc.record({ name, recursive: fc.boolean() }).map((input) => ['kdb.remove', input] as const),
  fc.tuple(name, metakey).map(([of, change]) => ['meta.set', { name: of, ...change }] as const),
  fc.tuple(name, metakey).map(([of, { key }]) => ['meta.remove', { name: of, key }] as const),
  fc.record({ name, meta: fc.array(metakey, { maxLength: 3 }) }).map((input) => ['meta.setMany', input] as const),
  fc.record({ name, target: name, force: fc.boolean() }).map((input) => ['kdb.move', input] as const),
  fc.record({ name, target: name, force: fc.boolean() }).map((input) => ['kdb.copy', input] as const),
  fc
    .record({ name, configurations: fc.array(configuration, { maxLength: 3 }) })
    .map((input) => ['kdb.setAll', input] as const),
);

/** What an act answers, or the code it is refused with. */
async function outcomeOf(handlers: Handlers<ElektradContract>, [operation, input]: Act): Promise<unknown> {
  const call: Call = { caller: null, requestId: 'test', signal: new AbortController().signal };
  const handler = handlers[operation] as (input: unknown, call: Call) => Promise<unknown>;
  try {
    return await handler(elektradContract[operation].input.parse(input), call);
  } catch (error) {
    if (!isElektraError(error)) throw error;
    return error.code;
  }
}

describe('an elektrad over kdb', () => {
  it('answers and keeps what our own does, whatever is asked of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), async (acts) => {
        const overKdb = createKdbElektrad({ kdb: createStandInCommand(), version: '0.11.0', product: PRODUCT });
        const ours = createElektrad({ store: createMemoryKeyStore(), product: PRODUCT });
        try {
          for (const each of acts) {
            expect(await outcomeOf(overKdb.handlers, each), JSON.stringify(each)).toEqual(
              await outcomeOf(ours.handlers, each),
            );
          }
          const everything: Act = ['kdb.get', { preload: 9 }];
          expect(await outcomeOf(overKdb.handlers, everything)).toEqual(await outcomeOf(ours.handlers, everything));
        } finally {
          await overKdb.close();
          await ours.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});
