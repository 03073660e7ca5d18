import { refusal, type FieldAnswer } from './answers.ts';
import type { KeySet } from './database-handle.ts';
import type { WriteOutcome } from './field-log.ts';
import type { Machine } from './machine.ts';
import type { OpenSession } from './sessions.ts';

/** One routed request, inside its session. */
export interface FieldRequest extends OpenSession {
  readonly method: string;
  /** The rest of the path, decoded: a key name, or whatever the client sent instead. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly machine: Machine;
}

export type FieldHandler = (request: FieldRequest) => FieldAnswer | Promise<FieldAnswer>;

/** `kdbGet`. Elektra's refusal, or null. */
export function readDatabase({ handle, keySet }: FieldRequest, parent: string): FieldAnswer | null {
  const words = handle.get(keySet, parent);
  return words === null ? null : refusal(words);
}

/**
 * `kdbSet`, as elektrad calls it: when another program has written to the file (C02000) it reads again, which throws the change away, and sets once more;
 * then nothing is left to be written, and that is a success. Elektra's refusal, or null.
 * https://github.com/ElektraInitiative/libelektra/blob/master/src/tools/elektrad/kdb.go
 */
export async function writeDatabase(
  request: FieldRequest,
  parent: string,
  keySet: KeySet = request.keySet,
): Promise<FieldAnswer | null> {
  const { handle } = request;
  let isLost = false;
  for (;;) {
    const result = await handle.set(keySet, parent);
    if (result.outcome === 'conflict') {
      isLost = true;
      handle.get(keySet, parent);
      continue;
    }
    logWrite(
      request,
      parent,
      isLost && result.outcome === 'none' ? 'lost' : result.outcome,
      'bytes' in result ? result.bytes : 0,
    );
    return result.outcome === 'refused' ? refusal(result.words) : null;
  }
}

export function logWrite(
  { machine, handle, method }: FieldRequest,
  name: string,
  outcome: WriteOutcome,
  bytes = 0,
): void {
  machine.log.add({ event: 'write', session: handle.number, method, name, outcome, bytes });
}
