import type { keyOperations } from '#shared/clusterd/keys.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { InstanceId } from '#shared/model/instance.ts';
import { UNWATCHED } from '../../../adapters/elektrad-client/testing/client-under-test.ts';
import type { Elektrad, ElektradTurn } from '../../../clusterd/ports.ts';
import type { FieldElektrad, FieldElektradOptions } from '../field-elektrad.ts';

/** Where a fault is tried: a fresh double. */
export interface Trial {
  readonly field: FieldElektrad;
  /** Lets that many milliseconds pass for the double and for our client. */
  advance(milliseconds: number): void;
}

/** One fault of the field: what it does to a client that takes the protocol at its word, and what ours makes of it. */
export interface Fault {
  readonly fault: string;
  readonly options?: FieldElektradOptions;
  readonly naive: string;
  /** Shows with `expect` that the naive client fails so. */
  fails(trial: Trial): Promise<void>;
  readonly ours: string;
  /** Shows with `expect` that ours does not. */
  holds(trial: Trial & Ours): Promise<void>;
}

/** The client at its port, and the acts that clusterd makes of it. */
export interface Ours {
  readonly elektrad: Elektrad;
  readonly keys: Handlers<typeof keyOperations>;
}

/** The instance that the double is, in the acts of clusterd; and who calls them. */
export const id = InstanceId.parse('field');
export const CALL = { caller: null, requestId: 'test', signal: UNWATCHED };

export function text(name: string, value: string, meta: Readonly<Record<string, string>> = {}) {
  return { name, value, meta };
}

/** The values on the disk by name. */
export function storedIn(field: FieldElektrad): Readonly<Record<string, string>> {
  return Object.fromEntries(field.stored().map(({ name, value }) => [name, value]));
}

export function inTurn<T>(elektrad: Elektrad, work: (turn: ElektradTurn) => Promise<T>): Promise<T> {
  return elektrad.turn(work, UNWATCHED);
}

export function set(elektrad: Elektrad, name: string, value: string) {
  return inTurn(elektrad, (turn) => turn.set(name, value));
}

export function read(elektrad: Elektrad, name: string | null, levels = 0) {
  return elektrad.read(name, levels, UNWATCHED);
}
