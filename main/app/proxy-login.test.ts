import { expect, it } from 'vitest';
import { createProxyLogin } from './proxy-login.ts';

const ADA = { user: 'ada', password: 'secret' };
let now = 0;

function asking(known: Readonly<Record<string, typeof ADA>>) {
  const login = createProxyLogin(
    (origin) => known[origin] ?? null,
    () => now,
  );
  return (host: string, port: number, isProxy = true) => {
    let answered: readonly string[] = ['nothing yet'];
    login.answer({ isProxy, host, port }, (...given) => (answered = given));
    return answered;
  };
}

it('gives a proxy its own sign-in, and nobody else', () => {
  const ask = asking({ 'http://proxy:3128': ADA, 'https://secure': ADA, 'http://[::1]:8080': ADA });
  expect(ask('proxy', 3128)).toEqual(['ada', 'secret']);
  expect(ask('::1', 8080)).toEqual(['ada', 'secret']);
  expect(ask('proxy', 3129)).toEqual(['', '']);
  expect(ask('proxy', 3128, false)).toEqual(['', '']);
});

it('does not try forever what is refused', () => {
  const ask = asking({ 'https://secure': ADA });
  expect([ask('secure', 443), ask('secure', 443), ask('secure', 443)]).toEqual([
    ['ada', 'secret'],
    ['ada', 'secret'],
    ['', ''],
  ]);
  now += 10 * 60_000;
  expect(ask('secure', 443)).toEqual(['ada', 'secret']);
});

it('says once that what was given is forgotten or another one', () => {
  const known = new Map([['http://proxy:3128', ADA]]);
  const login = createProxyLogin(
    (origin) => known.get(origin) ?? null,
    () => now,
  );
  expect(login.takeOutdated()).toBe(false);
  login.answer({ isProxy: true, host: 'proxy', port: 3128 }, () => undefined);
  expect(login.takeOutdated()).toBe(false);
  known.delete('http://proxy:3128');
  expect([login.takeOutdated(), login.takeOutdated()]).toEqual([true, false]);
});
