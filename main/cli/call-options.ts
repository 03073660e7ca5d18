import type { ConnectionOptions } from './connection-options.ts';
import type { OptionGroup } from './options.ts';

export interface CallOptions extends ConnectionOptions {
  readonly list: boolean;
  readonly describe: boolean;
  readonly parts: boolean;
}

export const callOptions: OptionGroup = (command) =>
  command
    .argument('[operation]', 'for example instances.list')
    .argument('[json]', 'its input, - for standard input; left out: {}')
    .option('--list', 'print all operations with role and summary', false)
    .option('--describe', 'print what the operation takes and answers, as JSON schema', false)
    .option('--parts', 'print {"part":…} lines on standard output as they come, then {"output":…}', false);
