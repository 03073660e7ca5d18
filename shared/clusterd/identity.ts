import * as z from 'zod';
import { defineContract } from '../contract/operation.ts';
import { Instance, InstanceId } from '../model/instance.ts';
import { FOREIGN_ERRORS, INSTANCE_ERRORS } from './key-errors.ts';

/** What a person says of a database that is not the one that was there, or that may be another instance's. */
export const SAID_IDENTITIES = ['reinstalled', 'anotherHost', 'sharesUser'] as const;

const REFUSED = ['INSTANCE_ALREADY_EXISTS', ...FOREIGN_ERRORS, 'KEY_NAME_INVALID', 'VALUE_NOT_CARRIED'] as const;

export const identityOperations = defineContract({
  'instances.takeOver': {
    summary: 'Manage an instance from here that another clusterd manages.',
    description:
      'Our id is written over that of the other clusterd, which reads the marker again before it writes, and stops: within seconds. Taking over what is ours already changes nothing.',
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/instances/:id/take-over', success: 200 },
    input: z.strictObject({ id: InstanceId }),
    output: Instance,
    errors: [...INSTANCE_ERRORS, ...REFUSED],
  },
  'instances.sayIdentity': {
    summary: 'Say why the database of an instance is not the one that was there.',
    description: [
      '`reinstalled`: the same machine with a new database. It gets a fresh marker, stays in its cluster, and everything that the cluster sets is compared and delivered again.',
      '`anotherHost`: this is a different machine now. It leaves its cluster, which leaves values as they are, and gets a fresh marker.',
      '`sharesUser`: for a database that may be another instance’s. It is proven to be the same once more, and written to all the same, because only `user:` is shared.',
    ].join(' '),
    kind: 'command',
    role: 'admin',
    http: { method: 'POST', path: '/api/instances/:id/identity', body: 'rest', success: 200 },
    input: z.strictObject({ id: InstanceId, is: z.enum(SAID_IDENTITIES) }),
    output: Instance,
    errors: [...INSTANCE_ERRORS, ...REFUSED],
  },
});
