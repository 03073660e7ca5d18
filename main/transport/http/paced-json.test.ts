import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pacedJson } from './paced-json.ts';

const node = (at: number) => ({
  exists: true,
  name: `k${at}`,
  ls: [`user:/k${at}`],
  value: at % 2 ? 'ü"\n' : undefined,
});
const manyNodes = { exists: false, children: Array.from({ length: 5000 }, (_each, at) => node(at)) };

async function textOf(value: unknown, ticks = () => 0): Promise<string> {
  return String(await pacedJson(value, ticks));
}

describe('pacedJson', () => {
  it('is a text at once for what is small', () => {
    expect(pacedJson({ a: [1], b: undefined }, () => 0)).toBe('{"a":[1]}');
  });

  it.each<[string, unknown]>([
    ['a list of texts', Array.from({ length: 3000 }, (_each, at) => `user:/k${at} 😀`)],
    ['a list with gaps', Array.from({ length: 1001 }, (_each, at) => [undefined, null, at, 'a'][at % 4])],
    ['nodes', manyNodes],
    ['nodes in nodes', { children: [manyNodes, { children: [] }, manyNodes], ls: new Array(1001).fill('') }],
  ])('has the bytes of JSON.stringify: %s', async (_what, value) => {
    let now = 0;
    expect(await textOf(value, () => (now += 3))).toBe(JSON.stringify(value));
  });

  it('has the bytes of JSON.stringify, whatever the value is', async () => {
    const large = fc.array(fc.jsonValue({ maxDepth: 2 }), { minLength: 1, maxLength: 20 }).map((some) => ({
      list: Array.from({ length: 1001 }, (_each, at) => some[at % some.length]),
      some,
    }));
    await fc.assert(
      fc.asyncProperty(large, async (value) => {
        expect(await textOf(value)).toBe(JSON.stringify(value));
      }),
      { numRuns: 30 },
    );
  });

  it('rests after each 4 ms, so that others have their turns', async () => {
    let now = 0;
    let turns = 0;
    let isDone = false;
    const written = textOf(manyNodes, () => (now += 1)).finally(() => (isDone = true));
    while (!isDone) {
      await new Promise((resume) => setImmediate(resume));
      turns += 1;
    }
    await written;
    expect(turns).toBeGreaterThan(500);
  });
});
