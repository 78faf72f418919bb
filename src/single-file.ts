/** Everything but the model in one file, for pages that take it from another host: its hash is the hash of all of it. */
import "./single-file-parts.ts";

// First come the parts, then the script that looks for them.
export * from "./index.ts";
