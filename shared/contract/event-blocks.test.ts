import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBlockReader, type EventBlock } from './event-blocks.ts';

function blocksOf(...pieces: readonly string[]): readonly EventBlock[] {
  const blocks: EventBlock[] = [];
  const take = createBlockReader((block) => blocks.push(block));
  pieces.forEach(take);
  return blocks;
}

describe('the reader of server-sent events', () => {
  it.each([
    ['event: a\nid: 1\ndata: x\n\n', [{ event: 'a', id: '1', data: 'x' }]],
    ['data: x\ndata\ndata:  y\n\n', [{ event: 'message', id: '', data: 'x\n\n y' }]],
    ['data:\n\n', [{ event: 'message', id: '', data: '' }]],
    [': only a remark\n\n', [{ event: 'message', id: '', data: null }]],
    [
      'id: 1\n\ndata: x\n\nid\ndata: y\n\n',
      [
        { event: 'message', id: '1', data: null },
        { event: 'message', id: '1', data: 'x' },
        { event: 'message', id: '', data: 'y' },
      ],
    ],
    ['id: a\0b\ndata: x\n\n', [{ event: 'message', id: '', data: 'x' }]],
    ['other: 1\nretry: 5\n data: no\ndata: x:y\n\n', [{ event: 'message', id: '', data: 'x:y' }]],
    ['data: x\r\rdata: y\r\n\r\ndata: z\n\r\n', ['x', 'y', 'z'].map((data) => ({ event: 'message', id: '', data }))],
    ['event: a\ndata: cut off\n', []],
    ['event: a\ndata: cut off\n\ndata: b', [{ event: 'a', id: '', data: 'cut off' }]],
  ])('reads %j', (text, blocks) => {
    expect(blocksOf(text)).toEqual(blocks);
  });

  it('reads the same however the stream is cut', () => {
    const unit = fc.oneof(
      fc.constantFrom(
        '\r',
        '\n',
        '\r\n',
        ':',
        ' ',
        'data:',
        'data: x',
        'id: 1',
        'event:e',
        '\n\n',
        '\r\r',
        '\0',
        'ä',
        '\u2028',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(unit), fc.array(fc.nat()), (units, cuts) => {
        const text = units.join('');
        const at = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].sort((a, b) => a - b);
        const pieces = at.slice(1).map((end, index) => text.slice(at[index], end));
        expect(blocksOf(...pieces)).toEqual(blocksOf(text));
        expect(blocksOf(...text)).toEqual(blocksOf(text));
        expect(blocksOf(text)).toEqual(standardBlocks(text));
      }),
    );
  });
});

/** The standard word for word, on the whole text. */
function standardBlocks(text: string): readonly EventBlock[] {
  const blocks: EventBlock[] = [];
  let [data, event, id] = ['', '', ''];
  const lines = text.split(/\r\n|\r|\n/);
  for (const line of lines.slice(0, -1)) {
    if (line === '') {
      blocks.push({ event: event || 'message', id, data: data === '' ? null : data.slice(0, -1) });
      [data, event] = ['', ''];
      continue;
    }
    const [, field = line, value = ''] = /^([^:]*):(?: ?)(.*)$/su.exec(line) ?? [];
    if (field === 'data') data += `${value}\n`;
    if (field === 'event') event = value;
    if (field === 'id' && !value.includes('\0')) id = value;
  }
  return blocks;
}
