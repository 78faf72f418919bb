type Locks = Pick<LockManager, "request">;

/**
 * Runs an action while a lock of this origin is held, so that no other tab runs one of that name meanwhile.
 *
 * Where there are no locks (no secure context) or they are refused, as storage may be, the action runs all the same: two tabs
 * may then overwrite each other's last update.
 *
 * @throws What the action throws.
 * @see https://w3c.github.io/web-locks/
 */
export function withLock<Result>(
  locks: Locks | undefined,
  name: string,
  action: () => Promise<Result>,
): Promise<Result> {
  return locking(locks, action, (held, begin) => held.request(name, begin));
}

/** As {@link withLock}, but where somebody holds the lock nothing is run: null then, at once. */
export function withFreeLock<Result>(
  locks: Locks | undefined,
  name: string,
  action: () => Promise<Result>,
): Promise<Result | null> {
  return locking<Result | null>(locks, action, (held, begin) =>
    held.request(name, { ifAvailable: true }, async (lock) => (lock === null ? null : begin())),
  );
}

async function locking<Result>(
  locks: Locks | undefined,
  action: () => Promise<Result>,
  request: (locks: Locks, begin: () => Promise<Result>) => Promise<Result>,
): Promise<Result> {
  let isBegun = false;
  const begin = (): Promise<Result> => {
    isBegun = true;
    return action();
  };
  if (locks === undefined) return begin();
  try {
    return await request(locks, begin);
  } catch (thrown) {
    if (isBegun) throw thrown;
    return begin();
  }
}
