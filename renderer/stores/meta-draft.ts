import * as z from 'zod';
import type { Metadata } from '#shared/model/key.ts';

const Metakeys = z.record(z.string(), z.string().nullable());

/** Metakeys with what each is or is to be; null: it is not there. */
export type Metakeys = Readonly<Record<string, string | null>>;

/** Metadata of one key that were edited and are not saved. `base` is how the same metakeys were when they were first touched. */
export const MetaDraft = z.object({ changes: Metakeys, base: Metakeys });
export interface MetaDraft {
  readonly changes: Metakeys;
  readonly base: Metakeys;
}

const NOTHING: MetaDraft = { changes: {}, base: {} };

/** The draft with some metakeys edited further; undefined when nothing differs from what is stored any more. */
export function withChanges(draft: MetaDraft = NOTHING, meta: Metadata, edited: Metakeys): MetaDraft | undefined {
  const names = Object.keys(edited);
  const base = { ...Object.fromEntries(names.map((name) => [name, meta[name] ?? null])), ...draft.base };
  const changes = { ...draft.changes, ...edited };
  // Typing the stored value again leaves nothing unsaved, unless somebody else changed it: then it is a decision.
  const kept = Object.keys(changes).filter(
    (name) => changes[name] !== base[name] || (meta[name] ?? null) !== base[name],
  );
  return picked({ changes, base }, kept);
}

/** The draft without some metakeys; undefined when nothing is left. */
export function withoutMetakeys(draft: MetaDraft, names: readonly string[]): MetaDraft | undefined {
  return picked(
    draft,
    Object.keys(draft.changes).filter((name) => !names.includes(name)),
  );
}

/** The draft on top of what is stored now. */
export function rebased(draft: MetaDraft, meta: Metadata): MetaDraft {
  const base = Object.fromEntries(Object.keys(draft.changes).map((name) => [name, meta[name] ?? null]));
  return { changes: draft.changes, base };
}

/** The metakeys that somebody else made something else of since they were touched here. */
export function conflictsOf(draft: MetaDraft, meta: Metadata): readonly string[] {
  return Object.keys(draft.changes).filter((name) => {
    const now = meta[name] ?? null;
    return now !== draft.base[name] && now !== draft.changes[name];
  });
}

/** Whether everything is as the draft wants it. */
export function isStored(draft: MetaDraft, meta: Metadata): boolean {
  return Object.entries(draft.changes).every(([name, value]) => (meta[name] ?? null) === value);
}

/** Metadata as they are to be. */
export function editedMeta(meta: Metadata, draft: MetaDraft | undefined): Metadata {
  const merged = Object.entries({ ...meta, ...draft?.changes });
  return Object.fromEntries(merged.filter((entry): entry is [string, string] => entry[1] !== null));
}

function picked({ changes, base }: MetaDraft, names: readonly string[]): MetaDraft | undefined {
  if (names.length === 0) return undefined;
  const pick = (from: Metakeys): Metakeys => Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
  return { changes: pick(changes), base: pick(base) };
}
