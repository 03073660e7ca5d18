import { randomBytes } from 'node:crypto';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Seal, Sealing } from '../../clusterd/ports/sealing.ts';
import type { Secrets } from '../../clusterd/ports/secrets.ts';
import { KEY_BYTES, seal, unseal } from './sealed.ts';

/** Under which name the key is kept. */
export const SEALING_KEY = 'registry/key';

/** Seals with AES-256-GCM and a key of its own. */
export function createSealing(secrets: Pick<Secrets, 'get' | 'set'>): Sealing {
  let opening: Promise<Seal> | null = null;

  async function open(): Promise<Seal> {
    const key = (await kept()) ?? (await made());
    return { seal: (text) => seal(key, text), unseal: (sealed) => unseal(key, sealed) };
  }

  async function kept(): Promise<Buffer | null> {
    const text = await secrets.get(SEALING_KEY);
    if (text === null) return null;
    const key = Buffer.from(text, 'base64');
    if (key.length === KEY_BYTES) return key;
    const reason = `The secret ${SEALING_KEY} is no key. Remove it from the store of secrets; a new one is made then.`;
    throw new ElektraError('STORAGE_FAILED', undefined, { data: { reason } });
  }

  async function made(): Promise<Buffer> {
    const key = randomBytes(KEY_BYTES);
    await secrets.set(SEALING_KEY, key.toString('base64'));
    return key;
  }

  return {
    ready() {
      opening ??= open().catch((error: unknown) => {
        opening = null;
        throw error;
      });
      return opening;
    },
  };
}
