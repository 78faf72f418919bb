/** A compiled AssemblyScript module; see assemblyscript-plugin.ts. */
declare module "*?assemblyscript" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

declare module "*?assemblyscript=relaxed" {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
