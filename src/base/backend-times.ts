/** What one query and one batch of eight long titles take on a backend, in ms. */
export interface BackendTimes {
  readonly queryMs: number;
  readonly batchMs: number;
}
