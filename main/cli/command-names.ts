/** The commands of `elektra-web`. Apart from the program, so that the window knows them without loading what they do. */
const COMMAND_NAMES = [
  'up',
  'serve',
  'elektrad',
  'backup',
  'verify',
  'restore',
  'sign-in',
  'call',
  'plan',
  'apply',
  'diff',
  'drift',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];

export function isCommandName(word: string): boolean {
  return COMMAND_NAMES.some((name) => name === word);
}
