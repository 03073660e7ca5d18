import type { Shadow } from '#shared/clusterd/plans.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceId } from '#shared/model/instance.ts';
import { namespaceOf } from '#shared/model/namespace.ts';

/** The names that applications look up before this one, with the same path. */
export function shadowsOf(key: string): readonly string[] {
  const path = key.slice(key.indexOf('/'));
  const namespace = namespaceOf(key);
  if (namespace === 'system') return [`user:${path}`, `dir:${path}`];
  return namespace === 'user' ? [`dir:${path}`] : [];
}

/** Which of these settings a key of an instance hides there. */
export function hiddenBy(key: string, isSet: (name: string) => boolean): readonly string[] {
  const path = key.slice(key.indexOf('/'));
  return [`user:${path}`, `system:${path}`].filter((name) => isSet(name) && shadowsOf(name).includes(key));
}

/** As many as an answer can name. */
const LIMIT = 100_000;

/** Shadows that were found, by instance and key. */
export interface ShadowList {
  /** `names`: keys that are there; `keys`: the settings. @throws ElektraError TOO_LARGE */
  add(instanceId: string, names: readonly string[], keys: ReadonlySet<string>): void;
  all(): Shadow[];
}

export function createShadowList(limit = LIMIT): ShadowList {
  const found: Shadow[] = [];
  return {
    add(instanceId, names, keys) {
      for (const key of names) {
        for (const shadows of hiddenBy(key, (name) => keys.has(name))) {
          found.push({ instanceId: instanceId as InstanceId, key, shadows });
        }
      }
      if (found.length <= limit) return;
      throw new ElektraError(
        'TOO_LARGE',
        `More than ${limit} keys of instances hide what is set. Plan fewer keys or instances at a time.`,
        { data: { limit } },
      );
    },
    all: () => found.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)),
  };
}

function placeOf({ instanceId, key, shadows }: Shadow): string {
  return `${instanceId}\n${key}\n${shadows}`;
}
