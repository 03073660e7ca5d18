import { afterEach, describe, expect, it } from 'vitest';
import { enableAutoUnmount } from '@vue/test-utils';
import AppButton from './AppButton.vue';
import IconButton from './IconButton.vue';
import { mountComponent } from './testing/mount-component.ts';

enableAutoUnmount(afterEach);

function showButton(props: Record<string, unknown>) {
  let clicks = 0;
  const wrapper = mountComponent(AppButton, { ...props, onClick: () => (clicks += 1) }, { default: 'Save' });
  return { button: wrapper.get('button'), clicked: () => clicks };
}

describe('AppButton', () => {
  it('acts when it can', async () => {
    const { button, clicked } = showButton({ keycap: 'Enter' });
    await button.trigger('click');
    expect(clicked()).toBe(1);
    expect(button.get('kbd').text()).toBe('Enter');
    expect(button.attributes('type')).toBe('button');
  });

  it('does nothing while busy, and says so', async () => {
    const { button, clicked } = showButton({ busy: true, busyText: 'Saving' });
    await button.trigger('click');
    expect(clicked()).toBe(0);
    expect(button.attributes('aria-busy')).toBe('true');
    expect(button.find('[aria-hidden=true].content').text()).toBe('Save');
    expect(button.get('.busy-content').text()).toBe('Saving');
  });

  it('keeps the room of its busy text, unread, while it is not busy', () => {
    const { button } = showButton({ busyText: 'Saving' });
    expect(button.get('.busy-content').attributes('aria-hidden')).toBe('true');
    expect(button.attributes('aria-busy')).toBeUndefined();
  });

  it('stays in the tab order with a reason, does nothing and tells it', async () => {
    const { button, clicked } = showButton({ disabledReason: 'Nothing changed', type: 'submit' });
    await button.trigger('click');
    expect(clicked()).toBe(0);
    expect(button.attributes('disabled')).toBeUndefined();
    expect(button.attributes('aria-disabled')).toBe('true');
    const reason = button.get(`#${button.attributes('aria-describedby')}`);
    expect(reason.text()).toBe('Nothing changed');
  });

  it('keeps the focus when it becomes unavailable', async () => {
    const wrapper = mountComponent(AppButton, {}, { default: 'Save' });
    const button = wrapper.get('button').element;
    button.focus();
    await wrapper.setProps({ disabledReason: 'Nothing changed' });
    expect(document.activeElement).toBe(button);
  });
});

describe('IconButton', () => {
  it.each([{ nativeTitle: true }, { nativeTitle: false }])('is named by its label (%o)', (props) => {
    const button = mountComponent(IconButton, { label: 'Copy', ...props }).get('button');
    expect(button.attributes('aria-label')).toBe('Copy');
    expect(button.attributes('title')).toBe(props.nativeTitle ? 'Copy' : undefined);
  });
});
