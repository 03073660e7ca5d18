/** What a command reads and writes; a process's own, or a test's. */
export interface Streams {
  readonly input: AsyncIterable<Uint8Array | string>;
  /** Results, and nothing else. */
  readonly out: (text: string) => void;
  /** What is said to a person on the way, and failures. */
  readonly err: (text: string) => void;
  /** Whether a person reads them, rather than a program. */
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
}

/** How a process ends whose reader has gone (`| head`), as if by SIGPIPE. */
const BROKEN_PIPE = 141;

export function processStreams(): Streams {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(BROKEN_PIPE);
    throw error;
  });
  return {
    input: process.stdin,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    outIsTerminal: process.stdout.isTTY,
    errIsTerminal: process.stderr.isTTY,
  };
}
