import { readdir, readFile, readlink } from 'node:fs/promises';

const LISTENING = '0A';

/**
 * Which process listens on a TCP port of this machine, for example `node (pid 4711)`; null where that cannot be known (another system than Linux, or a
 * process of another user). Format of /proc/net/tcp: https://docs.kernel.org/networking/proc_net_tcp.html
 */
export async function holderOfPort(port: number): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const inodes = new Set([
    ...listeningInodes(await textOf('/proc/net/tcp'), port),
    ...listeningInodes(await textOf('/proc/net/tcp6'), port),
  ]);
  if (inodes.size === 0) return null;
  for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    if (!(await holdsSocket(pid, inodes))) continue;
    const name = (await textOf(`/proc/${pid}/comm`)).trim();
    return `${name === '' ? 'a process' : name} (pid ${pid})`;
  }
  return null;
}

/** The inodes of the sockets that listen on `port`, from the text of /proc/net/tcp. */
export function listeningInodes(table: string, port: number): readonly string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTENING && fields[1]?.endsWith(`:${wanted}`))
    .flatMap((fields) => (fields[9] === undefined ? [] : [fields[9]]));
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  // Processes end while they are looked at, and those of other users may not be looked into: neither is the holder that can be named.
  const descriptors = await readdir(folder).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`${folder}/${descriptor}`).catch(() => '');
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
