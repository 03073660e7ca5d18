import { describe, expect, it } from 'vitest';
import { ConnectionLostError } from '#shared/contract/connection-lost.ts';
import { ERROR_CATALOGUE, type ErrorCode } from '#shared/errors/catalogue.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { LANGUAGES, messagesOf } from '../locales/index.ts';
import { createTestWorld } from '../testing/test-world.ts';
import { useErrorWords } from './use-error-words.ts';

const codes = [...(Object.keys(ERROR_CATALOGUE) as ErrorCode[]), 'CONNECTION_LOST'];

describe.each(LANGUAGES)('the words of an error (%s)', (language) => {
  const messages = messagesOf(language)['errors'] as Record<string, { title?: string; next?: string }>;

  it.each(codes)('say of %s what happened and what to do', (code) => {
    expect(messages[code]?.title).toMatch(/^\p{Lu}.*\.$|^clusterd.*\.$/u);
    expect(messages[code]?.next).toMatch(/\.$/);
  });

  it('are there for no code that the catalogue does not have', () => {
    expect(Object.keys(messages).filter((key) => key !== 'request')).toEqual(expect.arrayContaining(codes));
    expect(Object.keys(messages)).toHaveLength(codes.length + 1);
  });
});

describe('an error in words', () => {
  const wordsOf = (error: unknown) => createTestWorld().run(useErrorWords)(error);

  it('keeps what clusterd said, with the request to look for in its log', () => {
    const words = wordsOf(new ElektraError('INSTANCE_UNREACHABLE', 'connect ECONNREFUSED', { requestId: 'r7' }));
    expect(words).toMatchObject({ code: 'INSTANCE_UNREACHABLE', detail: 'connect ECONNREFUSED' });
    expect(words.copy).toBe('INSTANCE_UNREACHABLE: The host does not answer.\nconnect ECONNREFUSED\nRequest r7');
  });

  it('does not repeat the catalogue in another language', () => {
    expect(wordsOf(new ElektraError('FORBIDDEN')).detail).toBeUndefined();
  });

  it('tells a lost connection from a fault', () => {
    expect(wordsOf(new ConnectionLostError('x')).code).toBe('CONNECTION_LOST');
    expect(wordsOf(new TypeError('x is undefined'))).toMatchObject({ code: 'INTERNAL', detail: 'x is undefined' });
  });
});
