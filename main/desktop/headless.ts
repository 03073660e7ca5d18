import { runProgram } from '../cli/program.ts';

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

/** Answered by the command line as a whole, not by `serve`. */
const OWN_FLAGS: ReadonlySet<string> = new Set(['-h', '--help', '-V', '--version']);

/**
 * What `elektra-web --headless [command] [options]` means: the command line with that command, `serve` when there is none.
 * @param args as typed after the program's name
 */
export function headlessRequest(args: readonly string[]): HeadlessRequest {
  const end = args.indexOf('--');
  const [options, rest] = end === -1 ? [args, []] : [args.slice(0, end), args.slice(end)];
  const asked = options.find((arg) => switchName(arg) === 'headless');
  if (asked === undefined) return { kind: 'window' };
  if (asked !== '--headless') return refused(`--headless takes no value, and this is ${asked}.`);
  const own = [...options.filter((arg) => arg !== asked && !CHROMIUM_SWITCHES.has(switchName(arg))), ...rest];
  const link = own.find((arg) => /^elektra-web:/i.test(arg));
  if (link !== undefined)
    return refused(`${link} opens in the window, and --headless opens none. Leave one of them out.`);
  const [first] = own;
  const named = first !== undefined && (OWN_FLAGS.has(first) || !first.startsWith('-'));
  return { kind: 'program', args: named ? own : ['serve', ...own] };
}

/** Does what was asked for, to its end. @returns the exit code */
export async function runHeadless(
  request: Exclude<HeadlessRequest, { kind: 'window' }>,
  program: (args: readonly string[]) => Promise<void> = runProgram,
): Promise<number> {
  if (request.kind === 'refused') {
    process.stderr.write(`elektra-web: ${request.message}\n`);
    return 1;
  }
  await program(request.args);
  return Number(process.exitCode ?? 0);
}

/** `ozone-platform` of `--ozone-platform=headless`; of what is no switch, nothing. */
function switchName(arg: string): string {
  return /^--([^=]+)/.exec(arg)?.[1] ?? '';
}

function refused(message: string): HeadlessRequest {
  return { kind: 'refused', message };
}
