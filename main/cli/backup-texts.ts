import type { BackupAbout, Written } from '../backup/backup-work.ts';
import type { Restored } from '../backup/restore-backup.ts';
import { SEALING_KEY } from '../adapters/secrets/create-sealing.ts';

/** What is in a backup, in lines. */
export function aboutText(file: string, about: BackupAbout): string {
  const { product, madeAt, withSecrets, since, until, clusterdId } = about;
  const changes = since === null || until === null ? '' : `, from ${timeOf(since)} to ${timeOf(until)}`;
  return lines([
    `${file} is whole: ${product === null ? `the registry itself, last written on ${timeOf(madeAt)}` : `made on ${timeOf(madeAt)} by Elektra Web ${product.version}`} (schema ${about.schema}), of the clusterd ${clusterdId ?? 'without an id'}.`,
    `It holds ${counted(about.instances, 'instance')}, ${counted(about.clusters, 'cluster')}, ${counted(about.settings, 'setting')} and ${counted(about.changes, 'change')}${changes}.`,
    withSecrets
      ? 'The secrets are in it: credentials of instances, and the key of secret settings.'
      : 'The secrets are not in it: neither credentials of instances nor the key of secret settings.',
  ]);
}

export function writtenText(file: string, { about, missing, size }: Written): string {
  return lines([
    `${file} written (${size} bytes).`,
    ...aboutText(file, about).trimEnd().split('\n').slice(1),
    ...missing.map((name) => `Not in the store of secrets, so not in the backup: ${whatOf(name)}.`),
  ]);
}

export function restoredText(file: string, { about, aside, missing, lost, secrets }: Restored): string {
  const { instances, clusters, settings, changes } = about;
  return lines([
    `Restored from ${file}: ${counted(instances, 'instance')}, ${counted(clusters, 'cluster')}, ${counted(settings, 'setting')}, ${counted(changes, 'change')}, ${counted(secrets.length, 'secret')}.`,
    ...(aside === null
      ? []
      : [
          `The registry that was there is kept as ${aside}, its secrets in their store; elektra-web restore --force takes it back. Remove it with its list of secrets when it is not needed any more.`,
        ]),
    ...missing.map(
      (name) => `Missing: ${whatOf(name)}. Enter them again in the interface; until then it cannot be reached.`,
    ),
    ...lost.map(
      ({ key, clusterId }) =>
        `Lost: the secret value of ${key} in the cluster ${clusterId}. Its instances keep the value that they have; set it again.`,
    ),
    'The clusterd that starts here now takes the instances over when it reaches them. One that is left elsewhere sees that before it writes to them, within seconds.',
  ]);
}

function whatOf(name: string): string {
  if (name === SEALING_KEY) return 'the key of secret settings';
  const [, id = name] = /^instance\/([^/]+)\//.exec(name) ?? [];
  return `the credentials of the instance ${id}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
