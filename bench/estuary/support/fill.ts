/** What is asked for and written in all measurements of items. */
export const itemBody = '{"name":"Widget","description":"A widget as good as any other"}';

/** Creates items one after the other; returns their ids. */
export async function fillItems(
  url: string,
  count: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let item = 0; item < count; item += 1) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: itemBody,
    });
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
    const { id } = (await answer.json()) as { readonly id: string | number };
    ids.push(String(id));
  }
  return ids;
}
