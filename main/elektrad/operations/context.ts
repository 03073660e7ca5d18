import type { KeyStore } from '../ports.ts';
import type { LiveSpecification } from './live-specification.ts';
import type { Ticks } from './pace.ts';
import type { Turns } from './turns.ts';

/** What the operations work on. */
export interface Context {
  readonly store: KeyStore;
  readonly specification: LiveSpecification;
  readonly turns: Turns;
  readonly ticks: Ticks;
  readonly product: { readonly name: string; readonly version: string };
}
