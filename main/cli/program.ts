import { Command, CommanderError } from 'commander';
import { callOptions, type CallOptions } from './call-options.ts';
import {
  applyArguments,
  applyOptions,
  diffOptions,
  driftOptions,
  planOptions,
  type ApplyOptions,
  type ClusterCommandOptions,
  type DriftOptions,
  type PlanOptions,
} from './clusters/command-options.ts';
import type { CommandName } from './command-names.ts';
import { connectionOptions } from './connection-options.ts';
import type { RestoreOptions } from './elektrad-store.ts';
import { dropFalseFlags } from './false-flags.ts';
import {
  clusterdOptions,
  commonOptions,
  elektradOptions,
  elektradTokenOptions,
  listenOptions,
  secretsStoreOptions,
  type ClusterdCommandOptions,
  type CommonOptions,
  type ElektradCommandOptions,
  type OptionGroup,
  type UpOptions,
} from './options.ts';
import {
  passphraseOption,
  type PassphraseOptions,
  type RegistryBackupOptions,
  type RegistryRestoreOptions,
} from './registry-backup-options.ts';
import type { StartChild } from '../platform/own-child.ts';
import { PRODUCT } from '../product.ts';

const store = () => import('./elektrad-store.ts');
const registry = () => import('./registry-backup.ts');

/** Says what there is; what a command is made of is loaded when it runs, as neither help nor a refusal needs it. */
function createProgram(): Command {
  const program = new Command('elektra-web')
    .description('One place to manage the Elektra key databases of a whole fleet.')
    .version(PRODUCT.version, '-V, --version')
    .helpOption('-h, --help')
    .showHelpAfterError('Run with --help to see all options.')
    .exitOverride()
    .enablePositionalOptions()
    .addHelpText(
      'after',
      '\nEvery option can be set by an environment variable: --data-dir by ELEKTRA_WEB_DATA_DIR, and so on.',
    );

  command(program, 'up', 'start clusterd and a local elektrad, and register it', [
    commonOptions,
    listenOptions,
    clusterdOptions,
    elektradOptions,
  ]).action(async (options: UpOptions) => (await import('./up.ts')).runUp(options));
  command(program, 'serve', 'start clusterd alone', [commonOptions, listenOptions, clusterdOptions]).action(
    async (options: ClusterdCommandOptions) => (await import('./serve.ts')).runServe(options),
  );
  const elektrad = command(program, 'elektrad', 'start our elektrad alone, or look after its keys', [
    commonOptions,
    listenOptions,
    elektradOptions,
    elektradTokenOptions,
  ]).action(async (options: ElektradCommandOptions) => (await import('./elektrad.ts')).runElektrad(options));
  elektrad.enablePositionalOptions().hook('preSubcommand', passDataDirOn);
  command(elektrad, 'backup', 'write all keys to a file, also while the elektrad runs', [commonOptions])
    .argument('<file>', 'the backup; a file of that name is replaced when the backup is whole')
    .action(async (file: string, options: CommonOptions) => (await store()).runBackup(file, options));
  command(elektrad, 'restore', 'put the keys of a backup in place; the elektrad must not run', [commonOptions])
    .argument('<file>', 'the backup')
    .option('--force', 'replace the keys that are there', false)
    .option('--new-id', 'make it another store than that of the backup, for a second host', false)
    .action(async (file: string, options: RestoreOptions) => (await store()).runRestore(file, options));
  command(elektrad, 'verify', 'look for damage in the store, or in a backup', [commonOptions])
    .argument('[file]', 'the backup; without it the store')
    .action(async (file: string | undefined, options: CommonOptions) => (await store()).runVerify(file, options));
  command(program, 'backup', 'write what clusterd remembers to one encrypted file, also while it runs', [
    commonOptions,
    secretsStoreOptions,
    passphraseOption,
  ])
    .argument('<file>', 'the backup')
    .option('--with-secrets', 'with the credentials of instances and the key of secret settings', false)
    .option('--force', 'replace a file of that name', false)
    .action(async (file: string, options: RegistryBackupOptions) =>
      (await registry()).runRegistryBackup(file, options),
    );
  command(program, 'verify', 'read the whole of a backup of clusterd and say what is in it', [
    commonOptions,
    passphraseOption,
  ])
    .argument('<file>', 'the backup')
    .action(async (file: string, options: PassphraseOptions) => (await registry()).runRegistryVerify(file, options));
  command(program, 'restore', 'go on from a backup of clusterd, here; no clusterd may run', [
    commonOptions,
    secretsStoreOptions,
    passphraseOption,
  ])
    .argument('<file>', 'the backup')
    .option('--force', 'put a registry that is there aside', false)
    .action(async (file: string, options: RegistryRestoreOptions) =>
      (await registry()).runRegistryRestore(file, options),
    );
  command(program, 'sign-in', 'make a link that signs a browser in, also while clusterd runs', [
    commonOptions,
    listenOptions,
    clusterdOptions,
  ]).action(async (options: ClusterdCommandOptions) => (await import('./sign-in.ts')).runSignIn(options));
  command(program, 'call', 'call an operation of a running clusterd, JSON in and out', [
    callOptions,
    connectionOptions,
  ]).action(async (operation: string | undefined, json: string | undefined, options: CallOptions) =>
    (await import('./call.ts')).runCall(operation, json, options),
  );
  command(program, 'plan', 'say what edits of a cluster would change on each instance', [planOptions]).action(
    async (cluster: string, options: PlanOptions) => (await import('./clusters/plan.ts')).runPlan(cluster, options),
  );
  command(program, 'apply', 'do what a plan said, by its hash', [applyArguments, applyOptions]).action(
    async (cluster: string, hash: string, options: ApplyOptions) =>
      (await import('./clusters/apply.ts')).runApply(cluster, hash, options),
  );
  command(program, 'diff', 'compare members with what their cluster sets, now', [diffOptions]).action(
    async (cluster: string, instances: readonly string[], options: ClusterCommandOptions) =>
      (await import('./clusters/diff.ts')).runDiff(cluster, instances, options),
  );
  command(program, 'drift', 'show where members are no longer as they were set', [driftOptions]).action(
    async (cluster: string | undefined, options: DriftOptions) =>
      (await import('./clusters/drift.ts')).runDrift(cluster, options),
  );
  return program;
}

/** A folder that was named in front of the subcommand is meant by it, too: another store must never be read or replaced in its place. */
function passDataDirOn(parent: Command, subcommand: Command): void {
  if (parent.getOptionValueSource('dataDir') !== 'cli') return;
  subcommand.setOptionValueWithSource('dataDir', parent.getOptionValue('dataDir'), 'cli');
}

function command(program: Command, name: CommandName, summary: string, groups: readonly OptionGroup[]): Command {
  return groups.reduce((built, group) => group(built), program.command(name).description(summary));
}

/** Expected refusals are said in one sentence; anything else is a bug and shows its stack. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  const expected = error instanceof Error && error.name === 'StartRefused';
  console.error(`elektra-web: ${expected ? error.message : String(error instanceof Error ? error.stack : error)}`);
  return 1;
}

/**
 * The whole command line: `args` as typed after the program's name. Sets the exit code, and says on standard error why.
 * @param startChild where our own program cannot be forked: in Electron
 */
export async function runProgram(args: readonly string[], startChild?: StartChild): Promise<void> {
  try {
    dropFalseFlags(process.env);
    const program = createProgram();
    if (startChild !== undefined) {
      program.hook('preAction', (_program, command) => void command.setOptionValue('startChild', startChild));
    }
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}
