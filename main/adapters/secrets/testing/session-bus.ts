import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** No service is ever started by this bus: what answers on it was started by the test. */
const CONFIGURATION = (folder: string) => `<busconfig><type>session</type><listen>unix:dir=${folder}</listen>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`;

const PROGRAMS = ['dbus-daemon', 'dbus-send', 'gdbus', 'gnome-keyring-daemon'];

/** What the tests with a real keyring need and this machine does not have. */
export function missingPrograms(): readonly string[] {
  const programs = PROGRAMS.filter((name) => spawnSync('which', [name]).status !== 0);
  const keytar = spawnSync(process.execPath, ['-e', "require('keytar')"], { cwd: import.meta.dirname }).status === 0;
  return keytar ? programs : [...programs, 'keytar'];
}

/** A session bus and an account of its own, so that nobody's real keyring is touched. */
export interface SessionBus {
  readonly env: Readonly<Record<string, string>>;
  /** A real keyring, unlocked with this password; null: none is typed in. Resolves to the id of its process. */
  startKeyring(password: string | null): number;
  stopKeyring(): void;
  stop(): Promise<void>;
}

export async function startSessionBus(): Promise<SessionBus> {
  const home = mkdtempSync(join(tmpdir(), 'elektra-web-bus-'));
  const folders = {
    XDG_DATA_HOME: 'data',
    XDG_RUNTIME_DIR: 'runtime',
    XDG_CONFIG_HOME: 'config',
    XDG_CACHE_HOME: 'cache',
  };
  const account = Object.fromEntries(Object.entries(folders).map(([name, folder]) => [name, join(home, folder)]));
  for (const folder of Object.values(account)) mkdirSync(folder, { mode: 0o700 });
  const configuration = join(home, 'bus.conf');
  writeFileSync(configuration, CONFIGURATION(home));
  const base = { PATH: process.env.PATH ?? '', HOME: home, ...account };
  const daemon = spawn('dbus-daemon', ['--config-file', configuration, '--print-address', '--nofork'], {
    env: base,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const env = { ...base, DBUS_SESSION_BUS_ADDRESS: await firstLine(daemon) };
  let keyring: number | null = null;

  function stopKeyring(): void {
    if (keyring === null) return;
    process.kill(keyring, 'SIGCONT');
    process.kill(keyring, 'SIGKILL');
    keyring = null;
  }

  return {
    env,
    startKeyring(password) {
      const how = password === null ? ['--start'] : ['--unlock'];
      // It goes on behind when this returns.
      execFileSync('gnome-keyring-daemon', [...how, '--components=secrets'], {
        env,
        input: password ?? '',
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      execFileSync('gdbus', ['wait', '--session', '--timeout=20', 'org.freedesktop.secrets'], { env });
      keyring = ownerOfSecrets(env);
      return keyring;
    },
    stopKeyring,
    async stop() {
      stopKeyring();
      const ended = once(daemon, 'exit');
      daemon.kill();
      await ended;
      rmSync(home, { recursive: true });
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('its output is not piped');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return line;
}

function ownerOfSecrets(env: Readonly<Record<string, string>>): number {
  const question = 'org.freedesktop.DBus.GetConnectionUnixProcessID';
  const to = ['--session', '--print-reply=literal', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus'];
  const answer = execFileSync('dbus-send', [...to, question, 'string:org.freedesktop.secrets'], {
    env,
    encoding: 'utf8',
  });
  return Number(/uint32 (\d+)/.exec(answer)?.[1]);
}
