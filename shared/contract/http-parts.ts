import type { Reply } from '../errors/reply.ts';
import { textsOf, type ParseJson } from './answer-text.ts';
import { isCancelled } from './cancelled.ts';
import { ConnectionLostError } from './connection-lost.ts';
import { failureIn } from './http-answer.ts';
import type { HttpAnswer } from './http-fetch.ts';

/** What a caller accepts who wants the parts of an operation: one JSON value a line, `{"part":…}` for each, then `{"output":…}` or `{"error":…}`. */
export const PARTS_TYPE = 'application/x-ndjson';

export function isParts(answer: HttpAnswer): boolean {
  return answer.headers.get('content-type')?.startsWith(PARTS_TYPE) === true;
}

/** Hands on each part as it comes. Resolves to the reply behind them. @throws ConnectionLostError when it does not come; CancelledError */
export async function readParts(
  answer: HttpAnswer,
  onPart: (part: unknown) => void,
  parse: (pieces: readonly string[]) => ReturnType<ParseJson>,
): Promise<Reply> {
  let reply: Reply | null = null;
  for await (const line of linesOf(answer)) {
    const message = await parsedLine(line, parse);
    if (reply !== null) return fail();
    if ('part' in message) onPart(message.part);
    else if ('output' in message) reply = { ok: true, value: message.output };
    else reply = failureIn(message) ?? fail();
  }
  return reply ?? fail();
}

/** Each line in the pieces in which it came: the last one may be as long as the whole answer. */
async function* linesOf(answer: HttpAnswer): AsyncGenerator<readonly string[]> {
  let pieces: string[] = [];
  for await (const text of textsOf(answer)) {
    const [last = '', ...lines] = text.split('\n').reverse();
    for (const line of lines.reverse()) {
      yield [...pieces, line];
      pieces = [];
    }
    if (last !== '') pieces.push(last);
  }
  // A line without its end was cut off.
  if (pieces.length > 0) fail();
}

async function parsedLine(
  line: readonly string[],
  parse: (pieces: readonly string[]) => ReturnType<ParseJson>,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return Object(await parse(line)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (isCancelled(error)) throw error;
    return fail();
  }
}

function fail(): never {
  throw new ConnectionLostError('The answer broke off, or was changed on its way.');
}
