import { useI18n } from 'vue-i18n';
import { describeTime } from '../components/relative-time.ts';
import { usePlatform } from './use-platform.ts';

/** What clusterd gives as the reason why something is not delivered: a word, or one with a time (ISO 8601, UTC). Else a sentence of a refusal. */
const WORDS = ['removed', 'paused', 'offline', 'left', 'waiting'] as const;
const WITH_TIME = /^(offline since|retrying at) (\d{4}-\S+Z)$/;

/** A reason in the reader's language and time. What is not known is shown as it is. */
export function useReasonWords(): (reason: string) => string {
  const { t, locale } = useI18n();
  const platform = usePlatform();

  function shownTime(at: string): string {
    const { day, words } = describeTime(at, platform.now(), locale.value);
    return day === 'other' ? words : t(`components.time.${day}`, { time: words });
  }

  return (reason) => {
    const word = WORDS.find((each) => each === reason);
    if (word !== undefined) return t(`rollout.reason.${word}`);
    const [, what, at] = WITH_TIME.exec(reason) ?? [];
    if (what === undefined || at === undefined) return reason;
    const time = shownTime(at);
    return what === 'offline since'
      ? t('rollout.reason.offlineSince', { time })
      : t('rollout.reason.retryingAt', { time });
  };
}
