import { DELTA_VERSION } from "../federation/delta.ts";
import type * as all from "./split-terms-of.ts";

/**
 * In the place of split-terms-of.ts where the worker is one file: what splits an upload would make it a seventh larger for every page. It
 * knows no split terms, so that nothing is made or sent where a server has them.
 */
export const splitTermsOf: typeof all.splitTermsOf = () => null;

export const canMake: typeof all.canMake = ({ isSplit, deltaVersion }) =>
  !isSplit && deltaVersion === DELTA_VERSION;
