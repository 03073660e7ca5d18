/** The variables of options that are on or off. */
const SWITCHES = ['ELEKTRA_WEB_NO_AUTH', 'ELEKTRA_WEB_INSECURE', 'ELEKTRA_WEB_KDB'];

/**
 * A switch is on when its variable is there, whatever it holds, as commander reads it. `ELEKTRA_WEB_NO_AUTH=0` means the opposite to everybody else, and
 * must not open the door.
 */
export function dropFalseFlags(environment: Record<string, string | undefined>): void {
  for (const name of SWITCHES) {
    if (/^(|0|false|no|off)$/i.test(environment[name]?.trim() ?? '')) delete environment[name];
  }
}
