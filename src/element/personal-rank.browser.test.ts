import { afterEach, expect, test } from "vitest";
import { PersonalRankElement } from "./personal-rank.ts";

if (customElements.get("personal-rank") === undefined)
  customElements.define("personal-rank", PersonalRankElement);

afterEach(() => document.body.replaceChildren());

test("a page that puts the next element there before it takes the last one away keeps its tag", async () => {
  const [last, next] = [new PersonalRankElement(), new PersonalRankElement()];
  document.body.append(last, next);
  await Promise.all([last.updateComplete, next.updateComplete]);
  expect(window.personalRank).toBe(last);
  last.remove();
  expect(window.personalRank).toBe(next);
  next.remove();
  expect(window.personalRank).toBeUndefined();
});

test("an element with the attribute inspect has its method of that name", async () => {
  document.body.innerHTML = '<personal-rank inspect="never"></personal-rank>';
  const element = document.querySelector("personal-rank")!;
  await element.updateComplete;
  expect(typeof element.inspect).toBe("function");
});
