import { describeWith } from '@aquifer/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { routes } from '../../src/http/routes.ts';
import { undocumented } from '../../src/openapi/operations/documentation-operations.ts';
import { lowContrasts } from '../support/low-contrasts.ts';
import { launchBrowser, openPage } from '../support/open-page.ts';
import { startEstuary } from '../support/running-estuary.ts';
import type { RunningEstuary } from '../support/running-estuary.ts';

let browser: Browser;
let estuary: RunningEstuary;

const widths = { wide: 1_440, middle: 900, narrow: 340 } as const;

/** Opens the form of an operation, fills its fields by name, and sends it. */
async function send(page: Page, operation: string, fields: Record<string, string>): Promise<void> {
  const form = page.locator(`#${operation} .try`);
  if (!(await form.evaluate((details) => details.hasAttribute('open')))) {
    await form.locator('> summary').click();
  }
  for (const [name, value] of Object.entries(fields)) {
    await form.locator(`[name="${name}"], [data-${name}]`).first().fill(value);
  }
  await form.getByRole('button', { name: 'Send' }).click();
}

const partOf = (page: Page, operation: string, part: string) =>
  page.locator(`#${operation} .result ${part}`);

const outcome = async (page: Page, operation: string): Promise<string> => {
  const shown = partOf(page, operation, '.outcome').filter({ hasText: /after|Stopped|No answer/ });
  return (await shown.textContent({ timeout: 10_000 })) ?? '';
};

await describeWith('chromium', 'the page of the API in a browser', (chromium) => {
  beforeAll(async () => {
    browser = await launchBrowser(chromium);
    // Strict in its security policy, as in production.
    estuary = await startEstuary({ SECURITY_STRICT_MODE: 'true' });
  });
  afterAll(async () => {
    await browser.close();
    await estuary.stop();
  });
  const open = (options: Parameters<typeof openPage>[2] = {}) =>
    openPage(browser, `${estuary.url}/docs`, options);

  it('shows every operation, and can be reached from the contents', async () => {
    const { page, complaints, foreign } = await open();
    for (const { operation, path, summary } of routes) {
      if (undocumented.has(operation)) continue;
      const article = page.locator(`#${operation}`);
      expect(await article.locator('h3').textContent()).toBe(summary);
      expect(await article.locator('.address code').textContent()).toBe(path);
      expect(await page.locator(`nav a[href="#${operation}"]`).count()).toBe(1);
    }
    await page.locator('nav a[href="#patchItem"]').click();
    expect(await page.locator('#patchItem h3').isVisible()).toBe(true);
    expect([complaints, foreign]).toEqual([[], []]);
  });

  it('leads from a type to its schema, and nowhere that is not there', async () => {
    const { page } = await open();
    const targets = await page
      .locator('a[href^="#"]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.slice(1) ?? ''));
    expect(targets).toContain('schema-Item');
    const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(targets));
  });

  it.each(Object.entries(widths))('fits a %s window, in light and dark', async (_name, width) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, complaints } = await open({ width, colorScheme });
      await page
        .locator('details')
        .evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')));
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(await page.evaluate(lowContrasts), colorScheme).toEqual([]);
      expect(complaints).toEqual([]);
    }
  });

  it('sends what its forms say, and shows the answer', async () => {
    const { page, complaints } = await open();
    await send(page, 'createItem', { body: '{"name": "<b>Widget</b>"}' });
    expect(await outcome(page, 'createItem')).toMatch(/^201 Created after \d+ ms$/);
    const item = JSON.parse((await partOf(page, 'createItem', '.answer-body').textContent()) ?? '');
    expect(item).toMatchObject({ name: '<b>Widget</b>' });
    const headers = (await partOf(page, 'createItem', '.answer-headers').textContent()) ?? '';
    expect(headers).toContain(`location: /api/v1/items/${item.id}`);

    await send(page, 'patchItem', { id: item.id, 'If-Match': '"1"', body: '{"name": "B"}' });
    expect(await outcome(page, 'patchItem')).toMatch(/^200 /);
    await send(page, 'patchItem', {});
    await partOf(page, 'patchItem', '.outcome').filter({ hasText: '412' }).waitFor();
    await send(page, 'listItems', { limit: '1', name: 'B' });
    expect(await outcome(page, 'listItems')).toMatch(/^200 /);
    expect(await partOf(page, 'listItems', '.answer-body').textContent()).toContain('"total": 1');
    await page.locator('#listItems [data-empty]').check();
    await send(page, 'listItems', {});
    await partOf(page, 'listItems', '.command').filter({ hasText: 'cursor=&' }).waitFor({
      state: 'attached',
    });
    expect(complaints).toEqual([]);
  });

  it('sends the token to where it is asked for, and shows it nowhere', async () => {
    const { page } = await open();
    await page.getByLabel('Authorization').fill(' secret-token ');
    const sent = page.waitForRequest((request) => request.url().endsWith('/api/v1/items'));
    await send(page, 'listItems', {});
    expect((await sent).headers()['authorization']).toBe('Bearer secret-token');
    expect(await outcome(page, 'listItems')).toMatch(/^200 /);
    expect(await partOf(page, 'listItems', '.command').textContent()).toContain('Bearer $TOKEN');
    expect(await page.locator('body').textContent()).not.toContain('secret-token');
    await page.getByLabel('Authorization').press('Enter');
    expect(page.url()).toBe(`${estuary.url}/docs`);
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
  });

  it('shows events as they come, until it is told to stop', async () => {
    const { page } = await open();
    await send(page, 'followChanges', {});
    expect(await outcome(page, 'followChanges')).toMatch(/^200 OK/);
    const { id } = await estuary.create({ name: 'new' });
    await partOf(page, 'followChanges', '.answer-body').filter({ hasText: id }).waitFor();
    await page.locator('#followChanges [data-stop]').click();
    await partOf(page, 'followChanges', '.outcome').filter({ hasText: 'Stopped.' }).waitFor();
    expect(await page.locator('#followChanges [data-stop]').isVisible()).toBe(false);
  });

  it('can be read without its script', async () => {
    const { page } = await open({ javaScriptEnabled: false });
    expect(await page.locator('#getItem h3').isVisible()).toBe(true);
    expect(await page.locator('#getItem .try').isVisible()).toBe(false);
  });
});
