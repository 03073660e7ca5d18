import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { quitOnSignals } from './quit-on-signals.ts';
import { recordedLog } from './testing/recorded-log.ts';

describe('a signal', () => {
  it.each([
    ['SIGTERM', 'SIGTERM', 143],
    ['SIGINT', 'SIGINT', 130],
    ['SIGHUP', 'SIGHUP', 129],
    ['SIGTERM', 'SIGINT', 130],
  ])('%s quits, and %s after it ends the process at once', (first, second, code) => {
    const process = new EventEmitter();
    const quits: string[] = [];
    const exits: number[] = [];
    const quitting = { quitNow: () => void quits.push('now'), exit: (with_: number) => void exits.push(with_) };
    quitOnSignals(process, quitting, recordedLog());
    process.emit(first, first);
    expect([quits, exits]).toEqual([['now'], []]);
    process.emit(second, second);
    expect([quits, exits]).toEqual([['now'], [code]]);
  });
});
