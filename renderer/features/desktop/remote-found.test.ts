import { enableAutoUnmount } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Language } from '../../locales/index.ts';
import { createTestWorld } from '../../testing/test-world.ts';
import RemoteFound from './RemoteFound.vue';

enableAutoUnmount(afterEach);

const URL_THERE = 'https://fleet.example.org';

function found(error: ElektraError, language: Language) {
  return createTestWorld({ language }).show(RemoteFound, { state: { phase: 'failed', error }, finishes: false });
}

describe('a check of a remote clusterd that found something else', () => {
  it.each([
    ['elektrad', null, 'en', 'An elektrad answers there, not a clusterd. Add it as an instance instead.'],
    ['tls', URL_THERE, 'en', 'TLS is spoken there. Take the address below.'],
    ['no-tls', null, 'en', 'No TLS is spoken there. Without it the token could be read on the way.'],
    ['no-tls', 'http://127.0.0.1:8080', 'en', 'No TLS is spoken there. Take the address below.'],
    ['gateway', null, 'en', 'The clusterd behind this address does not answer. A server in front of it does.'],
    ['sign-in', null, 'de', 'Ein Server dort verlangt eine eigene Anmeldung. Lassen Sie'],
    ['page', null, 'de', 'Dort antwortet eine Webseite. Prüfen Sie die Adresse.'],
    ['other', null, 'de', 'Was dort antwortet, spricht nicht wie ein clusterd. Prüfen Sie die Adresse.'],
  ] as const)('calls what stands at an address by its name: %s', async (what, address, language, words) => {
    const data = { url: URL_THERE, what, reason: '', address };
    const page = found(new ElektraError('REMOTE_FOREIGN', 'no clusterd', { data }), language);
    expect(page.text().replace(/\s+/g, ' ')).toContain(words);
    expect(page.find('[lang=en]').exists()).toBe(false);
  });

  it('marks what is said in English', () => {
    const data = { url: URL_THERE, reason: 'x' };
    const page = found(new ElektraError('REMOTE_REFUSED', 'It is too old.', { data }), 'de');
    expect(page.get('[lang=en]').text()).toBe('It is too old.');
  });
});
