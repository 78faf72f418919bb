import { describe, expect, test } from "vitest";
import { QUALITY_FIELDS } from "../base/quality-fields.ts";
import { encodeQualityReport } from "../federation/quality-report.ts";
import { startServer, temporaryFolder } from "./server-fixture.ts";

const post = (
  port: number,
  body: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/v1/quality`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream", ...headers },
    body,
  });

const metricsOf = async (port: number): Promise<string> =>
  (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

const report = (field: number, value: number): Uint8Array<ArrayBuffer> =>
  encodeQualityReport({ field, value, isCanary: false });

describe("POST /v1/quality", () => {
  test("counts each report by field and value, across a restart", async () => {
    const dataDir = temporaryFolder();
    const first = await startServer({ dataDir });
    const sent = [report(0, 1), report(0, 1), report(3, 1)];
    const answers = await Promise.all(sent.map((body) => post(first.port, body)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(await answers[0].json()).toEqual({ result: "accepted" });
    await first.close();
    const second = await startServer({ dataDir });
    await post(second.port, report(0, 2));
    const text = await metricsOf(second.metricsPort);
    expect(text).toContain('personal_rank_quality_reports_total{field="comparison",value="personal"} 2\n');
    expect(text).toContain('personal_rank_quality_reports_total{field="comparison",value="shop"} 1\n');
    expect(text).toContain('personal_rank_quality_reports_total{field="drift",value="found"} 1\n');
    expect(text).toContain('personal_rank_quality_reports_total{field="backend",value="wasm"} 0\n');
    expect(text).toMatch(/route="\/v1\/quality",code="202"/);
  });

  test.each<[string, number, string, Uint8Array<ArrayBuffer>, Record<string, string>]>([
    ["no body", 422, "format", new Uint8Array(0), {}],
    ["a byte too many", 422, "format", Uint8Array.of(1, 0, 0, 0), {}],
    ["another format", 422, "format", Uint8Array.of(3, 0, 0), {}],
    ["an unknown field", 422, "format", Uint8Array.of(1, QUALITY_FIELDS.length, 0), {}],
    ["an unknown value", 422, "format", Uint8Array.of(1, 0, 3), {}],
    ["a large body", 413, "size", new Uint8Array(17), {}],
    ["another content type", 415, "format", report(0, 0), { "content-type": "text/plain" }],
    ["a compressed body", 415, "format", report(0, 0), { "content-encoding": "gzip" }],
  ])("refuses %s with %i, counts nothing of it, and no delta", async (_, status, reason, body, headers) => {
    const { port, metricsPort } = await startServer();
    const answer = await post(port, body, headers);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: expect.any(String), reason });
    const text = await metricsOf(metricsPort);
    expect(text).toContain(`personal_rank_quality_reports_rejected_total{reason="${reason}"} 1\n`);
    expect(text).not.toMatch(/deltas_re\w+\{/);
    expect(text).not.toMatch(/quality_reports_total\{.*\} [1-9]/);
  });

  test("may be asked by any origin, and logs nothing of a report", async () => {
    const lines: string[] = [];
    const { port } = await startServer({ log: { write: (line) => lines.push(line) } });
    const answer = await post(port, report(4, 2));
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    await post(port, Uint8Array.of(9, 9, 9));
    expect(lines.filter((line) => !line.includes("listening"))).toEqual([]);
  });
});
