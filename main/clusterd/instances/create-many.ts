import { NewInstance, type Creation } from '#shared/clusterd/instances.ts';
import { isCancelled } from '#shared/contract/cancelled.ts';
import { ElektraError, isElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceRecord } from '../registry/records.ts';

/** How many hosts are looked at side by side; those that hang occupy at most these. */
const AT_ONCE = 16;

interface Created extends Pick<Creation, 'error'> {
  readonly record: InstanceRecord | null;
}

/** Adds one line after another, some side by side. Resolves in the order of the lines, whatever became of each; rejects only when it is cancelled, or by a bug. */
export async function createMany(
  lines: readonly unknown[],
  create: (input: NewInstance) => Promise<InstanceRecord>,
): Promise<readonly Created[]> {
  const created: Created[] = [];
  let next = 0;

  async function work(): Promise<void> {
    while (next < lines.length) {
      const at = next;
      next += 1;
      created[at] = await outcomeOf(async () => create(parsed(lines[at])));
    }
  }

  await Promise.all(Array.from({ length: Math.min(AT_ONCE, lines.length) }, work));
  return created;
}

async function outcomeOf(create: () => Promise<InstanceRecord>): Promise<Created> {
  try {
    return { record: await create(), error: null };
  } catch (error) {
    if (isCancelled(error) || !isElektraError(error)) throw error;
    const { code, message, data } = error;
    return { record: null, error: { code, message, ...(data === undefined ? {} : { data }) } };
  }
}

/** @throws ElektraError INVALID_INPUT */
function parsed(line: unknown): NewInstance {
  const { data, error } = NewInstance.safeParse(line);
  if (data !== undefined) return data;
  const issues = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const [first] = issues;
  throw new ElektraError('INVALID_INPUT', first && `${first.path || 'the line'}: ${first.message}`, {
    data: { issues },
  });
}
