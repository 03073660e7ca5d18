import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundleForChild } from '../testing/bundle-for-child.ts';
import { createLogger, type LogLevel } from './logger.ts';

const SECRET = 'hunter2-hunter2';

function logged(format: 'pretty' | 'json', level: LogLevel, write: (log: ReturnType<typeof createLogger>) => void) {
  const lines: string[] = [];
  write(createLogger({ level, format, destination: { write: (line) => void lines.push(line) } }));
  return lines;
}

const record = (fields: object, message = 'x'): Record<string, unknown> => {
  const [line] = logged('json', 'debug', (log) => log.info(fields, message));
  return JSON.parse(line!) as Record<string, unknown>;
};

describe('the logger', () => {
  it('writes one JSON object per line, with time, level, fields and message', () => {
    const lines = logged('json', 'info', (log) => {
      log.debug({ a: 1 }, 'not this');
      log.info({ instance: 'web-1', tries: 2 }, 'one');
      log.warn({}, 'two');
      log.error({}, 'three');
    });
    expect(lines.every((line) => line.endsWith('\n'))).toBe(true);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), instance: 'web-1', tries: 2, msg: 'one' },
      { level: 'warn', time: expect.any(String), msg: 'two' },
      { level: 'error', time: expect.any(String), msg: 'three' },
    ]);
  });

  it('writes for people: time, level, message, fields', () => {
    const [line] = logged('pretty', 'info', (log) => log.info({ instance: 'web-1', token: SECRET }, 'added'));
    expect(line).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: added\n\s+instance: "web-1"\n\s+token: "\[redacted\]"\n$/);
  });

  it('tells an error with its cause and code, wherever it is', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', errno: -111 });
    const error = new TypeError('outer', { cause });
    expect(record({ error })).toMatchObject({
      error: {
        type: 'TypeError',
        message: 'outer',
        stack: expect.stringContaining('logger.test'),
        cause: { message: 'connect ECONNREFUSED', code: 'ECONNREFUSED', errno: -111 },
      },
    });
    expect(record({ err: error })).toMatchObject({ err: { message: 'outer', cause: { code: 'ECONNREFUSED' } } });
    expect(logged('pretty', 'info', (log) => log.error({ error }, 'x')).join('')).toContain('connect ECONNREFUSED');
  });

  it.each([
    ['authorization', 'Authorization', 'proxy-authorization', 'cookie', 'Set-Cookie', 'cookies'],
    ['token', 'accessToken', 'access_token', 'tokens', 'X-Auth-Token', 'secret', 'clientSecret'],
    ['password', 'PASSWORD', 'passphrase', 'credentials', 'session', 'code', 'rawHeaders'],
  ])('never writes what is named %s, %s, %s …', (...names) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.array(fc.constantFrom('a', 'headers', 'x-y'), { maxLength: 5 }),
        (name, path) => {
          const leaf: object = { [name]: name === 'rawHeaders' ? ['a', SECRET] : SECRET };
          const inError = Object.assign(new Error('x'), { config: leaf });
          const nested = path.reduce<object>((inner, step) => ({ [step]: inner, list: [inner] }), { ...leaf, inError });
          for (const format of ['json', 'pretty'] as const) {
            expect(logged(format, 'debug', (log) => log.info(nested, 'x')).join('')).not.toContain(SECRET);
          }
        },
      ),
    );
  });

  it.each([
    `authorization: Bearer ${SECRET}`,
    `Basic ${SECRET}`,
    `http://localhost:33334/#code=${SECRET}`,
    `https://x/?a=b&token=${SECRET}&c=d`,
    `http://ada:${SECRET}@db:33333/`,
  ])('takes secrets out of the sentence %j', (sentence) => {
    const lines = logged('json', 'debug', (log) => log.info({ sentence, url: sentence }, sentence));
    expect(lines.join('')).not.toContain(SECRET);
    expect(record({ sentence })['sentence']).toContain('[redacted]');
  });

  it('keeps what is no secret', () => {
    const fields = {
      code: 'ELEKTRA_REJECTED',
      statusCode: 502,
      key: 'user:/app/a@b',
      tokens: 3,
      open: true,
      host: 'http://a:33333',
    };
    expect(record(fields)).toMatchObject(fields);
  });

  it('survives what has no end, and shows control characters', () => {
    const loop: Record<string, unknown> = { n: 1n, bytes: new Uint8Array(3) };
    loop['self'] = loop;
    expect(record(loop, 'a\u001b[31mb')).toMatchObject({
      n: '1',
      bytes: '[3 bytes]',
      self: expect.anything(),
      msg: 'a\\x1b[31mb',
    });
  });

  it.each(['json', 'pretty'])(
    'writes to standard error, and loses nothing when the process exits at once (%s)',
    async (format) => {
      const child = await bundleForChild(fileURLToPath(new URL('./testing/children/log-and-exit.ts', import.meta.url)));
      const run = spawn(process.execPath, [child, format], { stdio: ['ignore', 'pipe', 'pipe'] });
      const [out, err] = await Promise.all([text(run.stdout), text(run.stderr)]);
      expect(out).toBe('');
      expect(err.match(/line \d+ of 2000/g)).toHaveLength(2000);
    },
  );
});
