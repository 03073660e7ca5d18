import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CancelledError } from '#shared/contract/cancelled.ts';
import { call } from './call.ts';
import type { CallOptions } from './call-options.ts';
import { startCommandClusterd, type CommandClusterd } from './testing/command-clusterd.ts';
import { recordedStreams, type RecordedStreams } from './testing/recorded-streams.ts';

let clusterd: CommandClusterd | null = null;
afterEach(async () => {
  await clusterd?.close();
  clusterd = null;
});

async function start(options: Parameters<typeof startCommandClusterd>[0] = {}): Promise<CommandClusterd> {
  clusterd = await startCommandClusterd(options);
  return clusterd;
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Surroundings {
  readonly streams?: RecordedStreams;
  readonly signal?: AbortSignal;
}

async function run(
  args: readonly (string | undefined)[],
  options: Partial<CallOptions>,
  { streams = recordedStreams(), signal = new AbortController().signal }: Surroundings = {},
): Promise<Ran> {
  const all = { insecure: false, list: false, describe: false, parts: false, ...options };
  const code = await call(args[0], args[1], all, streams, (act) => act(signal));
  return { code, out: streams.stdout(), err: streams.stderr() };
}

const bytes = (text: string) => [...Buffer.from(text)].map((byte) => Uint8Array.of(byte));

describe('call', () => {
  it('finds clusterd by the data directory and prints its answer', async () => {
    const { dataDir, id } = await start();
    const { code, out, err } = await run(['instances.list'], { dataDir });
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ total: 1, items: [{ id, name: 'a' }] });
    expect(out).toMatch(/^[^\n]+\n$/);
  });

  it('indents the answer for a person', async () => {
    const { dataDir } = await start();
    const { out } = await run(['session.get'], { dataDir }, { streams: recordedStreams([], true) });
    expect(out).toContain('{\n  "name"');
  });

  it('takes the input from standard input, cut anywhere', async () => {
    const { dataDir, id, keys } = await start();
    const streams = recordedStreams(bytes(JSON.stringify({ id, key: 'user:/ä', value: '€ 😀' })));
    const { code, out } = await run(['keys.set', '-'], { dataDir }, { streams });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ created: true, value: '€ 😀' });
    expect(keys.get('user:/ä')?.value).toBe('€ 😀');
  });

  it.each<[string, { readonly tls?: boolean; readonly basePath?: string }]>([
    ['https', { tls: true }],
    ['a base path', { basePath: '/fleet' }],
    ['both', { tls: true, basePath: '/fleet' }],
  ])('works over %s', async (_what, options) => {
    const { url, dataDir, certificateFile } = await start(options);
    expect(await run(['session.get'], { dataDir })).toMatchObject({ code: 0 });
    const ca = options.tls === true ? { ca: certificateFile } : {};
    const given = await run(['session.get'], { url: `${url}/`, token: 'viewer', ...ca });
    expect(JSON.parse(given.out)).toMatchObject({ name: 'viewer', role: 'viewer' });
  });

  it('trusts nobody’s certificate unless told', async () => {
    const { url } = await start({ tls: true });
    const { code, err } = await run(['session.get'], { url, token: 'viewer' });
    expect(code).toBe(1);
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'CONNECTION_LOST' } });
    expect(err).toMatch(/self.signed certificate/i);
  });

  it('sends the token of a file', async () => {
    const { url, dataDir } = await start();
    const tokenFile = join(dataDir, 'token');
    await writeFile(tokenFile, 'operator\n');
    expect(JSON.parse((await run(['session.get'], { url, tokenFile })).out)).toMatchObject({ role: 'operator' });
    expect(JSON.parse((await run(['session.get'], { dataDir, tokenFile })).out)).toMatchObject({ role: 'operator' });
  });

  it('does not give the local token to another address', async () => {
    const { url, dataDir } = await start();
    const { code, err } = await run(['session.get'], { url, dataDir });
    expect(code).toBe(1);
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
  });

  it('tells an error with code, message and data, and ends with 1', async () => {
    const { dataDir } = await start();
    const { code, out, err } = await run(['instances.get', '{"id":"nobody"}'], { dataDir });
    expect([code, out]).toEqual([1, '']);
    expect(JSON.parse(err)).toMatchObject({
      error: { code: 'INSTANCE_NOT_FOUND', message: expect.any(String), data: { id: 'nobody' } },
    });
    const person = await run(['instances.get', '{"id":"nobody"}'], { dataDir }, { streams: recordedStreams([], true) });
    expect(person.err).toMatch(/^elektra-web: .+ \(INSTANCE_NOT_FOUND\)\n\{/);
  });

  it('names the field that does not fit, and sends nothing', async () => {
    const { code, err } = await run(['keys.set', '{"id":"a","key":"user:/a","value":1}'], {
      url: 'http://127.0.0.1:1',
    });
    expect(code).toBe(1);
    expect(JSON.parse(err)).toMatchObject({
      error: { code: 'INVALID_INPUT', data: { issues: [{ path: 'value' }] } },
    });
    const unknown = await run(['instances.list', '{"fliter":"a"}'], { url: 'http://127.0.0.1:1' });
    expect(unknown.err).toContain('fliter');
  });

  it('says who did not answer, and why', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    taken.close();
    await once(taken, 'close');
    const { code, err } = await run(['session.get'], { url: `http://127.0.0.1:${port}` });
    expect(code).toBe(1);
    expect(err).toContain(`http://127.0.0.1:${port}`);
    expect(err).toContain('ECONNREFUSED');
  });

  it.each([
    [['key.set'], 'keys.set'],
    [['instance.list'], 'instances.list'],
    [['keys.nothing'], 'keys.'],
    [['constructor'], 'call --list'],
    [[], 'call --list'],
    [['keys.read', '{"id":'], 'no JSON'],
  ] as const)('%j is refused, with what may help', async (args, words) => {
    await expect(run(args, { url: 'http://127.0.0.1:1' })).rejects.toThrow(words);
  });
});

describe('the way to clusterd', () => {
  it.each<[string, Partial<CallOptions>]>([
    ['Write it like', { url: 'fleet.example.org' }],
    ['Write it like', { url: 'ftp://fleet.example.org' }],
    ['Write it like', { url: 'http://ada:secret@localhost' }],
    ['Write it like', { url: 'http://localhost/sign-in#code=1' }],
    ['given twice', { url: 'http://localhost', token: 'a', tokenFile: '/b' }],
    ['in the clear', { url: 'http://fleet.example.org', token: 'a' }],
    ['no access token', { url: 'http://localhost', token: 'a b' }],
    ['cannot be read', { url: 'http://localhost', tokenFile: '/nowhere/token' }],
    ['--ca', { url: 'https://localhost', ca: '/nowhere/cert.pem' }],
    ['--ca', { url: 'https://localhost', ca: import.meta.filename }],
    ['No clusterd runs', { dataDir: '/nowhere' }],
  ])('says %j of %j', async (words, options) => {
    await expect(run(['session.get'], options)).rejects.toThrow(words);
  });
});

describe('parts', () => {
  const search = async (options: Partial<CallOptions>) => {
    const { dataDir, id } = await start({ keys: { 'user:/a/one': '1', 'user:/b': '2' } });
    return run(['keys.find', JSON.stringify({ id, query: 'one' })], { dataDir, ...options });
  };
  const lines = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly part?: { readonly found: readonly object[] } });

  it('come on standard error', async () => {
    const { out, err } = await search({});
    expect(JSON.parse(out)).toEqual(['user:/a/one']);
    expect(lines(err).flatMap(({ part }) => part?.found)).toEqual([{ key: 'user:/a/one', in: 'name' }]);
  });

  it('come on standard output before the output, when wanted there', async () => {
    const { out, err } = await search({ parts: true });
    expect(err).toBe('');
    const [output, ...parts] = lines(out).reverse();
    expect(output).toEqual({ output: ['user:/a/one'] });
    expect(parts.flatMap(({ part }) => part?.found)).toEqual([{ key: 'user:/a/one', in: 'name' }]);
  });
});

describe('an interrupted call', () => {
  it('is cancelled in clusterd as well', async () => {
    const abort = new AbortController();
    let ended: (cancelled: boolean) => void;
    const seen = new Promise<boolean>((resolve) => (ended = resolve));
    const { dataDir, id } = await start({
      handlers: {
        'instances.test': (_input, { signal }) => {
          abort.abort();
          return new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              ended(true);
              reject(new CancelledError());
            });
          });
        },
      },
    });
    const running = run(['instances.test', JSON.stringify({ id })], { dataDir }, { signal: abort.signal });
    await expect(running).rejects.toBeInstanceOf(CancelledError);
    expect(await seen).toBe(true);
  });
});

describe('without a clusterd', () => {
  it('lists every operation with role and summary', async () => {
    const { code, out } = await run([], { list: true });
    expect(code).toBe(0);
    expect(out).toMatch(/^instances\.list +viewer +List the instances/m);
  });

  it('describes an operation by JSON schemas', async () => {
    const { out } = await run(['keys.find'], { describe: true });
    expect(JSON.parse(out)).toMatchObject({
      operation: 'keys.find',
      kind: 'query',
      role: 'viewer',
      http: 'GET /api/instances/:id/kdbFind/*query',
      input: { type: 'object', required: ['id', 'query'] },
      output: { type: 'array' },
      parts: { type: 'object' },
    });
  });

  it('describes all of them', async () => {
    const { out } = await run([], { list: true });
    const names = out
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ', 1)[0]);
    for (const name of names) expect(await run([name], { describe: true })).toMatchObject({ code: 0, err: '' });
  });
});
