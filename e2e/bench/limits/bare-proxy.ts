import { randomBytes } from 'node:crypto';
import fastify from 'fastify';
import { Pool } from 'undici';
import { createTokenCheck } from './token-check.ts';
import { createVersions } from './versions.ts';

/** Set for the process by whoever starts it. */
export interface BareProxyOptions {
  readonly elektrad: string;
  readonly token: string;
}

interface Answer {
  readonly exists: boolean;
  readonly value?: string;
}

/**
 * The least that forwarding a read can be: look at the token, ask the elektrad, parse what it says, hash the version, answer. It prints the ready line
 * of a clusterd.
 */
export async function runBareProxy({ elektrad, token }: BareProxyOptions): Promise<void> {
  const pool = new Pool(elektrad, { connections: 64, pipelining: 1 });
  const isRight = createTokenCheck(token);
  const versionOf = createVersions();
  const session = `session=${randomBytes(16).toString('hex')}`;
  const app = fastify();

  app.get<{ Params: { readonly '*': string } }>('/api/instances/:id/kdb/*', async (request, reply) => {
    if (!isRight(request.headers.authorization)) return reply.code(401).send();
    const path = `/kdb/${encodeURIComponent(request.params['*'])}`;
    const { statusCode, body } = await pool.request({ method: 'GET', path, headers: { cookie: session } });
    const answer = (await body.json()) as Answer;
    if (statusCode !== 200) return reply.code(502).send();
    const version = versionOf(answer.value ?? '');
    return reply.header('etag', `"${version}"`).send({ ...answer, version });
  });

  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  process.stdout.write(`clusterd listening on ${url}\n`);
}
