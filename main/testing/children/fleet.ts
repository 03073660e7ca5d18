import { parseArgs } from 'node:util';
import { serveControl } from '../fleet/control.ts';
import { createFleet } from '../fleet/fleet.ts';
import { sayAtOnce } from '../say-at-once.ts';

/** A fleet of elektrads as a process. It says where it takes orders when all members listen. */
const { values } = parseArgs({
  options: { members: { type: 'string', default: '1' }, forgetful: { type: 'boolean', default: false } },
});

const fleet = await createFleet({ members: Number(values.members), noted: !values.forgetful });
sayAtOnce(`fleet of ${fleet.members.length} takes orders at ${await serveControl(fleet)}`);
