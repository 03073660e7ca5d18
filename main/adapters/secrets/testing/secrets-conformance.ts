import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SecretStore } from '../../../clusterd/ports/secrets.ts';

/** What every store of secrets has to keep to. `open` opens the same store each time. */
export function describeSecrets(what: string, open: () => Promise<SecretStore>, runs = 50): void {
  const place = fc.stringMatching(/^instance\/[A-Za-z0-9_-]{1,64}\/credentials\/[A-Za-z0-9]{1,16}$/);
  // A keychain stores C strings.
  const secret = fc.string({ unit: 'binary', minLength: 1, maxLength: 2000 }).filter((text) => !text.includes('\0'));

  describe(`secrets in ${what}`, () => {
    it('are what was set last, by name, also for one who opens the store anew', async () => {
      const model = new Map<string, string>();
      const first = await open();
      await fc.assert(
        fc.asyncProperty(place, secret, fc.boolean(), async (name, text, isRemoved) => {
          await first.set(name, 'what was there before');
          await first.set(name, text);
          model.set(name, text);
          if (isRemoved) {
            await first.remove(name);
            model.delete(name);
          }
          expect(await first.get(name)).toBe(model.get(name) ?? null);
        }),
        { numRuns: runs },
      );
      const again = await open();
      for (const [name, text] of model) expect(await again.get(name)).toBe(text);
      expect([...(await again.names())].sort()).toEqual([...model.keys()].sort());
      for (const name of model.keys()) await again.remove(name);
      expect(await first.names()).toEqual([]);
    });

    it('that are not there are null, and can be removed', async () => {
      const secrets = await open();
      expect(await secrets.get('instance/none/credentials/x')).toBeNull();
      await secrets.remove('instance/none/credentials/x');
    });

    it('are all there after being set side by side', async () => {
      const secrets = await open();
      const names = Array.from({ length: 20 }, (_each, at) => `instance/i${at}/credentials/x`);
      await Promise.all(names.map((name) => secrets.set(name, `secret of ${name}`)));
      expect([...(await secrets.names())].sort()).toEqual([...names].sort());
      await Promise.all(names.map((name) => secrets.remove(name)));
      expect(await secrets.names()).toEqual([]);
    });
  });
}
