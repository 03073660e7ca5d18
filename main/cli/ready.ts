import type { RunningClusterd } from '../clusterd-server.ts';
import type { ClusterdCommandOptions } from './options.ts';

/** Standard output carries these lines and nothing else, so that a supervisor or a script can wait for them. */
export function announce(daemon: 'clusterd' | 'elektrad', url: string): void {
  process.stdout.write(`${daemon} listening on ${url}\n`);
}

/** Says on standard error how to get in. The link holds a one-time code, so it goes to a person's terminal, not into a log. */
export async function offerLink(clusterd: RunningClusterd, { auth, link }: ClusterdCommandOptions): Promise<void> {
  if (link === 'never') return;
  if (!auth) return say(`Open ${clusterd.url} in a browser; nobody has to sign in.`);
  if (link === 'auto' && !process.stderr.isTTY) return;
  const { code } = await clusterd.createCode();
  say(
    `Open this link in a browser to sign in (it works once, for 15 minutes):\n\n  ${signInLink(clusterd.url, code)}\n`,
  );
}

/** The code is in the fragment, which browsers send to nobody. */
export function signInLink(url: string, code: string): string {
  return `${url.replace(/\/$/, '')}/sign-in#code=${code}`;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
