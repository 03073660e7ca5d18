import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceRecord } from '../registry/records.ts';

/** Writing is refused unless the database is ours, as far as is known. @throws ElektraError INSTANCE_OWNED, IDENTITY_CHANGED, INSTANCE_MAY_EXIST */
export function refuseForeign(instance: InstanceRecord, other: InstanceRecord | undefined): void {
  const { state, owner } = instance.identity;
  if (state === 'owned' && owner !== null) throw owned(instance, owner);
  if (state === 'changed') throw changed(instance);
  if (state === 'mayBe') throw mayExist(instance, other ?? instance);
}

/** Whether nothing may be written to it. */
export function isForeign({ identity }: Pick<InstanceRecord, 'identity'>): boolean {
  return identity.state === 'owned' || identity.state === 'changed' || identity.state === 'mayBe';
}

function owned({ id, name }: InstanceRecord, owner: { readonly id: string; readonly name: string }): ElektraError {
  return new ElektraError(
    'INSTANCE_OWNED',
    `${owner.name} manages the instance “${name}” with another clusterd, so nothing is written from here. Write there, or take the instance over.`,
    { data: { id, owner } },
  );
}

function changed({ id, name, host }: InstanceRecord): ElektraError {
  return new ElektraError(
    'IDENTITY_CHANGED',
    `The database at ${host} is not the one that the instance “${name}” had, so nothing is written. Say whether the machine was reinstalled or this is another host.`,
    { data: { id } },
  );
}

function mayExist({ name }: InstanceRecord, other: InstanceRecord): ElektraError {
  return new ElektraError(
    'INSTANCE_MAY_EXIST',
    `“${name}” may have the database of the instance “${other.name}” (${other.host}), so nothing is written to it. It is checked again when both are online.`,
    { data: { existing: named(other) } },
  );
}

/** For an address that is about to be added or given to an instance. */
export function mayExistAlready(existing: InstanceRecord): ElektraError {
  return new ElektraError(
    'INSTANCE_MAY_EXIST',
    `This may be the database of the instance “${existing.name}” (${existing.host}), which cannot be asked now. Start that one and try again, or add it by force: it is read-only then until it is proven to be different.`,
    { data: { existing: named(existing) } },
  );
}

/** The same, proven. */
export function existsAlready(existing: InstanceRecord): ElektraError {
  return new ElektraError(
    'INSTANCE_ALREADY_EXISTS',
    `What was written through the instance “${existing.name}” (${existing.host}) was read here: it is the same database. If only the keys of the user are shared, as with homes on a network file system, it can be added by force.`,
    { data: { existing: named(existing), proven: true } },
  );
}

export function named({ id, name, host }: InstanceRecord) {
  return { id, name, host };
}
