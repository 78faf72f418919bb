import { metrics, trace } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-node";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { deltaFile, postDelta, randomKey, startServer } from "../server-fixture.ts";

// As an SDK that `node --import` has loaded before the server.
const spans = new InMemorySpanExporter();
const tracing = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
tracing.register();
const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: 3_600_000 });
const metering = new MeterProvider({ readers: [reader] });
metrics.setGlobalMeterProvider(metering);
afterAll(async () => {
  trace.disable();
  metrics.disable();
  await Promise.all([tracing.shutdown(), metering.shutdown()]);
});
beforeEach(() => spans.reset());

const named = (name: string): ReadableSpan[] => spans.getFinishedSpans().filter((span) => span.name === name);

describe("a server under an SDK of OpenTelemetry", () => {
  test("has a span for each request, for each group of reports, linked to them, and for each step of a round", async () => {
    const { port, store } = await startServer({ cohort: 2 });
    await Promise.all([1, 2].map(() => postDelta(port, deltaFile([0.1, 0, 0]))));
    await expect.poll(() => named("POST /v1/deltas")).toHaveLength(2);
    const [request] = named("POST /v1/deltas");
    expect(request.attributes).toEqual({
      "http.request.method": "POST",
      "http.route": "/v1/deltas",
      "http.response.status_code": 202,
    });
    const groups = named("commit deltas");
    const links = groups.flatMap((group) => group.links.map(({ context }) => context.spanId));
    const requests = named("POST /v1/deltas").map((span) => span.spanContext().spanId);
    expect(links.sort()).toEqual(requests.sort());
    expect(groups.map(({ attributes }) => attributes["personal_rank.group.size"])).toEqual(
      groups.map((group) => group.links.length),
    );
    await store.advance();
    for (const step of ["sum round", "draw noise", "make candidate", "decide round"])
      expect(named(step).map(({ attributes }) => attributes)).toEqual([{ "personal_rank.round.id": 0 }]);
    // What fails says so, and no more.
    await store.close();
    await postDelta(port, deltaFile([0.1, 0, 0], { baseVersion: 1 }));
    await expect.poll(() => named("POST /v1/deltas")).toHaveLength(3);
    expect(named("commit deltas").at(-1)).toMatchObject({ status: { code: 2 }, events: [] });
    expect(named("POST /v1/deltas").at(-1)).toMatchObject({ status: { code: 2 }, events: [] });
  });

  test("tells nothing of who sends: no key, address, header, query or body, and no trace of theirs", async () => {
    const { port } = await startServer();
    const theirs = "0af7651916cd43dd8448eb211c80319c";
    const key = randomKey();
    await fetch(`http://127.0.0.1:${port}/v1/deltas?secret=1`, {
      method: "POST",
      headers: {
        "user-agent": "TellTale/1.0",
        "content-type": "application/octet-stream",
        "idempotency-key": key,
        traceparent: `00-${theirs}-b7ad6b7169203331-01`,
        baggage: "visitor=secret",
      },
      body: deltaFile([0.1, 0, 0]),
    });
    await fetch(`http://127.0.0.1:${port}/v1/heads/secret`);
    await expect.poll(() => spans.getFinishedSpans()).toHaveLength(3);
    const told = JSON.stringify(
      spans
        .getFinishedSpans()
        .map((span) => [span.name, span.attributes, span.events, span.status, span.links]),
    );
    expect(told).not.toMatch(new RegExp(`secret|TellTale|127\\.0\\.0\\.1|${key}|${theirs}`));
    for (const span of spans.getFinishedSpans()) {
      expect(span.spanContext().traceId).not.toBe(theirs);
      expect(span.parentSpanContext).toBeUndefined();
    }
  });

  test("measures what /metrics counts, and the open round", async () => {
    const { port } = await startServer();
    measured.reset();
    await postDelta(port, deltaFile([0.1, 0, 0]));
    await postDelta(port, Uint8Array.of(1));
    await reader.forceFlush();
    const [newest] = measured.getMetrics().slice(-1);
    const found = newest.scopeMetrics.flatMap((scope) => scope.metrics);
    const values = Object.fromEntries(
      found.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints.map(({ value }) => value)]),
    );
    expect(values["personal_rank.round.reports"]).toContain(1);
    expect(values["personal_rank.head.version"]).toContain(0);
    expect(values["personal_rank.deltas.rejected"]).toEqual([1]);
    for (const name of ["http.server.request.duration", "personal_rank.db.commit.duration"])
      expect(values[name], name).not.toHaveLength(0);
  });

  test("asks no store any more whose server is closed", async () => {
    const server = await startServer();
    let asked = 0;
    const status = server.store.status.bind(server.store);
    server.store.status = () => {
      asked++;
      return status();
    };
    await reader.forceFlush();
    expect(asked).toBe(1);
    await server.close();
    await reader.forceFlush();
    expect(asked).toBe(1);
  });
});
