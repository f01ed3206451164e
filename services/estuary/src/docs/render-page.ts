import { operationsOf } from './api-document.ts';
import type { ApiDocument } from './api-document.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { markdown } from './markdown.ts';
import { methodView, operationView } from './operation-view.ts';
import { schemaView } from './schema-view.ts';

/**
 * The page that shows an OpenAPI document. Addresses are relative to it, so that it works below a
 * prefix of a proxy; nothing comes from another host, and nothing is inline (contract §11, §16).
 */
export function renderPage(document: ApiDocument): string {
  const { title, version, description } = document.info;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="docs/page.css" />
        <script src="docs/page.js" type="module"></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header>
          <p class="title"><a href="#content">${title}</a> <span>${version}</span></p>
          ${navigation(document)}
        </header>
        <main id="content">
          <h1>${title}</h1>
          ${markdown(description)}
          <p><a href="openapi.json">The OpenAPI document</a></p>
          ${tokenView(document)} ${document.tags.map((tag) => tagView(document, tag))}
          ${schemasView(document)}
        </main>
      </body>
    </html> `;
  return page.text;
}

function navigation(document: ApiDocument): Html {
  return html`<details class="menu" open>
    <summary>Contents</summary>
    <nav aria-label="Contents">
      ${document.tags.map(
        ({ name }) =>
          html`<a class="group" href="#tag-${name}">${name}</a>
            <ul>
              ${operationsOf(document, name).map(
                ({ operationId, method, path }) =>
                  html`<li>
                    <a href="#${operationId}">${methodView(method)} <span>${path}</span></a>
                  </li>`,
              )}
            </ul>`,
      )}
      <a class="group" href="#schemas">schemas</a>
    </nav>
  </details>`;
}

/** The token is kept by the page alone and only as long as it is open. */
function tokenView({ components }: ApiDocument): Html {
  const abouts = Object.values(components.securitySchemes).map((scheme) => scheme.description);
  return html`<section id="token" aria-labelledby="token-heading">
    <h2 id="token-heading">Token</h2>
    ${abouts.map((about) => html`<p>${about}</p>`)}
    <form class="token" autocomplete="off">
      <p class="field">
        <label for="bearer">Sent as <code>Authorization: Bearer …</code> by the forms below</label>
        <input id="bearer" type="password" autocomplete="off" spellcheck="false" />
      </p>
    </form>
  </section>`;
}

function tagView(document: ApiDocument, tag: ApiDocument['tags'][number]): Html {
  return html`<section id="tag-${tag.name}" aria-labelledby="tag-${tag.name}-heading">
    <h2 id="tag-${tag.name}-heading">${tag.name}</h2>
    <p>${tag.description}</p>
    ${operationsOf(document, tag.name).map((operation) => operationView(document, operation))}
  </section>`;
}

function schemasView({ components }: ApiDocument): Html {
  return html`<section id="schemas" aria-labelledby="schemas-heading">
    <h2 id="schemas-heading">schemas</h2>
    ${Object.entries(components.schemas).map(
      ([name, schema]) =>
        html`<article id="schema-${name}">
          <h3><code>${name}</code></h3>
          ${schemaView(schema)}
        </article>`,
    )}
  </section>`;
}
