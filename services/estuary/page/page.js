// Makes the forms of the page work. Everything that comes from the server is put in as text, never as
// HTML, and the token stays in its field: nothing is stored.

/** Of the page's folder, so that it works below a prefix of a proxy. */
const root = new URL('.', document.baseURI);
/** Of a stream, so that it does not fill the memory. */
const SHOWN_MAX = 200_000;

document.documentElement.classList.add('scripted');
for (const form of document.querySelectorAll('form[data-path]')) {
  if (form instanceof HTMLFormElement) prepare(form);
}
// It holds a token, which must never get into an address.
find(document, 'form.token').addEventListener('submit', (event) => event.preventDefault());
if (!matchMedia('(min-width: 60rem)').matches) {
  find(document, '.menu').removeAttribute('open');
}

/** @param {HTMLFormElement} form */
function prepare(form) {
  /** @type {AbortController | undefined} */
  let running;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    running?.abort();
    const controller = new AbortController();
    running = controller;
    void send(form, { signal: controller.signal, isCurrent: () => running === controller });
  });
  find(form, '[data-stop]').addEventListener('click', () => running?.abort());
}

/**
 * @typedef {object} Sent
 * @property {URL} url
 * @property {string} method
 * @property {Record<string, string>} headers
 * @property {string | undefined} body
 */

/**
 * What the fields of a form ask for. A field that is empty is not sent.
 * @param {HTMLFormElement} form
 * @returns {Sent}
 */
function read(form) {
  const { method = 'GET', path = '/' } = form.dataset;
  const token = valueOf(find(document, '#bearer'));
  /** @type {Record<string, string>} */
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
  let address = path;
  const query = new URLSearchParams();
  for (const field of form.querySelectorAll('[data-in]')) {
    const name = field.getAttribute('name') ?? '';
    const value = valueOf(field);
    if (value === '' && !isSentEmpty(field)) continue;
    const place = field.getAttribute('data-in');
    if (place === 'path') address = address.replace(`{${name}}`, encodeURIComponent(value));
    else if (place === 'query') query.append(name, value);
    else headers[name] = value;
  }
  const url = new URL(address.slice(1), root);
  url.search = query.toString();
  const body = form.querySelector('[data-body]');
  if (body === null) return { url, method, headers, body: undefined };
  headers['content-type'] = valueOf(find(form, '[data-type]'));
  return { url, method, headers, body: valueOf(body) };
}

/** @param {Element} field */
const isSentEmpty = (field) =>
  field.parentElement?.querySelector('[data-empty]:checked') instanceof HTMLElement;

/**
 * @param {HTMLFormElement} form
 * @param {{ signal: AbortSignal, isCurrent: () => boolean }} attempt of which only the last may show
 */
async function send(form, { signal, isCurrent }) {
  const sent = read(form);
  const { url, method, headers, body } = sent;
  show(form, '.outcome', 'Waiting for the answer …');
  show(form, '.answer-headers', '');
  show(form, '.answer-body', '');
  show(form, '.command', commandOf(sent));
  find(form, '.result').removeAttribute('hidden');
  find(form, '[data-stop]').removeAttribute('hidden');
  const startedAt = performance.now();
  try {
    const init = { method, headers, signal, cache: /** @type {const} */ ('no-store') };
    const answer = await fetch(url, body === undefined ? init : { ...init, body });
    const took = Math.round(performance.now() - startedAt);
    show(form, '.outcome', `${answer.status} ${answer.statusText} after ${took} ms`);
    show(form, '.answer-headers', headersText(answer.headers));
    await showBody(form, answer);
  } catch (error) {
    const outcome = signal.aborted ? 'Stopped.' : `No answer: ${String(error)}`;
    if (isCurrent()) show(form, '.outcome', outcome);
  } finally {
    if (isCurrent()) find(form, '[data-stop]').setAttribute('hidden', '');
  }
}

/**
 * Shows what comes as it comes, for an event stream has no end.
 * @param {HTMLFormElement} form
 * @param {Response} answer
 */
async function showBody(form, answer) {
  const isJson = (answer.headers.get('content-type') ?? '').startsWith('application/json');
  if (isJson) {
    show(form, '.answer-body', indented(await answer.text()));
    return;
  }
  if (answer.body === null) return;
  let text = '';
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text = (text + value).slice(-SHOWN_MAX);
    show(form, '.answer-body', text);
  }
}

/** @param {string} text */
function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** @param {Headers} headers */
const headersText = (headers) =>
  [...headers].map(([name, value]) => `${name}: ${value}`).join('\n');

/**
 * The same request for a shell; without the token itself, which would stay in its history.
 * @param {Sent} sent
 */
function commandOf({ url, method, headers, body }) {
  const shown = { ...headers };
  if ('authorization' in shown) shown.authorization = 'Bearer $TOKEN';
  const parts = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${quoted(url.href)}`,
    ...Object.entries(shown).map(([name, value]) =>
      name === 'authorization' ? `-H "${name}: ${value}"` : `-H ${quoted(`${name}: ${value}`)}`,
    ),
    ...(body === undefined ? [] : [`-d ${quoted(body)}`]),
  ];
  return parts.join(' \\\n  ');
}

/** @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * @param {ParentNode} parent
 * @param {string} selector
 * @returns {Element}
 */
function find(parent, selector) {
  const found = parent.querySelector(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * @param {ParentNode} parent
 * @param {string} selector
 * @param {string} text
 */
function show(parent, selector, text) {
  find(parent, selector).textContent = text;
}

/** @param {Element} field */
function valueOf(field) {
  const isField =
    field instanceof HTMLInputElement ||
    field instanceof HTMLSelectElement ||
    field instanceof HTMLTextAreaElement;
  return isField ? field.value.trim() : '';
}
