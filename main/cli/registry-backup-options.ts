import { option, type ClusterdCommandOptions, type CommonOptions, type OptionGroup } from './options.ts';

export interface PassphraseOptions extends CommonOptions {
  readonly passphraseFile?: string;
}

export type RegistrySecretsOptions = PassphraseOptions & Pick<ClusterdCommandOptions, 'secrets' | 'secretsKeyFile'>;

export interface RegistryBackupOptions extends RegistrySecretsOptions {
  readonly withSecrets: boolean;
  readonly force: boolean;
}

export interface RegistryRestoreOptions extends RegistrySecretsOptions {
  readonly force: boolean;
}

export const passphraseOption: OptionGroup = (command) =>
  command.addOption(
    option(
      '--passphrase-file <file>',
      'file with the passphrase in its first line (default: ELEKTRA_WEB_PASSPHRASE, or the terminal)',
      'PASSPHRASE_FILE',
    ),
  );
