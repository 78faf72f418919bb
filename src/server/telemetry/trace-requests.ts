import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Span } from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { tracer } from "./traced.ts";

/**
 * A span for each request: its method, the route's pattern and the answer's code, and nothing else. A `traceparent` that comes with
 * it is not read: it could tell one visitor's requests from another's.
 */
export function traceRequests(app: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook("onRequest", (request, _reply, done) => {
    const route = request.routeOptions.url ?? "none";
    const attributes = { "http.request.method": request.method, "http.route": route };
    const options = { kind: SpanKind.SERVER, attributes };
    const span = tracer().startSpan(`${request.method} ${route}`, options, ROOT_CONTEXT);
    spans.set(request, span);
    context.with(trace.setSpan(ROOT_CONTEXT, span), done);
  });
  const end = (request: FastifyRequest, code: number | null): void => {
    const span = spans.get(request);
    if (code !== null) span?.setAttribute("http.response.status_code", code);
    if (code === null || code >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
  };
  app.addHook("onResponse", async (request, reply) => end(request, reply.statusCode));
  // The sender has gone: there was no answer.
  app.addHook("onRequestAbort", async (request) => end(request, null));
}
