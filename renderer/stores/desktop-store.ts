import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { CallOptions } from '#shared/contract/client.ts';
import { isCancelled } from '#shared/contract/cancelled.ts';
import type { CallInputOf, OutputOf, PartOf } from '#shared/contract/operation.ts';
import type { DesktopContract } from '#shared/desktop/contract.ts';
import { DESKTOP_DEFAULTS, type DesktopPreferences } from '#shared/desktop/preferences.ts';
import type { DesktopState } from '#shared/desktop/state.ts';
import { useDesktopLink } from '../api/desktop-link.ts';
import { useFaultsStore } from './faults-store.ts';

/** The operations that answer with the whole state. */
type StateOperation = {
  [Name in keyof DesktopContract]: OutputOf<DesktopContract[Name]> extends DesktopState ? Name : never;
}[keyof DesktopContract];

const CERTIFICATE_PROBLEMS: ReadonlySet<string> = new Set(['CERTIFICATE_CHANGED', 'CERTIFICATE_UNTRUSTED']);

/** The application around the page. In a browser there is none, and `state` stays null. */
export const useDesktopStore = defineStore('desktop', () => {
  const link = useDesktopLink();
  const faults = useFaultsStore();
  const state = shallowRef<DesktopState | null>(null);
  let lastChange: Promise<void> = Promise.resolve();
  /** The host of the remote clusterd whose fleet is shown; null: that of this machine. */
  const remoteHost = computed(() => {
    const workplace = state.value?.workplace;
    return workplace?.kind === 'remote' ? new URL(workplace.url).host : null;
  });

  /** The remote clusterd whose certificate is not the one that is trusted; null: none. */
  const doubtful = computed(() => {
    const workplace = state.value?.workplace;
    return workplace?.kind === 'remote' && CERTIFICATE_PROBLEMS.has(workplace.problem?.code ?? '')
      ? workplace.url
      : null;
  });

  /** Reads the state, and from then on hears of it. Resolves when it is known or was refused; the refusal is reported. */
  async function start(): Promise<void> {
    if (link === null) return;
    link.events.on('desktop.changed', (told) => (state.value = told.state));
    link.events.onReload(() => void load());
    link.events.start();
    await load();
  }

  async function load(): Promise<void> {
    try {
      await act('desktop.state', {});
    } catch (error) {
      if (!isCancelled(error)) faults.report(error);
    }
  }

  /** Does something, and shows the state it left. @throws ElektraError as the operation says */
  async function act<Name extends StateOperation>(
    name: Name,
    input: CallInputOf<DesktopContract[Name]>,
    options?: CallOptions<PartOf<DesktopContract[Name]>>,
  ): Promise<void> {
    const answer: DesktopState = await required(link).client.call(name, input, options);
    state.value = answer;
  }

  /** Changes preferences, one change after another, each from what the one before has left. @throws ElektraError PREFERENCE_LOCKED, STORAGE_FAILED */
  function setPreferences(change: (stored: DesktopPreferences) => Partial<DesktopPreferences>): Promise<void> {
    const mine = lastChange.then(() =>
      act('desktop.setPreferences', change(state.value?.preferences ?? DESKTOP_DEFAULTS)),
    );
    lastChange = mine.catch(() => undefined);
    return mine;
  }

  /** Asks something that is no state. @throws ElektraError as the operation says */
  async function ask<Name extends Exclude<keyof DesktopContract, StateOperation>>(
    name: Name,
    input: CallInputOf<DesktopContract[Name]>,
    options?: CallOptions<PartOf<DesktopContract[Name]>>,
  ): Promise<OutputOf<DesktopContract[Name]>> {
    return required(link).client.call(name, input, options);
  }

  return { state, remoteHost, doubtful, start, act, setPreferences, ask };
});

function required<T>(link: T | null): T {
  if (link === null) throw new Error('This page is no desktop window.');
  return link;
}
