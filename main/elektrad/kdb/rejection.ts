import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { KeyName } from '#shared/model/key-name.ts';

/** One of Elektra's errors: https://www.libelektra.org/devguidelines/error-categorization */
interface ElektraWords {
  readonly number: string;
  readonly description: string;
  readonly reason: string;
}

/** A refusal as Elektra words it. Our store has one mount point in each namespace, its root. */
export function rejection(words: ElektraWords, key: KeyName, file: string | null): ElektraError {
  const mountPoint = key.slice(0, key.indexOf('/') + 1);
  return new ElektraError('ELEKTRA_REJECTED', `${words.number} ${words.description} - ${words.reason}`, {
    data: { ...words, mountPoint, file, key },
  });
}
