import type { Document } from '../ports.ts';
import { upgraded } from '../registry/schema.ts';

/** Who the clusterd is to be that goes on with a restored registry. */
interface Heir {
  readonly id: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** The documents that are put aside for it. */
  readonly replaced: readonly Document[];
}

/** Of the clusterd that is left they say who is signed in there. */
const LEFT_BEHIND = /^(session|code)\//;

/**
 * A registry as another clusterd goes on with it: in today's schema, with an id of its own, and with instances that it claims when it meets them. The one
 * that is left on the old registry sees then that they are no longer its.
 * @throws StartRefused when it is newer than this program
 */
export function restored(documents: readonly Document[], { id, at, replaced }: Heir): readonly Document[] {
  const now = upgraded(documents);
  const formerIds = [...new Set([...idsOf(now), ...idsOf(replaced)])];
  const kept = now.filter(({ _id }) => !LEFT_BEHIND.test(_id) && !_id.startsWith('self/'));
  const self: Document = { _id: 'self/clusterd', id, formerIds };
  return [self, ...kept.map((each) => (each._id.startsWith('instance/') ? asInherited(each, at) : each))];
}

/** Nothing has been seen of it from here, and the session that it has is the other one's. */
function asInherited(instance: Document, at: number): Document {
  const { seen, marker } = instance as Document & { readonly seen: object; readonly marker: object };
  return {
    ...instance,
    session: null,
    seen: { ...seen, state: 'unknown', since: at },
    marker: { ...marker, inherited: true },
  };
}

function idsOf(documents: readonly Document[]): readonly string[] {
  const self = documents.find(({ _id }) => _id === 'self/clusterd');
  const { id, formerIds } = (self ?? {}) as { readonly id?: string; readonly formerIds?: readonly string[] };
  return id === undefined ? [] : [id, ...(formerIds ?? [])];
}
