import { readFileSync, writeFileSync } from 'node:fs';
import { isBelow, type KeyName } from '#shared/model/key-name.ts';
import type { DumpKey } from '../dump-format.ts';
import {
  brokenCheckIn,
  dumpBelow,
  keysIn,
  namesIn,
  parsedName,
  textKey,
  textOfKey,
  transferred,
  type StandInState,
} from './stand-in-keys.ts';

/** What a run of the command says and how it ends. */
export interface StandInRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Command = (state: StandInState, args: Arguments) => StandInRun;

interface Arguments {
  readonly command: string;
  readonly options: ReadonlySet<string>;
  readonly strategy: string | null;
  readonly values: readonly string[];
  /** The first value as a name. */
  readonly name: KeyName;
}

/**
 * NOT the real command: it does, and says, what the recorded runs of the real one did, on keys that it is given. A test compares it with them.
 * What was never recorded (`import -s import`) follows Elektra's manual.
 */
export function runStandIn(state: StandInState, given: readonly string[]): StandInRun {
  if (given[0] === '--version') return said('KDB_VERSION: 0.11.0\nSO_VERSION: 5\n');
  const [command = '', ...rest] = given;
  const run = COMMANDS[command];
  if (run === undefined) return failed(4, `The command kdb ${command} is not known\n`);
  const { options, strategy, values } = splitOptions(command, rest);
  if (values.length === 0) return run(state, { command, options, strategy, values, name: '/' as KeyName });
  const named = command === 'mount' ? (values[1] ?? '') : (values[0] ?? '');
  const name = command === 'find' ? ('/' as KeyName) : parsedName(named);
  return name === null ? invalidName(command, named) : run(state, { command, options, strategy, values, name });
}

const COMMANDS: Readonly<Record<string, Command>> = {
  ls: (state, { name, options }) => list(namesIn(state, name), options),
  find: (state, { values, options }) => {
    const expression = new RegExp(values[0] ?? '', 'u');
    return list(
      namesIn(state, null).filter((name) => expression.test(name)),
      options,
    );
  },
  get(state, { name, options }) {
    const key = state.keys.get(name);
    if (key === undefined) return { code: 11, stdout: '\n', stderr: `Did not find key '${name}'` };
    return said(textOfKey(key) + (options.has('n') ? '' : '\n'));
  },
  set(state, { name, values }) {
    const text = values[1] ?? '';
    const before = state.keys.get(name);
    const meta = (before?.meta ?? []).filter(([metakey]) => metakey !== 'binary');
    const words =
      before === undefined ? `Create a new key ${name} with string "${text}"\n` : `Set string to "${text}"\n`;
    return stored(state, new Map(state.keys).set(name, { ...textKey(text), meta }), name, words);
  },
  'meta-ls': (state, { name, options }) =>
    list(
      (state.keys.get(name)?.meta ?? []).map(([metakey]) => String(metakey)),
      options,
    ),
  'meta-show': (state, { name }) =>
    said(
      (state.keys.get(name)?.meta ?? []).map(([metakey, value]) => `${String(metakey)}: ${String(value)}\n`).join(''),
    ),
  'meta-get'(state, { name, values }) {
    const found = state.keys.get(name)?.meta.find(([metakey]) => metakey === values[1]);
    return found === undefined ? failed(12, 'Metakey not found\n') : said(`${String(found[1])}\n`);
  },
  'meta-set': (state, { name, values: [, metakey = '', value = ''] }) =>
    stored(state, withMetakey(state, name, metakey, value), name),
  'meta-rm': (state, { name, values: [, metakey = ''] }) =>
    stored(state, withMetakey(state, name, metakey, null), name),
  export(state, { name, values: [, format = '', file = '/dev/stdout'] }) {
    if (format === 'yajl')
      return moduleError('yajl', 'C01100', 'Resource: The Metakey meta:/a is not supported by yajl');
    if (file === '/dev/stdout') {
      const reason = 'Could not open file /dev/stdout for writing. Reason: No such device or address';
      return moduleError('dump', 'C01100', `Resource: ${reason}`);
    }
    writeAsStreams(file, dumpBelow(state, name));
    return said('');
  },
  import(state, { name, strategy, values: [, , file = ''] }) {
    const content = readFileSync(file);
    const { keys, isBroken } = keysIn(content, name);
    const kept = strategy === 'import' ? [...state.keys] : [...state.keys].filter(([each]) => !isAt(each, name));
    const run = stored(state, new Map([...kept, ...keys]), name);
    if (!isBroken) return run;
    const word = /\S*/.exec(content.toString('utf8'))?.[0] ?? '';
    const advice =
      'Maybe the file is not in dump configuration file format? Try to remount with another plugin (eg. ini, ni, etc.)';
    const reason = `Unknown command detected in dumpfile: ${word}.\n${advice}`;
    return { ...moduleError('dump', 'C03100', `Validation Syntactic: ${reason}`), code: run.code };
  },
  mv(state, { name, options, values }) {
    const target = parsedName(values[1] ?? '') ?? name;
    const moved = transferred(state, name, target, options.has('r'));
    const sources = options.has('r') ? namesIn(state, name) : [name];
    const left = new Map([...state.keys].filter(([each]) => !sources.includes(each)));
    // What is at the target already wins.
    return stored(state, new Map([...moved, ...left]), name);
  },
  cp(state, { name, options, values }) {
    const target = parsedName(values[1] ?? '') ?? name;
    return stored(state, new Map([...transferred(state, name, target, options.has('r')), ...state.keys]), name);
  },
  rm(state, { name, options }) {
    const leaving = options.has('r') ? namesIn(state, name) : namesIn(state, name).filter((each) => each === name);
    if (leaving.length > 0)
      return stored(state, new Map([...state.keys].filter(([each]) => !leaving.includes(each))), name);
    if (options.has('f')) return said('');
    return failed(11, options.has('r') ? 'Did not find any key\n' : 'Did not find the key\n');
  },
  mount(state, { name, values: [file] }) {
    if (file === undefined) return said(state.mounts.map((mount) => `${mount.file} on ${mount.at}\n`).join(''));
    state.mounts.push({ file, at: name });
    return said('');
  },
  umount(state, { name }) {
    state.mounts.splice(0, state.mounts.length, ...state.mounts.filter(({ at }) => at !== name));
    return said('');
  },
  file(state, { name }) {
    const mount = state.mounts.find(({ at }) => isAt(name, at));
    return said(`$HOME/.config/${mount?.file ?? 'default.ecf'}\n`);
  },
};

function splitOptions(command: string, given: readonly string[]): Omit<Arguments, 'command' | 'name'> {
  const options = new Set<string>();
  const values: string[] = [];
  let strategy: string | null = null;
  let areOptionsOver = false;
  for (let at = 0; at < given.length; at += 1) {
    const text = given[at] ?? '';
    if (areOptionsOver || !text.startsWith('-')) values.push(text);
    else if (text === '--') areOptionsOver = true;
    else if (command === 'import' && text === '-s') strategy = given[(at += 1)] ?? null;
    else for (const letter of text.slice(1)) options.add(letter);
  }
  return { options, strategy, values };
}

const READ_ONLY = 'system:/elektra/version' as KeyName;

/** Puts the keys in place of the old ones, unless Elektra would not. `name` is the parent of the write. */
function stored(state: StandInState, keys: ReadonlyMap<KeyName, DumpKey>, name: KeyName, words = ''): StandInRun {
  if (isBelow(name, READ_ONLY)) {
    const reason = `The data under the mountpoint '${READ_ONLY}' was changed since kdbGet(), but the mountpoint was intialized as read-only. The changes will not be stored.`;
    return {
      code: 0,
      stdout: words,
      stderr: ` Sorry, 1 warning was issued ;(\n 1: Module kdb issued the warning C01320:\n\tInterface: ${reason}\n`,
    };
  }
  const mount = state.mounts.find(({ at }) => isAt(name, at));
  const broken = mount === undefined ? null : brokenCheckIn(keys, mount.at);
  if (broken !== null && mount !== undefined) {
    const warnings = [
      `Calling the kdbSet function for the backend plugin ('backend') of the mountpoint '${mount.at}' has failed during the PRE_STORAGE phase.`,
      'The PRE_STORAGE phase of kdbSet() has failed. See warnings for details.',
    ].map((text, at) => ` ${at + 1}: Module kdb issued the warning C01320:\n\tInterface: ${text}\n`);
    const error = `Sorry, module ${broken.module} issued the error C03200:\nValidation Semantic: ${broken.words}\n\n`;
    return failed(5, ` Sorry, 2 warnings were issued ;(\n${warnings.join('')}${error}`);
  }
  state.keys.clear();
  for (const [each, key] of keys) state.keys.set(each, key);
  return said(words);
}

/** As C++ streams do: what does not fit on the disk is left out, and nobody is told. */
function writeAsStreams(file: string, bytes: Uint8Array): void {
  try {
    writeFileSync(file, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function withMetakey(state: StandInState, name: KeyName, metakey: string, value: string | null): Map<KeyName, DumpKey> {
  const key = state.keys.get(name) ?? textKey('');
  const kept = key.meta.filter(([each]) => each !== metakey);
  const meta =
    value === null ? kept : [...kept, [metakey, value] as const].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return new Map(state.keys).set(name, { ...key, meta });
}

function isAt(name: KeyName, parent: KeyName): boolean {
  return name === parent || isBelow(name, parent);
}

function list(names: readonly string[], options: ReadonlySet<string>): StandInRun {
  return said(names.map((name) => name + (options.has('0') ? '\0' : '\n')).join(''));
}

function said(stdout: string): StandInRun {
  return { code: 0, stdout, stderr: '' };
}

function failed(code: number, stderr: string): StandInRun {
  return { code, stdout: '', stderr };
}

function moduleError(module: string, number: string, words: string): StandInRun {
  return { code: 0, stdout: '', stderr: `Sorry, module ${module} issued the error ${number}:\n${words}\n` };
}

function invalidName(command: string, name: string): StandInRun {
  const problem = `keyname needs to start with /, meta:/, default:/, spec:/, proc:/, dir:/, user:/ or system:/ or maybe you tried to change a key that is already in a KeySet. Name was: '${name}' A key name consists of [<namespace>:]/<path>.`;
  return failed(
    7,
    `The command kdb ${command} terminated unsuccessfully with the info:\nInvalid Keyname: ${problem}\nPlease report the issue at https://issues.libelektra.org/\n`,
  );
}
