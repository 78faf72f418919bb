/** The visitor's state as JSON has it: nothing in it is hidden, and nothing in it was sent anywhere. */
export interface ExportedState {
  readonly format: "personal-rank-state";
  /** Of the records' shape. */
  readonly schemaVersion: number;
  /** Of the features that the numbers belong to. */
  readonly layout: string;
  /** CRC-32 of the records as JSON: finds damage, and no forgery. */
  readonly checksum: number;
  /** By kind; arrays of numbers as `{ "$array": type, "base64": bytes }`. */
  readonly records: Readonly<Record<string, readonly unknown[]>>;
}

/** What an import has brought. */
export interface Imported {
  /** Of the personal head that is now this browser's. */
  readonly generation: number;
  readonly events: number;
}
