import type { Shadow } from '#shared/clusterd/plans.ts';
import type { DriftFound } from './drifted-keys.ts';

/** What is known of one instance. */
export interface Finding {
  /** When it was compared last; null: never. */
  readonly checkedAt: number | null;
  /** Why it could not be compared the last time. */
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly keys: readonly DriftFound[];
  readonly shadows: readonly Shadow[];
}

/** What was found last, by instance. */
export interface Findings {
  get(instanceId: string): Finding | undefined;
  /** Where all of it is more than is kept, its keys are not, and its error says so. */
  put(instanceId: string, finding: Finding): void;
  forget(instanceId: string): void;
}

/** Characters of all that is kept. */
const LIMIT = 64 * 1024 * 1024;

export function createFindings(limit = LIMIT): Findings {
  const findings = new Map<string, { readonly finding: Finding; readonly size: number }>();
  let total = 0;

  function forget(instanceId: string): void {
    total -= findings.get(instanceId)?.size ?? 0;
    findings.delete(instanceId);
  }

  return {
    get: (instanceId) => findings.get(instanceId)?.finding,
    put(instanceId, finding) {
      forget(instanceId);
      const size = sizeOf(finding);
      const isKept = total + size <= limit;
      const kept = isKept ? finding : { ...finding, keys: [], shadows: [], error: tooMuch(finding.keys.length) };
      findings.set(instanceId, { finding: kept, size: isKept ? size : 0 });
      total += isKept ? size : 0;
    },
    forget,
  };
}

/** With what the cluster sets, which an answer repeats for each instance. */
function sizeOf({ keys, shadows }: Finding): number {
  const texts = (meta: Readonly<Record<string, string>>) => Object.entries(meta).flat();
  const ofKey = ({ setting, actual }: DriftFound) => [
    setting.key,
    setting.value ?? '',
    ...texts(setting.meta),
    actual?.value ?? '',
    ...texts(actual?.meta ?? {}),
  ];
  const characters = [...keys.flatMap(ofKey), ...shadows.flatMap(({ key, shadows: name }) => [key, name])];
  return characters.reduce((sum, text) => sum + text.length, 100 * (keys.length + shadows.length));
}

function tooMuch(count: number): NonNullable<Finding['error']> {
  return {
    code: 'TOO_LARGE',
    message: `${count} keys differ here, and together with other instances that is more than is remembered. Re-apply or accept elsewhere first, then check again.`,
  };
}
