/** What the function below needs of a page: our types know no browser. */
interface PageElement {
  readonly tagName: string;
  readonly className: string;
  readonly parentElement: PageElement | null;
  readonly childNodes: Iterable<{ readonly nodeType: number; readonly textContent: string | null }>;
}

interface PageGlobals {
  readonly document: { querySelectorAll(selector: string): Iterable<PageElement> };
  getComputedStyle(element: PageElement): {
    readonly color: string;
    readonly backgroundColor: string;
  };
}

/**
 * Texts with less contrast to what is behind them than the 4.5 of WCAG 2. It is sent to the page as
 * text, so everything it uses is within it.
 */
export function lowContrasts(): string[] {
  const { document, getComputedStyle } = globalThis as unknown as PageGlobals;
  const TEXT_NODE = 3;
  const numbersOf = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = numbersOf(color).map((part) => {
      const share = part / 255;
      return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const groundOf = (element: PageElement | null): string => {
    if (element === null) return 'rgb(255, 255, 255)';
    const color = getComputedStyle(element).backgroundColor;
    return numbersOf(color)[3] === 0 ? groundOf(element.parentElement) : color;
  };
  const found = new Set<string>();
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some(
      ({ nodeType, textContent }) => nodeType === TEXT_NODE && textContent?.trim() !== '',
    );
    if (!hasText) continue;
    const text = luminance(getComputedStyle(element).color);
    const ground = luminance(groundOf(element));
    const contrast = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    if (contrast < 4.5) found.add(`${element.tagName}.${element.className} ${contrast.toFixed(2)}`);
  }
  return [...found];
}
