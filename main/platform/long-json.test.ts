import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLongJson } from './long-json.ts';
import { createPace } from './pace.ts';

/** What becomes of a text, in a form that can be compared; -0 and the order of names count as well. */
async function outcome(parse: () => unknown): Promise<unknown> {
  try {
    return { value: await parse() };
  } catch (error) {
    return error instanceof SyntaxError ? 'no JSON' : error;
  }
}

function piecesOf(text: string, cuts: readonly number[]): string[] {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  return places.slice(1).map((to, at) => text.slice(places[at], to));
}

const steps = fc.integer({ min: 1, max: 40 });
const cuts = fc.array(fc.nat(), { maxLength: 30 });
const value = fc.oneof(
  fc.array(fc.string({ unit: 'binary' })),
  fc.array(fc.jsonValue()),
  fc.record({ ls: fc.array(fc.string()), children: fc.array(fc.jsonValue()) }),
  fc.jsonValue(),
);
const odd = fc.constantFrom('"', '\\', ',', ':', '[', ']', '{', '}', ' ', '1', 'null', '\u0000');
const spaces = fc.constantFrom(undefined, 1, '\t\r\n ');

async function same(text: string, places: readonly number[], step: number): Promise<void> {
  const parsed = await outcome(() => parseLongJson(piecesOf(text, places), createPace(), step));
  expect(parsed).toStrictEqual(await outcome(() => JSON.parse(text)));
}

describe('a long JSON text', () => {
  it('means what JSON.parse says, whatever it holds and however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(value, spaces, cuts, steps, async (any, space, places, step) =>
        same(JSON.stringify(any, null, space), places, step),
      ),
      { numRuns: 2000 },
    );
  });

  it('is refused when JSON.parse refuses it: cut short, with something more, less or other in it', async () => {
    const spoil = fc.record({ at: fc.nat(), without: fc.integer({ min: 0, max: 3 }), with: fc.string({ unit: odd }) });
    await fc.assert(
      fc.asyncProperty(value, spoil, cuts, steps, async (any, spoilt, places, step) => {
        const whole = JSON.stringify(any);
        const at = spoilt.at % (whole.length + 1);
        await same(whole.slice(0, at) + spoilt.with + whole.slice(at + spoilt.without), places, step);
      }),
      { numRuns: 4000 },
    );
  });

  it.each([
    '',
    ' ',
    '[',
    '[]',
    ' [ ] ',
    '[,]',
    '[1,]',
    '[,1]',
    '[1,,2]',
    '["a" "b"]',
    '["a":1]',
    '{"a"}',
    '{"a":1,}',
    '{"a":[1}',
    '[{"a":1],2}',
    '[[1,2],]',
    '[[1,2] [3]]',
    '[1]]',
    '{"__proto__":[1,2,3],"a":{"__proto__":{"b":[1]}}}',
    '{"ls":[1,2],"ls":[3],"ls":7}',
    '{"ls":7,"ls":[1,2,3,4]}',
    '{"2":[1],"1":[2],"b":[3],"a":[4]}',
    '["\\\\","\\"",","]',
    '"a text that is longer than a step"',
    '-0',
    '[-0,1e400,"\\ud800"]',
  ])('%s', async (text) => {
    for (const step of [1, 2, 3, 5, 8, 100]) await same(text, [], step);
  });

  it('takes a list within a list up to a depth that no answer has', async () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    await same(nested(150), [], 1);
    await expect(parseLongJson([nested(100_000)], createPace(), 8)).rejects.toThrow(SyntaxError);
  });

  it('lets others run in between, and takes pieces only as they are needed', async () => {
    const list = Array.from({ length: 5000 }, (_each, at) => `name ${at}`);
    const takenAtRests: number[] = [];
    let taken = 0;
    const pace = {
      isDue: () => true,
      rest: async () => void takenAtRests.push(taken),
    };
    function* pieces() {
      for (const name of list) {
        taken += 1;
        yield `${taken === 1 ? '[' : ','}${JSON.stringify(name)}`;
      }
      yield ']';
    }
    expect(await parseLongJson(pieces(), pace, 20)).toEqual(list);
    expect(takenAtRests.length).toBeGreaterThan(1000);
    expect(takenAtRests[0]).toBeLessThan(10);
  });
});
