import { dataOption, option, type CommonOptions, type OptionGroup } from './options.ts';

/** How a command reaches a clusterd that runs. Without `url`: the one of the data directory. */
export interface ConnectionOptions extends Pick<CommonOptions, 'dataDir'> {
  readonly url?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly ca?: string;
  readonly insecure: boolean;
}

export const connectionOptions: OptionGroup = (command) =>
  dataOption(command)
    .addOption(
      option('--url <address>', 'address of a running clusterd (default: the one that runs on the data folder)', 'URL'),
    )
    .addOption(option('--token-file <file>', 'file with an access token of that clusterd', 'TOKEN_FILE'))
    .addOption(
      option('--token <token>', 'the access token; other users of this machine can read it as a flag', 'TOKEN'),
    )
    .addOption(option('--ca <file>', 'whom to trust for that address: a certificate or its authority (PEM)', 'CA'))
    .addOption(
      option('--insecure', 'send the token without TLS beyond this machine as well', 'INSECURE').default(false),
    );
