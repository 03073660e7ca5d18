import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { failAtOnce, ignoreLostOutput, watchFaults } from './faults.ts';
import { recordedLog } from './testing/recorded-log.ts';

function setUp(ask: () => Promise<boolean>) {
  const process = new EventEmitter();
  const app = new EventEmitter();
  const log = recordedLog();
  let asked = 0;
  let restarts = 0;
  watchFaults({
    process,
    app,
    log,
    ask: () => {
      asked += 1;
      return ask();
    },
    restart: () => void (restarts += 1),
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { process, app, log, settled, counts: () => ({ asked, restarts, lines: log.lines.length }) };
}

describe('a defect of the main process', () => {
  it.each(['uncaughtException', 'unhandledRejection'])('(%s) is written down and shown', async (kind) => {
    const { process, counts, settled } = setUp(async () => false);
    process.emit(kind, new Error('broken'));
    await settled();
    expect(counts()).toEqual({ asked: 1, restarts: 0, lines: 1 });
  });

  it('starts the application anew when the person wants it', async () => {
    const { process, counts, settled } = setUp(async () => true);
    process.emit('unhandledRejection', 'no error at all');
    await settled();
    expect(counts()).toMatchObject({ restarts: 1 });
  });

  it('that comes a thousand times is shown once, and written down each time', async () => {
    const { process, counts, settled } = setUp(() => new Promise(() => undefined));
    for (let count = 0; count < 1000; count += 1) process.emit('uncaughtException', new Error('broken'));
    await settled();
    expect(counts()).toEqual({ asked: 1, restarts: 0, lines: 1000 });
  });

  it('is one whatever was thrown', () => {
    const { process, counts } = setUp(async () => true);
    process.emit('unhandledRejection', undefined);
    expect(counts()).toMatchObject({ asked: 1, lines: 1 });
  });

  it('that cannot be shown is written down and does not come again by itself', async () => {
    const { process, log, settled } = setUp(() => Promise.reject(new Error('no display')));
    process.emit('uncaughtException', new Error('broken'));
    await settled();
    expect(log.lines.map(({ message }) => message)).toEqual([
      'a fault in the main process',
      'a fault could not be shown',
    ]);
  });
});

describe('the other processes', () => {
  it('are written down when they go, unless they were done', () => {
    const { app, log } = setUp(async () => false);
    app.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed', exitCode: 1 });
    app.emit('child-process-gone', {}, { type: 'Utility', reason: 'clean-exit', exitCode: 0 });
    expect(log.lines).toMatchObject([{ level: 'error', fields: { type: 'GPU' } }]);
  });
});

describe('output', () => {
  it('that nobody reads any more is no fault', () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    ignoreLostOutput({ stdout, stderr });
    for (const stream of [stdout, stderr]) stream.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }));
    expect([stdout, stderr].map((stream) => stream.listenerCount('error'))).toEqual([1, 1]);
  });
});

describe('a defect of a command', () => {
  it.each(['uncaughtException', 'unhandledRejection'])('(%s) ends it, as with Node', (kind) => {
    const said: string[] = [];
    const process = Object.assign(new EventEmitter(), { stderr: { write: (text: string) => said.push(text) } });
    const exits: number[] = [];
    failAtOnce(process, (code) => void exits.push(code));
    process.emit(kind, new Error('broken'));
    expect(exits).toEqual([1]);
    expect(said.join('')).toContain('Error: broken');
  });
});
