import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DumpProblem, dumpOfKeys, keysOfDump, type DumpKey, type DumpValue } from './dump-format.ts';
import { bytesOfText, textOf, type DumpText } from './dump-text.ts';
import { recordedRuns } from './testing/recorded-runs.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

function read(dump: Uint8Array): { readonly keys: readonly DumpKey[]; readonly hasEnd: boolean } {
  const keys: DumpKey[] = [];
  const reading = keysOfDump(dump);
  for (let next = reading.next(); ; next = reading.next()) {
    if (next.done) return { keys, hasEnd: next.value };
    keys.push(next.value);
  }
}

function problemOf(text: string): DumpProblem {
  try {
    read(utf8(text));
  } catch (problem) {
    if (problem instanceof DumpProblem) return problem;
    throw problem;
  }
  throw new Error('nothing was refused');
}

const text: fc.Arbitrary<DumpText> = fc.oneof(
  fc.string({ unit: 'binary' }).map((any) => textOf(utf8(any))),
  fc.constantFrom('', '\n', '$end', '$key string 1 1\n', '\ufeffmark', 'ü😀', '-5'),
  fc.uint8Array().map((bytes) => textOf(bytes)),
);
const value: fc.Arbitrary<DumpValue> = fc.oneof(
  text.map((any) => ({ kind: 'string' as const, text: any })),
  fc.uint8Array().map((bytes) => ({ kind: 'binary' as const, bytes })),
);
const meta = fc.uniqueArray(fc.tuple(text, text), { maxLength: 4, selector: ([name]) => String(name) });
const key: fc.Arbitrary<DumpKey> = fc.record({ name: text, value, meta });

describe('the dump format', () => {
  it('reads back what it writes, whatever the names and values are', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 6 }), (keys) => {
        expect(read(dumpOfKeys(keys))).toEqual({ keys, hasEnd: true });
      }),
      { numRuns: 500 },
    );
  });

  it('throws nothing but its own problem, whatever the bytes are', () => {
    const pieces = fc.constantFrom('kdbOpen 2\n', '$key string 1 2\n', '$key binary 0 0\n', '$meta 1 1\n', 'a\n', '\n');
    const more = fc.constantFrom('bb\n', '$copymeta 1 1\n', '$end\n', '$key string 999999999999999 1\n', 'x', '\0');
    const bytes = fc.array(fc.oneof(pieces, more), { maxLength: 12 }).map((parts) => utf8(parts.join('')));
    fc.assert(
      fc.property(
        fc.oneof(
          bytes,
          fc.uint8Array(),
          fc.uint8Array().map((rest) => joinedTo('kdbOpen 2\n', rest)),
        ),
        (dump) => {
          try {
            read(dump);
          } catch (problem) {
            expect(problem).toBeInstanceOf(DumpProblem);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('refuses a dump that was cut off anywhere, or says that it has no end', () => {
    const whole = dumpOfKeys([
      { name: 'a', value: { kind: 'string', text: 'value\nof two lines' }, meta: [['check/range', '1-10']] },
      { name: 'b', value: { kind: 'binary', bytes: new Uint8Array([0, 10, 255]) }, meta: [['binary', '']] },
    ]);
    // The last byte is the newline behind the end.
    for (let size = 0; size < whole.length - 1; size += 1) {
      const isWhole = () => read(whole.subarray(0, size)).hasEnd;
      let outcome: boolean | DumpProblem;
      try {
        outcome = isWhole();
      } catch (problem) {
        if (!(problem instanceof DumpProblem)) throw problem;
        outcome = problem;
      }
      expect(outcome, `${size} bytes`).not.toBe(true);
    }
    expect(read(whole.subarray(0, -1)).hasEnd).toBe(true);
  });

  const dumps = recordedRuns().flatMap(({ args, file, note }) =>
    file?.startsWith('kdbOpen') === true ? [[args.join(' '), note ?? '', file] as const] : [],
  );
  it.each(dumps)('writes the recorded file of "kdb %s" %s as it was', (_args, _note, file) => {
    const { keys, hasEnd } = read(utf8(file));
    expect(hasEnd).toBe(true);
    expect(new TextDecoder().decode(dumpOfKeys(keys))).toBe(file);
  });

  it('knows the keys of a recorded export', () => {
    const file = dumps.find(([args]) => args.startsWith('export user:/app dump'))?.[2] ?? '';
    const { keys } = read(utf8(file));
    expect(keys.map(({ name }) => name)).toContain('slash\\/part');
    expect(keys.find(({ name }) => name === 'text')?.value).toEqual({
      kind: 'string',
      text: 'two\nlines and ümlaut 😀',
    });
    expect(keys.find(({ name }) => name === 'port')?.meta).toEqual([['check/range', '1-65535']]);
  });

  it('takes metadata that a key shares with an earlier one', () => {
    const shared =
      '$key string 1 1\na\nx\n$meta 4 5\ntype\nshort\n$key string 1 1\nb\ny\n$copymeta 1 4\na\ntype\n$end\n';
    expect(read(utf8(`kdbOpen 2\n${shared}`)).keys.map(({ meta: metakeys }) => metakeys)).toEqual([
      [['type', 'short']],
      [['type', 'short']],
    ]);
  });

  it('keeps text that is no UTF-8 as bytes', () => {
    const latin1 = joinedTo('kdbOpen 2\n$key string 1 1\na\n', new Uint8Array([0xfc, 0x0a]));
    const { keys } = read(latin1);
    expect(keys[0]?.value).toEqual({ kind: 'string', text: new Uint8Array([0xfc]) });
    expect(dumpOfKeys(keys)).toEqual(joinedTo('', joined(latin1, utf8('$end\n'))));
  });

  it.each([
    ['', 0, 'it is empty'],
    ['kdbOpen 1\nksNew 1\n', 0, 'version 1'],
    ['ksNew 207\n', 0, 'in place of "kdbOpen 2"'],
    ['not a dump', 0, '"not a dump"'],
    ['kdbOpen 2\n$mata 1 1\na\nb\n', 10, '"$mata 1 1" is no command'],
    ['kdbOpen 2\n$key text 1 1\na\nb\n', 10, 'is no command'],
    ['kdbOpen 2\n$key string 1 -1\na\nb\n', 10, 'is no command'],
    ['kdbOpen 2\n$key string 1 5\na\nb\n', 28, 'a value of 5 bytes is announced, and it ends after 2'],
    ['kdbOpen 2\n$key string 1 1\nab\nb\n', 27, 'does not end its line'],
    ['kdbOpen 2\n$meta 1 1\na\nb\n', 10, 'before the first key'],
    ['kdbOpen 2\n$key string 1 1\na\nb\n$copymeta 1 1\na\nx\n', 30, 'no key before it has'],
    ['kdbOpen 2\n$end\n$key string 1 1\na\nb\n', 15, 'something follows its end'],
    [`kdbOpen 2\n${'x'.repeat(500)}`, 10, 'is no command'],
  ])('refuses %j at byte %i', (dump, position, words) => {
    const problem = problemOf(dump);
    expect(problem.position).toBe(position);
    expect(problem.message).toContain(words);
  });
});

describe('textOf', () => {
  it('and its bytes are the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(bytesOfText(textOf(bytes))).toEqual(bytes);
      }),
    );
  });
});

function joinedTo(start: string, rest: Uint8Array): Uint8Array {
  return joined(utf8(start), rest);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  return new Uint8Array([...a, ...b]);
}
