import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { InstanceRecord } from '../registry/records.ts';
import type { Registry } from '../registry/registry.ts';
import type { Address } from './address.ts';

/** @throws ElektraError INSTANCE_ALREADY_EXISTS when another instance than `self` has this address. */
export function refuseTwice(
  { index }: Pick<Registry, 'index'>,
  { canonicalHost }: Pick<Address, 'canonicalHost'>,
  self: string | null = null,
): void {
  const atHost = index.atHost(canonicalHost);
  if (atHost !== undefined && atHost.id !== self) throw alreadyExists(atHost);
}

/** @throws ElektraError INSTANCE_ALREADY_EXISTS when an instance has this id. */
export function refuseTakenId({ instances }: Pick<Registry, 'instances'>, id: string): void {
  const known = instances.get(id);
  if (known === undefined) return;
  throw new ElektraError(
    'INSTANCE_ALREADY_EXISTS',
    `The id ${id} belongs to the instance “${known.name}” already. Leave the id out, or choose another.`,
    { data: { existing: existingOf(known) } },
  );
}

function alreadyExists(existing: InstanceRecord): ElektraError {
  return new ElektraError(
    'INSTANCE_ALREADY_EXISTS',
    `This address is the instance “${existing.name}” (${existing.host}) already.`,
    { data: { existing: existingOf(existing) } },
  );
}

function existingOf({ id, name, host }: InstanceRecord) {
  return { id, name, host };
}
