import type { HttpFetch } from '#shared/contract/http-fetch.ts';

/** A fetch whose answers come in pieces of at most `piece` bytes, and break off after so many bytes. */
export function cutFetch(cutAfter: number, piece: number): HttpFetch {
  return async (url, init) => {
    const answer = await fetch(url, init);
    const reader = answer.body?.getReader();
    if (reader === undefined) return answer;
    let rest = new Uint8Array();
    let left = cutAfter;
    return {
      status: answer.status,
      headers: answer.headers,
      text: () => answer.text(),
      body: {
        getReader: () => ({
          async read() {
            if (left <= 0) throw new TypeError('The connection was cut.');
            if (rest.length === 0) {
              const chunk = await reader.read();
              if (chunk.done) return { done: true };
              rest = chunk.value;
            }
            const value = rest.slice(0, Math.min(piece, left));
            rest = rest.slice(value.length);
            left -= value.length;
            return { done: false, value };
          },
        }),
      },
    };
  };
}
