import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../src/docs/html.ts';
import { inline, markdown } from '../../src/docs/markdown.ts';

describe('HTML', () => {
  it('takes text as text, whatever it holds', () => {
    expect(
      html`<p title="${'"\'<&>'}">${['<b>', html`<i>${'&'}</i>`, 7]}${undefined}</p>`.text,
    ).toBe('<p title="&quot;&#39;&lt;&amp;&gt;">&lt;b&gt;<i>&amp;</i>7</p>');
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(html`${text}`.text).not.toMatch(/[<>"']/);
      }),
    );
  });
});

describe('Markdown', () => {
  it('knows paragraphs, lists, and code', () => {
    const { text } = markdown('One `<a>`.\n\n- `x`: first\n- second');
    expect(text.replaceAll(/\s*\n\s*/g, '')).toBe(
      '<p>One <code>&lt;a&gt;</code>.</p><ul><li><code>x</code>: first</li><li>second</li></ul>',
    );
    expect(inline('a `b` c').text).toBe('a <code>b</code> c');
  });
});
