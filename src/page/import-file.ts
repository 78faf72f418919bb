import type { FileBeside } from "./file-beside.ts";

/**
 * Imports one of our own modules. Where it must be checked, the browser loads it ahead with its integrity metadata: the import
 * then takes what was checked, or fails.
 */
export async function importFile({ url, integrity }: FileBeside): Promise<unknown> {
  if (integrity !== "") await preload(url, integrity);
  return import(/* @vite-ignore */ url);
}

function preload(url: string, integrity: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "modulepreload", href: url, integrity, crossOrigin: "anonymous" });
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () =>
      reject(new Error(`${url} is not the file that was built with this script`)),
    );
    document.head.append(link);
  });
}
