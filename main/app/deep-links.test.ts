import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { receiveDeepLinks } from './deep-links.ts';
import { PreventableEvent } from './testing/preventable-event.ts';
import { recordedLog } from './testing/recorded-log.ts';

function setUp(argv: readonly string[] = [], isPackaged = false) {
  const registered: string[] = [];
  const app = Object.assign(new EventEmitter(), {
    isPackaged,
    setAsDefaultProtocolClient: (scheme: string) => registered.push(scheme) > 0,
  });
  const log = recordedLog();
  return { app, log, registered, links: receiveDeepLinks(app, argv, log) };
}

describe('links of the system', () => {
  it('open the window at their address when they start the application', () => {
    expect(setUp().links.firstAddress()).toBe('/');
    expect(setUp(['--no-sandbox', 'elektra-web://instances/web-1']).links.firstAddress()).toBe('/instances/web-1');
  });

  it('of macOS come by an event, also before anything is there', () => {
    const { app, links } = setUp();
    const event = new PreventableEvent();
    app.emit('open-url', event, 'elektra-web://clusters/berlin');
    expect([event.defaultPrevented, links.firstAddress()]).toEqual([true, '/clusters/berlin']);
  });

  it('go to the page once there is one, by event and by a second start', () => {
    const { app, links } = setUp();
    const opened: string[] = [];
    links.onLink((address) => void opened.push(address));
    app.emit('open-url', new PreventableEvent(), 'elektra-web://rollouts/3');
    links.receiveArguments(['/usr/bin/elektra-web', '--flag', 'ELEKTRA-WEB://preferences']);
    links.receiveArguments(['/usr/bin/elektra-web']);
    expect(opened).toEqual(['/rollouts/3', '/preferences']);
    expect(links.linkAmong(['/usr/bin/elektra-web', 'elektra-web://x'])).toBe('elektra-web://x');
    expect(links.linkAmong(['/usr/bin/elektra-web'])).toBeNull();
  });

  it('that name no place are ignored, and their text stays out of the log', () => {
    const { app, links, log } = setUp(['elektra-web://evil.example.org/secret']);
    const opened: string[] = [];
    links.onLink((address) => void opened.push(address));
    app.emit('open-url', new PreventableEvent(), 'elektra-web://sign-in#code=secret');
    expect([links.firstAddress(), opened, log.lines.length]).toEqual(['/', [], 2]);
    expect(JSON.stringify(log.lines)).not.toContain('secret');
  });

  it('are asked for by the installed application alone', () => {
    expect(setUp([], true).registered).toEqual(['elektra-web']);
    expect(setUp([], false).registered).toEqual([]);
  });
});
