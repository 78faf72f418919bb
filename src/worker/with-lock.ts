/**
 * Runs an action while a lock of this origin is held, so that no other tab runs one of that name meanwhile.
 *
 * Where there are no locks (no secure context) or they are refused, as storage may be, the action runs all the same: two tabs
 * may then overwrite each other's last update.
 *
 * @throws What the action throws.
 * @see https://w3c.github.io/web-locks/
 */
export async function withLock<Result>(
  locks: Pick<LockManager, "request"> | undefined,
  name: string,
  action: () => Promise<Result>,
): Promise<Result> {
  let isBegun = false;
  const begin = (): Promise<Result> => {
    isBegun = true;
    return action();
  };
  if (locks === undefined) return begin();
  try {
    return await locks.request(name, begin);
  } catch (thrown) {
    if (isBegun) throw thrown;
    return begin();
  }
}
