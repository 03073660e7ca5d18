import { Command, CommanderError } from 'commander';
import { runElektrad } from './cli/elektrad.ts';
import { dropFalseFlags } from './cli/false-flags.ts';
import {
  clusterdOptions,
  commonOptions,
  elektradOptions,
  elektradTokenOptions,
  listenOptions,
  type OptionGroup,
} from './cli/options.ts';
import { runServe } from './cli/serve.ts';
import { runSignIn } from './cli/sign-in.ts';
import { runUp } from './cli/up.ts';
import { PRODUCT } from './product.ts';

function createProgram(): Command {
  const program = new Command('elektra-web')
    .description('One place to manage the Elektra key databases of a whole fleet.')
    .version(PRODUCT.version, '-V, --version')
    .helpOption('-h, --help')
    .showHelpAfterError('Run with --help to see all options.')
    .exitOverride()
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
  command(program, 'elektrad', 'start our elektrad alone', [
    commonOptions,
    listenOptions,
    elektradOptions,
    elektradTokenOptions,
  ]).action(runElektrad);
  command(program, 'sign-in', 'make a link that signs a browser in, also while clusterd runs', [
    commonOptions,
    listenOptions,
    clusterdOptions,
  ]).action(runSignIn);
  return program;
}

function command(program: Command, name: string, summary: string, groups: readonly OptionGroup[]): Command {
  return groups.reduce((built, group) => group(built), program.command(name).description(summary));
}

/** Expected refusals are said in one sentence; anything else is a bug and shows its stack. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  const expected = error instanceof Error && error.name === 'StartRefused';
  console.error(`elektra-web: ${expected ? error.message : String(error instanceof Error ? error.stack : error)}`);
  return 1;
}

try {
  dropFalseFlags(process.env);
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
