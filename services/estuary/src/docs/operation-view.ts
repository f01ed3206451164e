import { answersView, contentView } from './answers-view.ts';
import { parametersOf } from './api-document.ts';
import type { ApiDocument, PlacedOperation } from './api-document.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { markdown } from './markdown.ts';
import { fieldView } from './schema-view.ts';
import { tryForm } from './try-form.ts';

/** One operation: what it takes, what it answers, and a form to try it. */
export function operationView(document: ApiDocument, operation: PlacedOperation): Html {
  const { operationId, summary, description, security } = operation;
  const headingId = `${operationId}-heading`;
  return html`<article id="${operationId}" aria-labelledby="${headingId}">
    <h3 id="${headingId}">${summary}</h3>
    <p class="address">${methodView(operation.method)} <code>${pathView(operation.path)}</code></p>
    ${description === undefined ? undefined : markdown(description)}
    ${
      security.length === 0
        ? undefined
        : html`<p class="needs">Needs a <a href="#token">token</a>.</p>`
    }
    <div class="columns">
      <div>${parametersView(document, operation)} ${answersView(document, operation)}</div>
      <div>${bodyView(document, operation)} ${tryForm(document, operation)}</div>
    </div>
  </article>`;
}

export const methodView = (method: string): Html =>
  html`<span class="method ${method.toLowerCase()}">${method}</span>`;

/** A long path may be broken after each of its slashes. */
const pathView = (path: string): readonly Html[] =>
  path.split(/(?<=\/)/).map((part) => html`${part}<wbr />`);

const places = { path: 'In the path', query: 'In the query', header: 'In headers' } as const;

function parametersView(document: ApiDocument, operation: PlacedOperation): Html | undefined {
  const parameters = parametersOf(document, operation);
  if (parameters.length === 0) return undefined;
  return html`<h4>Parameters</h4>
    ${Object.entries(places).map(([place, title]) => {
      const here = parameters.filter((parameter) => parameter.in === place);
      if (here.length === 0) return undefined;
      return html`<h5>${title}</h5>
        <dl class="fields">
          ${here.map(({ name, schema, required, description }) =>
            fieldView({ name, schema, isRequired: required === true, description }),
          )}
        </dl>`;
    })}`;
}

function bodyView(document: ApiDocument, { requestBody }: PlacedOperation): Html | undefined {
  if (requestBody === undefined) return undefined;
  return html`<h4>Body</h4>
    ${contentView(document, requestBody.content)}`;
}
