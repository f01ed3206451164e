/** What a small shop sells. */
const items: readonly { readonly name: string; readonly description: string | null }[] = [
  { name: 'Enamel mug', description: 'White with a blue rim, 350 ml' },
  { name: 'Linen tea towel', description: 'Washed, 50 × 70 cm' },
  { name: 'Oak bread board', description: 'Oiled, with a groove for crumbs' },
  { name: 'Beeswax candle', description: null },
  { name: 'Stoneware bowl', description: 'Speckled glaze, 16 cm' },
];

/** Creates the sample items where nothing has ever been created, through the API like any client. */
export async function writeSampleItems(api: string): Promise<void> {
  const log = await send(`${new URL('/api/v1/changes', api).href}?wait=0&since=0`);
  const { next } = (await log.json()) as { readonly next: number };
  if (next > 0) return;
  const operations = items.map((item) => ({ op: 'create', item }));
  const answer = await send(`${api}/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ operations }),
  });
  await answer.body?.cancel();
}

async function send(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`the sample items were refused: ${await response.text()}`);
  return response;
}
