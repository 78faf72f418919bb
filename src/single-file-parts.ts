import * as consentPlatforms from "./page/consent/consent-platforms.ts";
import { bundled } from "./page/bundled.ts";
import * as session from "./session.ts";

/** The worker's script; the build writes it in. */
declare const PERSONAL_RANK_WORKER_TEXT: string;

bundled.modules = {
  "personal-rank-session.js": session,
  "personal-rank-consent-platforms.js": consentPlatforms,
};
bundled.workerText = PERSONAL_RANK_WORKER_TEXT;
