import { isIP } from 'node:net';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { StartRefused } from '#shared/errors/start-refused.ts';

/**
 * Each flag has an environment variable `ELEKTRA_WEB_…`; the flag wins. The old `PORT` is clusterd's, when `ELEKTRA_WEB_PORT` is not set; the old
 * `INSTANCE` likewise.
 */
const ENV = 'ELEKTRA_WEB_';

const PORT_FORM = 'A port is a whole number from 0 to 65535.';

/** Looked up in PATH. */
const KDB_COMMAND = 'kdb';

export const CLUSTERD_PORT = 33_334;
export const ELEKTRAD_PORT = 33_333;

export interface CommonOptions {
  readonly dataDir?: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly logFormat: 'pretty' | 'json';
}

export interface ListenOptions extends CommonOptions {
  readonly host: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly allowedHost: readonly string[];
  readonly basePath: string;
  readonly insecure: boolean;
}

export interface ClusterdCommandOptions extends ListenOptions {
  readonly port: number;
  /** False with --no-auth. */
  readonly auth: boolean;
  readonly trustedProxy: readonly string[];
  readonly link: 'auto' | 'always' | 'never';
  readonly secrets: 'auto' | 'keychain' | 'file';
  readonly secretsKeyFile?: string;
  /** `[VISIBILITY@]URL` of the instance on which the interface opens. */
  readonly instance?: string;
}

export interface ElektradCommandOptions extends ListenOptions {
  readonly elektradPort: number;
  readonly elektradTokenFile?: string;
  /** The host's kdb command; absent: the elektrad has a store of its own. */
  readonly kdb?: string;
}

export type UpOptions = ClusterdCommandOptions & Pick<ElektradCommandOptions, 'elektradPort' | 'kdb'>;

/** Adds the options of a group to a command. */
export type OptionGroup = (command: Command) => Command;

export const dataOption: OptionGroup = (command) =>
  command.addOption(option('--data-dir <folder>', 'where everything is kept', 'DATA_DIR'));

export const commonOptions: OptionGroup = (command) =>
  dataOption(command)
    .addOption(
      option('--log-level <level>', 'the least important lines that are logged', 'LOG_LEVEL')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .addOption(
      option(
        '--log-format <format>',
        'lines for people or for programs (default: pretty on a terminal, else json)',
        'LOG_FORMAT',
      )
        .choices(['pretty', 'json'])
        .default(process.stderr.isTTY ? 'pretty' : 'json', 'pretty on a terminal, else json'),
    );

export const listenOptions: OptionGroup = (command) =>
  command
    .addOption(option('--host <address>', 'address to listen on', 'HOST').default('127.0.0.1'))
    .addOption(option('--tls-cert <file>', 'certificate (PEM); with --tls-key', 'TLS_CERT'))
    .addOption(option('--tls-key <file>', 'private key (PEM); with --tls-cert', 'TLS_KEY'))
    .addOption(
      option(
        '--allowed-host <name>',
        'a further name by which browsers may reach this server (repeatable)',
        'ALLOWED_HOST',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .addOption(
      option('--base-path <path>', 'path below which everything is served', 'BASE_PATH')
        .argParser(basePath)
        .default('/'),
    )
    .addOption(option('--insecure', 'listen on other addresses than loopback without TLS', 'INSECURE').default(false));

export const clusterdOptions: OptionGroup = (command) =>
  secretsStoreOptions(singleInstanceOption(command))
    .addOption(
      portOption('--port <number>', 'port of clusterd (0: a free one)', 'PORT').default(
        oldPort() ?? CLUSTERD_PORT,
        `${CLUSTERD_PORT}`,
      ),
    )
    .addOption(option('--no-auth', 'let everybody in; on loopback only', 'NO_AUTH'))
    .addOption(
      option(
        '--trusted-proxy <address>',
        'a proxy whose X-Forwarded headers are believed (repeatable)',
        'TRUSTED_PROXY',
      )
        .argParser(proxies)
        .default([], 'none'),
    )
    .addOption(
      option('--link <when>', 'when to print a sign-in link (auto: on a terminal)', 'LINK')
        .choices(['auto', 'always', 'never'])
        .default('auto'),
    );

/** Where credentials are kept. */
export const secretsStoreOptions: OptionGroup = (command) =>
  command
    .addOption(
      option(
        '--secrets <store>',
        'where credentials are kept (auto: the keychain if it answers, else a file)',
        'SECRETS',
      )
        .choices(['auto', 'keychain', 'file'])
        .default('auto'),
    )
    .addOption(
      option(
        '--secrets-key-file <file>',
        'the key of the encrypted file (default: beside it); the key itself may be in ELEKTRA_WEB_SECRETS_KEY',
        'SECRETS_KEY_FILE',
      ),
    );

const singleInstanceOption: OptionGroup = (command) =>
  command.addOption(
    option(
      '--instance <address>',
      'single-instance mode: [VISIBILITY@]URL of the elektrad on which the interface opens; its id is "my"',
      'INSTANCE',
    ).default(process.env.INSTANCE || undefined),
  );

export const elektradOptions: OptionGroup = (command) =>
  command
    .addOption(
      portOption('--elektrad-port <number>', 'port of the elektrad (0: a free one)', 'ELEKTRAD_PORT').default(
        ELEKTRAD_PORT,
      ),
    )
    .addOption(
      option(
        '--kdb [path]',
        "serve the host's own key database through its kdb command (the one in PATH, or this)",
        'KDB',
      )
        .preset(KDB_COMMAND)
        .argParser(kdbCommand),
    );

export const elektradTokenOptions: OptionGroup = (command) =>
  command.addOption(
    option('--elektrad-token-file <file>', 'file with the bearer token to ask for', 'ELEKTRAD_TOKEN_FILE'),
  );

/** An option that the variable `ELEKTRA_WEB_…` can set as well. */
export function option(flags: string, description: string, variable: string): Option {
  return new Option(flags, description).env(ENV + variable);
}

function portOption(flags: string, description: string, variable: string): Option {
  return option(flags, description, variable).argParser(port);
}

/** A variable may only say that the command is wanted. */
export function kdbCommand(text: string): string {
  return /^(1|true|yes|on)$/i.test(text) ? KDB_COMMAND : text;
}

export function port(text: string): number {
  if (isPort(text)) return Number(text);
  throw new InvalidArgumentError(PORT_FORM);
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

/** @throws StartRefused */
function oldPort(): number | undefined {
  const text = process.env.PORT;
  if (text === undefined || text === '') return undefined;
  if (isPort(text)) return Number(text);
  throw new StartRefused(`The environment variable PORT is "${text}". ${PORT_FORM}`);
}

/** Repeatable; commas separate as well, so that one environment variable can hold several. */
function collect(text: string, before: readonly string[]): readonly string[] {
  return [
    ...before,
    ...text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ];
}

/** Addresses, or networks like 10.0.0.0/8. */
export function proxies(text: string, before: readonly string[]): readonly string[] {
  const all = collect(text, before);
  const wrong = all.find((proxy) => !isNetwork(proxy));
  if (wrong === undefined) return all;
  throw new InvalidArgumentError(`"${wrong}" is no IP address, nor a network like 10.0.0.0/8.`);
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

/** With one slash at the front and none at the end, `/` alone for the root. */
export function basePath(text: string): string {
  const inner = text.replace(/^\/+|\/+$/g, '');
  if (/^[A-Za-z0-9/_.~-]*$/.test(inner) && !inner.split('/').some((part) => part === '.' || part === '..'))
    return `/${inner}`;
  throw new InvalidArgumentError('A base path is like /elektra: letters, digits, - _ . ~ between slashes.');
}
