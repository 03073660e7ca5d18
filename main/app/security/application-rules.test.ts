import { EventEmitter } from 'node:events';
import type { CustomScheme } from 'electron';
import { describe, expect, it } from 'vitest';
import { PreventableEvent } from '../testing/preventable-event.ts';
import { recordedLog } from '../testing/recorded-log.ts';
import { registerAppScheme } from './app-scheme.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { sandboxProcesses } from './process-sandbox.ts';
import { refuseCertificates } from './refuse-certificates.ts';
import { holdSingleInstance } from './single-instance.ts';
import { secureWebPreferences } from './web-preferences.ts';

describe('the application', () => {
  it('runs every page in the sandbox', () => {
    let count = 0;
    sandboxProcesses({ app: { enableSandbox: () => void (count += 1) } });
    expect(count).toBe(1);
  });

  it('gives its scheme no more than a page needs', () => {
    const schemes: CustomScheme[] = [];
    registerAppScheme({ protocol: { registerSchemesAsPrivileged: (given) => void schemes.push(...given) } });
    expect(schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, codeCache: true } }]);
  });

  it('lets its page be nothing but a page', () => {
    expect(secureWebPreferences({ preload: '/p.cjs', devTools: false })).toEqual({
      preload: '/p.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    });
  });

  it('gives its page a policy without network, frames, forms or code made of text', () => {
    const policy = new Map(
      contentSecurityPolicy('abc')
        .split('; ')
        .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1).join(' ')]),
    );
    expect(Object.fromEntries(policy)).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self' 'nonce-abc'",
      'img-src': "'self' data:",
      'font-src': "'self'",
      'connect-src': "'none'",
      'object-src': "'none'",
      'frame-src': "'none'",
      'worker-src': "'none'",
      'base-uri': "'self'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
  });

  it('goes on over no certificate that is not trusted', () => {
    const app = new EventEmitter();
    const log = recordedLog();
    refuseCertificates(app, log);
    const answers: boolean[] = [];
    const event = new PreventableEvent();
    const certificate = { issuerName: 'Evil CA' };
    const answer = (isTrusted: boolean): void => void answers.push(isTrusted);
    app.emit('certificate-error', event, {}, 'https://x/', 'ERR_CERT_AUTHORITY_INVALID', certificate, answer);
    expect([answers, event.defaultPrevented]).toEqual([[false], true]);
    expect(log.lines).toHaveLength(1);
  });

  it('runs once for each data directory; a second start hands over its arguments', () => {
    const heard: (readonly string[])[] = [];
    const app = Object.assign(new EventEmitter(), { requestSingleInstanceLock: () => true });
    expect(holdSingleInstance(app, (argv) => void heard.push(argv))).toBe(true);
    app.emit('second-instance', {}, ['elektra-web', 'elektra-web://instances/a'], '/', null);
    expect(heard).toEqual([['elektra-web', 'elektra-web://instances/a']]);

    const second = Object.assign(new EventEmitter(), { requestSingleInstanceLock: () => false });
    expect(holdSingleInstance(second, () => undefined)).toBe(false);
    expect(second.listenerCount('second-instance')).toBe(0);

    const answers = [false, true];
    const after = Object.assign(new EventEmitter(), { requestSingleInstanceLock: () => answers.shift() ?? false });
    expect(
      holdSingleInstance(
        after,
        () => undefined,
        () => true,
      ),
    ).toBe(true);
    expect(
      holdSingleInstance(
        after,
        () => undefined,
        () => true,
      ),
    ).toBe(false);
  });
});
