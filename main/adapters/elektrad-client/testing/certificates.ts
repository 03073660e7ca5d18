import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** As openssl calls it, in hexadecimal without colons, in lower case. */
  readonly sha256: string;
}

export interface Authority {
  readonly cert: string;
  /** `names` as in a certificate, for example `IP:127.0.0.1`; `days` below one: it has expired. */
  issue(names: string, days?: number): Certificate;
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export function selfSigned(name: string): Certificate {
  return inFolder((folder) => {
    openssl(folder, 'req', '-x509', ...NEW_KEY, '-days', '2', '-subj', `/CN=${name}`, '-keyout', 'key', '-out', 'cert');
    return read(folder);
  });
}

export function createAuthority(name = 'Fleet authority'): Authority {
  return inFolder((folder) => {
    openssl(folder, 'req', '-x509', ...NEW_KEY, '-days', '2', '-subj', `/CN=${name}`, '-keyout', 'key', '-out', 'cert');
    const { cert, key } = read(folder);
    return { cert, issue: (names, days = 2) => issue({ cert, key }, names, days) };
  });
}

function issue(ca: { readonly cert: string; readonly key: string }, names: string, days: number): Certificate {
  return inFolder((folder) => {
    writeFileSync(join(folder, 'ca'), ca.cert);
    writeFileSync(join(folder, 'cakey'), ca.key);
    writeFileSync(join(folder, 'names'), `subjectAltName=${names}\n`);
    openssl(folder, 'req', ...NEW_KEY, '-subj', '/CN=elektrad', '-keyout', 'key', '-out', 'request');
    const signed = ['-CA', 'ca', '-CAkey', 'cakey', '-set_serial', '7', '-extfile', 'names', '-days', String(days)];
    openssl(folder, 'x509', '-req', '-in', 'request', '-out', 'cert', ...signed);
    return read(folder);
  });
}

function read(folder: string): Certificate {
  const fingerprint = openssl(folder, 'x509', '-in', 'cert', '-noout', '-fingerprint', '-sha256');
  const sha256 = (fingerprint.split('=')[1] ?? '').trim().replaceAll(':', '').toLowerCase();
  return { key: readFileSync(join(folder, 'key'), 'utf8'), cert: readFileSync(join(folder, 'cert'), 'utf8'), sha256 };
}

function openssl(cwd: string, ...args: readonly string[]): string {
  return execFileSync('openssl', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'elektra-web-tls-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
