import { inject, type InjectionKey } from 'vue';
import type { Client } from '#shared/contract/client.ts';
import type { ClusterdContract } from '#shared/clusterd/contract.ts';
import type { ClusterdLink } from './clusterd-link.ts';

export type ClusterdClient = Client<ClusterdContract>;
export type ClusterdOperation = keyof ClusterdContract;

export const clientKey: InjectionKey<ClusterdClient> = Symbol('clusterd client');
export const linkKey: InjectionKey<ClusterdLink> = Symbol('clusterd link');

/** The client that was passed to the application. */
export function useClient(): ClusterdClient {
  return required(inject(clientKey), 'client');
}

export function useClusterdLink(): ClusterdLink {
  return required(inject(linkKey), 'link');
}

function required<T>(provided: T | undefined, what: string): T {
  if (provided === undefined) throw new Error(`The application was mounted without a clusterd ${what}.`);
  return provided;
}
