import type { runProgram } from '../cli/program.ts';
import type { StartChild } from '../platform/own-child.ts';

/** What the arguments of the installed program ask for. */
export type HeadlessRequest =
  | { readonly kind: 'window' }
  /** The command line, with these arguments. */
  | { readonly kind: 'program'; readonly args: readonly string[] }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Switches of Chromium and Electron that scripts and packages put on the command line; our own commands do not know them. They take a value only after
 * "=". See https://www.electronjs.org/docs/latest/api/command-line-switches
 */
const CHROMIUM_SWITCHES: ReadonlySet<string> = new Set([
  'disable-dev-shm-usage',
  'disable-features',
  'disable-gpu',
  'disable-gpu-sandbox',
  'disable-setuid-sandbox',
  'disable-software-rasterizer',
  'enable-features',
  'enable-logging',
  'enable-wayland-ime',
  'force-device-scale-factor',
  'in-process-gpu',
  'js-flags',
  'lang',
  'no-sandbox',
  'no-zygote',
  'ozone-platform',
  'ozone-platform-hint',
  'password-store',
  'use-gl',
  'user-data-dir',
]);

/** The environment in which a window is to be opened. */
export interface Display {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
}

const LINK = /^elektra-web:/i;

/** Answered by the command line as a whole, not by `serve`. */
const OWN_FLAGS: ReadonlySet<string> = new Set(['-h', '--help', '-V', '--version']);

/** What was typed after the program's name. From a copy of the repository switches of Electron's own and this program come before it. */
export function ownArguments(argv: readonly string[], isPackaged: boolean): readonly string[] {
  if (isPackaged) return argv.slice(1);
  const program = argv.findIndex((arg, at) => at > 0 && !arg.startsWith('-'));
  return program === -1 ? [] : argv.slice(program + 1);
}

/**
 * What `elektra-web [--headless] [command] [options]` means. A command runs as on the command line, whether `--headless` is there or not; without one
 * `--headless` is `serve`, and nothing is the window.
 * @param args as typed after the program's name
 */
export function headlessRequest(args: readonly string[], display: Display): HeadlessRequest {
  const end = args.indexOf('--');
  const [options, rest] = end === -1 ? [args, []] : [args.slice(0, end), args.slice(end)];
  const asked = options.find((arg) => switchName(arg) === 'headless');
  const isCommandLine = (words: readonly string[]): boolean => {
    const [first] = words;
    return first !== undefined && (OWN_FLAGS.has(first) || !first.startsWith('-'));
  };
  if (asked === undefined) {
    const typed = withoutSwitches(args);
    const isLink = typed.some((arg) => LINK.test(arg));
    return isCommandLine(typed) && !isLink ? { kind: 'program', args: typed } : windowOn(display);
  }
  if (asked !== '--headless') return refused(`--headless takes no value, and this is ${asked}.`);
  const own = [...withoutSwitches(options.filter((arg) => arg !== asked)), ...rest];
  const link = own.find((arg) => LINK.test(arg));
  if (link !== undefined)
    return refused(`${link} opens in the window, and --headless opens none. Leave one of them out.`);
  return { kind: 'program', args: isCommandLine(own) ? own : ['serve', ...own] };
}

/** Elsewhere than on Linux a program does not learn from its environment whether there is a display. */
function windowOn({ platform, environment }: Display): HeadlessRequest {
  if (platform !== 'linux' || environment['DISPLAY'] || environment['WAYLAND_DISPLAY']) return { kind: 'window' };
  return refused(
    'There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can be opened. ' +
      'For a browser: elektra-web up --link always. Every command: elektra-web --help',
  );
}

/** Loaded only when it is wanted: it is most of the program, and a window is there sooner without it. */
const runCommandLine: typeof runProgram = async (...given) => {
  const program = await import('../cli/program.ts');
  await program.runProgram(...given);
};

/** Does what was asked for, to its end. @returns the exit code */
export async function runHeadless(
  request: Exclude<HeadlessRequest, { kind: 'window' }>,
  startChild?: StartChild,
  program: typeof runProgram = runCommandLine,
): Promise<number> {
  if (request.kind === 'refused') process.stderr.write(`elektra-web: ${request.message}\n`);
  else await program(request.args, startChild);
  // Elsewhere than on Linux a pipe takes it later, and Electron's exit does not wait.
  await Promise.all([written(process.stdout), written(process.stderr)]);
  return request.kind === 'refused' ? 1 : Number(process.exitCode ?? 0);
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

function withoutSwitches(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return args.filter((arg, at) => (end !== -1 && at >= end) || !CHROMIUM_SWITCHES.has(switchName(arg)));
}

/** `ozone-platform` of `--ozone-platform=headless`; of what is no switch, nothing. */
function switchName(arg: string): string {
  return /^--([^=]+)/.exec(arg)?.[1] ?? '';
}

function refused(message: string): HeadlessRequest {
  return { kind: 'refused', message };
}
