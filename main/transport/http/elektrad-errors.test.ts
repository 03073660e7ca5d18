import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_CATALOGUE, type ErrorCode } from '#shared/errors/catalogue.ts';
import { elektradErrorFormat } from './elektrad-errors.ts';
import { startEchoServer, type EchoServer } from './testing/echo-server.ts';

let echo: EchoServer;
beforeAll(async () => {
  echo = await startEchoServer({ formatError: elektradErrorFormat });
});
afterAll(() => echo.server.close());

async function failure(code: ErrorCode, data?: unknown) {
  const answer = await echo.ask('POST', '/api/failures', {
    headers: { authorization: 'Bearer admin', 'content-type': 'application/json' },
    body: JSON.stringify({ code, message: 'words', data }),
  });
  return { status: answer.status, type: answer.headers['content-type'], body: answer.json };
}

describe('errors in the form of the field’s elektrad', () => {
  it('are JSON in a plain text, with Elektra’s number, description and reason', async () => {
    const rejected = { reason: 'Value 99\nnot in range', mountPoint: null, file: null, key: null };
    const known = { ...rejected, number: 'C03200', description: 'Validation Semantic' };
    expect(await failure('ELEKTRA_REJECTED', known)).toEqual({
      status: 400,
      type: 'text/plain; charset=utf-8',
      body: { error: 'C03200 Validation Semantic - Value 99\nnot in range' },
    });
    const unknown = { ...rejected, number: null, description: null };
    expect(await failure('ELEKTRA_REJECTED', unknown)).toMatchObject({ body: { error: rejected.reason } });
  });

  it('name mount point and file on lines of their own', async () => {
    const placed = { number: 'C03200', description: 'Validation Semantic', reason: 'no', key: 'user:/a' };
    const at = async (mountPoint: string | null, file: string | null) =>
      (await failure('ELEKTRA_REJECTED', { ...placed, mountPoint, file })).body as { error: string };
    expect((await at('user:/', '/data/keys.lmdb')).error).toBe(
      'C03200 Validation Semantic - no\nMountpoint: user:/\nConfigfile: /data/keys.lmdb',
    );
    expect((await at('user:/', null)).error).toBe('C03200 Validation Semantic - no\nMountpoint: user:/');
  });

  it.each([
    ['KEY_NAME_INVALID', 400, { key: 'a', reason: 'b' }],
    ['QUERY_INVALID', 400, { query: '(', reason: 'b' }],
    ['VALUE_NOT_CARRIED', 400, { key: 'a', reason: 'b' }],
    ['KEY_NOT_FOUND', 404, { key: 'a' }],
    ['NOT_FOUND', 404, undefined],
    ['UNAUTHENTICATED', 401, undefined],
    ['STORAGE_FAILED', 507, { reason: 'full' }],
    ['INTERNAL', 500, undefined],
    ['INSTANCE_TIMEOUT', 500, { host: 'a', seconds: 1 }],
  ] as const)('%s is %i', async (code, status, data) => {
    expect(await failure(code, data)).toMatchObject({ status, body: { error: 'words' } });
  });

  it('are what everything that goes wrong is told in', async () => {
    expect((await echo.ask('GET', '/nothing')).json).toEqual({ error: ERROR_CATALOGUE.NOT_FOUND.summary });
    expect((await echo.ask('GET', '/api/admin')).json).toMatchObject({ error: expect.stringContaining('no GET') });
    expect((await echo.ask('GET', '/api/who', { headers: {} })).status).toBe(401);
    expect(await echo.talk('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [^]*{"error":"[^"]+"}$/);
  });
});
