import { createRequest } from './running-estuary.ts';

/** Walks a list from page to page by the addresses that the server gives. */
export async function* walkItems<Item>(
  url: string,
  query: string,
): AsyncGenerator<readonly Item[], void, void> {
  const request = createRequest(url);
  let path: string | undefined = `/api/v1/items?cursor=&${query}`;
  while (path !== undefined) {
    const { status, json, text, headers } = await request(path);
    if (status !== 200) throw new Error(`${status} ${text}`);
    yield (json as { readonly items: readonly Item[] }).items;
    path = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
  }
}
