import { computed, shallowRef, type ShallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { DESKTOP_DEFAULTS, type DesktopPreferences, type PreferenceName } from '#shared/desktop/preferences.ts';
import type { FieldState } from '../../components/field.ts';
import { useDesktopStore } from '../../stores/desktop-store.ts';
import { useErrorSentence } from './use-error-sentence.ts';

/**
 * One preference of the application for one control. What is wished is shown while it is stored, and taken back when that fails, with the reason; what
 * the administrator has set cannot be wished.
 */
export function usePreference<Name extends PreferenceName>(name: Name) {
  const { t } = useI18n();
  const desktop = useDesktopStore();
  const sentence = useErrorSentence();
  const wish: ShallowRef<{ readonly value: DesktopPreferences[Name] } | null> = shallowRef(null);
  const failure = shallowRef<unknown>(null);

  const stored = computed(() => (desktop.state?.preferences ?? DESKTOP_DEFAULTS)[name]);
  const value = computed(() => wish.value?.value ?? stored.value);
  const isLocked = computed(() => desktop.state?.locked.includes(name) ?? false);
  /** What a field of it binds besides its label and its value. `said` is what stands below it when nothing is in the way. */
  function field(said?: string): {
    readonly state: FieldState;
    readonly error: string | undefined;
    readonly lockedBy: string;
    readonly description: string | undefined;
  } {
    return {
      state: stateNow(),
      error: sentence(failure.value),
      lockedBy: t('desktop.locked.by'),
      description: isLocked.value ? t('desktop.locked.where', { file: desktop.state?.administratorsFile ?? '' }) : said,
    };
  }

  function stateNow(): FieldState {
    if (isLocked.value) return 'locked';
    if (wish.value !== null) return 'saving';
    return failure.value === null ? 'rest' : 'rejected';
  }

  const set = (next: DesktopPreferences[Name]): Promise<void> => change(() => next);

  async function change(next: (stored: DesktopPreferences[Name]) => DesktopPreferences[Name]): Promise<void> {
    if (isLocked.value || wish.value !== null) return;
    wish.value = { value: next(stored.value) };
    failure.value = null;
    try {
      await desktop.setPreferences((all) => ({ [name]: next(all[name]) }));
    } catch (error) {
      failure.value = error;
    } finally {
      wish.value = null;
    }
  }

  return { stored, value, isLocked, field, set, change };
}
