import { CancelledError } from '#shared/contract/cancelled.ts';
import type { Handlers } from '#shared/contract/operation.ts';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { EchoContract } from './echo-contract.ts';

/** How many numbers `echo.list` has. */
export const LIST_LENGTH = 25;

/** What a test can wait for in `echo.wait`. */
export interface Waiting {
  readonly begun: Promise<void>;
  readonly aborted: Promise<void>;
}

export interface Echo {
  readonly handlers: Handlers<EchoContract>;
  /** The next call of `echo.wait`. */
  nextWait(): Waiting;
}

/** Handlers that answer with what they were given. */
export function createEcho(): Echo {
  let begin = () => {};
  let abort = () => {};
  const handlers: Handlers<EchoContract> = {
    'echo.read': async (input) => input,
    'echo.set': async (input) => ({ given: input, version: input.basedOn ?? 'v0.1' }),
    'echo.put': async ({ value }) => ({ created: value !== null, version: 'v1' }),
    'echo.change': async (input) => input,
    'echo.remove': async () => ({}),
    'echo.removePart': async (input) => input,
    'echo.list': async ({ offset, limit }) => ({
      items: Array.from({ length: LIST_LENGTH }, (_, index) => index).slice(offset, offset + limit),
      total: LIST_LENGTH,
    }),
    'echo.count': async () => ({ count: 7 }),
    async 'echo.signIn'({ token }) {
      if (token !== 'operator') throw new ElektraError('UNAUTHENTICATED', 'This token is not valid.');
      return { name: token, secret: `session-of-${token}` };
    },
    'echo.signOut': async () => ({ secret: null }),
    async 'echo.who'(_input, { caller }) {
      if (caller === null) throw new ElektraError('UNAUTHENTICATED');
      return { name: caller.name, role: caller.role };
    },
    'echo.admin': async () => ({}),
    async 'echo.fail'({ code, message, data }) {
      throw new ElektraError(code, message, data === undefined ? {} : { data: data as never });
    },
    async 'echo.bug'() {
      throw new TypeError('the password is hunter2');
    },
    async 'echo.steps'({ steps, size, fails, breaks, endless }, { report, signal }) {
      for (let step = 0; step < steps || endless; step += 1) {
        report?.({ step, text: `ü\n\u2028${step}`.padEnd(size, '-') });
        await (endless ? new Promise(setImmediate) : Promise.resolve());
        if (!signal.aborted) continue;
        abort();
        throw new CancelledError();
      }
      if (breaks) throw new TypeError('broken');
      if (fails) throw new ElektraError('KEY_NOT_FOUND', 'no such key', { data: { key: 'user:/ä' } });
      return { heard: report !== undefined };
    },
    'echo.wait': (_input, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          abort();
          reject(new CancelledError());
        });
        begin();
      }),
  };
  return {
    handlers,
    nextWait: () => ({
      begun: new Promise((resolve) => (begin = resolve)),
      aborted: new Promise((resolve) => (abort = resolve)),
    }),
  };
}
