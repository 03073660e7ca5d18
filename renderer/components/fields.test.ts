import { afterEach, describe, expect, it } from 'vitest';
import { enableAutoUnmount } from '@vue/test-utils';
import type { VueWrapper } from '@vue/test-utils';
import fc from 'fast-check';
import CheckField from './CheckField.vue';
import NumberField from './NumberField.vue';
import SecretField from './SecretField.vue';
import SelectField from './SelectField.vue';
import SwitchField from './SwitchField.vue';
import TextArea from './TextArea.vue';
import TextField from './TextField.vue';
import { mountComponent } from './testing/mount-component.ts';

enableAutoUnmount(afterEach);

const textual = [
  { name: 'TextField', component: TextField },
  { name: 'TextArea', component: TextArea },
  { name: 'NumberField', component: NumberField },
  { name: 'SecretField', component: SecretField },
];
const control = (wrapper: VueWrapper) =>
  wrapper.get<HTMLInputElement>('input, textarea, [role=switch], [role=combobox]');
const updates = (wrapper: VueWrapper) => wrapper.emitted('update:modelValue')?.map(([value]) => value) ?? [];
const describedBy = (wrapper: VueWrapper) =>
  (control(wrapper).attributes('aria-describedby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent?.trim());

describe.each(textual)('$name', ({ component }) => {
  it('is named, described and told to be wrong', () => {
    const wrapper = mountComponent(component, {
      modelValue: '1',
      label: 'Port',
      description: 'Where it listens',
      error: 'C03200 not within range',
      hint: '16 bit',
    });
    expect(document.querySelector(`label[for="${control(wrapper).element.id}"]`)?.textContent).toBe('Port');
    expect(describedBy(wrapper)).toEqual(['C03200 not within range', 'Where it listens', '16 bit']);
    expect(control(wrapper).attributes('aria-invalid')).toBe('true');
    expect(wrapper.get('[role=alert]').text()).toBe('C03200 not within range');
  });

  it('gives on what is typed, unaltered', async () => {
    const wrapper = mountComponent(component, { modelValue: '', label: 'Port' });
    await control(wrapper).setValue(' 0080 ');
    expect(updates(wrapper)).toEqual([' 0080 ']);
  });

  it('cannot be changed when locked, and says who locks it', () => {
    const wrapper = mountComponent(component, { modelValue: '1', label: 'Port', state: 'locked', lockedBy: 'Web EU' });
    expect(control(wrapper).element.readOnly).toBe(true);
    expect(describedBy(wrapper)).toEqual(['Locked, set by Web EU']);
  });

  it.each([
    ['edited', 'edited, not saved'],
    ['saving', 'Saving'],
    ['saved', 'Saved'],
    ['offline', 'Kept here, connection lost'],
  ])('says that it is %s', (state, words) => {
    const wrapper = mountComponent(component, { modelValue: '1', label: 'Port', state });
    expect(wrapper.get('[role=status]').text()).toBe(words);
    expect(control(wrapper).element.readOnly).toBe(state === 'saving');
  });

  it('gives attributes to the control and classes to the frame', () => {
    const wrapper = mountComponent(component, { modelValue: '1', label: 'Port', placeholder: 'none', class: 'wide' });
    expect(control(wrapper).attributes('placeholder')).toBe('none');
    expect(control(wrapper).classes()).not.toContain('wide');
    expect(wrapper.classes()).toContain('wide');
  });
});

describe('NumberField', () => {
  it('steps 64-bit numbers exactly by keys', async () => {
    const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const key = fc.constantFrom(['ArrowUp', 1n], ['ArrowDown', -1n], ['PageUp', 10n], ['PageDown', -10n]);
    const wrapper = mountComponent(NumberField, { modelValue: '0', label: 'Limit' });
    await fc.assert(
      fc.asyncProperty(uint64, key, async (value, [name, times]) => {
        await wrapper.setProps({ modelValue: String(value) });
        await control(wrapper).trigger('keydown', { key: name });
        expect(updates(wrapper).at(-1)).toBe(String(value + BigInt(times ?? 0)));
      }),
      { numRuns: 40 },
    );
  });

  it('stops at its limits and tells them', async () => {
    const limit = '18446744073709551615';
    const wrapper = mountComponent(NumberField, { modelValue: limit, label: 'Limit', min: '0', max: limit });
    await control(wrapper).trigger('keydown', { key: 'ArrowUp' });
    expect(updates(wrapper)).toEqual([]);
    expect(control(wrapper).attributes()).toMatchObject({
      role: 'spinbutton',
      'aria-valuenow': limit,
      'aria-valuemax': limit,
    });
  });

  it('leaves text that is no number alone', async () => {
    const wrapper = mountComponent(NumberField, { modelValue: '1e5', label: 'Limit' });
    await control(wrapper).trigger('keydown', { key: 'ArrowUp' });
    await wrapper.findAll('button')[0]!.trigger('click');
    expect(updates(wrapper)).toEqual([]);
  });
});

describe('SwitchField', () => {
  it('toggles and shows what is stored', async () => {
    const wrapper = mountComponent(SwitchField, { modelValue: true, label: 'Enabled', stored: '1' });
    expect(wrapper.text()).toContain('on');
    expect(wrapper.get('code').text()).toBe('1');
    await control(wrapper).trigger('click');
    expect(control(wrapper).attributes('aria-checked')).toBe('false');
    expect(wrapper.text()).toContain('off');
  });

  it('does not toggle when locked', async () => {
    const wrapper = mountComponent(SwitchField, { modelValue: true, label: 'Enabled', state: 'locked' });
    await control(wrapper).trigger('click');
    expect(updates(wrapper)).toEqual([]);
  });
});

describe('SelectField', () => {
  const options = [{ value: 'warn' }, { value: '', label: '(empty)' }];

  it('shows the label of its value, and a value that is no choice as it is', async () => {
    const wrapper = mountComponent(SelectField, { modelValue: '', label: 'Level', options });
    expect(control(wrapper).text()).toBe('(empty)');
    await wrapper.setProps({ modelValue: 'verbose' });
    expect(control(wrapper).text()).toBe('verbose');
  });
});

describe('SecretField', () => {
  it('is shown on demand only, and tells', async () => {
    const wrapper = mountComponent(SecretField, { modelValue: 'hunter2', label: 'Token' });
    expect(control(wrapper).attributes('type')).toBe('password');
    await wrapper.get('button').trigger('click');
    expect(control(wrapper).attributes('type')).toBe('text');
    expect(wrapper.emitted('reveal')).toEqual([[true]]);
  });

  it('offers nothing to show when the stored value never comes back', () => {
    const wrapper = mountComponent(SecretField, { modelValue: '', label: 'Token', kept: true });
    expect(wrapper.find('button').exists()).toBe(false);
  });
});

describe('CheckField', () => {
  it('ticks by its label and can stand for some', async () => {
    const wrapper = mountComponent(CheckField, { modelValue: false, label: 'Marker', mixed: true });
    expect(control(wrapper).element.indeterminate).toBe(true);
    await control(wrapper).setValue(true);
    expect(updates(wrapper)).toEqual([true]);
  });
});
