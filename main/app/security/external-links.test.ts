import { describe, expect, it } from 'vitest';
import { recordedLog } from '../testing/recorded-log.ts';
import { createExternalLinks, isOwnLink } from './external-links.ts';

describe('a link to the outside', () => {
  it.each([
    'https://www.libelektra.org/docs',
    'https://github.com/ElektraInitiative/libelektra/issues?q=is%3Aopen#top',
  ])('is opened when it leads to our documents: %s', (url) => {
    expect(isOwnLink(url)).toBe(true);
  });

  it.each([
    'http://www.libelektra.org/',
    'https://libelektra.org.evil.example/',
    'https://www.libelektra.org.evil.example/',
    'https://evil.example/www.libelektra.org/',
    'https://www.libelektra.org:8443/',
    'https://ada@www.libelektra.org/',
    'https://www.libelektra.org@evil.example/',
    'https://github.com/',
    'https://github.com/ElektraInitiative',
    'https://github.com/ElektraInitiativeEvil/x',
    'https://github.com/ElektraInitiative/../evil/x',
    'https://github.com/evil/ElektraInitiative/',
    'file:///usr/bin/xterm',
    'smb://server/share',
    'ms-msdt:/id',
    'mailto:ada@example.org',
    'elektra-web://instances/a',
    'javascript:alert(1)',
    '',
  ])('is refused otherwise: %s', (url) => {
    const opened: string[] = [];
    const log = recordedLog();
    createExternalLinks({ shell: { openExternal: async (to) => void opened.push(to) }, log })(url);
    expect(opened).toEqual([]);
    expect(log.lines).toMatchObject([{ level: 'warn' }]);
  });

  it('that the system does not open is written down', async () => {
    const log = recordedLog();
    const open = createExternalLinks({ shell: { openExternal: () => Promise.reject(new Error('no browser')) }, log });
    open('https://www.libelektra.org/');
    await Promise.resolve();
    await Promise.resolve();
    expect(log.lines).toMatchObject([{ level: 'error', fields: { url: 'https://www.libelektra.org' } }]);
  });
});
