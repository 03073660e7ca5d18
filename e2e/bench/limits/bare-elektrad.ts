import { open, type FileHandle } from 'node:fs/promises';
import fastify from 'fastify';
import { compilePattern } from '#shared/model/pattern.ts';

/** Set for the process by whoever starts it. */
export interface BareElektradOptions {
  /** An elektrad whose answers it gives, byte for byte. */
  readonly elektrad: string;
  /** Which of them: GET. */
  readonly paths: readonly string[];
  /** All names of that elektrad lie below this key. */
  readonly root: string;
  /** Where written values are appended. */
  readonly file: string;
}

interface Waiting {
  readonly line: string;
  readonly done: () => void;
}

/**
 * The least that an elektrad can be: GET sends bytes that are there already; PUT parses the value and appends it, synced, one sync for all that wait;
 * find tries the expression on each name of a list.
 */
export async function runBareElektrad({ elektrad, paths, root, file }: BareElektradOptions): Promise<void> {
  const answers = new Map<string, string>();
  for (const path of paths) answers.set(path, await textOf(elektrad + path));
  const { ls: names } = JSON.parse(await textOf(`${elektrad}/kdb/${encodeURIComponent(root)}`)) as { ls: string[] };
  const append = appender(await open(file, 'a'));
  const app = fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  app.get('/kdb/*', async (request, reply) => {
    const answer = answers.get(request.url);
    return answer === undefined ? reply.code(404).send() : reply.type('application/json; charset=utf-8').send(answer);
  });
  app.put<{ Params: { readonly '*': string } }>('/kdb/*', async (request, reply) => {
    const value: unknown = JSON.parse(String(request.body));
    await append(`${JSON.stringify([request.params['*'], value])}\n`);
    return reply.code(200).send();
  });
  app.get<{ Params: { readonly '*': string } }>('/kdbFind/*', async (request, reply) => {
    const compiled = compilePattern(request.params['*']);
    if (!compiled.ok) return reply.code(400).send();
    return names.filter((name) => compiled.pattern.test(name));
  });

  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  process.stdout.write(`bare elektrad listening on ${url}\n`);
}

function appender(file: FileHandle): (line: string) => Promise<void> {
  let waiting: Waiting[] = [];
  let isRunning = false;

  async function workOff(): Promise<void> {
    isRunning = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await file.write(group.map(({ line }) => line).join(''));
      await file.datasync();
      for (const { done } of group) done();
    }
    isRunning = false;
  }

  return (line) =>
    new Promise((done, failed) => {
      waiting.push({ line, done });
      if (!isRunning) workOff().catch(failed);
    });
}

async function textOf(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
  return answer.text();
}
