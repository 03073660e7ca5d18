import { afterEach, beforeEach, expect, vi } from 'vitest';

/** Vue and vue-i18n report their warnings on the console: one that a test did not ask for is a defect.
 *  A test that provokes one reads it from the spy and then clears the spy (`vi.mocked(console.warn).mockClear()`). */
beforeEach(() => {
  vi.spyOn(console, 'warn');
  vi.spyOn(console, 'error');
});

afterEach(() => {
  const unexpected = [console.warn, console.error].flatMap((method) => vi.mocked(method).mock.calls);
  vi.restoreAllMocks();
  expect(unexpected).toEqual([]);
});
