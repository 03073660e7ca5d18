import type { Specification } from '../kdb/specification.ts';
import type { KeyStore } from '../ports.ts';
import type { LiveSpecification } from './live-specification.ts';
import type { Ticks } from '../../platform/pace.ts';
import type { Turns } from './turns.ts';

/** What the operations work on. */
export interface Context {
  readonly store: KeyStore;
  readonly specification: LiveSpecification;
  readonly turns: Turns;
  readonly ticks: Ticks;
  readonly product: { readonly name: string; readonly version: string };
}

/** The keys to read from, which need not be a store: the host's own database is read through copies of its parts. */
export interface ReadContext extends Pick<Context, 'ticks'> {
  readonly store: Pick<KeyStore, 'get' | 'names'>;
  readonly specification: () => Specification | Promise<Specification>;
}
