import { fieldsOf, idOf, listOf, textOf } from "./json.ts";

/** Ids that a tokenizer puts around every text. */
export interface Frame {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/**
 * Reads the `post_processor` of a tokenizer.json, as far as it concerns single texts.
 *
 * @throws {RangeError} naming a part that is missing, wrong or of a type we do not know.
 */
export function readFrame(json: unknown): Frame {
  if (json === null || json === undefined) return { before: [], after: [] };
  const fields = fieldsOf(json, "post-processor");
  switch (fields["type"]) {
    case "TemplateProcessing":
      return readTemplate(fields);
    case "BertProcessing":
    case "RobertaProcessing":
      return { before: [pairId(fields["cls"], "cls")], after: [pairId(fields["sep"], "sep")] };
    case "Sequence": {
      const frames = listOf(fields["processors"], 'post-processor "Sequence"').map(readFrame);
      return {
        before: frames.flatMap(({ before }) => before),
        after: frames.flatMap(({ after }) => after),
      };
    }
    default:
      throw new RangeError(`its post-processor "${String(fields["type"])}" is not supported`);
  }
}

function readTemplate(fields: ReturnType<typeof fieldsOf>): Frame {
  const tokens = fieldsOf(fields["special_tokens"], '"special_tokens"');
  const [before, after]: [number[], number[]] = [[], []];
  let target = before;
  for (const item of listOf(fields["single"], 'template "single"')) {
    const { SpecialToken: special, Sequence: sequence } = fieldsOf(item, "template's part");
    if (sequence !== undefined) {
      target = after;
      continue;
    }
    const name = textOf(fieldsOf(special, "template's part")["id"], "special token");
    const ids = listOf(fieldsOf(tokens[name], `special token "${name}"`)["ids"], `special token "${name}"`);
    target.push(...ids.map((id) => idOf(id, `special token "${name}"`)));
  }
  return { before, after };
}

/** The id of a pair such as ["[CLS]", 101]. */
function pairId(pair: unknown, name: string): number {
  return idOf(listOf(pair, `"${name}"`)[1], `id of "${name}"`);
}
