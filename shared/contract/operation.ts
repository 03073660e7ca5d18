import type * as z from 'zod';
import type { ErrorCode } from '../errors/catalogue.ts';
import type { HttpBinding } from './http-binding.ts';
import type { Access, Role } from './roles.ts';

/**
 * An operation is data: the dispatcher, the HTTP routes, the OpenAPI document, the IPC bridge, the typed clients and the
 * command line are loops over a table of these.
 */
export interface Operation {
  readonly summary: string;
  readonly description?: string;
  /** A query changes nothing and may be repeated; a command may change something. */
  readonly kind: 'query' | 'command';
  readonly role: Access;
  /** A strict object. Brands, refinements and codecs only: transforms have no JSON schema. */
  readonly input: z.ZodObject;
  readonly output: z.ZodType;
  /**
   * What a long operation tells while it runs: results as they are found, or how far it is. The output is complete without them. Over HTTP they come
   * to those who accept `application/x-ndjson`.
   */
  readonly parts?: z.ZodType;
  /** The codes a handler may throw besides those every operation may end with (`COMMON_ERRORS`). */
  readonly errors: readonly ErrorCode[];
}

/** One that also exists over HTTP. */
export interface HttpOperation extends Operation {
  readonly http: HttpBinding;
}

export type Contract = Readonly<Record<string, Operation>>;
export type HttpContract = Readonly<Record<string, HttpOperation>>;

/** What a handler receives: the validated input. */
export type InputOf<O extends Operation> = z.output<O['input']>;
/** What a caller passes: defaults may be left out. */
export type CallInputOf<O extends Operation> = z.input<O['input']>;
export type OutputOf<O extends Operation> = z.output<O['output']>;
/** What one part of an operation is; `never` of those that have none. */
export type PartOf<O extends Operation> = O extends { readonly parts: infer P extends z.ZodType } ? z.output<P> : never;

/** Keeps the literal types of a table while checking its shape. */
export function defineContract<const C extends HttpContract>(contract: C): C {
  return contract;
}

/** The same of operations that exist over the bridge of the desktop window alone. */
export function defineBridgeContract<const C extends Contract>(contract: C): C {
  return contract;
}

/** Who asks. `id` is the token's or session's id, `name` what history and audit show. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** What comes with every call besides its input. */
export interface Call<Part = never> {
  /** null only in public operations. */
  readonly caller: Caller | null;
  readonly requestId: string;
  /** Aborted when the caller is gone or no longer wants the answer. */
  readonly signal: AbortSignal;
  /** Tells the caller something on the way; absent where nobody listens. Nobody waits for a slow listener. */
  readonly report?: ((part: Part) => void) | undefined;
}

export type Handler<O extends Operation> = (input: InputOf<O>, call: Call<PartOf<O>>) => Promise<OutputOf<O>>;
export type Handlers<C extends Contract> = { readonly [Name in keyof C]: Handler<C[Name]> };
