import { readTexts } from './read-texts.ts';
import type { Waits } from './read-texts.ts';

/** A block of an event stream, as far as MessageDB uses them. */
export interface EventBlock {
  /** Name of the event; empty when the block is none. */
  readonly event: string;
  readonly data: string;
  /** Where a client that comes back wants to go on. */
  readonly id: string | undefined;
  readonly comment: string | undefined;
}

/** The blocks of a `text/event-stream` (WHATWG HTML §9.2.6), those without an event too. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  waits: Waits,
): AsyncGenerator<EventBlock, void, undefined> {
  let lines: string[] = [];
  for await (const line of readLines(body, waits)) {
    if (line !== '') lines.push(line);
    else {
      yield blockOf(lines);
      lines = [];
    }
  }
}

function blockOf(lines: readonly string[]): EventBlock {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    const earlier = name === 'data' ? fields.get(name) : undefined;
    fields.set(name, earlier === undefined ? value : `${earlier}\n${value}`);
  }
  return {
    event: fields.get('event') ?? '',
    data: fields.get('data') ?? '',
    id: fields.get('id'),
    comment: fields.get(''),
  };
}

async function* readLines(
  body: ReadableStream<Uint8Array>,
  waits: Waits,
): AsyncGenerator<string, void, undefined> {
  let rest = '';
  for await (const text of readTexts(body, waits)) {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
