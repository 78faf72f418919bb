import { constants, setPriority } from "node:os";
import { attack, type AttackOptions } from "./attack.ts";
import { HOSTILE_SENDERS } from "./hostile-senders.ts";

// A process of its own, as the senders would be machines of their own: they take what the server and those who behave leave over.
setPriority(constants.priority.PRIORITY_LOW);
const { only, ...options } = JSON.parse(process.argv[2]) as AttackOptions & { readonly only: string };
const senders = HOSTILE_SENDERS.filter(({ name }) => name.includes(only));
process.stdout.write(JSON.stringify(await attack(senders, options)));
