import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ElektraError } from '#shared/errors/elektra-error.ts';
import type { Instance } from '#shared/model/instance.ts';
import { useDialogsStore } from '../../stores/dialogs-store.ts';
import { VERSION, type FakeClusterd } from '../../testing/fake-clusterd.ts';
import type { ClusterdHandlers } from '../../testing/fake-send.ts';
import { createTestWorld } from '../../testing/test-world.ts';
import DialogHost from '../shell/DialogHost.vue';

enableAutoUnmount(afterEach);
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

const SHOWN = 'ab'.repeat(32);
const HOST = 'https://web-1:33333';
const facts = { host: HOST, subject: 'CN=web-1', issuer: 'CN=web-1', validFrom: 0, validTo: 4_000_000_000_000 };

const dialog = () => document.querySelector('[role=dialog]');
const button = (name: string) =>
  [...document.querySelectorAll('button')].find((element) => element.textContent?.trim() === name);
const field = (label: string) => {
  const found = [...document.querySelectorAll('label')].find((element) => element.textContent?.trim() === label);
  return document.getElementById(found?.htmlFor ?? '') as HTMLInputElement;
};

function answerTests(clusterd: FakeClusterd, answer: ClusterdHandlers['instances.testHost']): void {
  Object.assign(clusterd.handlers, { 'instances.testHost': answer });
}

async function settle() {
  await vi.advanceTimersByTimeAsync(500);
  await flushPromises();
}

async function type(label: string, value: string) {
  field(label).value = value;
  field(label).dispatchEvent(new Event('input'));
  field(label).dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
  await settle();
}

async function submit() {
  document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
  await settle();
}

async function opened(instance?: (world: ReturnType<typeof createTestWorld>) => Instance) {
  const test = createTestWorld();
  await test.router.push('/');
  const dialogs = test.run(useDialogsStore);
  test.show(DialogHost);
  const edited = instance?.(test);
  if (edited !== undefined) test.clusterd.instances.set(edited.id, edited);
  dialogs.open(edited === undefined ? { kind: 'add-instance', host: '' } : { kind: 'edit-instance', instance: edited });
  await settle();
  return test;
}

describe('the connection of an instance', () => {
  it('shows the certificate of an untrusted host, and takes it only when somebody accepts it', async () => {
    const { clusterd, transport } = await opened();
    answerTests(clusterd, async ({ connection }) => {
      if (connection?.pinnedCertificate === SHOWN) return { latencyMs: 3, version: VERSION };
      throw new ElektraError('CERTIFICATE_UNTRUSTED', undefined, {
        data: { ...facts, sha256: SHOWN, reason: 'self-signed certificate' },
      });
    });
    await type('Host', HOST);
    expect(dialog()?.textContent).toContain('abab abab abab abab');
    expect(dialog()?.textContent).toContain('Compare the SHA-256');
    expect(dialog()?.textContent).toContain('CN=web-1');
    button('Accept this certificate')?.click();
    await settle();
    expect(dialog()?.textContent).toContain('elektrad answers in 3 ms');
    expect(dialog()?.textContent).toContain('Accepted certificate (SHA-256)');
    await submit();
    expect(transport.inputsOf('instances.create')).toMatchObject([
      { host: HOST, force: false, connection: { pinnedCertificate: SHOWN } },
    ]);
  });

  it('shows both certificates when it has changed, and asks again though nothing was typed', async () => {
    const actual = 'cd'.repeat(32);
    const { transport } = await opened(({ clusterd }) => {
      answerTests(clusterd, async () => {
        throw new ElektraError('CERTIFICATE_CHANGED', undefined, { data: { ...facts, expected: SHOWN, actual } });
      });
      const instance = clusterd.addInstance('web-1', HOST);
      const lastError = { code: 'CERTIFICATE_CHANGED', message: 'changed' };
      const connection = { ca: null, pinnedCertificate: SHOWN, proxy: null };
      return { ...instance, connection, seen: { ...instance.seen, lastError } };
    });
    expect(dialog()?.textContent).toContain('The host shows another certificate than the pinned one.');
    expect(dialog()?.textContent).toContain('Accepted so far');
    button('Accept the new certificate')?.click();
    await settle();
    expect(transport.inputsOf('instances.testHost').at(-1)).toMatchObject({
      id: 'i1',
      connection: { pinnedCertificate: actual },
    });
  });

  it('leaves stored credentials alone, and says where they are kept', async () => {
    const { clusterd, transport } = await opened(({ clusterd: fake }) => ({
      ...fake.addInstance('web-1', HOST),
      hasCredentials: true,
    }));
    clusterd.hosts.add(HOST);
    expect(dialog()?.textContent).toContain('Kept in an encrypted file beside clusterd’s data');
    await type('Name', 'gateway');
    await submit();
    expect(Object.keys(transport.inputsOf('instances.change')[0] as object)).not.toContain('credentials');
  });

  it('gives stored credentials to no other address', async () => {
    const { clusterd, transport } = await opened(({ clusterd: fake }) => ({
      ...fake.addInstance('web-1', HOST),
      hasCredentials: true,
    }));
    clusterd.hosts.add('https://web-2:33333');
    await type('Host', 'https://web-2:33333');
    expect(dialog()?.textContent).toContain('The stored credentials are for the other address');
    await submit();
    expect(transport.inputsOf('instances.change')).toMatchObject([{ credentials: { kind: 'none' } }]);
  });
});
