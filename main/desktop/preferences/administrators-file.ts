import { posix, win32 } from 'node:path';
import {
  DESKTOP_DEFAULTS,
  PREFERENCE_NAMES,
  type DesktopPreferences,
  type PreferenceName,
} from '#shared/desktop/preferences.ts';
import { knownFields } from './known-fields.ts';
import { readPreferencesFile } from './preferences-file.ts';

/** What the administrator of this machine has decided. */
export interface AdministratorsWill {
  /** The preferences that a person cannot change, with what they are. */
  readonly values: Partial<DesktopPreferences>;
  readonly locked: readonly PreferenceName[];
  /** A sentence for the person, who can only pass it on; null: nothing is wrong. */
  readonly problem: string | null;
}

/** Only administrators can write there. `override`: for tests, never honoured by an installed application. */
export function administratorsFile(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  override?: string,
): string {
  if (override !== undefined) return override;
  if (platform === 'win32')
    return win32.join(environment['PROGRAMDATA'] ?? 'C:\\ProgramData', 'elektra-web', 'desktop.json');
  if (platform === 'darwin') return '/Library/Application Support/elektra-web/desktop.json';
  return posix.join('/etc', 'elektra-web', 'desktop.json');
}

/**
 * What cannot be understood closes instead of opening: of a damaged file every preference is locked as it is by default (nothing listens, nothing is
 * fetched), of a preference with a wrong value this one.
 */
export async function readAdministratorsWill(file: string): Promise<AdministratorsWill> {
  const read = await readPreferencesFile(file);
  if (read.kind === 'damaged') {
    const problem = `The administrator’s file ${file} ${read.reason}. Until it is mended every preference is as it is by default and cannot be changed.`;
    return { values: DESKTOP_DEFAULTS, locked: PREFERENCE_NAMES, problem };
  }
  const { values, faults, unknown } = knownFields(read.fields);
  const closed = Object.fromEntries(faults.map(({ name }) => [name, DESKTOP_DEFAULTS[name]]));
  const locked = PREFERENCE_NAMES.filter((name) => Object.hasOwn(values, name) || Object.hasOwn(closed, name));
  const wrong = [
    ...faults.map(({ name, reason }) => `${reason} (${name} is locked as it is by default)`),
    ...unknown.map((name) => `${JSON.stringify(name)} is no preference`),
  ];
  const problem = wrong.length === 0 ? null : `In the administrator’s file ${file}: ${wrong.join('; ')}.`;
  return { values: { ...values, ...closed }, locked, problem };
}
