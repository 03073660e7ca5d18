import { connect, createServer, type Server, type Socket } from 'node:net';

/** Who holds a lock, as told to whoever connects. */
export interface LockHolder {
  readonly pid: number;
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  /** The kind of program, for example `clusterd`. */
  readonly what: string;
  /** Where it can be reached, once it can. */
  readonly address?: string;
}

/** Listens for those who want to know who holds the lock. Keeps no process alive. */
export interface LockServer {
  /** From now on everybody who asks, and who has been waiting, is told this. Not called by a contender that loses: its askers are just left. */
  answer(holder: LockHolder): void;
  close(): Promise<void>;
}

/** So long a holder has time to say who it is; one that is stopped or overloaded does not, and holds nevertheless. */
const PATIENCE_MS = 2_000;
/** A line longer than this is nobody's we know. */
const LONGEST_LINE = 10_000;

/** @param path of a unix domain socket or a named pipe. @throws what `listen` fails with, for example EADDRINUSE */
export async function listenForAskers(path: string): Promise<LockServer> {
  let line: string | null = null;
  const askers = new Set<Socket>();
  const server = createServer((asker) => {
    // Somebody who leaves before the end of the answer does not need it.
    asker.on('error', () => asker.destroy());
    askers.add(asker.unref());
    asker.on('close', () => askers.delete(asker));
    if (line !== null) asker.end(line);
  }).unref();
  await listening(server, path);
  // Who could not be accepted, for want of files that may be open, is not answered; the lock is held nevertheless.
  server.on('error', () => undefined);
  return {
    answer(holder) {
      line = `${JSON.stringify(holder)}\n`;
      for (const asker of askers) asker.end(line);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const asker of askers) asker.destroy();
      }),
  };
}

export type Answer =
  | { readonly kind: 'holder'; readonly holder: LockHolder }
  /** Somebody listens and says nothing, or nothing we understand. */
  | { readonly kind: 'silent' }
  /** Nobody listens, or whoever did went away without an answer. */
  | { readonly kind: 'gone' };

export async function askHolder(path: string): Promise<Answer> {
  const socket = connect(path).setEncoding('utf8');
  let text = '';
  return new Promise((resolve) => {
    const finish = (answer: Answer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => finish({ kind: 'silent' }), PATIENCE_MS);
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\n') || text.length > LONGEST_LINE) finish(understand(text));
    });
    socket.on('end', () => finish(text === '' ? { kind: 'gone' } : understand(text)));
    socket.on('error', (error) => finish({ kind: isDeadSocket(error) ? 'gone' : 'silent' }));
  });
}

/**
 * Whether somebody listens at the socket.
 * @throws what says nothing about that, for example that this process has too many files open
 */
export function isListening(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error) => {
      if (isDeadSocket(error)) resolve(false);
      else if (isBusyOrForeign(error)) resolve(true);
      else reject(error);
    });
  });
}

const codeOf = (error: Error): unknown => ('code' in error ? error.code : undefined);
const isDeadSocket = (error: Error): boolean => ['ECONNREFUSED', 'ENOENT'].includes(String(codeOf(error)));
const isBusyOrForeign = (error: Error): boolean =>
  ['EAGAIN', 'EACCES', 'EPERM', 'EBUSY', 'ECONNRESET'].includes(String(codeOf(error)));

function understand(text: string): Answer {
  try {
    const value: unknown = JSON.parse(text.split('\n', 1)[0] ?? '');
    if (isHolder(value)) return { kind: 'holder', holder: value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { kind: 'silent' };
}

function isHolder(value: unknown): value is LockHolder {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startedAt, what, address } = value as Partial<Record<keyof LockHolder, unknown>>;
  return (
    typeof pid === 'number' &&
    typeof startedAt === 'number' &&
    typeof what === 'string' &&
    (address === undefined || typeof address === 'string')
  );
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
