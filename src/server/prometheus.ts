/** A metric that prints itself in Prometheus' text format. */
export interface Counter {
  /** Adds one for these label values, in the order of the label names. */
  count(...labels: readonly string[]): void;
  render(): string;
}

export interface Histogram {
  /** Adds one value for these label values. */
  observe(value: number, ...labels: readonly string[]): void;
  render(): string;
}

interface Named {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/**
 * Counts events by label. Label values must come from a small fixed set: each new one lives as long as the process.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function createCounter(metric: Named): Counter {
  const totals = new Map<string, number>();
  if (metric.labels.length === 0) totals.set("", 0);
  return {
    count: (...values) => {
      const series = labelText(metric.labels, values);
      totals.set(series, (totals.get(series) ?? 0) + 1);
    },
    render: () =>
      header(metric, "counter") +
      [...totals].map(([series, total]) => line(metric.name, series, total)).join(""),
  };
}

/** Counts values into buckets by their upper bounds, ascending; the bucket for everything is added. */
export function createHistogram(metric: Named & { readonly upperBounds: readonly number[] }): Histogram {
  const { name, labels, upperBounds } = metric;
  const series = new Map<
    string,
    { readonly values: readonly string[]; readonly buckets: number[]; sum: number; count: number }
  >();
  return {
    observe: (value, ...values) => {
      const key = labelText(labels, values);
      const entry = series.get(key) ?? { values, buckets: upperBounds.map(() => 0), sum: 0, count: 0 };
      series.set(key, entry);
      upperBounds.forEach((bound, index) => {
        if (value <= bound) entry.buckets[index]++;
      });
      entry.sum += value;
      entry.count++;
    },
    render: () => {
      let text = header(metric, "histogram");
      for (const [key, { values, buckets, sum, count }] of series) {
        const bucket = (bound: string, total: number): string =>
          line(`${name}_bucket`, labelText([...labels, "le"], [...values, bound]), total);
        upperBounds.forEach((bound, index) => (text += bucket(String(bound), buckets[index])));
        text += bucket("+Inf", count) + line(`${name}_sum`, key, sum) + line(`${name}_count`, key, count);
      }
      return text;
    },
  };
}

/** A value that is known when it is asked for. */
export function renderGauge({ name, help }: Omit<Named, "labels">, value: number): string {
  return header({ name, help }, "gauge") + line(name, "", value);
}

/** Values that are known when they are asked for, by label. Without any, only what the metric is. */
export function renderValues(
  metric: Named & { readonly type: "counter" | "gauge" },
  rows: readonly { readonly labels: readonly string[]; readonly value: number }[],
): string {
  const { name, labels, type } = metric;
  return (
    header(metric, type) + rows.map((row) => line(name, labelText(labels, row.labels), row.value)).join("")
  );
}

function header({ name, help }: Omit<Named, "labels">, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

function line(name: string, series: string, value: number): string {
  return `${name}${series} ${value}\n`;
}

function labelText(names: readonly string[], values: readonly string[]): string {
  if (names.length === 0) return "";
  const escaped = (value: string): string =>
    value.replace(/["\\\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));
  return `{${names.map((name, index) => `${name}="${escaped(values[index] ?? "")}"`).join(",")}}`;
}
