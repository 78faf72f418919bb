import { writeFileSync } from "node:fs";
import { notices } from "./notices.ts";

/** Writes `THIRD-PARTY.txt`. */
export function run(): void {
  writeFileSync(new URL("../THIRD-PARTY.txt", import.meta.url), notices());
}
