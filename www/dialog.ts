/** The question before a deletion. What a dry run says stands in it, and without its consent there is no yes. */

import type { TrafficMirrorSession } from "alicloud-traffic-mirror";
import { byId, el } from "./dom.js";
import { describe } from "./errors.js";

/** What became of a dry run. */
export type Check = { requestId: string } | { error: unknown };

/** Asks whether to delete this session. Resolves with false where the answer is no, or the dry run says no. */
export async function confirmDeletion(
  session: TrafficMirrorSession,
  check: Promise<Check>,
): Promise<boolean> {
  const dialog = byId<HTMLDialogElement>("confirm");
  const yes = byId<HTMLButtonElement>("confirm-yes");
  const no = byId<HTMLButtonElement>("confirm-no");
  const result = byId("confirm-check");
  byId("confirm-title").textContent =
    `Delete ${session.TrafficMirrorSessionName || session.TrafficMirrorSessionId}?`;
  yes.disabled = true;
  result.className = "check";
  result.replaceChildren(
    el("strong", {}, "Dry run"),
    el("span", {}, "The service is asked whether it could be deleted…"),
  );

  const answered = new Promise<boolean>((resolve) => {
    yes.onclick = () => dialog.close("yes");
    no.onclick = () => dialog.close("no");
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
  });
  // Escape closes without a value; it must not find the last one's.
  dialog.returnValue = "";
  dialog.showModal();
  // The harmless answer comes first to hand.
  no.focus();

  check.then((outcome) => {
    if ("requestId" in outcome) {
      yes.disabled = false;
      result.className = "check passed";
      result.replaceChildren(
        el("strong", {}, "Dry run passed"),
        el("span", {}, "Nothing was changed yet."),
        el("code", {}, `RequestId ${outcome.requestId}`),
      );
      return;
    }
    const { title, hint } = describe(outcome.error);
    result.className = "check refused";
    result.replaceChildren(
      el("strong", {}, "Dry run refused"),
      el("span", {}, title),
      ...(hint ? [el("span", {}, hint)] : []),
    );
  });
  return await answered;
}
