import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** How much work one guess is: N = 2^`log2Cost`, r = 8. It takes 2^(log2Cost + 10) bytes of memory for the time. */
export interface PasswordCost {
  readonly log2Cost: number;
  readonly parallelization: number;
}

/**
 * 32 MiB for one hash.
 *
 * @see OWASP Password Storage Cheat Sheet, https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
 */
export const PASSWORD_COST: PasswordCost = { log2Cost: 15, parallelization: 3 };

const BLOCK_SIZE = 8;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const FORM = /^scrypt\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/;

/** The password as it is stored: `scrypt$log2Cost$parallelization$salt$hash`, salt and hash in base64url. */
export async function hashPassword(password: string, cost: PasswordCost = PASSWORD_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, cost);
  const words = [cost.log2Cost, cost.parallelization, salt.toString("base64url"), hash.toString("base64url")];
  return `scrypt$${words.join("$")}`;
}

/**
 * Says whether this is the password that was stored so; where it differs makes no difference to the time it takes.
 *
 * @throws {Error} if `stored` is not as {@link hashPassword} writes it.
 */
export async function isPasswordOf(stored: string, password: string): Promise<boolean> {
  const [, log2Cost, parallelization, salt, hash] = FORM.exec(stored) ?? [];
  if (hash === undefined)
    throw new Error(
      "Cannot check the password as its stored hash is damaged: remove the admin, and add it anew",
    );
  const cost = { log2Cost: Number(log2Cost), parallelization: Number(parallelization) };
  const derived = await derive(password, Buffer.from(salt, "base64url"), cost);
  return timingSafeEqual(derived, Buffer.from(hash, "base64url"));
}

/** On a thread of its own: the event loop goes on. */
function derive(password: string, salt: Uint8Array, cost: PasswordCost): Promise<Buffer> {
  const N = 2 ** cost.log2Cost;
  const options = {
    N,
    r: BLOCK_SIZE,
    p: cost.parallelization,
    maxmem: 128 * BLOCK_SIZE * (N + cost.parallelization + 2),
  };
  return new Promise((resolve, reject) => {
    // One text has one form, however it was typed.
    scrypt(password.normalize("NFC"), salt, HASH_BYTES, options, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}
