import { sayAtOnce } from '../../../testing/say-at-once.ts';
import { STRAIGHT_OUT } from '../../../adapters/elektrad-client/way-out.ts';
import { createSilentLog } from '../../../clusterd/testing/silent-log.ts';
import { createProxySignIns } from '../../proxy-sign-ins.ts';
import { fileSecrets } from '../file-secrets.ts';
import { startApplication } from '../test-application.ts';
import { DESKTOP_DEFAULTS } from '#shared/desktop/preferences.ts';

/**
 * The application going back and forth between this machine and a remote clusterd, to be killed. Whatever it asks of its ports it says, and when it has
 * acknowledged a switch. Arguments: its data directory, the remote address and a token.
 */
const [data = '', url = '', token = ''] = process.argv.slice(2);
const secrets = await fileSecrets(data, (what) => sayAtOnce(`secrets ${what}`));
const application = await startApplication(
  { data, secrets, preferences: DESKTOP_DEFAULTS },
  {
    wayOut: {
      ...STRAIGHT_OUT,
      find(host) {
        sayAtOnce('find');
        return STRAIGHT_OUT.find(host);
      },
      proxyFor: async () => null,
      signIns: createProxySignIns(createSilentLog(), { now: () => 0 }),
      problem: () => null,
      onChange: () => undefined,
    },
  },
);
for (;;) {
  await application.desktop.call('desktop.useRemote', { url, token });
  sayAtOnce('in use: remote');
  await application.desktop.call('desktop.useLocal', {});
  sayAtOnce('in use: local');
}
