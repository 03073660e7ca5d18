import { Command, CommanderError } from 'commander';
import { DEEP_LINK_SCHEME } from '#shared/desktop/deep-link.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { clusterdOptions, commonOptions, elektradOptions, type UpOptions } from '../cli/options.ts';
import { dropFalseFlags } from '../cli/false-flags.ts';
import { isCommandName } from '../cli/command-names.ts';

/** What of the command line's options concerns the application with its window. */
export type StartOptions = Pick<
  UpOptions,
  'dataDir' | 'logLevel' | 'logFormat' | 'secrets' | 'secretsKeyFile' | 'elektradPort' | 'kdb'
> & {
  /** Whether `elektradPort` is somebody's wish: the default only says where to begin. */
  readonly isElektradPortGiven: boolean;
};

/**
 * The same options and environment variables as those of `elektra-web up`; what else stands there is Chromium's, or a link. What follows a link is not
 * looked at: a stranger may have written it.
 * @param args as typed after the program's name
 * @throws StartRefused when one of them has no such value
 */
export function startOptions(args: readonly string[]): StartOptions {
  const command = [commonOptions, clusterdOptions, elektradOptions]
    .reduce((built, group) => group(built), new Command('elektra-web'))
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  const link = args.findIndex((arg) => arg.toLowerCase().startsWith(`${DEEP_LINK_SCHEME}:`));
  dropFalseFlags(process.env);
  try {
    command.parse(link === -1 ? [...args] : args.slice(0, link), { from: 'user' });
  } catch (cause) {
    if (cause instanceof CommanderError) throw new StartRefused(cause.message.replace(/^error: /, ''), { cause });
    throw cause;
  }
  const late = command.args.find(isCommandName);
  const isElektradPortGiven = command.getOptionValueSource('elektradPort') !== 'default';
  if (late === undefined) return { ...command.opts<UpOptions>(), isElektradPortGiven };
  throw new StartRefused(`${late} is a command, and a command comes before its options: elektra-web ${late} …`);
}
