/** Hands a file to the visitor, as a link that is followed at once. */
export function downloadFile(name: string, content: string | Uint8Array<ArrayBuffer>, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  [link.href, link.download] = [url, name];
  link.click();
  // The browser has begun to read it by then; at once, some would find nothing.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
