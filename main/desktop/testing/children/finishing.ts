import { join } from 'node:path';
import { createSilentLog } from '../../../clusterd/testing/silent-log.ts';
import { killAtStep } from '../../../testing/kill-at-step.ts';
import { openKeptWorkplace } from '../../kept-workplace.ts';
import { finishMove } from '../../finish-move.ts';

/** Finishes the move that is on in a data directory, to be killed at a step. Arguments: the directory, the number of the step. */
const [data = '', step = ''] = process.argv.slice(2);
const file = join(data, 'workplace.json');
await killAtStep(Number(step), file);
await finishMove(await openKeptWorkplace(file), join(data, 'clusterd'), createSilentLog());
