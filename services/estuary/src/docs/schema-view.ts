import type { ApiSchema } from './api-document.ts';
import { html } from './html.ts';
import type { Html, HtmlPart } from './html.ts';
import { inline } from './markdown.ts';

/** A schema in full: what it is, and its properties as a list. */
export function schemaView(schema: ApiSchema): Html {
  const { description, properties, required = [], oneOf } = schema;
  return html`${description === undefined ? undefined : html`<p>${inline(description)}</p>`}
  ${oneOf?.map((one) => html`<div class="alternative">${schemaView(one)}</div>`)}
  ${properties === undefined && oneOf === undefined ? html`<p>${typeView(schema)}</p>` : undefined}
  ${properties === undefined ? undefined : propertyList(properties, required)}`;
}

function propertyList(
  properties: Readonly<Record<string, ApiSchema>>,
  required: readonly string[],
): Html {
  return html`<dl class="fields">
    ${Object.entries(properties).map(([name, schema]) =>
      fieldView({ name, schema, isRequired: required.includes(name) }),
    )}
  </dl>`;
}

export interface Field {
  readonly name: string;
  readonly schema: ApiSchema;
  readonly isRequired: boolean;
  /** Instead of the schema's. */
  readonly description?: string | undefined;
}

/** A property or a parameter: name, type and bounds, and what it is for. */
export function fieldView({ name, schema, isRequired, description }: Field): Html {
  const about = description ?? schema.description;
  return html`<dt>
      <code class="name">${name}</code> <span class="type">${typeView(schema)}</span>
      ${isRequired ? html`<span class="required">required</span>` : undefined}
    </dt>
    <dd>${about === undefined ? undefined : inline(about)} ${boundsView(schema)}</dd>`;
}

/** What type it is, in words, with links to schemas that have a name. */
export function typeView(schema: ApiSchema): HtmlPart {
  const { $ref, type, items, anyOf, format } = schema;
  if ($ref !== undefined) return referenceView($ref);
  if (anyOf !== undefined) {
    return anyOf.map((one, index) => [index === 0 ? '' : ' or ', typeView(one)]);
  }
  if (items !== undefined) return ['list of ', typeView(items)];
  const types = typeof type === 'string' ? [type] : (type ?? ['any']);
  return `${types.join(' or ')}${format === undefined ? '' : `, ${format}`}`;
}

/** Schemas within the schema of a collection have no place of their own on the page. */
function referenceView(reference: string): HtmlPart {
  const [name = '', ...within] = reference.split('/').slice(3);
  return within.length === 0
    ? html`<a href="#schema-${name}">${name}</a>`
    : (within.at(-1) ?? name);
}

/** A value as it is written: clients' schemas have any. */
const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** Its bounds, default and words. */
function boundsView(schema: ApiSchema): Html | undefined {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  const bounds = [
    rangeText(minimum, maximum, ''),
    rangeText(minLength, maxLength, ' characters'),
    rangeText(minItems, maxItems, ' elements'),
    schema.default === undefined ? undefined : `default ${valueText(schema.default)}`,
  ].filter((text) => text !== undefined);
  const words = (schema.enum ?? []).map((word) => html`<code>${valueText(word)}</code> `);
  if (bounds.length === 0 && words.length === 0) return undefined;
  return html`<span class="bounds">${bounds.join(', ')} ${words}</span>`;
}

function rangeText(
  from: number | undefined,
  to: number | undefined,
  unit: string,
): string | undefined {
  if (from === undefined && to === undefined) return undefined;
  if (to === undefined) return `at least ${from}${unit}`;
  return from === undefined ? `at most ${to}${unit}` : `${from} to ${to}${unit}`;
}
