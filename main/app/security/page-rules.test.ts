import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { FakeContents } from '../testing/fake-contents.ts';
import { recordedLog } from '../testing/recorded-log.ts';
import { secureContents } from './secure-contents.ts';

function securedPage() {
  const app = new EventEmitter();
  const log = recordedLog();
  const outside: string[] = [];
  secureContents(app, { openOutside: (url) => void outside.push(url), log });
  const contents = new FakeContents();
  app.emit('web-contents-created', {}, contents);
  return { contents, outside, log };
}

const OUTSIDE = [
  'https://evil.example.org/',
  'http://127.0.0.1:33333/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,<p>',
  'about:blank',
  'app://evil/',
  'app://elektra.evil.example.org/',
  'app://ada@elektra/',
  'app://elektra:80/',
  'APP://ELEKTRA.example/',
  'not an address',
];

describe('every page there is', () => {
  it.each(OUTSIDE)('does not go to %s', (url) => {
    const { contents, outside } = securedPage();
    expect(contents.tries('will-navigate', { url, isMainFrame: true })).toBe(true);
    expect(outside).toEqual([url]);
  });

  it('goes to its own addresses', () => {
    const { contents } = securedPage();
    const url = 'app://elektra/instances/web-1?key=user%3A%2Fa';
    expect(contents.tries('will-navigate', { url, isMainFrame: true })).toBe(false);
    expect(contents.tries('will-frame-navigate', { url, isMainFrame: true })).toBe(false);
  });

  it('has no frames and follows no redirect, wherever they lead', () => {
    const { contents, log } = securedPage();
    for (const url of [...OUTSIDE, 'app://elektra/']) {
      expect(contents.tries('will-frame-navigate', { url, isMainFrame: false })).toBe(true);
      expect(contents.tries('will-redirect', { url, isMainFrame: true })).toBe(true);
    }
    expect(JSON.stringify(log.lines)).not.toContain('passwd');
  });

  it.each([...OUTSIDE, 'app://elektra/'])('opens no window for %s', (url) => {
    const { contents, outside } = securedPage();
    expect(contents.open(url)).toBe('deny');
    expect(outside).toEqual([url]);
  });

  it('shows no other page inside itself', () => {
    expect(securedPage().contents.tries('will-attach-webview', {}, {}, {})).toBe(true);
  });
});
