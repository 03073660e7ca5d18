import { describe, expect, it } from 'vitest';
import { versionOf } from './version-answer.ts';

const HOST = 'http://host:33333';
const answered = (status: number, text: string) => ({ status, headers: {}, text });
const words = (text: string) => JSON.stringify({ error: text });

describe('an answer to /version', () => {
  it.each([400, 413, 418, 422, 500, 507])('%i with words of something else is no elektrad', (status) => {
    expect(() => versionOf(answered(status, words('Bad request')), HOST, 1)).toThrow(
      expect.objectContaining({ code: 'INSTANCE_PROTOCOL' }),
    );
  });

  it('tells what Elektra says when it cannot open its database', () => {
    const answer = answered(500, words('C01200 Resource Installation - a file cannot be parsed'));
    expect(() => versionOf(answer, HOST, 1)).toThrow(
      expect.objectContaining({ code: 'ELEKTRA_REJECTED', data: expect.objectContaining({ number: 'C01200' }) }),
    );
  });
});
