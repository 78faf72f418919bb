import { SpanStatusCode, trace } from "@opentelemetry/api";
import type { Attributes, Link, Tracer } from "@opentelemetry/api";

/** Name of the instrumentation, as OpenTelemetry asks for one. */
export const INSTRUMENTATION = "personal-rank";

export function tracer(): Tracer {
  return trace.getTracer(INSTRUMENTATION);
}

/** For a span that many callers wait for: none of them is its parent. */
export function linkToCaller(): readonly Link[] {
  const span = trace.getActiveSpan();
  return span === undefined ? [] : [{ context: span.spanContext() }];
}

export interface TracedOptions {
  /** Counts and names of the product's own; never anything of a request. */
  readonly attributes?: Attributes;
  /** Spans that wait for this one, which then has no parent. */
  readonly links?: readonly Link[];
}

/**
 * Runs `act` in a span, which what it calls then belongs to. Without an SDK, which is loaded by `node --import`, this is `act()` and a
 * few calls that do nothing.
 *
 * Of an error only its class is kept: a message may quote what came.
 */
export function traced<Result>(
  name: string,
  { attributes = {}, links = [] }: TracedOptions,
  act: () => Promise<Result>,
): Promise<Result> {
  return tracer().startActiveSpan(
    name,
    { attributes, links: [...links], root: links.length > 0 },
    async (span) => {
      try {
        return await act();
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.setAttribute("error.type", error instanceof Error ? error.name : typeof error);
        throw error;
      } finally {
        span.end();
      }
    },
  );
}
