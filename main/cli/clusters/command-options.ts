import { InvalidArgumentError } from 'commander';
import { connectionOptions, type ConnectionOptions } from '../connection-options.ts';
import type { OptionGroup } from '../options.ts';

export interface ClusterCommandOptions extends ConnectionOptions {
  readonly json: boolean;
}

const clusterCommandOptions: OptionGroup = (command) =>
  connectionOptions(command.option('--json', 'print the answer of clusterd as JSON', false));

export interface EditOptions {
  readonly file?: string;
  readonly parent?: string;
  readonly top: boolean;
  readonly leave: readonly string[];
  readonly join: readonly string[];
  readonly remove: readonly string[];
  readonly keep: boolean;
  readonly set: readonly string[];
}

const editOptions: OptionGroup = (command) =>
  command
    .option('--set <key=value>', 'set a key in all members (repeatable)', collect, [])
    .option('--remove <key>', 'no longer set a key, nor what is set below it (repeatable)', collect, [])
    .option('--keep', 'what is removed stays on the members, unlocked', false)
    .option('--join <instance>', 'put an instance into the cluster (repeatable)', collect, [])
    .option('--leave <instance>', 'take an instance out of it (repeatable)', collect, [])
    .option('--parent <cluster>', 'put the cluster below another one')
    .option('--top', 'put the cluster at the top', false)
    .option('--file <file>', 'edits as a JSON list, as plans.make takes them; they come before those of the flags');

export interface ApplyOptions extends ClusterCommandOptions {
  readonly note?: string;
  /** Seconds. */
  readonly wait: number;
}

const LONGEST_WAIT = 60;

export const applyArguments: OptionGroup = (command) =>
  command.argument('<cluster>', 'id or name').argument('<hash>', 'of the plan');

export const applyOptions: OptionGroup = (command) =>
  clusterCommandOptions(command)
    .option('--note <text>', 'why, for the history')
    .option('--wait <seconds>', 'how long to wait for outcomes (0 to 60)', seconds, 10);

export interface PlanOptions extends EditOptions, ApplyOptions {
  readonly force: boolean;
  readonly apply: boolean;
}

export const planOptions: OptionGroup = (command) =>
  applyOptions(
    editOptions(command.argument('<cluster>', 'id or name'))
      .option('--force', 'take over what clusters below set, and members of other clusters', false)
      .option('--apply', 'apply the plan at once', false),
  );

export const diffOptions: OptionGroup = (command) =>
  clusterCommandOptions(
    command
      .argument('<cluster>', 'id or name')
      .argument('[instance...]', 'members to look at, by id or name; left out: all'),
  );

export interface DriftOptions extends ApplyOptions {
  readonly check: boolean;
  readonly accept: readonly string[];
  readonly reapply: boolean;
  readonly instance: readonly string[];
  readonly key: readonly string[];
}

export const driftOptions: OptionGroup = (command) =>
  applyOptions(
    command
      .argument('[cluster]', 'id or name; left out: all clusters')
      .option('--check', 'compare now, not as last compared', false)
      .option('--accept <key>', 'make what an instance holds the setting of the cluster (repeatable)', collect, [])
      .option('--reapply', 'write what the cluster sets again', false)
      .option('--instance <instance>', 'of which instance, for --accept; only there, for --reapply', collect, [])
      .option('--key <key>', 'only this key, for --reapply (repeatable)', collect, []),
  );

function seconds(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) <= LONGEST_WAIT) return Number(text);
  throw new InvalidArgumentError('It is a whole number of seconds from 0 to 60.');
}

/** Repeatable; a value may hold commas. */
function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
