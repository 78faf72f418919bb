/** Stands in for consent platforms on the page that runs a test, as their vendors' scripts would. */
export interface FakePlatforms {
  /** `tcData` goes to every listener, now and later. */
  tcf(tcData: unknown): void;
  readonly tcfListeners: Map<number, (tcData: unknown, isSuccess: boolean) => void>;
  gtag(...command: unknown[]): void;
  shopify(fields: object): void;
  privacyControl(): void;
  /** Takes everything away again. */
  remove(): void;
}

/** What Google's snippet pushes for a command. */
export function gtagArguments(..._command: unknown[]): IArguments {
  // oxlint-disable-next-line prefer-rest-params -- pages push this very object
  return arguments;
}

export function fakePlatforms(): FakePlatforms {
  const page = window as unknown as Record<string, unknown>;
  const tcfListeners: FakePlatforms["tcfListeners"] = new Map();
  let current: unknown;
  let nextId = 1;
  return {
    tcfListeners,
    tcf: (tcData) => {
      current = tcData;
      page["__tcfapi"] ??= (
        command: string,
        version: number,
        callback: (answer: unknown, isSuccess: boolean) => void,
        id: number,
      ) => {
        if (version !== 2) return;
        if (command === "removeEventListener") callback(tcfListeners.delete(id), true);
        if (command !== "addEventListener") return;
        const listenerId = nextId++;
        tcfListeners.set(listenerId, (data) => callback({ ...(data as object), listenerId }, true));
        tcfListeners.get(listenerId)!(current, true);
      };
      for (const tell of tcfListeners.values()) tell(current, true);
    },
    gtag: (...command) => {
      page["dataLayer"] ??= [];
      (page["dataLayer"] as unknown[]).push(gtagArguments(...command));
    },
    shopify: (fields) => {
      page["Shopify"] = { ...(page["Shopify"] as object | undefined), ...fields };
    },
    privacyControl: () =>
      void Object.defineProperty(navigator, "globalPrivacyControl", { configurable: true, value: true }),
    remove: () => {
      for (const name of ["__tcfapi", "dataLayer", "Shopify"]) delete page[name];
      delete (navigator as unknown as Record<string, unknown>)["globalPrivacyControl"];
    },
  };
}

/** What a platform of the IAB tells of a visitor who has chosen. */
export function tcDataOf(isGranted: boolean, eventStatus = "tcloaded"): object {
  const consents = { 1: isGranted, 2: true, 5: isGranted, 6: isGranted };
  return { gdprApplies: true, eventStatus, cmpStatus: "loaded", purpose: { consents } };
}
