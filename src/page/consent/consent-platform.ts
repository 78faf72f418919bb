/** What a platform says: the visitor allows it, the visitor has said no, or nothing that counts yet. */
export type Answer = boolean | null;

/** One way in which pages tell whether a visitor has consented. */
export interface ConsentPlatform {
  /**
   * Looks whether the page has the platform, and listens to it from then on. May throw what the page throws.
   *
   * @returns True once there is nothing more to look for.
   */
  look(): boolean;
  stop(): void;
}

/** @param onAnswer Called with null once the platform is found, and with each answer it gives. */
export type MakeConsentPlatform = (onAnswer: (answer: Answer) => void) => ConsentPlatform;
