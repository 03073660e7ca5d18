import type { HttpAnswer } from './http-fetch.ts';

/**
 * What `JSON.parse` makes of these pieces of a text, put together. Whoever must not be held by a long text gives one that parses it in steps, and gives up
 * between two of them when the signal is aborted. @throws SyntaxError for what is no JSON; CancelledError
 */
export type ParseJson = (pieces: readonly string[], signal?: AbortSignal) => unknown;

export const parseAtOnce: ParseJson = (pieces) => JSON.parse(pieces.join(''));

/** The text of an answer as it comes. */
export async function* textsOf(answer: HttpAnswer): AsyncGenerator<string> {
  if (answer.body === undefined || answer.body === null) {
    yield await answer.text();
    return;
  }
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    yield decoder.decode(chunk.value, { stream: true });
  }
  // Half a character at the end is not passed over.
  yield decoder.decode();
}

/** All of its text, in pieces where they are parsed in steps: a platform puts a text together faster than we do, but in one piece. */
export async function piecesOf(answer: HttpAnswer, parseJson: ParseJson | undefined): Promise<readonly string[]> {
  if (parseJson === undefined) return [await answer.text()];
  const pieces: string[] = [];
  for await (const text of textsOf(answer)) pieces.push(text);
  return pieces;
}
