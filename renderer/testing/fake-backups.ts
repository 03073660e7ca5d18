import type { BackupsState } from '#shared/clusterd/backups.ts';
import type { FakeClusterd } from './fake-clusterd.ts';
import type { ClusterdHandlers } from './fake-send.ts';

/** One that was made, at the start of 2023-11-14 UTC. */
export const BACKED_UP: BackupsState = {
  folder: '/data/backups',
  last: {
    file: '/data/backups/daily-2023-11-14T00-00-00-c1.jsonl.gz',
    ...{ occasion: 'daily', madeAt: 1_699_920_000_000, size: 123_456 },
  },
  failure: null,
  nextAt: 1_700_006_400_000,
};

/** The next one found no space. */
export const DISK_FULL: BackupsState = {
  ...BACKED_UP,
  failure: { occasion: 'daily', at: 1_699_999_000_000, reason: 'full', message: 'The backup /x was not written.' },
};

/** A try ends with what a test has put into `fake.backupsAfterRetry`. */
export function backupsOf(
  fake: Pick<FakeClusterd, 'backups' | 'backupsAfterRetry'>,
): Pick<ClusterdHandlers, 'backups.state' | 'backups.retry'> {
  return {
    'backups.state': async () => fake.backups,
    async 'backups.retry'() {
      fake.backups = fake.backupsAfterRetry;
      return fake.backups;
    },
  };
}
