import { LabelledSeries } from './labelled-series.ts';
import type { LabelValues, MetricOptions } from './labelled-series.ts';

/** A counter by labels. */
export interface Counts {
  /** One more, or so many. */
  add(labels: LabelValues, more?: number): void;
  /** In the Prometheus text format 0.0.4. */
  render(): string;
}

export function createCounts(options: MetricOptions): Counts {
  const all = new LabelledSeries(options, () => new Count());
  return {
    add(labels, more = 1) {
      all.of(labels).value += more;
    },
    render: () => all.render('counter'),
  };
}

class Count {
  value = 0;

  render(name: string, labels: string): string {
    return `${name}{${labels}} ${this.value}\n`;
  }
}
