import { shallowReactive, type Ref } from 'vue';
import * as z from 'zod';
import type { KeptTexts } from '../composables/use-platform.ts';
import { isAtOrBelowText } from './key-text.ts';
import { parseJson } from './parse-json.ts';

interface Keeping<Draft> {
  /** Its name in the storage. */
  readonly entry: string;
  readonly schema: z.ZodType<Draft>;
  readonly storage: KeptTexts;
  /** False for what must stay in this page. */
  readonly mayLeavePage: (draft: Draft) => boolean;
  /** Set to false when the storage refuses. */
  readonly surviveReload: Ref<boolean>;
}

/** Unsaved work of one kind by instance and key, in the page and in the tab's storage. */
export interface KeptDrafts<Draft> {
  get(instanceId: string, key: string): Draft | undefined;
  set(instanceId: string, key: string, draft: Draft): void;
  discard(instanceId: string, key: string): void;
  move(instanceId: string, from: string, to: string): void;
  drop(instanceId: string, name: string): void;
  /** The keys of an instance that have some. */
  keys(instanceId: string): readonly string[];
}

export function createKeptDrafts<Draft>({
  entry,
  schema,
  storage,
  mayLeavePage,
  surviveReload,
}: Keeping<Draft>): KeptDrafts<Draft> {
  const kept = z.array(z.tuple([z.string(), schema]));
  const drafts = shallowReactive(new Map<string, Draft>(restore()));

  function restore(): readonly (readonly [string, Draft])[] {
    const text = storage.getItem(entry);
    const parsed = text === null ? null : kept.safeParse(parseJson(text));
    return parsed?.success ? parsed.data : [];
  }

  function keep(): void {
    try {
      storage.setItem(entry, JSON.stringify([...drafts].filter(([, draft]) => mayLeavePage(draft))));
      surviveReload.value = true;
    } catch {
      // Storage that is full or forbidden: the page says that a reload would lose them.
      surviveReload.value = false;
    }
  }

  function at(instanceId: string, name: string): readonly (readonly [string, Draft])[] {
    const prefix = `${instanceId} `;
    return [...drafts]
      .filter(([place]) => place.startsWith(prefix) && isAtOrBelowText(place.slice(prefix.length), name))
      .map(([place, draft]) => [place.slice(prefix.length), draft] as const);
  }

  return {
    get: (instanceId, key) => drafts.get(placeOf(instanceId, key)),
    set(instanceId, key, draft) {
      drafts.set(placeOf(instanceId, key), draft);
      keep();
    },
    discard(instanceId, key) {
      if (drafts.delete(placeOf(instanceId, key))) keep();
    },
    move(instanceId, from, to) {
      for (const [key, draft] of at(instanceId, from)) {
        drafts.delete(placeOf(instanceId, key));
        drafts.set(placeOf(instanceId, to + key.slice(from.length)), draft);
      }
      keep();
    },
    drop(instanceId, name) {
      for (const [key] of at(instanceId, name)) drafts.delete(placeOf(instanceId, key));
      keep();
    },
    keys: (instanceId) =>
      [...drafts.keys()]
        .filter((place) => place.startsWith(`${instanceId} `))
        .map((place) => place.slice(instanceId.length + 1)),
  };
}

/** An instance id holds no blank. */
function placeOf(instanceId: string, key: string): string {
  return `${instanceId} ${key}`;
}
