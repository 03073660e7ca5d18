import { instanceOperations } from '#shared/clusterd/instances.ts';
import type { Call, Handlers } from '#shared/contract/operation.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { InstanceId, type Visibility } from '#shared/model/instance.ts';
import type { Registry } from '../registry/registry.ts';

/** The one elektrad that somebody wants to see first (`INSTANCE=[VISIBILITY@]URL`). */
export interface SingleInstance {
  readonly host: string;
  /** null: as it is, `user` for a new one. */
  readonly visibility: Visibility | null;
}

/** As the old webd called it. */
const SINGLE_ID = InstanceId.parse('my');

type Acts = Pick<Handlers<typeof instanceOperations>, 'instances.create' | 'instances.change'>;

/**
 * Makes the instance `my` the one at this host, by the same acts as a person's. Whatever is wrong with the host is for the interface to show: only
 * another instance's host is not taken, because one database is one instance.
 * @returns the instance on which the interface opens: `my`, or the one that has the host already
 */
export async function openSingle(
  acts: Acts,
  registry: Registry,
  single: SingleInstance,
  call: Call,
): Promise<InstanceId> {
  try {
    return await settle(acts, registry, single, call, false);
  } catch (error) {
    if (!isElektraError(error)) throw error;
    const existing = existingOf(error);
    if (existing === null) return settle(acts, registry, single, call, true);
    if (single.visibility !== null) await change(acts, { id: existing, visibility: single.visibility }, call);
    return existing;
  }
}

async function settle(acts: Acts, registry: Registry, single: SingleInstance, call: Call, force: boolean) {
  const { host } = single;
  const visibility = single.visibility ?? undefined;
  if (registry.instances.get(SINGLE_ID) !== undefined) {
    await change(acts, { id: SINGLE_ID, host, visibility, force }, call);
    return SINGLE_ID;
  }
  const { input } = instanceOperations['instances.create'];
  const created = input.parse({ id: SINGLE_ID, name: SINGLE_ID, host, visibility, force });
  await acts['instances.create'](created, call);
  return SINGLE_ID;
}

async function change(acts: Acts, fields: Readonly<Record<string, unknown>>, call: Call): Promise<void> {
  await acts['instances.change'](instanceOperations['instances.change'].input.parse(fields), call);
}

function existingOf(error: unknown): InstanceId | null {
  if (!isElektraError(error, 'INSTANCE_ALREADY_EXISTS')) return null;
  return error.data === undefined ? null : InstanceId.parse(error.data.existing.id);
}
