import { LabelledSeries } from './labelled-series.ts';
import type { LabelValues, MetricOptions } from './labelled-series.ts';

/** Durations counted into buckets, by labels. */
export interface Durations {
  observe(labels: LabelValues, seconds: number): void;
  /** As a histogram in the Prometheus text format 0.0.4. */
  render(): string;
}

export interface DurationsOptions extends MetricOptions {
  /** Upper bounds of the buckets, in seconds, ascending. */
  readonly bounds: readonly number[];
}

export function createDurations(options: DurationsOptions): Durations {
  const all = new LabelledSeries(options, () => new Buckets(options.bounds));
  return {
    observe: (labels, seconds) => all.of(labels).observe(seconds),
    render: () => all.render('histogram'),
  };
}

class Buckets {
  readonly #bounds: readonly number[];
  /** `#counts[i]` is for durations up to bound `i`, the last for longer ones. */
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(seconds: number): void {
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && seconds > (bounds[bucket] ?? 0)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += seconds;
  }

  /** Buckets of the text format are cumulative. */
  render(name: string, labels: string): string {
    let count = 0;
    const lines = Array.from(this.#counts, (inBucket, index) => {
      count += inBucket;
      return `${name}_bucket{le="${this.#bounds[index] ?? '+Inf'}",${labels}} ${count}\n`;
    });
    lines.push(`${name}_sum{${labels}} ${this.#sum}\n`, `${name}_count{${labels}} ${count}\n`);
    return lines.join('');
  }
}
