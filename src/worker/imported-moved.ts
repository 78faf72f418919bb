import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import type { Change, Records } from "../store/records.ts";

/**
 * What an import has brought stays apart from what is learned here: a new global head moves both alike.
 *
 * @param step The head before and after it moved.
 */
export async function importedMoved(
  records: Records,
  step: { readonly before: ArrayLike<number>; readonly after: ArrayLike<number> },
): Promise<Change[]> {
  const sharing = await records.get("sharing", "sharing");
  const imported = sharing?.importedOffset;
  if (sharing === undefined || !(imported instanceof Float64Array) || imported.length !== FEATURE_COUNT)
    return [];
  const importedOffset = imported.map((value, at) => value + step.after[at] - step.before[at]);
  return [{ type: "put", kind: "sharing", record: { ...sharing, importedOffset } }];
}
