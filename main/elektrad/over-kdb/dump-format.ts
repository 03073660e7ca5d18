import { bytesOfText, isSameText, textOf, type DumpText } from './dump-text.ts';

/** What a key holds; binary data of no bytes is a key without a value (null). */
export type DumpValue =
  { readonly kind: 'string'; readonly text: DumpText } | { readonly kind: 'binary'; readonly bytes: Uint8Array };

export type DumpMetakey = readonly [name: DumpText, value: DumpText];

/** A key of a dump. `name` is relative to the parent of the export; the parent itself is ''. Metakeys have no `meta:/` and each name once. */
export interface DumpKey {
  readonly name: DumpText;
  readonly value: DumpValue;
  readonly meta: readonly DumpMetakey[];
}

/** A dump that is damaged, or of another version. `position` is the index of the byte at which reading stopped. */
export class DumpProblem extends Error {
  override readonly name = 'DumpProblem';
  readonly position: number;

  constructor(position: number, problem: string) {
    super(`The dump cannot be read at byte ${position}: ${problem}.`);
    this.position = position;
  }
}

const NEWLINE = 0x0a;
/** Longer than any line that is no name and no value. */
const LONGEST_COMMAND = 80;

/**
 * The keys of a dump in version 2, one after another as they are read; returns whether the dump says that it ends here. A dump may lack that, one
 * that was cut off always does.
 * Source: the `dump` plugin of libelektra 0.11 and recorded exports.
 * @throws DumpProblem
 */
export function* keysOfDump(dump: Uint8Array): Generator<DumpKey, boolean> {
  const reader = createReader(dump);
  requireVersion2(reader);
  const shared = createSharedMetadata();
  let key: { name: DumpText; value: DumpValue; meta: DumpMetakey[] } | null = null;
  while (!reader.isAtEnd()) {
    const start = reader.position();
    const command = reader.command();
    if (command === '$end') {
      if (!reader.isAtEnd()) throw new DumpProblem(reader.position(), 'something follows its end');
      if (key !== null) yield key;
      return true;
    }
    const [, word = '', kind = '', first = '', second = ''] =
      /^\$(?:(key) (string|binary)|(?:meta|copymeta)) (\d{1,15}) (\d{1,15})$/.exec(command) ?? [];
    if (first === '') throw new DumpProblem(start, `"${command}" is no command of the format`);
    const name = reader.sized(Number(first), 'name');
    const content = reader.sized(Number(second), command.startsWith('$copymeta') ? 'metakey' : 'value');
    if (word === 'key') {
      if (key !== null) yield key;
      const value: DumpValue =
        kind === 'string' ? { kind, text: textOf(content) } : { kind: 'binary', bytes: content.slice() };
      key = { name: textOf(name), value, meta: [] };
      shared.add(key.name, key.meta);
      continue;
    }
    if (key === null) throw new DumpProblem(start, 'metadata comes before the first key');
    if (command.startsWith('$meta')) addMetakey(key.meta, [textOf(name), textOf(content)]);
    else {
      const metakey = shared.find(textOf(name), textOf(content));
      if (metakey === undefined) throw new DumpProblem(start, 'it refers to metadata that no key before it has');
      addMetakey(key.meta, metakey);
    }
  }
  if (key !== null) yield key;
  return false;
}

/** A dump in version 2. Names are those below the parent of the import. */
export function dumpOfKeys(keys: Iterable<DumpKey>): Uint8Array {
  const pieces: Uint8Array[] = [bytesOfText('kdbOpen 2\n')];
  const add = (command: string, name: Uint8Array, content: Uint8Array) => {
    pieces.push(bytesOfText(`${command} ${name.length} ${content.length}\n`), name, LINE_END, content, LINE_END);
  };
  for (const { name, value, meta } of keys) {
    const content = value.kind === 'string' ? bytesOfText(value.text) : value.bytes;
    add(`$key ${value.kind}`, bytesOfText(name), content);
    for (const [metakey, text] of meta) add('$meta', bytesOfText(metakey), bytesOfText(text));
  }
  pieces.push(bytesOfText('$end\n'));
  return joined(pieces);
}

const LINE_END = new Uint8Array([NEWLINE]);

interface Reader {
  position(): number;
  isAtEnd(): boolean;
  /** The next line, which holds no name and no value. */
  command(): string;
  /** So many bytes; the newline behind them is read too. */
  sized(size: number, what: string): Uint8Array;
}

function createReader(dump: Uint8Array): Reader {
  let at = 0;
  return {
    position: () => at,
    isAtEnd: () => at >= dump.length,
    command() {
      const newline = dump.indexOf(NEWLINE, at);
      const end = newline < 0 ? dump.length : newline;
      const line = String.fromCharCode(...dump.subarray(at, Math.min(end, at + LONGEST_COMMAND)));
      if (end - at > LONGEST_COMMAND) throw new DumpProblem(at, `"${line}…" is no command of the format`);
      at = end + 1;
      return line;
    },
    sized(size, what) {
      const end = at + size;
      if (end >= dump.length) {
        throw new DumpProblem(at, `a ${what} of ${size} bytes is announced, and it ends after ${dump.length - at}`);
      }
      if (dump[end] !== NEWLINE) throw new DumpProblem(end, `a ${what} of ${size} bytes does not end its line`);
      const bytes = dump.subarray(at, end);
      at = end + 1;
      return bytes;
    },
  };
}

function requireVersion2(reader: Reader): void {
  if (reader.isAtEnd()) throw new DumpProblem(0, 'it is empty');
  const header = reader.command();
  if (header === 'kdbOpen 2') return;
  const version = /^kdbOpen (\d+)$/.exec(header)?.[1];
  if (version === undefined) throw new DumpProblem(0, `it begins with "${header}" in place of "kdbOpen 2"`);
  throw new DumpProblem(
    0,
    `it is in version ${version} of the format; only version 2 is read (libelektra 0.9 and newer)`,
  );
}

interface SharedMetadata {
  add(name: DumpText, meta: readonly DumpMetakey[]): void;
  find(name: DumpText, metakey: DumpText): DumpMetakey | undefined;
}

/** Metadata by key, for the keys that come later and share it. */
function createSharedMetadata(): SharedMetadata {
  const byKey = new Map<string, readonly DumpMetakey[]>();
  const keyOf = (name: DumpText) => (typeof name === 'string' ? `s${name}` : `b${name.join()}`);
  return {
    add: (name, meta) => void byKey.set(keyOf(name), meta),
    find: (name, metakey) => byKey.get(keyOf(name))?.find(([each]) => isSameText(each, metakey)),
  };
}

function addMetakey(meta: DumpMetakey[], added: DumpMetakey): void {
  const at = meta.findIndex(([name]) => isSameText(name, added[0]));
  if (at < 0) meta.push(added);
  else meta[at] = added;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
