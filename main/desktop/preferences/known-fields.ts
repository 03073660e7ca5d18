import { DesktopPreferences, PREFERENCE_NAMES, type PreferenceName } from '#shared/desktop/preferences.ts';

/** What of a file's fields are preferences that this program knows. */
export interface KnownFields {
  readonly values: Partial<DesktopPreferences>;
  /** Preferences whose value is none, each with a sentence that says why. */
  readonly faults: readonly { readonly name: PreferenceName; readonly reason: string }[];
  /** Names that this program does not know; a newer one may. */
  readonly unknown: readonly string[];
}

export function knownFields(fields: Readonly<Record<string, unknown>>): KnownFields {
  const values: Partial<Record<PreferenceName, unknown>> = {};
  const faults: { name: PreferenceName; reason: string }[] = [];
  for (const name of PREFERENCE_NAMES) {
    if (!Object.hasOwn(fields, name)) continue;
    const parsed = DesktopPreferences.shape[name].safeParse(fields[name]);
    if (parsed.success) values[name] = parsed.data;
    else faults.push({ name, reason: parsed.error.issues.map(sentenceOf(name)).join('; ') });
  }
  const known: readonly string[] = PREFERENCE_NAMES;
  const unknown = Object.keys(fields).filter((name) => !known.includes(name));
  return { values: values as Partial<DesktopPreferences>, faults, unknown };
}

function sentenceOf(name: string) {
  return (issue: { readonly path: readonly PropertyKey[]; readonly message: string }): string =>
    `${[name, ...issue.path].map(String).join('.')}: ${issue.message}`;
}
