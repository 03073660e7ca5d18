import { expect, it } from 'vitest';
import { createTestWorld } from '../testing/test-world.ts';
import { useReasonWords } from './use-reason-words.ts';

it.each([
  ['en', 'waiting', 'waits for its turn'],
  ['de', 'paused', 'der Cluster ist angehalten'],
  ['en', 'offline', 'offline'],
  ['en', 'the marker is another one', 'the marker is another one'],
] as const)('a reason is said in the reader’s language (%s: %s)', (language, reason, words) => {
  expect(createTestWorld({ language }).run(useReasonWords)(reason)).toBe(words);
});

it('a time in a reason is the reader’s', () => {
  const words = createTestWorld({ platform: { now: () => Date.UTC(2026, 0, 2, 12) } }).run(useReasonWords);
  expect(words('offline since 2026-01-02T09:30:00.000Z')).toMatch(/^offline since today, \d\d:\d\d$/);
  expect(words('retrying at 2026-01-02T13:00:00.000Z')).toMatch(/^tried again at today, \d\d:\d\d$/);
});
