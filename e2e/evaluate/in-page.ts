import type { Page } from "playwright";

/** Calls a function in a page, which must be one that stands for itself, with what JSON can hold; its promise is waited for. */
export type InPage = <Result, Given = undefined>(
  call: (given: Given) => Result | Promise<Result>,
  given?: Given,
) => Promise<Result>;

/**
 * Playwright's own `evaluate` has every page compile a library first, and `waitForFunction` a larger one: of the processor time of a
 * visit's pages that was a tenth. This one adds nothing to a page.
 */
export async function inPage(page: Page): Promise<InPage> {
  const session = await page.context().newCDPSession(page);
  return async (call, given) => {
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
      expression: `(${String(call)})(${given === undefined ? "" : JSON.stringify(given)})`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined)
      throw new Error(
        `A page of the evaluation failed: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`,
      );
    return result.value as Awaited<ReturnType<typeof call>>; // by value, of what was called
  };
}
