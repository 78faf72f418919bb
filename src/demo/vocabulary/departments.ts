import { bags } from "./bags.ts";
import { clothing } from "./clothing.ts";
import { furniture } from "./furniture.ts";
import { garden } from "./garden.ts";
import { kids } from "./kids.ts";
import { kitchen } from "./kitchen.ts";
import { living } from "./living.ts";
import { sound } from "./sound.ts";
import type { DepartmentVocabulary } from "./vocabulary.ts";

/** The eight departments, in the order of the shop's navigation. */
export const departments: readonly DepartmentVocabulary[] = [
  furniture,
  living,
  kitchen,
  clothing,
  bags,
  sound,
  garden,
  kids,
];
