import type { FleetCounts } from '#shared/desktop/fleet-counts.ts';
import type { DesktopState } from '#shared/desktop/state.ts';
import type { Texts } from './texts/texts-for.ts';

/** `trouble`: a person is wanted. `pending`: something waits, which may be right. */
export type TrayMood = 'normal' | 'pending' | 'trouble';

/** What the tray shows. */
export interface TrayView {
  readonly mood: TrayMood;
  readonly tooltip: string;
  /** Of the menu, above what can be done. */
  readonly lines: readonly string[];
  /** How remote access is, which leads to its preferences; null while there is none. */
  readonly access: string | null;
}

export type TrayState = Pick<DesktopState, 'workplace' | 'remoteAccess' | 'move'>;

export function trayView(state: TrayState, counts: FleetCounts, texts: Texts['tray']): TrayView {
  const place = placeLine(state.workplace, texts);
  const lines = [place.text, ...(place.isReached ? fleetLines(counts, texts) : [])];
  if (state.move !== null) lines.push(texts.moving);
  const access = accessLine(state.remoteAccess, texts);
  const isTrouble = !place.isReached || counts.drifted + counts.rejected > 0 || state.remoteAccess.state === 'failed';
  const isPending = counts.pending > 0 || state.move !== null;
  return {
    mood: isTrouble ? 'trouble' : isPending ? 'pending' : 'normal',
    // Windows cuts after 127 characters.
    tooltip: `Elektra Web\n${lines.join('\n')}`.slice(0, 127),
    lines,
    access,
  };
}

function placeLine(workplace: TrayState['workplace'], texts: Texts['tray']) {
  if (workplace.kind === 'local') return { text: texts.thisMachine, isReached: true };
  const { host } = new URL(workplace.url);
  if (workplace.state === 'unreachable') return { text: texts.unreachable(host), isReached: false };
  if (workplace.state === 'refused') return { text: texts.refused(host), isReached: false };
  return { text: host, isReached: true };
}

function fleetLines(counts: FleetCounts, texts: Texts['tray']): string[] {
  if (counts.instances === 0) return [texts.noInstances];
  return [
    texts.online(counts.online, counts.instances),
    ...(counts.offline > 0 ? [texts.offline(counts.offline)] : []),
    ...(counts.pending > 0 ? [texts.pending(counts.pending, counts.pendingInstances)] : []),
    ...(counts.rejected > 0 ? [texts.rejected(counts.rejected)] : []),
    ...(counts.drifted > 0 ? [texts.drifted(counts.drifted)] : []),
  ];
}

function accessLine({ state, url }: TrayState['remoteAccess'], texts: Texts['tray']): string | null {
  if (state === 'unavailable') return null;
  if (state === 'failed') return texts.remoteAccessFailed;
  return state === 'on' && url !== null ? texts.remoteAccessOn(url) : texts.remoteAccessOff;
}
