import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createFieldElektrad } from '../field-elektrad/field-elektrad.ts';
import type { FieldKey } from '../field-elektrad/field-key.ts';
import { sayAtOnce } from '../say-at-once.ts';

/**
 * The double of the field's elektrad as a process. It says where it listens, then each session and write as a line of JSON; when the field's would crash
 * it ends with 2, as a process of Go does. `--keys` names a file with a list of `{ name, value, meta }`.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    directory: { type: 'string' },
    keys: { type: 'string' },
    mount: { type: 'string', multiple: true, default: [] },
    'conflict-share': { type: 'string', default: '0' },
    'write-cost': { type: 'string', default: '1' },
    endurance: { type: 'string' },
  },
});

const { directory, keys, endurance } = values;
const field = await createFieldElektrad({
  port: Number(values.port),
  mountPoints: values.mount,
  conflictShare: Number(values['conflict-share']),
  writeCost: Number(values['write-cost']),
  ...(directory === undefined ? {} : { directory }),
  ...(keys === undefined ? {} : { keys: JSON.parse(readFileSync(keys, 'utf8')) as FieldKey[] }),
  ...(endurance === undefined ? {} : { endurance: Number(endurance) }),
  onEvent(event) {
    sayAtOnce(JSON.stringify(event));
    if (event.event !== 'died') return;
    process.stderr.write(`fatal error: unexpected signal during runtime execution (${event.reason})\n`);
    process.exit(2);
  },
});
sayAtOnce(`field-elektrad listening on ${field.url}`);
process.once('SIGTERM', () => void field.stop().then(() => process.exit(0)));
