/** Values of labels, in the order of their names. */
export type LabelValues = readonly (string | number)[];

/** What a metric is called, what it says, and by what its series are told apart. */
export interface MetricOptions {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

type Branch<Series> = Map<string | number, Branch<Series> | Series>;

/**
 * The series of a metric by their labels. prom-client builds and hashes the labels for every
 * observation, 2 µs of a request that takes 20; here a series is found by one look-up for each label.
 */
export class LabelledSeries<Series extends { render(name: string, labels: string): string }> {
  readonly #options: MetricOptions;
  readonly #start: () => Series;
  readonly #root: Branch<Series> = new Map();
  readonly #all: { readonly labels: string; readonly series: Series }[] = [];

  constructor(options: MetricOptions, start: () => Series) {
    this.#options = options;
    this.#start = start;
  }

  of(values: LabelValues): Series {
    const { name, labels } = this.#options;
    if (values.length !== labels.length || values.length === 0) {
      throw new TypeError(`${name} has the labels ${labels.join(', ')}`);
    }
    let found: Branch<Series> | Series | undefined = this.#root;
    for (const value of values) found = (found as Branch<Series> | undefined)?.get(value);
    return (found as Series | undefined) ?? this.#add(values);
  }

  /** In the Prometheus text format 0.0.4, with its head from the first time on: dashboards find it. */
  render(type: 'counter' | 'histogram'): string {
    const { name, help } = this.#options;
    const lines = this.#all.map(({ labels, series }) => series.render(name, labels));
    return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
  }

  #add(values: LabelValues): Series {
    const names = this.#options.labels;
    const labels = names
      .map((name, index) => `${name}="${escape(String(values[index]))}"`)
      .join(',');
    // A number and its text are the same label.
    const same = this.#all.find((one) => one.labels === labels);
    const series = same?.series ?? this.#start();
    if (same === undefined) this.#all.push({ labels, series });
    let branch = this.#root;
    for (const value of values.slice(0, -1)) {
      const next = (branch.get(value) ?? new Map()) as Branch<Series>;
      branch.set(value, next);
      branch = next;
    }
    branch.set(values.at(-1) ?? '', series);
    return series;
  }
}

function escape(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
