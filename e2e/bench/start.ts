import assert from 'node:assert/strict';
import { createCleanup } from '../fixtures/cleanup.ts';
import { startElektraWeb } from '../fixtures/elektra-web-process.ts';
import { createHome, type Home } from '../fixtures/home.ts';
import { runProcess } from '../fixtures/running-process.ts';
import { bounded, type Bench } from './harness/bench.ts';
import { alternate } from './harness/rounds.ts';

const ROUNDS = 9;
/** How much longer than a bare Node a start may take, in milliseconds. */
const LONGER = 600;

/** Without a window, until it can do its work, against a Node that prints one line. The window's start is in `desktop`. */
export const start: Bench = {
  name: 'start',
  async run() {
    const cleanup = createCleanup();
    try {
      const home = await createHome();
      cleanup.defer(() => home.remove());
      const measured = await alternate(
        async () => ({ time: await timeToReady(home) }),
        async () => ({ time: await timeToLine(home) }),
        ROUNDS,
      );
      return [bounded('headless until /readyz, ms above Node', measured.ours.time - measured.limit.time, LONGER)];
    } finally {
      await cleanup.run();
    }
  },
};

async function timeToReady(home: Home): Promise<number> {
  const start = performance.now();
  const running = await startElektraWeb('serve', { home });
  const { status } = await fetch(`${running.url('clusterd')}/readyz`);
  const time = performance.now() - start;
  assert.equal(status, 200);
  await running.stop();
  return time;
}

async function timeToLine({ env }: Home): Promise<number> {
  const start = performance.now();
  const running = runProcess(process.execPath, ['-e', 'console.log("ready")'], { env });
  await running.says('stdout', /ready/);
  const time = performance.now() - start;
  await running.ended;
  return time;
}
