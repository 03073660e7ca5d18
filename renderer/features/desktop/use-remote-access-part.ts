import { computed } from 'vue';
import type { RemoteAccess } from '#shared/desktop/preferences.ts';
import { usePreference } from './use-preference.ts';

/** One part of the preference of remote access for one control; the others stay as they are stored. */
export function useRemoteAccessPart<Part extends keyof RemoteAccess>(part: Part) {
  const whole = usePreference('remoteAccess');
  return {
    stored: computed(() => whole.stored.value[part]),
    value: computed(() => whole.value.value[part]),
    /** Once is enough to say where it was set. */
    field: (said?: string) =>
      whole.isLocked.value && part !== 'on' ? { ...whole.field(), description: undefined } : whole.field(said),
    set: (next: RemoteAccess[Part]) => whole.change((stored) => ({ ...stored, [part]: next })),
  };
}
