import { mount } from '@vue/test-utils';
import type { VueWrapper } from '@vue/test-utils';
import { h } from 'vue';
import type { Component } from 'vue';
import { createComponentI18n } from './component-i18n.ts';

type Slots = Readonly<Record<string, string | (() => unknown)>>;

/** Mounts a component in the page with the real messages. Components with a v-model get what they emit back. */
export function mountComponent(
  component: Component,
  props: Record<string, unknown> = {},
  slots: Slots = {},
  locale: 'en' | 'de' = 'en',
): VueWrapper {
  const wrapper: VueWrapper = mount(component, {
    attachTo: document.body,
    props: {
      ...props,
      'onUpdate:modelValue': (modelValue: unknown) => wrapper.setProps({ modelValue }),
      'onUpdate:open': (open: unknown) => wrapper.setProps({ open }),
    },
    slots,
    global: { plugins: [createComponentI18n(locale)] },
  });
  return wrapper;
}

/** A render function for a slot: a button with a name. */
export const buttonNamed = (name: string) => () => h('button', { type: 'button' }, name);
