import { describe, expect, it } from 'vitest';
import type { BackupsState } from '#shared/clusterd/backups.ts';
import { clusterdUnderTest } from '../testing/clusterd-under-test.ts';

const failure: BackupsState['failure'] = { occasion: 'daily', at: 7, reason: 'full', message: 'no space' };

describe('backups.state', () => {
  it('is what it is by now, and told to administrators when it changes', async () => {
    const { call, backups, told, clusterd, clock } = await clusterdUnderTest();
    const viewer = clusterd.events.read({ role: 'operator', names: null, after: null, wake: () => undefined });
    backups.become({ failure });
    expect(await call('backups.state', {})).toMatchObject({ failure });
    expect(await call('backups.retry', {})).toMatchObject({ failure });
    expect(told()).toMatchObject([{ name: 'backups.changed', data: { state: { failure } } }]);
    clock.advance(1000);
    expect(viewer.next()).toBeNull();
    await clusterd.close();
    backups.become({});
    expect(told()).toEqual([]);
  });
});
