import { describe, expect, it } from 'vitest';
import type { KeyState, Metadata } from '#shared/model/key.ts';
import { editorOf } from './editor-of.ts';

const state = (value: string | undefined, meta: Metadata = {}): KeyState => ({
  key: 'user:/a',
  exists: true,
  ...(value === undefined ? {} : { value }),
  meta,
  version: '' as KeyState['version'],
});
const kindOf = (value: string | undefined, meta: Metadata = {}) => editorOf(state(value, meta), true).kind;
const enumeration = { 'check/enum': '#1', 'check/enum/#0': 'red', 'check/enum/#1': 'blue' };

describe('the editor of a value', () => {
  it.each([
    ['text', 'hello', {}],
    ['text', '', {}],
    ['text', '5', { type: 'string' }],
    ['lines', 'a\nb', {}],
    ['lines', 'x'.repeat(200), {}],
    ['boolean', '1', { type: 'boolean' }],
    ['boolean', '0', { 'check/type': 'boolean' }],
    ['boolean', 'off', { type: 'boolean' }],
    ['boolean', '', { type: 'boolean' }],
    ['boolean', 'ja', { type: 'boolean', 'check/boolean/true': 'ja', 'check/boolean/false': 'nein' }],
    ['number', '5', { type: 'long_long' }],
    ['number', '-5.5', { type: 'double' }],
    ['number', '5', { 'check/type': 'unsigned_short' }],
    ['choice', 'red', enumeration],
    ['choice', '', enumeration],
    ['choice', 'green', enumeration],
    ['choices', 'red blue', { ...enumeration, 'check/enum/delimiter': ' ' }],
    ['choices', 'red,blue', { ...enumeration, 'check/enum/multi': ',' }],
    ['number', '5', { 'check/range': '1-10' }],
    ['text', 'b', { 'check/range': 'a-f', type: 'char' }],
    ['secret', 'x', { 'crypto/encrypt': '1' }],
    ['secret', 'x', { 'gpg/binary': '' }],
  ])('is %s for "%s" with %j', (kind, value, meta) => {
    expect(kindOf(value, meta)).toBe(kind);
  });

  it('is a text field for what does not fit its metadata, so that it can be mended', () => {
    expect(kindOf('maybe', { type: 'boolean' })).toBe('text');
    expect(kindOf('1\n2', { type: 'long' })).toBe('lines');
    expect(kindOf('red\n', enumeration)).toBe('lines');
  });

  it.each([
    ['binary', state(undefined, { binary: '' })],
    ['binary', state(undefined)],
    ['binary', state('(binary)', { binary: '' })],
    ['restricted', state('1', { 'restrict/write': '1' })],
  ])('is none for a %s value, with the reason', (reason, shown) => {
    expect(editorOf(shown, true)).toEqual({ kind: 'fixed', reason });
  });

  it('is none for who may not write', () => {
    expect(editorOf(state('1'), false)).toEqual({ kind: 'fixed', reason: 'role' });
    // They may not even read it.
    expect(editorOf(state('1', { 'crypto/encrypt': '1' }), false)).toEqual({ kind: 'fixed', reason: 'secret' });
  });

  it('lets a restricted value be edited when the restriction is off', () => {
    expect(kindOf('1', { 'restrict/write': '0' })).toBe('text');
  });

  it('keeps the way a boolean is written', () => {
    expect(editorOf(state('yes', { type: 'boolean' }), true)).toEqual({
      kind: 'boolean',
      words: { on: 'yes', off: 'no' },
    });
    const own = { type: 'boolean', 'check/boolean/true': 'ja', 'check/boolean/false': 'nein' };
    expect(editorOf(state('', own), true)).toEqual({ kind: 'boolean', words: { on: 'ja', off: 'nein' } });
    expect(editorOf(state('1', own), true)).toEqual({ kind: 'boolean', words: { on: '1', off: '0' } });
  });

  it('allows other values only where Elektra does', () => {
    const isOnly = (meta: Metadata) => {
      const editor = editorOf(state('red', meta), true);
      return editor.kind === 'choice' && editor.isOnly;
    };
    expect([isOnly(enumeration), isOnly({ ...enumeration, type: 'enum' })]).toEqual([false, true]);
  });

  it('orders choices by their numbers, not by their names', () => {
    const meta = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [`check/enum/#${at > 9 ? '_' : ''}${at}`, `c${at}`]),
    );
    expect(editorOf(state('c0', meta), true)).toEqual({
      kind: 'choice',
      choices: Array.from({ length: 12 }, (_, at) => `c${at}`),
      isOnly: false,
    });
  });
});
