import { afterEach, describe, it } from 'vitest';
import { createClientUnderTest } from '../../adapters/elektrad-client/testing/client-under-test.ts';
import { ADDRESS_FAULTS } from './faults/address-faults.ts';
import { ANSWER_FAULTS } from './faults/answer-faults.ts';
import type { Fault, Trial } from './faults/fault.ts';
import { MOVE_FAULTS } from './faults/move-faults.ts';
import { PLACE_FAULTS } from './faults/place-faults.ts';
import { SESSION_FAULTS } from './faults/session-faults.ts';
import { WRITE_FAULTS } from './faults/write-faults.ts';
import { createFieldElektrad } from './field-elektrad.ts';
import { bareKeyHandlers } from '../bare-key-handlers.ts';

const FAULTS: readonly Fault[] = [
  ...SESSION_FAULTS,
  ...WRITE_FAULTS,
  ...PLACE_FAULTS,
  ...ANSWER_FAULTS,
  ...ADDRESS_FAULTS,
  ...MOVE_FAULTS,
];

const works: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const work of works.splice(0).reverse()) await work();
});

async function createTrial({ options = {} }: Fault) {
  const client = createClientUnderTest();
  works.push(() => client.elektrads.close());
  const field = await createFieldElektrad({ ...options, now: () => client.time.now });
  works.push(() => field.stop());
  const trial: Trial = { field, advance: (milliseconds) => void (client.time.now += milliseconds) };
  const elektrad = client.connect(field.url);
  const keys = bareKeyHandlers(() => elektrad);
  return { ...trial, elektrad, keys };
}

// Run with --reporter=verbose this is the list of the field's faults.
for (const fault of FAULTS) {
  describe(fault.fault, () => {
    it(`naive client: ${fault.naive}`, async () => {
      await fault.fails(await createTrial(fault));
    });
    it(`ours: ${fault.ours}`, async () => {
      await fault.holds(await createTrial(fault));
    });
  });
}
