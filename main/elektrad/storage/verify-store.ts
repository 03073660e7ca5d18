import { ABOUT_KEY } from './store-about.ts';
import { recordProblem } from './backup-lines.ts';
import { isHashed, keyOf } from './record-file.ts';
import type { StoreSnapshot } from './store-snapshot.ts';

/** What was looked at, and in words what is damaged: nothing, in a store that is whole. */
export interface Verified {
  readonly keys: number;
  readonly problems: readonly string[];
}

/** Reads every record of a moment of a store, those of lmdb and those of the journal. */
export function verifyStore({ file, journal, names, record }: StoreSnapshot): Verified {
  const problems: string[] = [];
  if (journal.isDamaged) {
    problems.push(`the journal ${journal.path}, byte ${journal.length}: whole entries follow a broken one`);
  }
  for (const key of file.getKeys()) {
    const problem =
      key === ABOUT_KEY
        ? null
        : fileProblem(
            key,
            read(() => file.get(key)),
          );
    if (problem !== null) problems.push(`the record ${key}: ${problem}`);
  }
  for (const name of names) {
    const problem = recordProblem(
      name,
      read(() => record(name)),
    );
    // What lmdb has was looked at already.
    if (problem !== null && !problems.some((said) => said.startsWith(`the record ${keyOf(name)}:`))) {
      problems.push(`the key ${name}: ${problem}`);
    }
  }
  return { keys: names.length, problems };
}

function fileProblem(key: string, stored: unknown): string | null {
  if (!isHashed(key)) return recordProblem(key, stored);
  const { n: name } = Object(stored) as { readonly n?: unknown };
  const problem = recordProblem(name, stored);
  return problem ?? (keyOf(String(name)) === key ? null : 'it is stored under the name of another');
}

/** What cannot be decoded is damaged as well. */
function read(work: () => unknown): unknown {
  try {
    return work();
  } catch {
    return undefined;
  }
}
