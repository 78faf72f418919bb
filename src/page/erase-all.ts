import { asRankError } from "../base/errors.ts";
import { eraseVisitor } from "./consent/erase-visitor.ts";
import { eraseFeedback } from "./feedback/feedback-storage.ts";
import { pendingCalls } from "./feedback/pending-calls.ts";
import type { Report } from "./report.ts";

/** Erases whatever is stored for the visitor, here and in the tab's session. Never throws: a refusal is reported. */
export async function eraseAll(report: Report): Promise<void> {
  pendingCalls().erase();
  eraseFeedback();
  await eraseVisitor().catch((thrown: unknown) => report(asRankError(thrown, "storage-failed"), "degraded"));
}
