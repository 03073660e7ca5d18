import type * as z from 'zod';
import type { Role } from './roles.ts';

/**
 * An event is data like an operation: what may be told, to whom, and what comes with it. The stream over HTTP, the bridge, the OpenAPI document and the
 * typed clients are loops over a table of these.
 */
export interface EventDefinition {
  readonly summary: string;
  /** Who is told: callers with this role or a larger one. */
  readonly role: Role;
  /** A strict object, without transforms, as of an operation. */
  readonly data: z.ZodObject;
  /** A field of the data. Of events that follow each other closely only the newest for each of its values is told: it holds all that counts. */
  readonly latest?: string;
}

/** By name: `entity.pastTense`. */
export type EventTable = Readonly<Record<string, EventDefinition>>;

export type EventData<D extends EventDefinition> = z.output<D['data']>;

/** Tells whoever listens. Never fails, and waits for nobody. What is told is never changed afterwards. */
export type Emit<T extends EventTable> = <Name extends keyof T & string>(name: Name, data: EventData<T[Name]>) => void;

/** Any event of a table, told apart by its name. */
export type EventOf<T extends EventTable> = {
  [Name in keyof T & string]: { readonly name: Name; readonly data: EventData<T[Name]> };
}[keyof T & string];

/** Where the stream is over HTTP. */
export const EVENTS_PATH = '/api/events';

/** Keeps the literal types of a table while checking its shape. */
export function defineEvents<const T extends EventTable>(events: T): T {
  return events;
}
