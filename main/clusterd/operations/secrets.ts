import type { secretsOperations } from '#shared/clusterd/secrets.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import type { Secrets } from '../ports/secrets.ts';

export function secretsHandlers(secrets: Secrets): Handlers<typeof secretsOperations> {
  return {
    'secrets.state': () => secrets.look(),
    'secrets.retry': () => secrets.retry(),
    'secrets.move': ({ to }) => secrets.move(to),
  };
}
