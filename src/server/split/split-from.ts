import { unpredictableBytes } from "../unpredictable-bytes.ts";
import { isPrivateAddress } from "../../federation/split-terms.ts";
import { createHelperClient } from "./helper-client.ts";
import { MOST_SUMMED } from "./helper-messages.ts";
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
  /** Reports that make a round. */
  readonly cohort: number;
}

const KNOWN: readonly string[] = ["SPLIT_ROLE", "SPLIT_HELPER", "SPLIT_SECRET"];

/**
 * Reads what the environment says of a second aggregator: `SPLIT_HELPER` is its address, `SPLIT_ROLE=helper` makes this server one,
 * `SPLIT_SECRET` is what both know.
 *
 * What is half there, or may be one of them misspelt, is refused: whole deltas would be taken where somebody meant none to be seen.
 *
 * @throws {Error} for what does not go together, an address that others could listen to, a secret that could be guessed, and rounds that are
 *   too large to be summed.
 */
export function splitFrom(
  environment: Readonly<Record<string, string | undefined>>,
  { coordinates, coordinatesVersion, noiseMultiplier, cohort }: SplitConstants,
): SplitRoleFrom {
  const { SPLIT_ROLE: role = "", SPLIT_HELPER: helper = "", SPLIT_SECRET: secret = "" } = environment;
  for (const [name, value] of Object.entries(environment))
    if (name.startsWith("SPLIT_") && value !== "" && !KNOWN.includes(name))
      throw new Error(`${name} must not be there: those that begin with SPLIT_ are ${KNOWN.join(", ")}`);
  if (role !== "" && role !== "helper")
    throw new Error(`SPLIT_ROLE must be "helper", or not be there: got "${role}"`);
  if (role === "helper" && helper !== "")
    throw new Error("SPLIT_HELPER must not be there where SPLIT_ROLE is helper: it names the other server");
  if (role === "helper") return { role, secrets: splitSecrets(secret) };
  if (helper === "" && secret === "") return null;
  if (helper === "")
    throw new Error(
      'SPLIT_SECRET must not be there alone, as whole deltas would be taken: set SPLIT_HELPER to the address of the other server, or SPLIT_ROLE to "helper" at that one',
    );
  if (!isPrivateAddress(helper))
    throw new Error(`SPLIT_HELPER must be the https address of the other server's /v1: got "${helper}"`);
  if (cohort > MOST_SUMMED)
    throw new Error(`COHORT must be at most ${MOST_SUMMED} where rounds are split ones: got ${cohort}`);
  const { token, verifyKey } = splitSecrets(secret);
  const split: SplitLeader = {
    terms: { helper, coordinates: coordinatesVersion },
    coordinates,
    verifyKey,
    helper: createHelperClient({ url: helper, token, noiseMultiplier, fetch }),
    noiseBytes: unpredictableBytes(),
  };
  return { role: "leader", split };
}
