import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyName } from '#shared/model/key-name.ts';
import { verdictOf, type KdbVerdict, type KdbWords } from './kdb-verdict.ts';
import type { KdbCommand, KdbRun } from './ports.ts';

/**
 * Passes when the run is done, and when it found nothing to do it on (the caller reads what is there).
 * @throws ElektraError in Elektra's words
 */
export async function requireDone(kdb: KdbCommand, run: KdbRun, key: KeyName): Promise<void> {
  const error = await refusalOf(kdb, run, key);
  if (error !== null) throw error;
  const verdict = verdictOf(run);
  if (verdict.kind === 'failed') throw commandFailed(verdict.reason);
}

/** What Elektra has against it; null where it has nothing, or the command did not work. */
export async function refusalOf(kdb: KdbCommand, run: KdbRun, key: KeyName): Promise<ElektraError | null> {
  const verdict = verdictOf(run);
  if (verdict.kind === 'invalid name') return invalidName(verdict, key);
  if (verdict.kind !== 'refused') return null;
  const { words } = verdict;
  return rejected({ ...words, file: words.file ?? (await fileOf(kdb, key)) }, key);
}

/** A failure of the command itself. Those of a write are thrown when it is known that nothing was stored. */
export function commandFailed(reason: string): ElektraError {
  return new ElektraError('STORAGE_FAILED', `The kdb command of the host did not do it: ${reason}.`, {
    data: { reason },
  });
}

/** A refusal that is none of Elektra's numbered errors. */
export function refused(reason: string, key: KeyName): ElektraError {
  const data = { number: null, description: null, reason, mountPoint: null, file: null, key };
  return new ElektraError('ELEKTRA_REJECTED', reason, { data });
}

function rejected(words: KdbWords, key: KeyName): ElektraError {
  const { number, description, mountPoint, file } = words;
  // The protocol has one text for all of it; Elektra's verbose form says the place in these lines.
  const place = mountPoint === null || file === null ? '' : `\nMountpoint: ${mountPoint}\nConfigfile: ${file}`;
  const reason = words.reason + place;
  const title = [number, description].filter((word) => word !== '').join(' ');
  const data = { number, description, reason, mountPoint, file, key };
  return new ElektraError('ELEKTRA_REJECTED', `${title} - ${reason}`, { data });
}

function invalidName({ reason }: KdbVerdict & { readonly kind: 'invalid name' }, key: KeyName): ElektraError {
  return new ElektraError('KEY_NAME_INVALID', `Elektra does not take the name ${key}: ${reason}`, {
    data: { key, reason },
  });
}

/** The file that holds a key; null where Elektra does not say. */
async function fileOf(kdb: KdbCommand, key: KeyName): Promise<string | null> {
  const run = await kdb.run(['file', key]);
  const file = run.stdout.trimEnd();
  return verdictOf(run).kind === 'done' && file !== '' && !file.includes('\n') ? file : null;
}
