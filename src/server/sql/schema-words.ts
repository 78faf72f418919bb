/** The few words of a schema in which databases differ. */
export interface Words {
  readonly integer: string;
  readonly real: string;
  readonly bytes: string;
  readonly end: string;
}

export const SQLITE: Words = { integer: "INTEGER", real: "REAL", bytes: "BLOB", end: ") STRICT" };
export const POSTGRES: Words = { integer: "BIGINT", real: "DOUBLE PRECISION", bytes: "BYTEA", end: ")" };
