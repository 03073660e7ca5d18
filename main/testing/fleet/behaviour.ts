import * as z from 'zod';

/**
 * What a member does with requests. up: answers. down: nobody listens there. hang: takes requests and never answers. error: 500 to every request of the
 * protocol. reject: reads are answered, writes refused as by a validation; what is clusterd's own is written.
 */
export const Behaviour = z.enum(['up', 'down', 'hang', 'error', 'reject']);
export type Behaviour = z.output<typeof Behaviour>;
