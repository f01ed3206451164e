import { expect, it } from 'vitest';
import { renderTypes } from './support/render-types.ts';
import type { TypedDocument } from './support/render-types.ts';
import { startEstuary } from './support/start-estuary.ts';

it('has the types of the document that the server serves', async () => {
  const { url } = await startEstuary();
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as TypedDocument;
  await expect(renderTypes(document)).toMatchFileSnapshot('../src/generated/api-types.ts');
});
