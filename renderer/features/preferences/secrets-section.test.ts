import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import { SECRETS_IN_FILE, SECRETS_IN_KEYCHAIN } from '../../testing/fake-secrets.ts';
import { createTestWorld, type TestWorld, type WorldOptions } from '../../testing/test-world.ts';
import SecretsSection from './SecretsSection.vue';

enableAutoUnmount(afterEach);

async function shown(prepare: (test: TestWorld) => void = () => undefined, options: WorldOptions = {}) {
  const test = createTestWorld(options);
  prepare(test);
  const page = test.show(SecretsSection);
  await flushPromises();
  const button = (text: string) => page.findAll('button').find((one) => one.text().startsWith(text));
  const push = async (text: string) => {
    await button(text)?.trigger('click');
    await flushPromises();
  };
  return { ...test, page, button, push };
}

describe('the place of secrets', () => {
  it('is said with the reason why it is not the keychain, and looked for again', async () => {
    const { page, push, button, transport } = await shown();
    for (const words of ['an encrypted file', '/secrets', 'The keychain is locked.', 'unlock the keychain'])
      expect(page.text()).toContain(words);
    await push('Try again');
    expect(transport.inputsOf('secrets.retry')).toEqual([{}]);
    expect(page.text()).toContain('All secrets are in the keychain.');
    expect(page.text()).not.toContain('The keychain is locked.');
    expect(button('Try again')).toBeUndefined();
  });

  it('is asked for whenever the window is looked at again', async () => {
    const { page, clusterd } = await shown((test) => (test.clusterd.secrets = SECRETS_IN_KEYCHAIN));
    expect(page.text()).toContain('the keychain of the system');
    clusterd.secrets = SECRETS_IN_FILE;
    window.dispatchEvent(new Event('focus'));
    await flushPromises();
    expect(page.text()).toContain('The keychain is locked.');
  });

  it('leaves the focus in its section when the button that was pressed has gone', async () => {
    const { button, push } = await shown();
    button('Try again')?.element.focus();
    await push('Try again');
    expect(document.activeElement?.textContent).toBe('Secrets');
  });

  it('that is still the same after a look is not called done', async () => {
    const { page, push, button } = await shown(({ clusterd }) => {
      clusterd.secretsFound = () => SECRETS_IN_FILE;
    });
    await push('Try again');
    expect(page.text()).not.toContain('All secrets are');
    expect(button('Try again')).toBeDefined();
  });

  it('can be changed to the other, which says when something had to stay', async () => {
    const { page, push, transport } = await shown(({ clusterd }) => {
      clusterd.secrets = SECRETS_IN_KEYCHAIN;
      const left = { store: 'keychain', message: 'it did not answer within 2 s' } as const;
      clusterd.secretsFound = () => ({ ...SECRETS_IN_FILE, decidedBy: 'person', noKeychain: null, left });
    });
    await push('Move to file');
    expect(transport.inputsOf('secrets.move')).toEqual([{ to: 'file' }]);
    expect(page.text()).toContain('Some secrets may still be in the keychain.');
    expect(page.text()).toContain('it did not answer within 2 s');
    expect(page.text()).not.toContain('All secrets are');
  });

  it('stays when a move is refused, with the reason in its own words', async () => {
    const { page, push } = await shown(({ clusterd }) => {
      clusterd.secretsFound = () => {
        throw new ElektraError('SECRETS_NOT_MOVED', 'It is still locked.', { data: { reason: 'It is still locked.' } });
      };
    });
    await push('Move to keychain');
    expect(page.get('[role=alert]').text()).toContain('The secrets stay where they are. It is still locked.');
    expect(page.text()).toContain('/secrets');
  });

  it('that was decided at the start cannot be changed, and says so', async () => {
    const { page, button, push, transport } = await shown(({ clusterd }) => {
      clusterd.secrets = { ...SECRETS_IN_FILE, decidedBy: 'start' };
    });
    await push('Move to keychain');
    expect(transport.inputsOf('secrets.move')).toEqual([]);
    const reason = button('Move to keychain')?.attributes('aria-describedby') ?? '';
    expect(page.get(`[id="${reason}"]`).text()).toContain('--secrets');
  });

  it('is in German where the reader is', async () => {
    const { page, push } = await shown(() => undefined, { language: 'de' });
    await push('Erneut versuchen');
    expect(page.text()).toContain('Alle Geheimnisse sind im Schlüsselbund.');
  });
});
