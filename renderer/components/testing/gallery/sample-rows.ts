import type { MarkState } from '../../state-mark.ts';
import type { TreeRow } from '../../tree-grid-row.ts';

export interface KeyRow extends TreeRow {
  readonly prefix?: string;
  readonly value: string;
  readonly source: string;
}

export interface FleetRow extends TreeRow {
  readonly mark?: MarkState;
  readonly note?: string;
}

type Line = readonly [level: number, label: string, value?: string, source?: string];

const lines: readonly Line[] = [
  [1, 'spec:/', 'what keys mean and which values they take', '96 keys'],
  [1, 'dir:/', 'the directory elektrad was started in', 'empty'],
  [1, 'user:/', 'the account that runs elektrad: gateway', '1 key'],
  [2, 'log/level', 'debug', 'shadows a lock'],
  [1, 'system:/', 'this machine, for every account', '1,158 keys'],
  [2, 'sw/example/gateway/#0/current'],
  [3, 'limits'],
  [4, 'connections', '8192', 'edited, not saved'],
  [4, 'timeout', '60', 'Web EU'],
  [3, 'listen'],
  [4, 'address', '10.20.4.300', 'not saved'],
  [4, 'port', '8443', 'Web EU'],
  [4, 'reuse-port', 'on', 'this instance'],
  [3, 'log'],
  [4, 'level', 'warn', 'Production'],
  [3, 'motd', 'binary, 4,212 bytes', 'this instance'],
];

/** The keys of the picture, and `more` generated ones below them. */
export function sampleKeys(more: number): readonly KeyRow[] {
  const shown = lines.map(([level, label, value = '', source = ''], at): KeyRow => ({
    id: `${at}`,
    label,
    level,
    hasChildren: level === 1 || value === '',
    expanded: level > 1 ? value === '' : at > 1,
    setSize: -1,
    posInSet: at + 1,
    group: level === 1,
    tall: label === 'address',
    tone: label === 'address' ? 'bad' : undefined,
    value,
    source,
  }));
  const rest = Array.from({ length: more }, (_, at): KeyRow => ({
    id: `more-${at}`,
    label: `key-${at}`,
    level: 4,
    hasChildren: false,
    setSize: -1,
    posInSet: at + 1,
    value: String(at * 7),
    source: 'this instance',
  }));
  return [...shown, ...rest];
}

export const sampleFleet: readonly FleetRow[] = (
  [
    ['Production', 1, undefined, '212'],
    ['Europe', 2, undefined, '148'],
    ['Web EU', 3, undefined, '64'],
    ['web-ams-03', 4, 'offline', 'since 08:12'],
    ['web-ams-11', 4, 'online', 'drifted 1'],
    ['web-fra-02', 4, 'online', 'drifted 2'],
    ['web-fra-07', 4, 'online', 'drifted 1'],
    ['web-fra-08', 4, 'online', ''],
    ['Staging', 1, undefined, '18'],
  ] as const
).map(([label, level, mark, note], at) => ({
  id: label,
  label,
  level,
  hasChildren: mark === undefined,
  expanded: mark === undefined && label !== 'Staging',
  setSize: -1,
  posInSet: at + 1,
  ...(mark ? { mark } : {}),
  note,
}));
