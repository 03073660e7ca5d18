import { isAbsolute, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placesOf } from './places.ts';

describe('the places of the application', () => {
  it('are those of the system', () => {
    const { data, config, logs } = placesOf(undefined);
    expect([data, config, logs].every(isAbsolute)).toBe(true);
    expect(logs).not.toContain(data);
    expect(placesOf('')).toEqual({ data, config, logs });
  });

  it('are one folder when it was chosen, wherever that was typed', () => {
    const data = resolve('lab');
    expect(placesOf('lab')).toEqual({ data, config: data, logs: join(data, 'logs') });
  });
});
