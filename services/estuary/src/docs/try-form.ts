import { exampleText } from './answers-view.ts';
import { examplesOf, parametersOf } from './api-document.ts';
import type { ApiContent, ApiDocument, ApiParameter, PlacedOperation } from './api-document.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** A form that sends the request for real; the page's script makes it work, and shows it. */
export function tryForm(document: ApiDocument, operation: PlacedOperation): Html {
  const { method, path, operationId, requestBody } = operation;
  const parameters = parametersOf(document, operation);
  return html`<details class="try">
    <summary>Try it</summary>
    <form data-method="${method}" data-path="${path}" aria-label="Try ${operationId}">
      ${parameters.map((parameter) => fieldOf(operationId, parameter))}
      ${requestBody === undefined ? undefined : bodyOf(document, operationId, requestBody.content)}
      <p class="buttons">
        <button type="submit">Send</button>
        <button type="button" data-stop hidden>Stop</button>
      </p>
      <div class="result" role="status" aria-live="polite" hidden>
        <p class="outcome"></p>
        <details>
          <summary>Headers</summary>
          <pre class="answer-headers" tabindex="0"></pre>
        </details>
        <pre class="answer-body" tabindex="0"></pre>
        <details>
          <summary>As a command</summary>
          <pre class="command" tabindex="0"></pre>
        </details>
      </div>
    </form>
  </details>`;
}

function fieldOf(operationId: string, parameter: ApiParameter): Html {
  const { name, in: place, required = false, allowEmptyValue = false } = parameter;
  const id = `${operationId}-${place}-${name}`;
  return html`<p class="field">
    <label for="${id}"><code>${name}</code>${required ? ' (required)' : ''}</label>
    ${inputOf(id, parameter)}
    ${
      allowEmptyValue
        ? html`<label class="empty"><input type="checkbox" data-empty /> send it empty</label>`
        : undefined
    }
  </p>`;
}

function inputOf(id: string, { name, in: place, required, schema }: ApiParameter): Html {
  const words = schema.type === 'boolean' ? ['true', 'false'] : schema.enum;
  if (words !== undefined) {
    return html`<select id="${id}" name="${name}" data-in="${place}">
      <option value=""></option>
      ${words.map((word) => html`<option>${String(word)}</option>`)}
    </select>`;
  }
  const shown = schema.default === undefined ? '' : exampleText(schema.default);
  const must = required === true ? html` required` : undefined;
  return html`<input
    id="${id}"
    name="${name}"
    data-in="${place}"
    placeholder="${shown}"
    autocomplete="off"
    spellcheck="false"
    ${must}
  />`;
}

function bodyOf(document: ApiDocument, operationId: string, content: ApiContent): Html {
  const types = Object.keys(content);
  const examples = examplesOf(document, Object.values(content)[0]?.examples);
  const first = examples[0];
  return html`<p class="field">
      <label for="${operationId}-type">Content-Type</label>
      <select id="${operationId}-type" data-type>
        ${types.map((type) => html`<option>${type}</option>`)}
      </select>
    </p>
    <p class="field body">
      <label for="${operationId}-body">Body</label>
      <textarea id="${operationId}-body" data-body rows="6" spellcheck="false">
${first === undefined ? '' : exampleText(first.value)}</textarea>
    </p>`;
}
