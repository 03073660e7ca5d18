import { describe, expect, it } from 'vitest';
import { parsedJson, refusedAnswer, refusedQuestion } from './answers.ts';
import type { HttpAnswer } from './collect-answer.ts';

const HOST = 'http://host:33333';
const KEY = 'user:/a';

const answered = (status: number, text = '', headers = {}): HttpAnswer => ({ status, headers, text });
const words = (text: string) => JSON.stringify({ error: text });

describe('an answer that refuses', () => {
  it.each([
    ['an empty 400', answered(400), 'KEY_NAME_INVALID'],
    ['an empty 500', answered(500), 'KEY_NAME_INVALID'],
    ['JSON that calls itself text', answered(400, words('C03200 Validation Semantic - no')), 'ELEKTRA_REJECTED'],
    ['words without a number', answered(400, words('Give the value as text.')), 'ELEKTRA_REJECTED'],
    ['a full disk of our elektrad', answered(507, words('No space.')), 'ELEKTRA_REJECTED'],
    ['a route that is not there', answered(404, '404 page not found\n'), 'INSTANCE_PROTOCOL'],
    [
      'a route that is not there, in words',
      answered(404, words('There is nothing at this address.')),
      'INSTANCE_PROTOCOL',
    ],
    ['a method that is not there', answered(405), 'INSTANCE_PROTOCOL'],
    ['a page of something else', answered(400, '<html>Bad Request</html>'), 'INSTANCE_PROTOCOL'],
    ['half of a JSON text', answered(400, '{"error":'), 'INSTANCE_PROTOCOL'],
    ['an error in another form', answered(400, '{"error":{"code":"X"}}'), 'INSTANCE_PROTOCOL'],
    ['a sign-in', answered(401, words('Sign in.')), 'INSTANCE_CREDENTIALS'],
    ['a sign-in of a proxy', answered(407), 'INSTANCE_CREDENTIALS'],
    ['credentials that are not enough', answered(403), 'INSTANCE_CREDENTIALS'],
    ['a redirect', answered(301, '', { location: 'http://elsewhere/' }), 'INSTANCE_PROTOCOL'],
    ['a request that is too large', answered(413, words('Too large.')), 'TOO_LARGE'],
    ['a name that is too long', answered(431), 'TOO_LARGE'],
  ])('as %s is %s', (_form, answer, code) => {
    expect(refusedAnswer(answer, HOST, KEY)).toMatchObject({ code });
  });

  it('to a question with words of its own is about the name, with a number about what Elektra met', () => {
    const refused = refusedQuestion(answered(400, words('The part "a" is not allowed.')), HOST, KEY);
    expect(refused).toMatchObject({
      code: 'KEY_NAME_INVALID',
      data: { key: KEY, reason: 'The part "a" is not allowed.' },
    });
    const broken = refusedQuestion(answered(400, words('C03100 Validation Syntactic - line 3')), HOST, KEY);
    expect(broken).toMatchObject({ code: 'ELEKTRA_REJECTED', data: { number: 'C03100', key: KEY } });
  });

  it('names where a redirect leads, and what was asked for', () => {
    const redirect = refusedAnswer(answered(302, '', { location: 'https://host/login' }), HOST, KEY);
    expect(redirect.message).toContain('https://host/login');
    expect(refusedAnswer(answered(407), HOST, KEY).data).toEqual({ host: HOST, by: 'proxy' });
  });
});

describe('parsedJson', () => {
  it('refuses what is not JSON', async () => {
    expect(await parsedJson(answered(200, '[1]'), HOST)).toEqual([1]);
    await expect(parsedJson(answered(200, '<html>'), HOST)).rejects.toThrow('does not answer like an elektrad');
  });

  it('takes a long body in pieces, wherever they are cut, and refuses what is cut off', async () => {
    const names = Array.from({ length: 3000 }, (_each, at) => `user:/ä€😀/${at}`);
    const bytes = Buffer.from(JSON.stringify(names));
    const cut = (length: number, size: number) =>
      Array.from({ length: Math.ceil(length / size) }, (_each, at) =>
        bytes.subarray(at * size, Math.min(length, (at + 1) * size)),
      );
    const parsed = (long: Uint8Array[]) => parsedJson({ ...answered(200), long }, HOST);
    for (const size of [1, 7, 1000, 65_536]) expect(await parsed(cut(bytes.length, size))).toEqual(names);
    await expect(parsed(cut(bytes.length - 1, 1000))).rejects.toMatchObject({ code: 'INSTANCE_PROTOCOL' });
  });
});
