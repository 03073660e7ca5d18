import { defineStore } from 'pinia';
import * as z from 'zod';
import { usePlatform } from '../composables/use-platform.ts';
import { isAtOrBelowText } from './key-text.ts';
import { parseJson } from './parse-json.ts';

/** More open rows than these are not kept over a reload. */
const KEPT = 2_000;

const Names = z.array(z.string());

/** Which rows of the key tree are open, by instance. Kept in the tab, so that a reload finds the tree as it was left. */
export const useOpenRowsStore = defineStore('open-rows', () => {
  const platform = usePlatform();
  const sets = new Map<string, ReadonlySet<string>>();

  /** Undefined for an instance that was never seen in this tab. */
  function get(instanceId: string): ReadonlySet<string> | undefined {
    const known = sets.get(instanceId) ?? restore(platform.tab.getItem(entryOf(instanceId)));
    if (known !== undefined) sets.set(instanceId, known);
    return known;
  }

  function set(instanceId: string, open: ReadonlySet<string>): void {
    sets.set(instanceId, open);
    try {
      platform.tab.setItem(entryOf(instanceId), JSON.stringify([...open].slice(0, KEPT)));
    } catch {
      // Storage that is full or forbidden: the tree then opens as it does at first.
      platform.tab.removeItem(entryOf(instanceId));
    }
  }

  /** What is open at and below a name stays open under its new one. */
  function move(instanceId: string, from: string, to: string): void {
    const open = [...(get(instanceId) ?? [])];
    set(instanceId, new Set(open.map((name) => (isAtOrBelowText(name, from) ? to + name.slice(from.length) : name))));
  }

  return { get, set, move };
});

function entryOf(instanceId: string): string {
  return `elektra-web.open-rows.${instanceId}`;
}

function restore(text: string | null): ReadonlySet<string> | undefined {
  const names = Names.safeParse(parseJson(text ?? ''));
  return names.success ? new Set(names.data) : undefined;
}
