import { describe, expect, it } from 'vitest';
import { createMemoryDocumentStore } from '../testing/memory-document-store.ts';
import { clusterdUnderTest } from '../testing/clusterd-under-test.ts';
import { CODE_LIFETIME_MS, SESSION_LIFETIME_MS } from './access.ts';

const cookie = (secret: string | null | undefined) => ({ kind: 'cookie' as const, secret: secret ?? '' });
const bearer = (secret: string) => ({ kind: 'bearer' as const, secret });

describe('sign-in links', () => {
  it('work once, within 15 minutes, and open a session of an administrator', async () => {
    const { call, clusterd, clock } = await clusterdUnderTest();
    const { code } = await call('session.link', {});
    const { secret } = await call('session.create', { code });
    expect(clusterd.access.authenticate(cookie(secret))).toMatchObject({ name: 'ada@workstation', role: 'admin' });
    await expect(call('session.create', { code })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

    const late = await call('session.link', {});
    clock.advance(CODE_LIFETIME_MS);
    await expect(call('session.create', { code: late.code })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('of two that use one code at once only one gets in', async () => {
    const { call } = await clusterdUnderTest();
    const { code } = await call('session.link', {});
    const tries = await Promise.allSettled([call('session.create', { code }), call('session.create', { code })]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('never pile up', async () => {
    const store = createMemoryDocumentStore();
    const { call } = await clusterdUnderTest(store);
    for (let made = 0; made < 150; made += 1) await call('session.link', {});
    const { code } = await call('session.link', {});
    expect((await store.all()).filter(({ _id }) => _id.startsWith('code/'))).toHaveLength(100);
    await expect(call('session.create', { code })).resolves.toMatchObject({ role: 'admin' });
  });
});

describe('tokens', () => {
  it('let in with their role until they expire or are revoked, and their sessions with them', async () => {
    const { call, clusterd, clock } = await clusterdUnderTest();
    const { token, id } = await call('tokens.create', { name: 'ci', role: 'operator', expiresAt: clock.now() + 1000 });
    const lasting = await call('tokens.create', { name: 'backup', role: 'viewer' });
    const { secret } = await call('session.create', { token });
    expect(clusterd.access.authenticate(bearer(token))).toEqual({ id: `token/${id}`, name: 'ci', role: 'operator' });
    expect(clusterd.access.authenticate(cookie(secret))).toMatchObject({ name: 'ci', role: 'operator' });
    clock.advance(1000);
    expect(clusterd.access.authenticate(bearer(token))).toBeNull();
    expect(clusterd.access.authenticate(cookie(secret))).toBeNull();

    const session = await call('session.create', { token: lasting.token });
    const known: unknown[] = [];
    const stop = clusterd.access.onRevoked(() => {
      for (const each of [bearer(lasting.token), cookie(session.secret)])
        known.push(clusterd.access.authenticate(each));
    });
    await call('tokens.remove', { id: lasting.id });
    expect(known.slice(0, 2)).toEqual([null, null]);
    stop();
    known.length = 0;
    await call('tokens.remove', { id: (await call('tokens.create', { name: 'x', role: 'viewer' })).id });
    expect(known).toEqual([]);
    expect(clusterd.access.authenticate(bearer(lasting.token))).toBeNull();
    expect(clusterd.access.authenticate(cookie(session.secret))).toBeNull();
    await expect(call('tokens.remove', { id: lasting.id })).rejects.toMatchObject({ code: 'TOKEN_NOT_FOUND' });
  });

  it('are refused with an end that has passed', async () => {
    const { call, clock } = await clusterdUnderTest();
    await expect(call('tokens.create', { name: 'late', role: 'viewer', expiresAt: clock.now() })).rejects.toMatchObject(
      { code: 'INVALID_INPUT' },
    );
  });

  it('and sessions are stored as digests only, and outlive a restart', async () => {
    const store = createMemoryDocumentStore();
    const { call } = await clusterdUnderTest(store);
    const { token } = await call('tokens.create', { name: 'ci', role: 'viewer' });
    const { secret } = await call('session.create', { token });
    const stored = JSON.stringify(await store.all());
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(secret);
    const again = await clusterdUnderTest(store);
    expect(again.clusterd.access.authenticate(bearer(token))).toMatchObject({ role: 'viewer' });
    expect(again.clusterd.access.authenticate(cookie(secret))).toMatchObject({ role: 'viewer' });
  });
});

describe('sessions', () => {
  it('end by signing out, and with their time', async () => {
    const { call, clusterd, clock } = await clusterdUnderTest();
    const open = async () => (await call('session.create', { code: (await call('session.link', {})).code })).secret;
    const first = await open();
    const caller = clusterd.access.authenticate(cookie(first));
    await call('session.remove', {}, { caller });
    expect(clusterd.access.authenticate(cookie(first))).toBeNull();
    const second = await open();
    clock.advance(SESSION_LIFETIME_MS);
    expect(clusterd.access.authenticate(cookie(second))).toBeNull();
  });

  it('are not opened by nothing, by a session as a token, or by a token as a cookie', async () => {
    const { call, clusterd } = await clusterdUnderTest();
    await expect(call('session.create', {})).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const { token } = await call('tokens.create', { name: 'x', role: 'admin' });
    const { secret } = await call('session.create', { token });
    expect(clusterd.access.authenticate(bearer(secret ?? ''))).toBeNull();
    expect(clusterd.access.authenticate(cookie(token))).toBeNull();
    expect(clusterd.access.authenticate(bearer(''))).toBeNull();
  });

  it('the local token is an administrator and survives nothing', async () => {
    const store = createMemoryDocumentStore();
    const { clusterd } = await clusterdUnderTest(store);
    expect(clusterd.access.authenticate(bearer(clusterd.access.localToken))).toMatchObject({ role: 'admin' });
    expect(JSON.stringify(await store.all())).not.toContain(clusterd.access.localToken);
  });
});
