import type { ReviewList, ReviewRound } from "../base/review-report.ts";

/** Who is signed in. */
export interface ReviewSession {
  readonly name: string;
  readonly role: string;
}

/** What was asked for was refused, or did not come. The message is for whoever reads the page. */
export class ReviewFailure extends Error {
  /** Of the answer; 0 where none came. */
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ReviewFailure";
    this.status = status;
  }
}

/** What the page asks of its server. All of it rejects with a {@link ReviewFailure}. */
export interface ReviewClient {
  /** Null: nobody is signed in. */
  session(): Promise<ReviewSession | null>;
  signIn(name: string, password: string): Promise<void>;
  signOut(): Promise<void>;
  rounds(): Promise<ReviewList>;
  round(id: number): Promise<ReviewRound>;
  decide(
    id: number,
    decision: { readonly verdict: "promote" | "reject"; readonly reason: string },
  ): Promise<void>;
}

const SESSION = "/admin/session";

export function createReviewClient(fetch: typeof globalThis.fetch): ReviewClient {
  const ask = async (path: string, method: string, body?: object): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(path, {
        method,
        credentials: "same-origin",
        cache: "no-store",
        ...(body === undefined
          ? {}
          : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new ReviewFailure(0, "The server cannot be reached; try again", { cause });
    }
    if (response.ok) return response;
    const words = await response
      .json()
      .then((answer: { error?: unknown }) => (typeof answer.error === "string" ? answer.error : null))
      .catch(() => null); // an answer of something in between
    throw new ReviewFailure(response.status, words ?? `The server answered ${response.status}; try again`);
  };
  // The answers are of the server that this page came from, and of its version.
  const read = async <Answer>(path: string): Promise<Answer> =>
    (await ask(path, "GET")).json() as Promise<Answer>;
  return {
    session: async () => {
      try {
        return await read<ReviewSession>(SESSION);
      } catch (error) {
        if (error instanceof ReviewFailure && error.status === 401) return null;
        throw error;
      }
    },
    signIn: async (name, password) => {
      await ask(SESSION, "POST", { name, password });
    },
    signOut: async () => {
      await ask(SESSION, "DELETE");
    },
    rounds: () => read<ReviewList>("/admin/rounds"),
    round: (id) => read<ReviewRound>(`/admin/rounds/${id}`),
    decide: async (id, decision) => {
      await ask(`/admin/rounds/${id}/decision`, "POST", decision);
    },
  };
}
