import type { Ticks } from '../../platform/pace.ts';
import type { Turns } from '../operations/turns.ts';
import type { KdbCommand } from './ports.ts';

/** What the operations on the host's own key database work with. */
export interface HostContext {
  readonly kdb: KdbCommand;
  /** Each operation runs alone: most take several runs of the command, between which nothing of ours may come. */
  readonly turns: Turns;
  readonly ticks: Ticks;
}
