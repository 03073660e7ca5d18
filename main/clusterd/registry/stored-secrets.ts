import { isSecret, type Metadata } from '#shared/model/key.ts';
import type { Document } from '../ports.ts';
import type { SecretKeys } from './secret-keys.ts';

/** What of a document says how values lie in it; nothing of it has been checked yet. */
interface Stored extends Document {
  readonly key?: string;
  readonly value?: string | null;
  readonly meta?: Metadata;
  readonly secret?: string;
  readonly readBack?: Readonly<Record<string, { readonly secret?: string }>>;
  readonly effects?: { readonly settings?: readonly Stored[] };
  readonly before?: { readonly settings?: readonly Stored[] };
}

/** Whether any value is sealed, or should be. */
export function holdsSecrets(documents: readonly Document[]): boolean {
  return documents.some((document: Stored) => {
    const { _id, readBack, effects, before } = document;
    if (_id.startsWith('setting/')) return isHidden(document);
    if (_id.startsWith('delivery/')) return Object.values(readBack ?? {}).some(({ secret }) => secret === 'sealed');
    if (!_id.startsWith('change/')) return false;
    return [effects?.settings, before?.settings].some((settings) => settings?.some(isHidden));
  });
}

function isHidden({ meta, secret }: Stored): boolean {
  return secret === 'sealed' || isSecret(meta ?? {});
}

/** The keys of which a value lies there as it is. */
export function plainKeys(documents: readonly Document[]): SecretKeys {
  const plain = new Set<string>();
  for (const { _id, key, secret, readBack } of documents as readonly Stored[]) {
    if (_id.startsWith('setting/') && key !== undefined && secret === undefined) plain.add(key);
    if (!_id.startsWith('delivery/')) continue;
    for (const [name, of] of Object.entries(readBack ?? {})) if (of.secret === undefined) plain.add(name);
  }
  return plain;
}
