import { defineStore } from 'pinia';
import { ref, shallowReactive } from 'vue';
import { z } from 'zod';
import { KeyVersion } from '#shared/model/key.ts';
import { usePlatform } from '../composables/use-platform.ts';
import { isAtOrBelowText } from './key-text.ts';
import { parseJson } from './parse-json.ts';

const ENTRY = 'elektra-web.drafts';

/** A value that was typed and is not saved. `base` is what stood there when the typing began, `basedOn` its version. */
const Draft = z.object({
  value: z.string(),
  base: z.string(),
  basedOn: KeyVersion.optional(),
  /** A secret is kept in this page only, never in the browser's storage. */
  secret: z.boolean(),
});
export type Draft = Readonly<z.output<typeof Draft>>;

const KeptDrafts = z.array(z.tuple([z.string(), Draft]));

/** Unsaved values of all keys of all instances. They survive navigation, a lost connection and a reload of the tab. */
export const useDraftsStore = defineStore('drafts', () => {
  const platform = usePlatform();
  const drafts = shallowReactive(new Map<string, Draft>(restore(platform.tab.getItem(ENTRY))));
  /** False when the browser refuses to store them: they then end with the page. */
  const surviveReload = ref(true);

  function get(instanceId: string, key: string): Draft | undefined {
    return drafts.get(entryOf(instanceId, key));
  }

  function set(instanceId: string, key: string, draft: Draft): void {
    drafts.set(entryOf(instanceId, key), draft);
    keep();
  }

  function discard(instanceId: string, key: string): void {
    if (drafts.delete(entryOf(instanceId, key))) keep();
  }

  /** Carries what is unsaved at and below a name over to its new one. */
  function move(instanceId: string, from: string, to: string): void {
    for (const [key, draft] of at(instanceId, from)) {
      drafts.delete(entryOf(instanceId, key));
      drafts.set(entryOf(instanceId, to + key.slice(from.length)), draft);
    }
    keep();
  }

  /** Forgets what is unsaved at and below a name whose keys are gone. */
  function drop(instanceId: string, name: string): void {
    for (const [key] of at(instanceId, name)) drafts.delete(entryOf(instanceId, key));
    keep();
  }

  function at(instanceId: string, name: string): readonly (readonly [string, Draft])[] {
    const prefix = `${instanceId} `;
    return [...drafts]
      .filter(([entry]) => entry.startsWith(prefix) && isAtOrBelowText(entry.slice(prefix.length), name))
      .map(([entry, draft]) => [entry.slice(prefix.length), draft] as const);
  }

  /** How many unsaved values an instance has. */
  function count(instanceId: string): number {
    return [...drafts.keys()].filter((entry) => entry.startsWith(`${instanceId} `)).length;
  }

  function keep(): void {
    try {
      platform.tab.setItem(ENTRY, JSON.stringify([...drafts].filter(([, draft]) => !draft.secret)));
      surviveReload.value = true;
    } catch {
      // Storage that is full or forbidden: the page says that a reload would lose them.
      surviveReload.value = false;
    }
  }

  return { drafts, surviveReload, get, set, discard, move, drop, count };
});

/** An instance id holds no blank. */
function entryOf(instanceId: string, key: string): string {
  return `${instanceId} ${key}`;
}

function restore(text: string | null): readonly (readonly [string, Draft])[] {
  if (text === null) return [];
  const parsed = KeptDrafts.safeParse(parseJson(text));
  return parsed.success ? parsed.data : [];
}
