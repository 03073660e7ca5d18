import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createRequestWriter } from './http-request.ts';
import type { HttpOperation } from './operation.ts';

const remove = (note: z.ZodType): HttpOperation => ({
  summary: '',
  kind: 'command',
  role: 'viewer',
  http: { method: 'DELETE', path: '/api/things/:id', success: 200 },
  input: z.strictObject({ id: z.string(), note }),
  output: z.null(),
  errors: [],
});

describe('a field of the query string that is null', () => {
  const input = { id: 'a', note: null };

  it('is left out where that means null', () => {
    const write = createRequestWriter(remove(z.string().nullable().default(null)));
    expect(write(input)).toMatchObject({ sendable: true, path: '/api/things/a' });
    expect(write({ id: 'a', note: 'why?' })).toMatchObject({ path: '/api/things/a?note=why%3F' });
  });

  it('is not sent where leaving it out means something else', () => {
    const write = createRequestWriter(remove(z.string().nullable().default('x')));
    expect(write(input)).toEqual({ sendable: false, field: 'note' });
  });
});
