import type { Streams } from '../streams.ts';

export interface RecordedStreams extends Streams {
  stdout(): string;
  stderr(): string;
}

/** Streams in memory; `input` comes on standard input, in these chunks. */
export function recordedStreams(input: readonly Uint8Array[] = [], terminal = false): RecordedStreams {
  const said = { out: '', err: '' };
  return {
    input: {
      async *[Symbol.asyncIterator]() {
        yield* input;
      },
    },
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    outIsTerminal: terminal,
    errIsTerminal: terminal,
    stdout: () => said.out,
    stderr: () => said.err,
  };
}
