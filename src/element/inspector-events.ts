import { html, nothing, type TemplateResult } from "lit";
import type { StoredEvent } from "../worker/protocol.ts";
import { type ForgetOne, renderForgetOne, renderForgotten } from "./inspector-forget.ts";

/** How an event is told: a word for the log, a class for its colour. */
const words: Readonly<Record<StoredEvent["type"], string>> = {
  impression: "seen",
  click: "opened",
  dwell: "looked at",
  cart: "in cart",
  purchase: "bought",
  engage: "in depth",
  goal: "reached",
};

/**
 * The "Events" tab: what the visitor did, newest first, as the browser has it.
 *
 * @param one Forgetting of single events; without it there are no buttons.
 */
export function renderEvents(
  events: readonly StoredEvent[],
  seen: { readonly areShown: boolean; readonly toggle: () => void },
  nowMs: number,
  one?: ForgetOne,
): TemplateResult {
  if (events.length === 0) {
    return html`<div class="note">
        <strong>Nothing happened yet.</strong> Scroll through a list or open a product, and it shows up here.
      </div>
      ${one === undefined ? nothing : renderForgotten(one.outcome)}`;
  }
  const shown = seen.areShown ? events : events.filter(({ type }) => type !== "impression");
  return html`<p class="counts">
      ${Object.entries(words).map(([type, word]) => {
        const count = events.filter((event) => event.type === type).length;
        return count === 0 ? "" : html`<span class="event ${type}">${count} ${word}</span>`;
      })}
    </p>
    <label class="check"
      ><input type="checkbox" .checked=${seen.areShown} @change=${seen.toggle} /> Show what was only
      seen</label
    >
    <div class="scroll" tabindex="0" role="region" aria-label="Event log">
      <table class="log">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Event</th>
            <th scope="col">Product</th>
            <th scope="col" class="number">Place</th>
            <th scope="col" class="number">Step</th>
            ${one === undefined ? nothing : html`<th scope="col"><span class="hidden">Forget</span></th>`}
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (event) =>
              html`<tr>
                <td class="time">${timeOf(event.atMs, nowMs)}</td>
                <td><span class="event ${event.type}">${words[event.type]}</span></td>
                <td class="log-title" title=${event.title}>${event.title}</td>
                <td class="number">${event.position > 0 ? event.position : "–"}</td>
                <td class="number">${event.generation}</td>
                ${
                  one === undefined
                    ? nothing
                    : html`<td>${renderForgetOne(event, { word: words[event.type], one })}</td>`
                }
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${one === undefined ? nothing : renderForgotten(one.outcome)}
    <p class="small">
      “Step” is how often the personal weights had been updated when it happened. Of what was only seen the
      newest 200 are listed, and 200 of all else.
    </p>`;
}

/** With its day, unless that is today. */
function timeOf(atMs: number, nowMs: number): string {
  const [at, now] = [new Date(atMs), new Date(nowMs)];
  return at.toLocaleString([], {
    ...(at.toDateString() === now.toDateString() ? {} : { dateStyle: "short" }),
    timeStyle: "medium",
    hourCycle: "h23",
  });
}
