import { open, readFile } from 'node:fs/promises';
import fastify from 'fastify';
import { createTokenCheck } from './token-check.ts';

/** Set for the process by whoever starts it. */
export interface BareRegistryOptions {
  readonly token: string;
  /** One instance a line, as JSON, ordered by name. */
  readonly records: string;
  /** Where joins are appended. */
  readonly file: string;
}

interface Record {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly clusterId: string | null;
}

interface Listed {
  readonly filter?: string;
  readonly offset?: string;
  readonly limit?: string;
}

/** The least that a registry can be: records in a map and in an array by name, and one durable append for a change. */
export async function runBareRegistry({ token, records, file }: BareRegistryOptions): Promise<void> {
  const text = await readFile(records, 'utf8');
  const sorted = text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record]));
  const places = new Map(sorted.map(({ id }, index) => [id, index]));
  const searched = sorted.map(({ name, host }) => `${name} ${host}`.toLowerCase());
  const changes = await open(file, 'a', 0o600);
  const isRight = createTokenCheck(token);
  const app = fastify();
  app.addHook('onRequest', async (request, reply) => {
    if (!isRight(request.headers.authorization)) await reply.code(401).send();
  });

  app.get<{ Querystring: Listed }>('/api/instances', async ({ query }, reply) => {
    const { filter = '', offset = '0', limit = '1000' } = query;
    const found = filter === '' ? sorted : sorted.filter((_, index) => searched[index]?.includes(filter));
    const page = found.slice(Number(offset), Number(offset) + Number(limit));
    return reply.header('x-total-count', found.length).send(page);
  });
  app.post<{ Params: { readonly id: string }; Body: { readonly instanceId: string } }>(
    '/api/clusters/:id/instances',
    async ({ params, body }, reply) => {
      const place = places.get(body.instanceId);
      const record = place === undefined ? undefined : sorted[place];
      if (place === undefined || record === undefined) return reply.code(404).send();
      await changes.appendFile(`${JSON.stringify({ at: Date.now(), ...body, clusterId: params.id })}\n`);
      await changes.datasync();
      sorted[place] = { ...record, clusterId: params.id };
      return reply.code(201).send({});
    },
  );
  process.stdout.write(`bare registry listening on ${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
}
