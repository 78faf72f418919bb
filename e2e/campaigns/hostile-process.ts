import { constants, getPriority, setPriority } from "node:os";
import { attack, type AttackOptions } from "./attack.ts";
import { HOSTILE_SENDERS } from "./hostile-senders.ts";

/** A third of the server's weight; with the least there is they do not get to write at all on a busy machine. */
const LESS = 5;

// A process of its own, as the senders would be machines of their own: they take what the server and those who behave leave over.
setPriority(Math.min(constants.priority.PRIORITY_LOW, getPriority() + LESS));
const { only, ...options } = JSON.parse(process.argv[2]) as AttackOptions & { readonly only: string };
const senders = HOSTILE_SENDERS.filter(({ name }) => name.includes(only));
process.stdout.write(JSON.stringify(await attack(senders, options)));
