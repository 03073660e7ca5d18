import { createHash } from 'node:crypto';
import * as z from 'zod';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Document } from '../../clusterd/ports.ts';

const FORMAT = 'elektra-web registry';
const VERSION = 1;

/** The first line: what follows, for whoever reads it. */
const Header = z.object({
  format: z.literal(FORMAT),
  version: z.int(),
  product: z.object({ name: z.string(), version: z.string() }),
  /** Milliseconds since 1970 UTC. */
  madeAt: z.int(),
  secrets: z.boolean(),
  /** What is in the registry, in numbers. */
  registry: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
});
type Header = z.output<typeof Header>;

const Line = z.union([
  z.strictObject({ document: z.looseObject({ _id: z.string() }) }),
  z.strictObject({ secret: z.strictObject({ name: z.string(), value: z.string() }) }),
  z.strictObject({ end: z.strictObject({ lines: z.int(), sha256: z.string() }) }),
]);

export type BackupHeader = Omit<Header, 'format' | 'version'>;

export interface BackupContent {
  readonly header: BackupHeader;
  readonly documents: readonly Document[];
  /** By name. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** How many lines go into one piece of text. */
const PIECE = 200;

/** The text of a backup in pieces. `report` is told how many lines of how many are made. */
export function* textOf(
  { header, documents, secrets }: BackupContent,
  report: (done: number, total: number) => void,
): Generator<Buffer, undefined> {
  const hash = createHash('sha256');
  const total = 1 + documents.length + secrets.size;
  let done = 0;
  let piece: string[] = [];
  const take = (): Buffer => {
    const bytes = Buffer.from(piece.join(''));
    hash.update(bytes);
    done += piece.length;
    piece = [];
    report(done, total);
    return bytes;
  };
  for (const line of linesOf({ header, documents, secrets })) {
    piece.push(`${JSON.stringify(line)}\n`);
    if (piece.length >= PIECE) yield take();
  }
  yield take();
  yield Buffer.from(`${JSON.stringify({ end: { lines: total, sha256: hash.digest('hex') } })}\n`);
}

function* linesOf({ header, documents, secrets }: BackupContent): Generator<object> {
  yield { format: FORMAT, version: VERSION, ...header } satisfies Header;
  for (const document of documents) yield { document };
  for (const [name, value] of secrets) yield { secret: { name, value } };
}

/** @throws StartRefused that says what is wrong with `file` */
export async function contentOf(file: string, pieces: AsyncIterable<Uint8Array>): Promise<BackupContent> {
  const hash = createHash('sha256');
  const documents: Document[] = [];
  const secrets = new Map<string, string>();
  let header: Header | null = null;
  let lines = 0;
  let isEnded = false;
  for await (const bytes of linesIn(pieces)) {
    if (isEnded) throw damaged(file);
    const line = parsed(bytes);
    if (header === null) {
      header = headerOf(file, line);
    } else {
      const { data } = Line.safeParse(line);
      if (data === undefined) throw damaged(file);
      if ('end' in data) {
        if (data.end.lines !== lines || data.end.sha256 !== hash.digest('hex')) throw damaged(file);
        isEnded = true;
        continue;
      }
      if ('document' in data) documents.push(data.document);
      else secrets.set(data.secret.name, data.secret.value);
    }
    hash.update(bytes);
    lines += 1;
  }
  if (header === null || !isEnded) throw cutShort(file);
  return { header, documents, secrets };
}

export function damaged(file: string, cause?: unknown): StartRefused {
  return new StartRefused(`${file} is damaged. Nothing was changed. Take another copy of it, or another backup.`, {
    cause,
  });
}

export function cutShort(file: string, cause?: unknown): StartRefused {
  return new StartRefused(
    `${file} is cut short, or damaged at its end. Nothing was changed. Copy it again, or take another backup.`,
    { cause },
  );
}

export function noBackup(file: string): StartRefused {
  return new StartRefused(`${file} is no backup of the registry of Elektra Web.`);
}

function headerOf(file: string, line: unknown): Header {
  const { format, version } = (typeof line === 'object' && line !== null ? line : {}) as Record<string, unknown>;
  if (format !== FORMAT) throw noBackup(file);
  if (typeof version === 'number' && version > VERSION) {
    throw new StartRefused(
      `${file} was written by a newer version of Elektra Web (format ${version}, this one knows ${VERSION}). Nothing was changed. Install that version or a later one.`,
    );
  }
  const { data } = Header.safeParse(line);
  if (data === undefined) throw damaged(file);
  return data;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    // The caller says that the file is damaged, or none of ours.
    return undefined;
  }
}

const LINE_END = 0x0a;

/** Complete lines, their ends included; what is left at the end is none. */
async function* linesIn(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Buffer[] = [];
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece);
    let start = 0;
    for (let end = bytes.indexOf(LINE_END); end !== -1; end = bytes.indexOf(LINE_END, start)) {
      yield Buffer.concat([...rest, bytes.subarray(start, end + 1)]);
      rest = [];
      start = end + 1;
    }
    if (start < bytes.length) rest.push(bytes.subarray(start));
  }
}
