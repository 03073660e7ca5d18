import { describe, expect, it } from 'vitest';
import { describeTime, fullTime } from './relative-time.ts';

const now = new Date(2025, 10, 22, 9, 47).getTime();
const at = (...parts: [number, number, number, number, number]): string => new Date(...parts).toISOString();

describe('describeTime', () => {
  it('gives the clock for today and yesterday', () => {
    expect(describeTime(at(2025, 10, 22, 0, 5), now, 'en')).toEqual({ day: 'today', words: '00:05' });
    expect(describeTime(at(2025, 10, 21, 23, 59), now, 'en')).toEqual({ day: 'yesterday', words: '23:59' });
  });

  it('gives the date before that, with the year only when it is another', () => {
    expect(describeTime(at(2025, 2, 3, 10, 20), now, 'en-GB').words).toBe('3 Mar, 10:20');
    expect(describeTime(at(2024, 2, 3, 10, 20), now, 'en-GB').words).toBe('3 Mar 2024, 10:20');
    expect(describeTime(at(2025, 2, 3, 10, 20), now, 'de').words).toBe('3. März, 10:20');
  });

  it('shows what it cannot read', () => {
    expect(describeTime('soon', now, 'en')).toEqual({ day: 'other', words: 'soon' });
    expect(fullTime('soon', 'en')).toBe('soon');
  });
});

describe('fullTime', () => {
  it('names seconds and offset', () => {
    expect(fullTime(at(2025, 10, 22, 9, 47), 'en')).toMatch(/2025.*09:47:00.*GMT/);
  });
});
