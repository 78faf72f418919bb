import { RankError } from "../base/errors.ts";
import { bundled } from "./bundled.ts";
import type { FileBeside } from "./file-beside.ts";
import { trustedUrl } from "./trusted-url.ts";

/**
 * Makes the worker.
 *
 * - From the page's own origin: from its URL.
 * - From another one, where browsers refuse that, or where it must be checked, for which they have no way: it is fetched, and made
 *   from what came. The page's policy has to allow `blob:` in `worker-src`.
 * - In the build that is one file: from the text that it has with it.
 *
 * @param worker What is fetched is one file: what it imports would not be found.
 * @throws {RankError} `worker-failed` if the browser refuses.
 */
export async function makeWorker({ url, integrity }: FileBeside): Promise<Worker> {
  try {
    if (bundled.workerText !== null) return fromText(bundled.workerText);
    if (integrity === "" && new URL(url).origin === location.origin) return fromUrl(url);
    const response = await fetch(url, { integrity, credentials: "same-origin" });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return fromText(await response.text());
  } catch (cause) {
    throw new RankError(
      "worker-failed",
      `Cannot make a worker from "${url}": ${String(cause)}; see docs/hosting.md for what the page's Content-Security-Policy has to allow`,
      { cause },
    );
  }
}

function fromText(text: string): Worker {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const worker = fromUrl(url);
  // The browser has not read it yet when the constructor returns.
  worker.addEventListener("message", () => URL.revokeObjectURL(url), { once: true });
  return worker;
}

function fromUrl(url: string): Worker {
  return new Worker(trustedUrl(url), { type: "module", name: "personal-rank" });
}
