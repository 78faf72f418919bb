import { randomBytes } from "node:crypto";
import { isPrivateAddress } from "../../federation/split-terms.ts";
import { createHelperClient } from "./helper-client.ts";
import type { SplitLeader } from "./split-leader.ts";
import { splitSecrets, type SplitSecrets } from "./split-secrets.ts";

/** Which of two aggregators a server is; null where there are no two. */
export type SplitRoleFrom =
  | { readonly role: "helper"; readonly secrets: SplitSecrets }
  | { readonly role: "leader"; readonly split: SplitLeader }
  | null;

/** What is the same for all servers of this version. */
export interface SplitConstants {
  readonly coordinates: readonly number[];
  readonly coordinatesVersion: number;
  /** σ that visitors are promised. */
  readonly noiseMultiplier: number;
}

/**
 * Reads what the environment says of a second aggregator: `SPLIT_HELPER` is its address, `SPLIT_ROLE=helper` makes this server one,
 * `SPLIT_SECRET` is what both know.
 *
 * @throws {Error} for what does not go together, an address that others could listen to, and a secret that could be guessed.
 */
export function splitFrom(
  environment: Readonly<Record<string, string | undefined>>,
  { coordinates, coordinatesVersion, noiseMultiplier }: SplitConstants,
): SplitRoleFrom {
  const { SPLIT_ROLE: role = "", SPLIT_HELPER: helper = "", SPLIT_SECRET: secret = "" } = environment;
  if (role !== "" && role !== "helper")
    throw new Error(`SPLIT_ROLE must be "helper", or not be there: got "${role}"`);
  if (role === "helper" && helper !== "")
    throw new Error("SPLIT_HELPER must not be there where SPLIT_ROLE is helper: it names the other server");
  if (role === "helper") return { role, secrets: splitSecrets(secret) };
  if (helper === "") return null;
  if (!isPrivateAddress(helper))
    throw new Error(`SPLIT_HELPER must be the https address of the other server's /v1: got "${helper}"`);
  const { token, verifyKey } = splitSecrets(secret);
  const split: SplitLeader = {
    terms: { helper, coordinates: coordinatesVersion },
    coordinates,
    verifyKey,
    helper: createHelperClient({ url: helper, token, noiseMultiplier, fetch }),
    noiseBytes: randomBytes,
  };
  return { role: "leader", split };
}
