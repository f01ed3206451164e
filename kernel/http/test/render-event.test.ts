import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderEvent } from '../src/render-event.ts';

describe('renderEvent', () => {
  it.each([
    [{ data: 'a' }, 'data: a\n\n'],
    [{ data: { a: 1 } }, 'data: {"a":1}\n\n'],
    [{ data: 'a\nb\r\nc\rd' }, 'data: a\ndata: b\ndata: c\ndata: d\n\n'],
    [{ data: '' }, 'data: \n\n'],
    [{ data: undefined }, 'data: null\n\n'],
    [{ id: '7', event: 'poke', data: [] }, 'id: 7\nevent: poke\ndata: []\n\n'],
  ])('renders %j', (event, text) => {
    expect(renderEvent(event)).toBe(text);
  });

  it.each([
    { id: 'a\nb', data: '' },
    { id: 'a\0', data: '' },
    { event: 'a\r', data: '' },
  ])('refuses %j, which would forge another field', (event) => {
    expect(() => renderEvent(event)).toThrow(TypeError);
  });

  it('gives back any text to a client that follows the standard', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (data) => {
        expect(parseData(renderEvent({ data }))).toBe(data.replaceAll(/\r\n|\r/g, '\n'));
      }),
    );
  });
});

/** The data of one event by WHATWG HTML §9.2.6. */
function parseData(text: string): string {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => line.replace(/^data: /, '')).join('\n');
}
