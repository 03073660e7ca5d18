import { expect, it } from 'vitest';
import { createProxyLogin } from './proxy-login.ts';

const ADA = { user: 'ada', password: 'secret' };

function asking(known: Readonly<Record<string, typeof ADA>>) {
  const login = createProxyLogin((origin) => known[origin] ?? null);
  return (host: string, port: number, isProxy = true) => {
    let answered: readonly string[] = ['nothing yet'];
    login({ isProxy, host, port }, (...given) => (answered = given));
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
});
