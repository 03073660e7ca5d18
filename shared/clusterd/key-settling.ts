import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';
import { InstanceId } from '../model/instance.ts';

export const keySettlingOperations = defineContract({
  'keys.settled': {
    summary: 'Answers when all that was being written to an instance is over: done, or put back where it was given up.',
    description:
      'Who gives up an act by closing its connection hears nothing of its end; what was written until then is put back, and that takes its time.',
    kind: 'query',
    role: 'viewer',
    http: { method: 'GET', path: '/api/instances/:id/keys/settled', success: 200 },
    input: z.strictObject({ id: InstanceId }),
    output: z.strictObject({}),
    errors: ['INSTANCE_NOT_FOUND'],
  },
});
