import { describe, expect, it } from 'vitest';
import { createTestWorld } from '../testing/test-world.ts';
import { useInstancesStore } from './instances-store.ts';
import { useSessionStore } from './session-store.ts';

describe('the session', () => {
  it('is unknown until clusterd has answered', async () => {
    const { run, transport } = createTestWorld();
    const session = run(useSessionStore);
    transport.away = true;
    await session.load();
    expect(session.state).toBe('unknown');
    expect(session.failure).toMatchObject({ name: 'ConnectionLostError' });
    transport.away = false;
    await session.load();
    expect(session.state).toBe('signed-in');
    expect(session.failure).toBeNull();
  });

  it('begins with a token and ends by signing out', async () => {
    const { run, clusterd } = createTestWorld();
    clusterd.role = null;
    const session = run(useSessionStore);
    await session.load();
    expect(session.state).toBe('signed-out');
    await expect(session.signIn({ token: 'wrong' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(session.state).toBe('signed-out');
    await session.signIn({ token: 'right' });
    expect(session.who).toEqual({ name: 'ada', role: 'admin', expiresAt: null, open: false, opensOn: null });
    await session.signOut();
    expect(session.state).toBe('signed-out');
  });

  it('ends when any answer says that nobody is signed in', async () => {
    const { run, clusterd } = createTestWorld();
    const session = run(useSessionStore);
    const instances = run(useInstancesStore);
    await session.load();
    clusterd.role = null;
    await instances.load();
    expect(session.state).toBe('signed-out');
  });

  it.each([
    ['viewer', { 'keys.read': true, 'keys.set': false, 'instances.create': false, 'tokens.list': false }],
    ['operator', { 'keys.read': true, 'keys.set': true, 'instances.create': false, 'tokens.list': false }],
    ['admin', { 'keys.read': true, 'keys.set': true, 'instances.create': true, 'tokens.list': true }],
  ] as const)('lets a %s do what the contract allows', async (role, allowed) => {
    const { run, clusterd } = createTestWorld();
    clusterd.role = role;
    const session = run(useSessionStore);
    await session.load();
    for (const [operation, may] of Object.entries(allowed))
      expect(session.may(operation as keyof typeof allowed)).toBe(may);
  });
});
