import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import { recordedLog } from '../testing/recorded-log.ts';
import { createTrustedSender } from './trusted-sender.ts';

type Message = Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>;

const contents = (isDestroyed = false) => ({ isDestroyed: () => isDestroyed }) as WebContents;
const own = contents();

const PAGE = { url: 'app://elektra/instances/a', origin: 'app://elektra', parent: null, detached: false };

function message(frame: object | null = {}, sender: WebContents = own): Message {
  const senderFrame = frame === null ? null : { ...PAGE, isDestroyed: () => false, ...frame };
  return { sender, senderFrame } as Message;
}

function trusting(ownContents: WebContents | null = own) {
  const log = recordedLog();
  return { log, isTrusted: createTrustedSender(() => ownContents, log) };
}

describe('a message', () => {
  it('of our page in our window is heard', () => {
    const { isTrusted, log } = trusting();
    expect(isTrusted(message())).toBe(true);
    expect(isTrusted(message({ url: 'app://elektra/' }))).toBe(true);
    expect(log.lines).toEqual([]);
  });

  it.each<[string, Message]>([
    ['a frame within the page', message({ parent: {} })],
    ['a page of another origin', message({ origin: 'https://evil.example.org', url: 'https://evil.example.org/' })],
    ['a page whose origin is none', message({ origin: 'null', url: 'data:text/html,x' })],
    ['a page that has no address yet', message({ origin: '', url: '' })],
    ['another host of our scheme', message({ origin: 'app://evil', url: 'app://evil/' })],
    ['an address that only looks like ours', message({ url: 'app://elektra@evil.example.org/' })],
    ['a page of another window', message({}, contents())],
    ['a page that has gone elsewhere', message(null)],
    ['a frame that was destroyed', message({ isDestroyed: () => true })],
    ['a frame that was detached', message({ detached: true })],
  ])('of %s is refused', (_who, hostile) => {
    expect(trusting().isTrusted(hostile)).toBe(false);
  });

  it('is refused without a window, and of one that is destroyed', () => {
    expect(trusting(null).isTrusted(message())).toBe(false);
    const destroyed = contents(true);
    expect(trusting(destroyed).isTrusted(message({}, destroyed))).toBe(false);
  });

  it('that is refused is written down once for each origin', () => {
    const { isTrusted, log } = trusting();
    const hostile = message({ origin: 'https://evil.example.org', url: 'https://evil.example.org/?key=secret' });
    for (let count = 0; count < 50; count += 1) isTrusted(hostile);
    isTrusted(message(null));
    expect(log.lines.map(({ fields }) => fields)).toEqual([
      { origin: 'https://evil.example.org' },
      { origin: 'a frame that is gone' },
    ]);
  });
});
