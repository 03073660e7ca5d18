import { placeOf } from '../instances/credentials.ts';
import type { Document } from '../ports.ts';
import { holdsSecrets } from '../registry/stored-secrets.ts';
import { hasSealed } from './without-sealed.ts';

/** The names of what a registry needs from the store of secrets. `sealingKey`: under which name the key of sealed values is there. */
export function namedSecrets(documents: readonly Document[], sealingKey: string): readonly string[] {
  const names = documents.flatMap(({ _id, credentialsId }) =>
    _id.startsWith('instance/') && typeof credentialsId === 'string'
      ? [placeOf(_id.slice('instance/'.length), credentialsId)]
      : [],
  );
  return holdsSecrets(documents) || hasSealed(documents) ? [...names, sealingKey] : names;
}
