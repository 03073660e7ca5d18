import { realpath, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  DESKTOP_DEFAULTS,
  PREFERENCE_NAMES,
  type DesktopPreferences,
  type PreferenceName,
} from '#shared/desktop/preferences.ts';
import type { DesktopState } from '#shared/desktop/state.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Log } from '../../clusterd/ports.ts';
import { writeFileAtomically } from '../../platform/atomic-file.ts';
import { makeDirectory } from '../../platform/paths.ts';
import { readAdministratorsWill } from './administrators-file.ts';
import { checkChange } from './check-change.ts';
import { knownFields } from './known-fields.ts';
import { readPreferencesFile, type PreferencesFile } from './preferences-file.ts';

/** Those given; what is left out, or undefined, stays as it is. */
export type PreferencesChange = { readonly [Name in PreferenceName]?: DesktopPreferences[Name] | undefined };

/** What a person has chosen on this machine, below what the administrator has. */
export interface Preferences {
  current(): DesktopPreferences;
  readonly locked: readonly PreferenceName[];
  readonly administratorsFile: string;
  problem(): DesktopState['preferencesProblem'];
  /**
   * On the disk when it resolves; changes that are made at the same time are all kept.
   * @throws ElektraError PREFERENCE_LOCKED, INVALID_INPUT or STORAGE_FAILED; then nothing has changed.
   */
  change(change: PreferencesChange): Promise<void>;
  /** Called after each change, with what there was before. Returns how to stop. */
  onChange(listener: (now: DesktopPreferences, before: DesktopPreferences) => void): () => void;
}

export interface PreferencesOptions {
  /** The person's own, which is made by the first change. */
  readonly file: string;
  readonly administratorsFile: string;
  readonly log: Log;
  /** Of a damaged file that is put aside. */
  readonly now: () => number;
}

/** The administrator's file is read now and not again. */
export async function openPreferences(options: PreferencesOptions): Promise<Preferences> {
  const { file, administratorsFile, log } = options;
  const will = await readAdministratorsWill(administratorsFile);
  const listeners = new Set<(now: DesktopPreferences, before: DesktopPreferences) => void>();
  let seen = understood(await readPreferencesFile(file), file);
  let last: Promise<unknown> = Promise.resolve();
  for (const problem of [will.problem, seen.problem])
    if (problem !== null) log.warn({ file, administratorsFile }, problem);

  const effective = (): DesktopPreferences => ({ ...DESKTOP_DEFAULTS, ...seen.values, ...will.values });

  /** What stands in the file by now counts, so that what a person has edited by hand is kept as well. */
  async function write(wanted: PreferencesChange): Promise<void> {
    const now = await readPreferencesFile(file);
    const fields = { ...(now.kind === 'fields' ? now.fields : {}), ...wanted };
    try {
      await makeDirectory(dirname(file));
      if (now.kind === 'damaged') await putAside(file, options.now());
      // A link, as people have them who keep their configuration elsewhere, stays one.
      await writeFileAtomically(await linkedFile(file), `${JSON.stringify(fields, null, 2)}\n`);
    } catch (cause) {
      throw notStored(cause);
    }
    const before = effective();
    seen = understood({ kind: 'fields', fields }, file);
    for (const listener of listeners) listener(effective(), before);
  }

  return {
    current: effective,
    locked: will.locked,
    administratorsFile,
    problem() {
      const message = [will.problem, seen.problem].filter((problem) => problem !== null).join(' ');
      return message === '' ? null : { code: 'PREFERENCES_DAMAGED', message };
    },
    async change(change) {
      const names = PREFERENCE_NAMES.filter((name) => change[name] !== undefined);
      const refused = names.filter((name) => will.locked.includes(name));
      if (refused.length > 0) throw lockedBy(administratorsFile, refused);
      const wanted = Object.fromEntries(names.map((name) => [name, change[name]])) as PreferencesChange;
      await checkChange(wanted);
      if (names.length === 0) return;
      const turn = last.then(() => write(wanted));
      last = turn.catch(() => undefined);
      await turn;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

interface Understood {
  readonly values: Partial<DesktopPreferences>;
  readonly problem: string | null;
}

function understood(read: PreferencesFile, file: string): Understood {
  if (read.kind === 'damaged') {
    const problem = `${file} ${read.reason}, so the preferences are as they are by default. Mend it and start again; the next change here puts it aside.`;
    return { values: {}, problem };
  }
  const { values, faults } = knownFields(read.fields);
  const reasons = faults.map(({ reason }) => reason).join('; ');
  const problem = reasons === '' ? null : `In ${file}: ${reasons}. The default is used until another value is chosen.`;
  return { values, problem };
}

async function linkedFile(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return file;
    throw error;
  }
}

/** Nothing that stands there is lost: a file that is not understood may be worth mending. */
async function putAside(file: string, now: number): Promise<void> {
  await rename(file, `${file}.damaged-${new Date(now).toISOString().replaceAll(':', '-')}`);
}

function notStored(cause: unknown): ElektraError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  if (reason === null) throw cause;
  return new ElektraError('STORAGE_FAILED', undefined, { data: { reason }, cause });
}

function lockedBy(file: string, preferences: readonly PreferenceName[]): ElektraError {
  return new ElektraError('PREFERENCE_LOCKED', undefined, { data: { preferences: [...preferences], file } });
}
