import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { writeFileAtomically } from '../platform/atomic-file.ts';
import { makeDirectory } from '../platform/paths.ts';

const Remote = z.object({
  url: z.string(),
  ca: z.string().nullable(),
  fingerprint: z.string().nullable(),
  /** The name under which its token is kept. */
  token: z.string(),
  lastUsedAt: z.int(),
});
export type KeptRemote = z.output<typeof Remote>;

const Move = z.object({
  file: z.string(),
  withSecrets: z.boolean(),
  /** When deliveries from here ended. */
  at: z.int(),
  /** The file was written, and said to be. */
  isWritten: z.boolean(),
  /** The server has taken over; what is here has to be put aside. */
  isFinishing: z.boolean(),
});

const Workplace = z
  .object({
    format: z.literal(1),
    /** The address of the clusterd whose client the window is; null: this machine's own is in use. */
    remote: z.string().nullable(),
    /** Most recently used first. */
    remotes: z.array(Remote),
    move: Move.nullable(),
    /** The id of this machine's own clusterd, as far as it is known. */
    localId: z.string().nullable(),
  })
  .refine(({ remote, remotes }) => remote === null || remotes.some(({ url }) => url === remote));
export type WorkplaceRecord = z.output<typeof Workplace>;

/** Where the data live, over restarts. */
export interface KeptWorkplace {
  current(): WorkplaceRecord;
  /** What is left out stays. On the disk when it resolves. @throws ElektraError STORAGE_FAILED; then all is as it was */
  change(change: Partial<Omit<WorkplaceRecord, 'format'>>): Promise<void>;
}

const AT_FIRST: WorkplaceRecord = { format: 1, remote: null, remotes: [], move: null, localId: null };

/**
 * Whether this machine delivers hangs on this file, so a damaged one is not guessed at.
 * @throws StartRefused
 */
export async function openKeptWorkplace(file: string): Promise<KeptWorkplace> {
  let current = await read(file);
  return {
    current: () => current,
    async change(change) {
      const next = { ...current, ...change };
      try {
        await makeDirectory(dirname(file));
        await writeFileAtomically(file, `${JSON.stringify(next, null, 2)}\n`);
      } catch (cause) {
        throw new ElektraError('STORAGE_FAILED', undefined, { data: { reason: reasonOf(cause) }, cause });
      }
      current = next;
    },
  };
}

async function read(file: string): Promise<WorkplaceRecord> {
  try {
    return Workplace.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return AT_FIRST;
    throw new StartRefused(
      `${file} says whether this machine's own clusterd is in use, and cannot be read (${reasonOf(cause)}). Mend it, or remove it: then this machine's own is used and delivers again.`,
      { cause },
    );
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof z.ZodError) return 'it holds something else';
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : String(cause);
}
