import type { ReviewRound } from "../base/review-report.ts";

/** What the server answers to a decision: 200, or a refusal; "down": no answer comes. */
interface DecisionAnswer {
  readonly status: number | "down";
  readonly error?: string;
  /** The round's state from then on. */
  readonly state?: string;
}

/** A server with one round, number 3, that waits for a decision. For tests. */
export interface ReviewServer {
  /** To the next decisions. */
  answer: DecisionAnswer;
  /** What the next decisions wait for before they are answered. */
  delay: Promise<void>;
  /** False: whoever asks is told that nobody is signed in. */
  isSignedIn: boolean;
  /** The bodies of the decisions that came. */
  readonly decisions: unknown[];
  readonly fetch: typeof globalThis.fetch;
}

export function reviewServer(): ReviewServer {
  let state = "CANDIDATE";
  const server: ReviewServer = {
    answer: { status: 200, state: "PROMOTED" },
    delay: Promise.resolve(),
    isSignedIn: true,
    decisions: [],
    fetch: async (input, { method = "GET", body } = {}) => {
      const path = input as string; // as the page asks
      if (path === "/admin/session" && method === "POST") {
        server.isSignedIn = true;
        return new Response(null, { status: 204 });
      }
      if (!server.isSignedIn) return Response.json({ error: "You must be signed in" }, { status: 401 });
      if (path === "/admin/session") return Response.json({ name: "ada", role: "reviewer" });
      if (path === "/admin/rounds") return Response.json({ version: 6, rounds: [round(state)] });
      if (path === "/admin/rounds/3") return Response.json(round(state));
      if (path !== "/admin/rounds/3/decision") return Response.json({ error: path }, { status: 404 });
      server.decisions.push(JSON.parse(body as string));
      await server.delay;
      const { status, error, state: next = state } = server.answer;
      state = next;
      if (status === "down") throw new TypeError("Failed to fetch");
      return Response.json(error === undefined ? round(state) : { error }, { status });
    },
  };
  return server;
}

function round(state: string): ReviewRound {
  return {
    id: 3,
    state,
    openedAtMs: 1_764_000_000_000,
    changedAtMs: 1_764_000_600_000,
    reports: 40,
    version: 7,
    decidedBy: null,
    reason: null,
    baseVersion: 6,
    checks: [],
    notRun: [],
    epsilon: 1,
    delta: 1e-8,
    candidate: null,
    trial: null,
  };
}
