import { Command, CommanderError } from 'commander';
import { callOptions, runCall } from './call.ts';
import { applyArguments, applyOptions, runApply } from './clusters/apply.ts';
import { diffOptions, runDiff } from './clusters/diff.ts';
import { driftOptions, runDrift } from './clusters/drift.ts';
import { planOptions, runPlan } from './clusters/plan.ts';
import { connectionOptions } from './connection-options.ts';
import { runElektrad } from './elektrad.ts';
import { runBackup, runRestore, runVerify } from './elektrad-store.ts';
import { dropFalseFlags } from './false-flags.ts';
import {
  clusterdOptions,
  commonOptions,
  elektradOptions,
  elektradTokenOptions,
  listenOptions,
  secretsStoreOptions,
  type OptionGroup,
} from './options.ts';
import { passphraseOption, runRegistryBackup, runRegistryRestore, runRegistryVerify } from './registry-backup.ts';
import type { CommandName } from './command-names.ts';
import { runServe } from './serve.ts';
import { runSignIn } from './sign-in.ts';
import { runUp } from './up.ts';
import type { StartChild } from '../platform/own-child.ts';
import { PRODUCT } from '../product.ts';

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
  ]).action(runUp);
  command(program, 'serve', 'start clusterd alone', [commonOptions, listenOptions, clusterdOptions]).action(runServe);
  const elektrad = command(program, 'elektrad', 'start our elektrad alone, or look after its keys', [
    commonOptions,
    listenOptions,
    elektradOptions,
    elektradTokenOptions,
  ]).action(runElektrad);
  command(elektrad.enablePositionalOptions(), 'backup', 'write all keys to a file, also while the elektrad runs', [
    commonOptions,
  ])
    .argument('<file>', 'the backup; a file of that name is replaced when the backup is whole')
    .action(runBackup);
  command(elektrad, 'restore', 'put the keys of a backup in place; the elektrad must not run', [commonOptions])
    .argument('<file>', 'the backup')
    .option('--force', 'replace the keys that are there', false)
    .option('--new-id', 'make it another store than that of the backup, for a second host', false)
    .action(runRestore);
  command(elektrad, 'verify', 'look for damage in the store, or in a backup', [commonOptions])
    .argument('[file]', 'the backup; without it the store')
    .action(runVerify);
  command(program, 'backup', 'write what clusterd remembers to one encrypted file, also while it runs', [
    commonOptions,
    secretsStoreOptions,
    passphraseOption,
  ])
    .argument('<file>', 'the backup')
    .option('--with-secrets', 'with the credentials of instances and the key of secret settings', false)
    .option('--force', 'replace a file of that name', false)
    .action(runRegistryBackup);
  command(program, 'verify', 'read the whole of a backup of clusterd and say what is in it', [
    commonOptions,
    passphraseOption,
  ])
    .argument('<file>', 'the backup')
    .action(runRegistryVerify);
  command(program, 'restore', 'go on from a backup of clusterd, here; no clusterd may run', [
    commonOptions,
    secretsStoreOptions,
    passphraseOption,
  ])
    .argument('<file>', 'the backup')
    .option('--force', 'put a registry that is there aside', false)
    .action(runRegistryRestore);
  command(program, 'sign-in', 'make a link that signs a browser in, also while clusterd runs', [
    commonOptions,
    listenOptions,
    clusterdOptions,
  ]).action(runSignIn);
  command(program, 'call', 'call an operation of a running clusterd, JSON in and out', [
    callOptions,
    connectionOptions,
  ]).action(runCall);
  command(program, 'plan', 'say what edits of a cluster would change on each instance', [planOptions]).action(runPlan);
  command(program, 'apply', 'do what a plan said, by its hash', [applyArguments, applyOptions]).action(runApply);
  command(program, 'diff', 'compare members with what their cluster sets, now', [diffOptions]).action(runDiff);
  command(program, 'drift', 'show where members are no longer as they were set', [driftOptions]).action(runDrift);
  return program;
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
