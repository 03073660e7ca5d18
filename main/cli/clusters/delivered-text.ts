import type { Delivered, Outcome, OUTCOMES } from '#shared/clusterd/rollouts.ts';
import { alignedLines } from '../aligned-lines.ts';
import type { ExitCode } from './run-command.ts';
import { counted } from './some-names.ts';

/** What became of a change: numbers, and a line for each instance where it is not applied. */
export function deliveredText({ rollout, outcomes }: Delivered, nameOf: (id: string) => string): string {
  if (rollout === null) return 'There was nothing to change.\n';
  const counts = new Map<(typeof OUTCOMES)[number], number>();
  for (const { outcome } of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const numbers = [...counts].map(([outcome, count]) => `${count.toLocaleString('en')} ${outcome}`).join(', ');
  const open = outcomes.filter(({ outcome }) => outcome !== 'applied');
  const head = `rollout ${rollout}, ${counted(outcomes.length, 'instance')}${numbers === '' ? '' : `: ${numbers}`}\n`;
  return (
    head + alignedLines(open.map((outcome) => [`  ${nameOf(outcome.instanceId)}`, outcome.outcome, whyText(outcome)]))
  );
}

function whyText({ reason, error }: Outcome): string {
  return [reason, error?.message].filter((words) => words !== undefined).join(': ');
}

/** 2: some instances do not have it yet. 1: some refused it, or what became of it there is not known. */
export function deliveredCode({ state }: Delivered): ExitCode {
  return { all: 0, pending: 2, partly: 1 }[state] as ExitCode;
}
