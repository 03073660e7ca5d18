import { readFile } from 'node:fs/promises';
import { ClusterEdits, type ClusterEdit } from '#shared/clusterd/edits.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { ClusterId } from '#shared/model/cluster.ts';
import { invalidInput } from '../../transport/invalid-input.ts';
import type { EditOptions } from './command-options.ts';
import type { InstanceNames } from './find-instance.ts';

/** How names of a person become ids. */
export interface EditNames {
  readonly instances: () => Promise<InstanceNames>;
  readonly cluster: (text: string) => Promise<ClusterId>;
}

/**
 * The edits of a plan, those of the file first, then place, leave, join, remove, set: what is removed with a subtree and set anew is set.
 * @throws StartRefused; ElektraError INVALID_INPUT naming what does not fit
 */
export async function readEdits(options: EditOptions, names: EditNames): Promise<readonly ClusterEdit[]> {
  const { parent, top, leave, join, remove, keep, set } = options;
  if (parent !== undefined && top) throw new StartRefused('--parent and --top say different things. Leave one out.');
  if (keep && remove.length === 0) throw new StartRefused('--keep is about what --remove removes; nothing is removed.');
  const place = top ? [{ kind: 'place', parentId: null }] : [];
  const under = parent === undefined ? [] : [{ kind: 'place', parentId: await names.cluster(parent) }];
  const edits = [
    ...(options.file === undefined ? [] : await readFileOfEdits(options.file)),
    ...place,
    ...under,
    ...(await membership('leave', leave, names)),
    ...(await membership('join', join, names)),
    ...remove.map((key) => ({ kind: 'remove', key, keep })),
    ...set.map(readSetting),
  ];
  if (edits.length === 0) throw new StartRefused('Nothing is to be changed. Say what, for example --set system:/a=1.');
  const checked = ClusterEdits.safeParse(edits);
  if (checked.success) return checked.data;
  throw invalidInput(checked.error.issues.map(({ path, message }) => ({ path: ['edits', ...path], message })));
}

async function membership(kind: 'join' | 'leave', texts: readonly string[], names: EditNames) {
  if (texts.length === 0) return [];
  const { find } = await names.instances();
  return [{ kind, instanceIds: texts.map(find) }];
}

function readSetting(text: string) {
  const at = text.indexOf('=');
  if (at < 1) throw new StartRefused(`--set "${text}" sets nothing. Write it like --set system:/sw/example/port=8080.`);
  return { kind: 'set', key: text.slice(0, at), value: text.slice(at + 1) };
}

async function readFileOfEdits(file: string): Promise<readonly unknown[]> {
  const edits = parse(await read(file), file);
  if (Array.isArray(edits)) return edits as readonly unknown[];
  throw new StartRefused(
    `${file} holds no JSON list of edits, as "elektra-web call plans.make --describe" shows them.`,
  );
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new StartRefused(`The file of --file cannot be read: ${file} (${reason})`, { cause });
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StartRefused(`${file} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
