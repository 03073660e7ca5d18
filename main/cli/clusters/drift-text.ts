import type { InstanceDrift } from '#shared/clusterd/drift.ts';
import { alignedLines } from '../aligned-lines.ts';
import type { ExitCode } from './run-command.ts';
import { sideText } from './side-text.ts';
import { counted } from './some-names.ts';

/** Where members differ from what is set; `compared`: how many were looked at. */
export interface Drift {
  readonly instances: readonly InstanceDrift[];
  readonly compared: number;
}

/** A block for each member that differs or could not be compared: what is set → what is there. */
export function driftText({ instances, compared }: Drift, nameOf: (id: string) => string): string {
  const differing = instances.filter(({ keys }) => keys.length > 0).length;
  const head = `${counted(compared, 'instance')} compared, ${differing.toLocaleString('en')} differ\n`;
  return head + instances.map((instance) => instanceText(instance, nameOf(instance.instanceId))).join('');
}

function instanceText({ keys, shadows, error, givenUp }: InstanceDrift, name: string): string {
  const failure = error === null ? '' : `, could not be compared: ${error.message} (${error.code})`;
  return [
    `${name}${failure}\n`,
    alignedLines(keys.map(({ key, expected, actual }) => [`  ${key}`, `${sideText(expected)} → ${sideText(actual)}`])),
    ...shadows.map(({ key, shadows: hidden }) => `  ${key} hides ${hidden}\n`),
    ...givenUp.map((key) => `  ${key} is no longer enforced: something on the host keeps changing it\n`),
  ].join('');
}

/** 2: something differs. 1: nothing that is known of does, but some could not be compared. */
export function driftCode({ instances }: Drift): ExitCode {
  if (instances.some(({ keys }) => keys.length > 0)) return 2;
  return instances.some(({ error }) => error !== null) ? 1 : 0;
}
