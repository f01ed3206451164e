import { html } from './html.ts';
import type { Html } from './html.ts';

/** The Markdown that our descriptions use: paragraphs, lists, and code within a line. */
export function markdown(text: string): Html {
  return html`${text.split(/\n{2,}/).map((block) => renderBlock(block))}`;
}

function renderBlock(block: string): Html {
  if (!block.startsWith('- ')) return html`<p>${inline(block)}</p>`;
  const items = block.slice(2).split(/\n- /);
  return html`<ul>
    ${items.map((item) => html`<li>${inline(item)}</li>`)}
  </ul>`;
}

/** The same without paragraphs, for a line. */
export function inline(text: string): Html {
  const parts = text.split(/`([^`]*)`/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}
