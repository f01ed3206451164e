/** More than any real key set. */
const DOCUMENT_BYTES_MAX = 1024 * 1024;
const REDIRECTS_MAX = 3;

/**
 * Fetches a JSON document by GET: status 200, at most 1 MiB, at most three redirects, none of them
 * from https to http. A user and password in the address are sent (RFC 7617), but to nobody else.
 * Where the connection breaks, which a kept one does when its other end has just given it up, it is
 * asked for once more. Throws a plain Error that says what was wrong.
 */
export async function fetchDocument(url: string, signal: AbortSignal): Promise<unknown> {
  try {
    return await follow(url, signal);
  } catch (error) {
    if (!isBrokenConnection(error)) throw error;
    return follow(url, signal);
  }
}

/** `UND_ERR_SOCKET`: the other end closed it, without a reset. */
const BROKEN: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

function isBrokenConnection(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && BROKEN.has(cause.code);
}

async function follow(url: string, signal: AbortSignal): Promise<unknown> {
  let target = new URL(url);
  const { origin } = target;
  const authorization = takeCredentials(target);
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects += 1) {
    const response = await fetch(target, {
      headers: {
        accept: 'application/jwk-set+json, application/json',
        ...(target.origin === origin && authorization),
      },
      redirect: 'manual',
      signal,
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) {
      return readDocument(response);
    }
    await response.body?.cancel();
    target = redirectTarget(location, target);
    takeCredentials(target);
  }
  throw new Error(`more than ${REDIRECTS_MAX} redirects`);
}

/** Removes user and password from an address, which `fetch` refuses, for a header. */
function takeCredentials(target: URL): { readonly authorization: string } | undefined {
  const { username, password } = target;
  if (username === '' && password === '') return undefined;
  target.username = '';
  target.password = '';
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function redirectTarget(location: string, from: URL): URL {
  const to = new URL(location, from);
  const isWeb = to.protocol === 'https:' || to.protocol === 'http:';
  if (!isWeb || (from.protocol === 'https:' && to.protocol !== 'https:')) {
    throw new Error(`redirect from ${from.protocol} to ${to.protocol}`);
  }
  return to;
}

async function readDocument(response: Response): Promise<unknown> {
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }
  const body: AsyncIterable<Uint8Array> | null = response.body;
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early also ends the transfer.
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > DOCUMENT_BYTES_MAX) throw new Error(`more than ${DOCUMENT_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
