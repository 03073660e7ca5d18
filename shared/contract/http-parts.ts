import type { Reply } from '../errors/reply.ts';
import { ConnectionLostError } from './connection-lost.ts';
import { failureIn } from './http-answer.ts';
import type { HttpAnswer } from './http-fetch.ts';

/** What a caller accepts who wants the parts of an operation: one JSON value a line, `{"part":…}` for each, then `{"output":…}` or `{"error":…}`. */
export const PARTS_TYPE = 'application/x-ndjson';

export function isParts(answer: HttpAnswer): boolean {
  return answer.headers.get('content-type')?.startsWith(PARTS_TYPE) === true;
}

/** Hands on each part as it comes. Resolves to the reply behind them. @throws ConnectionLostError when it does not come */
export async function readParts(answer: HttpAnswer, onPart: (part: unknown) => void): Promise<Reply> {
  let reply: Reply | null = null;
  for await (const line of linesOf(answer)) {
    const message = parseLine(line);
    if (reply !== null) return fail();
    if ('part' in message) onPart(message.part);
    else if ('output' in message) reply = { ok: true, value: message.output };
    else reply = failureIn(message) ?? fail();
  }
  return reply ?? fail();
}

async function* linesOf(answer: HttpAnswer): AsyncGenerator<string> {
  let rest = '';
  for await (const text of textsOf(answer)) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  // A line without its end was cut off.
  if (rest !== '') fail();
}

async function* textsOf(answer: HttpAnswer): AsyncGenerator<string> {
  if (answer.body === undefined || answer.body === null) {
    yield await answer.text();
    return;
  }
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    yield decoder.decode(chunk.value, { stream: true });
  }
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(line)) as Readonly<Record<string, unknown>>;
  } catch {
    return fail();
  }
}

function fail(): never {
  throw new ConnectionLostError('The answer broke off, or was changed on its way.');
}
