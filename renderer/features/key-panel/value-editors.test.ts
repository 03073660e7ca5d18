import { enableAutoUnmount, flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import { h } from 'vue';
import type { KeyState, Metadata } from '#shared/model/key.ts';
import { useSessionStore } from '../../stores/session-store.ts';
import { subjectOfInstance } from '../../stores/subject.ts';
import { useValuesStore } from '../../stores/values-store.ts';
import { createTestWorld } from '../../testing/test-world.ts';
import KeyValue from './KeyValue.vue';
import { until } from '#shared/testing/until.ts';

enableAutoUnmount(afterEach);

const KEY = 'user:/app/key';

async function shown(value: string | undefined, meta: Metadata) {
  const test = createTestWorld();
  test.clusterd.role = 'operator';
  const instance = test.clusterd.addInstance('web-1');
  test.clusterd.keys.set(KEY, { ...(value !== undefined && { value }), meta });
  await test.run(useSessionStore).load();
  const values = test.run(useValuesStore);
  values.reset(instance.id);
  await values.read(KEY);
  const panel = test.show(() =>
    h(KeyValue, { subject: subjectOfInstance(instance), state: values.states.get(KEY) as KeyState }),
  );
  const save = async () => {
    await panel.get('form').trigger('submit');
    await flushPromises();
  };
  return { ...test, panel, save, stored: () => test.clusterd.keys.get(KEY)?.value };
}

const enumeration = { 'check/enum': '#1', 'check/enum/#0': 'red', 'check/enum/#1': 'blue' };

describe('the editor of a choice', () => {
  it('shows a value that is none of the choices, says so, and keeps it', async () => {
    const { panel, stored } = await shown('green', { ...enumeration, type: 'enum' });
    expect(panel.get('[role=combobox]').text()).toBe('green');
    expect(panel.text()).toContain('This does not fit the metadata');
    expect(panel.text()).toContain("Allowed values: 'red' 'blue'");
    expect(panel.find('[aria-label="Write another value"]').exists()).toBe(false);
    expect(stored()).toBe('green');
  });

  it('lets another value be written where Elektra allows it', async () => {
    const { panel, save, stored } = await shown('red', enumeration);
    await panel.get('[aria-label="Write another value"]').trigger('click');
    await panel.get('input').setValue('green');
    await save();
    expect(stored()).toBe('green');
  });

  it('of several at once is a list of checks', async () => {
    const { panel, save, stored } = await shown('red', { ...enumeration, type: 'enum', 'check/enum/delimiter': ' ' });
    const boxes = panel.findAll<HTMLInputElement>('[type=checkbox]');
    expect(boxes.map(({ element }) => element.checked)).toEqual([true, false]);
    await boxes[1]?.setValue(true);
    await save();
    expect(stored()).toBe('red blue');
    await panel.findAll('[type=checkbox]')[0]?.setValue(false);
    await save();
    expect(stored()).toBe('blue');
  });
});

describe('the editor of a number', () => {
  it('says before saving that a value is out of range, and saves it if Elektra takes it', async () => {
    const { panel, save, stored } = await shown('5', { type: 'short', 'check/range': '1-10' });
    await panel.get('input').setValue('11');
    expect(panel.text()).toContain(
      "Elektra would refuse this: Value '11' of key 'user:/app/key' not within range 1-10",
    );
    await save();
    expect(stored()).toBe('11');
  });

  it('tells several ranges, and steps exactly at 64 bits', async () => {
    const meta = { type: 'unsigned_long_long', 'check/range': '1,2,4,18446744073709551610-18446744073709551615' };
    const { panel } = await shown('18446744073709551614', meta);
    expect(panel.text()).toContain(meta['check/range']);
    await panel.get('input').trigger('keydown', { key: 'ArrowUp' });
    expect(panel.get('input').element.value).toBe('18446744073709551615');
    expect(panel.text()).not.toContain('Elektra would refuse');
  });

  it('steps as finely as the number is written', async () => {
    const { panel } = await shown('0.25', { type: 'double' });
    await panel.get('input').trigger('keydown', { key: 'ArrowUp' });
    expect(panel.get('input').element.value).toBe('0.26');
  });
});

describe('the editor of a text', () => {
  it.each<[meta: Metadata, words: string]>([
    [{ type: 'char' }, 'one character of one byte'],
    [{ 'check/ipaddr': 'ipv4' }, 'an IPv4 address'],
    [{ 'check/ipaddr': '' }, 'an IP address'],
    [{ 'check/port': '' }, 'a port'],
    [{ 'check/date': 'ISO8601', 'check/date/format': 'calendardate' }, 'a date (ISO8601 calendardate)'],
    [{ 'check/validation': '^a+$' }, 'matching ^a+$'],
    [{ 'check/validation': '^a+$', 'check/validation/message': 'only the letter a' }, 'only the letter a'],
    [{ 'check/length/max': '8', 'check/rgbcolor': '' }, 'a colour, for example #2853c9, at most 8 characters'],
  ])('says what %j expect', async (meta, words) => {
    const { panel } = await shown('', meta);
    expect(panel.get('.hint').text()).toContain(words);
  });
});

describe('a pattern', () => {
  it('is tried before saving, and keeps nobody from it', async () => {
    const { panel, save, stored } = await shown('abc', {
      'check/validation': '^[a-c]+$',
      'check/validation/match': 'LINE',
    });
    await panel.get('input').setValue('xyz');
    await until(() => expect(panel.text()).toContain('Elektra would refuse this'));
    await save();
    expect(stored()).toBe('xyz');
  });
});

describe('a value that is no text', () => {
  it('is named, with what can and what cannot be done', async () => {
    const { panel } = await shown(undefined, { binary: '' });
    expect(panel.text()).toContain('Binary data or null.');
    expect(panel.text()).toContain('neither shown, downloaded nor edited');
    expect(panel.findAll('button, input')).toEqual([]);
  });
});
