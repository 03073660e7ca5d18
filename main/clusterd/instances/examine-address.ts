import type { ErrorCode } from '#shared/errors/catalogue.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { unproven, type Found } from '../identity/found.ts';
import type { Identity } from '../identity/identity.ts';
import type { Expected } from '../identity/verdict.ts';
import type { Visit } from './visit.ts';

const REFUSALS: readonly ErrorCode[] = ['INSTANCE_ALREADY_EXISTS', 'INSTANCE_MAY_EXIST'];

/**
 * Whose database is at an address that an instance is to have, and the session that was opened there; the visit is over then. What cannot be read is
 * unproven. @throws ElektraError INSTANCE_ALREADY_EXISTS, INSTANCE_MAY_EXIST
 */
export async function examineAddress(
  identity: Pick<Identity, 'examine'>,
  visit: Visit,
  expected: Expected,
  force: boolean,
): Promise<{ readonly found: Found; readonly session: string | null }> {
  try {
    const found = await identity.examine(expected, visit.read, force ? 'share' : 'refuse');
    return { found, session: visit.session() };
  } catch (error) {
    if (!isElektraError(error) || REFUSALS.includes(error.code)) throw error;
    return { found: unproven(expected.marker), session: visit.session() };
  } finally {
    await visit.end();
  }
}
