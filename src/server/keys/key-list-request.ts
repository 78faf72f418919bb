import { encodeKeyList, parseKeyList } from "../../federation/key-list.ts";
import type { KeyList } from "../../federation/key-list.ts";
import { fieldsOf, jsonOf } from "../../federation/read-fields.ts";
import { openEnvelope, sealEnvelope } from "../../federation/signed-envelope.ts";
import type { OpenedEnvelope } from "../../federation/signed-envelope.ts";

/** What a server asks of the root key, which is on another machine: to sign the next key list. It holds no secret. */
export interface KeyListRequest {
  /** The list as it is, signed; null if there is none. */
  readonly present: OpenedEnvelope | null;
  /** The list as it is to be, but for the time until which it holds. */
  readonly wanted: KeyList;
}

const TYPE = "key-list-request";

export function encodeKeyListRequest({ present, wanted }: KeyListRequest): string {
  const sealed = present === null ? null : sealEnvelope(present.signed, present.signatures);
  return `${JSON.stringify({ type: TYPE, present: sealed, wanted: encodeKeyList(wanted) })}\n`;
}

/**
 * @param source What it is called in errors.
 * @throws {ReleaseError} `format`. No signature is verified yet.
 */
export function parseKeyListRequest(text: string, source: string): KeyListRequest {
  const read = fieldsOf(jsonOf(text, source), source);
  read("type", isType, `"${TYPE}"`);
  const present = read("present", isAnything, "a signed key list, or null");
  const wanted = read("wanted", isText, "a key list");
  return {
    present: present === null ? null : openEnvelope(present, `the present list of ${source}`),
    wanted: parseKeyList(wanted, `the wanted list of ${source}`),
  };
}

function isType(value: unknown): value is typeof TYPE {
  return value === TYPE;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isAnything(value: unknown): value is unknown {
  return value !== undefined;
}
