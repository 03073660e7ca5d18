import { CURRENT_SCHEMA, versionOf } from '../registry/schema.ts';
import type { Document } from '../ports.ts';

/** The record that says which clusterd it is, by its `id`. */
export const SELF_ID = 'self/clusterd';

/** What a registry holds, for people who look at a backup of it. */
export interface RegistrySummary {
  readonly schema: number;
  /** By which markers name the clusterd whose it is; null: it never marked anything. */
  readonly clusterdId: string | null;
  readonly instances: number;
  readonly clusters: number;
  readonly settings: number;
  readonly changes: number;
  /** When the oldest and the newest change were made, in milliseconds since 1970 UTC; null: there is none. */
  readonly since: number | null;
  readonly until: number | null;
}

const CHANGE_ID = /^change\/\d+$/;

/** @throws StartRefused when the documents do not say which schema they have */
export function summaryOf(documents: readonly Document[]): RegistrySummary {
  const of = (kind: string) => documents.filter(({ _id }) => _id.startsWith(`${kind}/`)).length;
  const changes = documents.filter(({ _id }) => CHANGE_ID.test(_id));
  const times = changes.flatMap(({ at }) => (typeof at === 'number' ? [at] : []));
  const id = documents.find(({ _id }) => _id === SELF_ID)?.['id'];
  return {
    schema: versionOf(documents),
    clusterdId: typeof id === 'string' ? id : null,
    instances: of('instance'),
    clusters: of('cluster'),
    settings: of('setting'),
    changes: changes.length,
    since: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
    until: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
  };
}

/** Whether this program is too old for them. */
export function isNewer({ schema }: Pick<RegistrySummary, 'schema'>): boolean {
  return schema > CURRENT_SCHEMA;
}
