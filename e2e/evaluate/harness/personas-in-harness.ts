import { fileURLToPath } from "node:url";
import type { Product } from "../../../src/demo/product.ts";
import { inShop } from "../../../src/evaluation/contenders/in-shop.ts";
import { loadModelFolder } from "../../../src/evaluation/catalogue/load-model-folder.ts";
import { shipped } from "../../../src/evaluation/contenders/shipped.ts";
import { drawPersona, type PersonaWorld } from "../personas.ts";
import type { VisitLog } from "../visit-log.ts";
import { liveInHarness } from "./live-in-harness.ts";
import { type PersonaAgreement, personaAgreement } from "./persona-agreement.ts";
import { describePersonaLists } from "./persona-lists.ts";

const MODEL = fileURLToPath(new URL("../../../models/shelf-mini", import.meta.url));

/** Which personas lived in the browser, and where. */
export interface LivedPersonas {
  readonly world: PersonaWorld;
  readonly products: readonly Product[];
  /** Whether it is the demo's own catalogue, whose searches show a card that is paid for. */
  readonly hasSponsored: boolean;
  /** As the personas' own seeds are made of it. */
  readonly seedOf: (number: number) => number;
  /** Of each persona. */
  readonly visits: number;
  readonly report: (what: string | null, share?: number) => void;
}

/** Lets the personas who saw their own order in the browser live once more in the harness, and compares what both came to. */
export async function personasInHarness(
  logs: readonly VisitLog[],
  { world, products, hasSponsored, seedOf, visits, report }: LivedPersonas,
): Promise<PersonaAgreement[]> {
  const own = logs
    .filter(({ arm }) => arm === "personal")
    .toSorted((a, b) => a.persona - b.persona || a.visit - b.visit);
  const model = await loadModelFolder(MODEL, null);
  const { contender, globalWeights } = shipped(model);
  const describe = await describePersonaLists(
    { products, queries: world.queries },
    model,
    globalWeights,
    (share) => report("encoding the catalogue", share),
  );
  const shop = { search: world.search, hasSponsored, describe, contender: inShop(contender), globalWeights };
  const groups = [...new Set(own.map(({ engine, clickModel }) => `${engine} ${clickModel}`))].map((key) =>
    own.filter(({ engine, clickModel }) => `${engine} ${clickModel}` === key),
  );
  return groups.map((group) => {
    const [{ engine, clickModel }] = group;
    const numbers = [...new Set(group.map(({ persona }) => persona))];
    const harness = numbers.map((number, done) => {
      report(`shoppers in the harness (${clickModel})`, done / numbers.length);
      const drawn = { number, seed: seedOf(number), visits, clickModel, arm: "personal" } as const;
      return liveInHarness(drawPersona(world, drawn), shop);
    });
    const browser = numbers.map((number) => group.filter(({ persona }) => persona === number));
    return personaAgreement({ engine, clickModel }, browser, harness);
  });
}
