import { describe, expect, it } from 'vitest';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { VISIBILITIES } from '#shared/model/instance.ts';
import type { SingleInstance } from '../clusterd/instances/single.ts';
import { parseSingleInstance } from './single-instance.ts';

describe('parseSingleInstance', () => {
  it.each<[string, SingleInstance]>([
    ['http://localhost:33333', { host: 'http://localhost:33333', visibility: null }],
    [' https://a.example/elektra/ ', { host: 'https://a.example/elektra', visibility: null }],
    ['http://[::1]:33333', { host: 'http://[::1]:33333', visibility: null }],
    ...VISIBILITIES.map((visibility): [string, SingleInstance] => [
      `${visibility}@http://localhost:33333`,
      { host: 'http://localhost:33333', visibility },
    ]),
  ])('%j', (text, single) => expect(parseSingleInstance(text)).toEqual(single));

  it.each([
    '',
    'localhost:33333',
    'ftp://localhost',
    'advanced@',
    '@http://localhost',
    'Advanced@http://localhost',
    'expert@http://localhost',
    'advanced@user@http://localhost',
    'http://localhost:33333?x',
    'http://ada:secret@localhost',
    'advanced@http://ada:secret@localhost',
  ])('%j is refused with the form, and without what could be a password', (text) => {
    const refusal = () => parseSingleInstance(text);
    expect(refusal).toThrow(StartRefused);
    expect(refusal).toThrow(/http:\/\/localhost:33333.*advanced@/);
    expect(refusal).not.toThrow(/secret/);
  });
});
