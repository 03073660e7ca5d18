import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';

/** A place from which Electron's binary is fetched, and how it behaves. */
export interface Mirror {
  /** Host and port. */
  readonly host: string;
  readonly url: string;
  /** Paths that were asked for. */
  readonly requests: readonly string[];
  /** Resolved when somebody has asked for something. */
  readonly asked: Promise<void>;
  readonly close: () => Promise<void>;
}

export type Behaviour =
  'silent' | 'trickling' | 'without the file' | { readonly serves: Buffer } | { readonly stopsAfter: Buffer };

export const startMirror = async (behaviour: Behaviour): Promise<Mirror> => {
  const requests: string[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let ask = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    ask();
    if (behaviour === 'silent') return;
    if (behaviour === 'without the file') return response.writeHead(404).end();
    if (behaviour === 'trickling') {
      response.writeHead(200, { 'content-length': '100000000' });
      timers.add(setInterval(() => response.write('x'), 50));
      return;
    }
    if ('serves' in behaviour) return response.writeHead(200).end(behaviour.serves);
    response.writeHead(200, { 'content-length': '100000000' }).write(behaviour.stopsAfter);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}/`,
    requests,
    asked,
    close: () => {
      timers.forEach((timer) => clearInterval(timer));
      server.closeAllConnections();
      return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    },
  };
};

/** A ZIP file whose entries are stored as they are and executable. */
export const zipOf = (files: Readonly<Record<string, string>>): Buffer => {
  let offset = 0;
  const entries = Object.entries(files).map(([name, text]) => {
    const [path, content] = [Buffer.from(name), Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, content]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(0o100755 * 0x10000, 6);
    rest.writeUInt32LE(offset, 10);
    offset += local.length;
    // Made on Unix, so that the permissions above count.
    const central = Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, rest, path]);
    return { local, central };
  });
  const directory = Buffer.concat(entries.map(({ central }) => central));
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...entries.map(({ local }) => local), directory, end]);
};

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
