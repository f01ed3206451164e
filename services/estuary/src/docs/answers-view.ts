import { examplesOf, nameOf } from './api-document.ts';
import type { ApiAnswer, ApiContent, ApiDocument, ApiOperation } from './api-document.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { inline } from './markdown.ts';
import { typeView } from './schema-view.ts';

/** Every answer by status; examples and headers unfold. */
export function answersView(document: ApiDocument, { responses }: ApiOperation): Html {
  return html`<h4>Answers</h4>
    <div class="answers">
      ${Object.entries(responses).map(([status, answer]) => answerView(document, status, answer))}
    </div>`;
}

function answerView(document: ApiDocument, status: string, answer: ApiAnswer): Html {
  const kind = Number(status) < 400 ? 'good' : 'bad';
  return html`<details class="answer">
    <summary>
      <code class="status ${kind}">${status}</code>
      <span>${inline(answer.description)}</span>
    </summary>
    ${answer.content === undefined ? undefined : contentView(document, answer.content)}
    ${headersView(document, answer)}
  </details>`;
}

/** Media types with the schema and examples of each. */
export function contentView(document: ApiDocument, content: ApiContent): Html {
  return html`${Object.entries(content).map(
    ([type, { schema, examples }]) =>
      html`<p class="media"><code>${type}</code> <span class="type">${typeView(schema)}</span></p>
        ${examplesOf(document, examples).map(
          ({ summary, value }) =>
            html`<figure>
              ${hasSentence(summary) ? html`<figcaption>${summary}</figcaption>` : undefined}
              <pre tabindex="0"><code>${exampleText(value)}</code></pre>
            </figure>`,
        )}`,
  )}`;
}

const hasSentence = (summary: string | undefined): boolean =>
  summary !== undefined && summary !== 'example';

export const exampleText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2);

function headersView({ components }: ApiDocument, { headers = {} }: ApiAnswer): Html {
  return html`<dl class="fields headers">
    ${Object.entries(headers).map(([name, reference]) => {
      const about = components.headers[nameOf(reference)]?.description ?? '';
      return html`<dt><code class="name">${name}</code></dt>
        <dd>${inline(about)}</dd>`;
    })}
  </dl>`;
}
