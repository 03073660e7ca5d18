import { describe, expect, it } from 'vitest';
import type { EventFeed } from '#shared/contract/event-feed.ts';
import { createPageCommands } from './page-commands.ts';

const feed: EventFeed = { read: () => ({ next: () => null, position: () => 'p', close: () => undefined }) };
const request = (...names: string[]) =>
  ({ role: 'admin', names: new Set(names), after: null, wake: () => {} }) as const;

function setUp() {
  const sent: unknown[][] = [];
  const commands = createPageCommands((...command) => void sent.push(command));
  return { sent, commands, feed: commands.listening(feed) };
}

describe('commands for the page', () => {
  it('wait until it listens to them', async () => {
    const { sent, commands, feed: events } = setUp();
    commands.command('open', '/instances/a');
    events.read(request('instances.seen'));
    commands.command('search');
    expect(sent).toEqual([]);
    events.read(request('desktop.changed', 'desktop.commanded'));
    await Promise.resolve();
    expect(sent).toEqual([
      ['open', '/instances/a'],
      ['search', undefined],
    ]);
    commands.command('about');
    expect(sent).toHaveLength(3);
  });

  it('wait again while the page is loaded anew', async () => {
    const { sent, commands, feed: events } = setUp();
    const reader = events.read(request('desktop.commanded'));
    await Promise.resolve();
    reader.close();
    reader.close();
    commands.command('preferences');
    expect(sent).toEqual([]);
    events.read(request('desktop.commanded'));
    await Promise.resolve();
    expect(sent).toEqual([['preferences', undefined]]);
  });

  it('that were asked for long before are dropped', async () => {
    const { sent, commands, feed: events } = setUp();
    for (let count = 0; count < 1000; count += 1) commands.command('open', `/instances/${count}`);
    events.read(request('desktop.commanded'));
    await Promise.resolve();
    expect(sent).toHaveLength(10);
    expect(sent.at(-1)).toEqual(['open', '/instances/999']);
  });
});
