import { open } from 'node:fs/promises';
import fastify from 'fastify';
import { Pool } from 'undici';
import { createTokenCheck } from './token-check.ts';
import { createVersions } from './versions.ts';

/** Set for the process by whoever starts it. */
export interface BareWriterOptions {
  readonly elektrad: string;
  readonly token: string;
  /** Where each write is noted before it is sent. */
  readonly file: string;
}

/**
 * The least that a write which is never lost can be: look at the token, wait for one's turn, read what is there, note the change durably, write, read
 * back, answer. It prints the ready line of a clusterd.
 */
export async function runBareWriter({ elektrad, token, file }: BareWriterOptions): Promise<void> {
  const pool = new Pool(elektrad, { connections: 64, pipelining: 1 });
  const isRight = createTokenCheck(token);
  const versionOf = createVersions();
  const notes = await open(file, 'a', 0o600);
  const headers = { cookie: 'session=bare-writer', 'content-type': 'application/json' };
  const app = fastify();
  let turn: Promise<unknown> = Promise.resolve();

  async function read(path: string): Promise<string> {
    const { body } = await pool.request({ method: 'GET', path, headers });
    return ((await body.json()) as { readonly value?: string }).value ?? '';
  }

  async function write(key: string, value: string) {
    const path = `/kdb/${encodeURIComponent(key)}`;
    const before = await read(path);
    await notes.appendFile(`${JSON.stringify({ at: Date.now(), key, before, value })}\n`);
    await notes.datasync();
    const { statusCode, body } = await pool.request({ method: 'PUT', path, headers, body: JSON.stringify(value) });
    await body.dump();
    const after = await read(path);
    if (statusCode > 299 || after !== value) throw new Error(`${key} holds ${after}.`);
    return { created: statusCode === 201, value: after, version: versionOf(after) };
  }

  app.put<{ Params: { readonly '*': string }; Body: string }>('/api/instances/:id/kdb/*', (request, reply) => {
    if (!isRight(request.headers.authorization)) return reply.code(401).send();
    const written = turn.then(() => write(request.params['*'], request.body));
    turn = written.catch(() => undefined);
    return written;
  });

  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  process.stdout.write(`clusterd listening on ${url}\n`);
}
