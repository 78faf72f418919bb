import { DEFAULT_GATE_BOUNDS, type GateBounds } from "../../federation/release-gate.ts";

/**
 * The gate's bounds with some of them changed.
 *
 * @param text E.g. "exposureMoved=.03,itemExposure=1.25"; empty for none.
 * @throws {Error} that says what is wanted, for a name that is no bound's or a value that is no number.
 */
export function gateBoundsFrom(text: string): GateBounds {
  const changes = text.split(",").filter((part) => part.trim() !== "");
  return changes.reduce<GateBounds>((bounds, change) => {
    const [name = "", value = ""] = change.split("=").map((part) => part.trim());
    if (!Object.hasOwn(bounds, name) || value === "" || !Number.isFinite(Number(value)))
      throw new Error(
        `--bounds must be like exposureMoved=.03,itemExposure=1.25, of ${Object.keys(bounds).join(", ")}: got "${change}"`,
      );
    return { ...bounds, [name]: Number(value) };
  }, DEFAULT_GATE_BOUNDS);
}
