/** One block of a stream of server-sent events. `data` null: there was none, so the block only moves the position. */
export interface EventBlock {
  readonly event: string;
  /** The last id that the stream has given, in this block or before. */
  readonly id: string;
  readonly data: string | null;
}

const LINE_END = /\r\n|\r|\n/g;

/**
 * Reads a decoded stream of server-sent events as the standard says, in pieces cut anywhere; a block that is cut off is no block.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function createBlockReader(onBlock: (block: EventBlock) => void): (text: string) => void {
  let rest = '';
  /** The last line ended with a CR, whose LF may still come. */
  let wasCarriage = false;
  let event = '';
  let data: string[] = [];
  let id = '';

  function takeField(field: string, value: string): void {
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
  }

  function takeLine(line: string): void {
    if (line === '') {
      onBlock({ event: event === '' ? 'message' : event, id, data: data.length === 0 ? null : data.join('\n') });
      event = '';
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    if (colon === -1) takeField(line, '');
    else takeField(line.slice(0, colon), line.slice(line.startsWith(' ', colon + 1) ? colon + 2 : colon + 1));
  }

  return (text) => {
    if (text === '') return;
    const added = wasCarriage && text.startsWith('\n') ? text.slice(1) : text;
    wasCarriage = false;
    let from = 0;
    // Only what was added is looked through: a line may come in thousands of pieces.
    for (const { 0: end, index } of added.matchAll(LINE_END)) {
      takeLine(rest + added.slice(from, index));
      rest = '';
      from = index + end.length;
      wasCarriage = end === '\r' && from === added.length;
    }
    rest += added.slice(from);
  };
}
