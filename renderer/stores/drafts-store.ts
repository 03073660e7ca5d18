import { defineStore } from 'pinia';
import { ref } from 'vue';
import * as z from 'zod';
import { KeyVersion } from '#shared/model/key.ts';
import { usePlatform } from '../composables/use-platform.ts';
import { createKeptDrafts } from './kept-drafts.ts';
import { ListDraft } from './list-draft.ts';
import { MetaDraft } from './meta-draft.ts';

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

/** What is unsaved of all keys of all instances: values, metadata, lists. It survives navigation, a lost connection and a reload of the tab. */
export const useDraftsStore = defineStore('drafts', () => {
  const storage = usePlatform().tab;
  /** False when the browser refuses to store them: they then end with the page. */
  const surviveReload = ref(true);
  const values = createKeptDrafts<Draft>({
    entry: ENTRY,
    schema: Draft,
    storage,
    surviveReload,
    mayLeavePage: ({ secret }) => !secret,
  });
  const open = { storage, surviveReload, mayLeavePage: () => true };
  const meta = createKeptDrafts<MetaDraft>({ ...open, entry: `${ENTRY}.metadata`, schema: MetaDraft });
  const lists = createKeptDrafts<ListDraft>({ ...open, entry: `${ENTRY}.lists`, schema: ListDraft });
  const all = [values, meta, lists];

  /** Carries what is unsaved at and below a name over to its new one. */
  function move(instanceId: string, from: string, to: string): void {
    all.forEach((drafts) => drafts.move(instanceId, from, to));
  }

  /** Forgets what is unsaved at and below a name whose keys are gone. */
  function drop(instanceId: string, name: string): void {
    all.forEach((drafts) => drafts.drop(instanceId, name));
  }

  /** Whether anything of a key is unsaved. */
  function has(instanceId: string, key: string): boolean {
    return all.some((drafts) => drafts.get(instanceId, key) !== undefined);
  }

  /** How many keys of an instance have something unsaved. */
  function count(instanceId: string): number {
    return new Set(all.flatMap((drafts) => drafts.keys(instanceId))).size;
  }

  const { get, set, discard } = values;
  return { surviveReload, get, set, discard, meta, lists, move, drop, has, count };
});
