import { parseArgs } from "node:util";
import type { AccessTables } from "./access-tables.ts";
import type { Site, SiteRow } from "./site-table.ts";

const DEFAULT_QUOTA = 10_000;
const DEFAULT_GRACE_HOURS = 168;
const HOUR_MS = 60 * 60 * 1_000;

export const TOKEN_COMMANDS_HELP: string = `Sites (shops whose pages may send reports; without any, everybody may; nodes know within a second)
  tokens create NAME --origin ORIGIN[=N]…       makes a site and says its token, once; --origin again for each further one;
                                                N: so many reports of the quota are for this origin alone, and it has no
                                                more; the others have equal parts of the rest
                     [--quota N]                reports that all its pages may send in a day, by UTC (default ${DEFAULT_QUOTA})
  tokens list                                   sites, their origins, tokens and quotas, and how many reports came today
  tokens change NAME [--origin ORIGIN[=N]…] [--quota N]   other origins in the place of all before, or another quota
  tokens rotate NAME [--grace-hours N]          says a new token; those before are valid for N hours more
                                                (default ${DEFAULT_GRACE_HOURS}, for pages in caches; 0: not at all)
  tokens revoke NAME                            ends all tokens of a site at once; the server stays closed to others
`;

const NAME = /^[\w.-]{1,64}$/;
const MAX_GRACE_HOURS = 24 * 365;

/**
 * Runs `tokens …`.
 *
 * @param parameters What comes after `tokens`.
 * @returns What it says.
 * @throws {Error} for an unknown command or site, an origin that is none, or a number out of range.
 */
export async function runTokenCommand(
  parameters: readonly string[],
  { sites }: Pick<AccessTables, "sites">,
): Promise<string> {
  const { positionals, values } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: {
      origin: { type: "string", multiple: true },
      quota: { type: "string" },
      "grace-hours": { type: "string" },
    },
  });
  const [command, name, surplus] = positionals;
  const allowed = command === undefined ? undefined : ALLOWED.get(command);
  if (allowed === undefined)
    throw new Error(`There is no command "tokens ${command ?? ""}"; --help lists them`);
  const unfit = Object.keys(values).find((option) => !allowed.includes(option));
  if (surplus !== undefined || unfit !== undefined)
    throw new Error(`Cannot run "tokens ${command}" with "${surplus ?? `--${unfit}`}": --help says how`);
  if (command === "list") return listOf(await sites.list());
  if (name === undefined || !NAME.test(name))
    throw new Error(
      `Cannot ${command} as a site's name must be 1 to 64 letters, digits or . _ -: got "${name ?? ""}"`,
    );
  const origins = values.origin === undefined ? null : originsFrom(values.origin);
  const quota = numberFrom("quota", values.quota, { least: 1, most: Number.MAX_SAFE_INTEGER });
  switch (command) {
    case "create": {
      if (origins === null)
        throw new Error(
          `Cannot create the site "${name}" as its pages' origin must be given: add --origin https://…`,
        );
      return tagOf(name, await sites.create({ name, ...origins, dailyQuota: quota ?? DEFAULT_QUOTA }));
    }
    case "change": {
      if (origins === null && quota === null)
        throw new Error(`Cannot change the site "${name}" without --origin or --quota`);
      await sites.change(name, {
        ...origins,
        ...(quota === null ? {} : { dailyQuota: quota }),
      });
      return `The site "${name}" is changed\n`;
    }
    case "rotate": {
      const hours =
        numberFrom("grace-hours", values["grace-hours"], { least: 0, most: MAX_GRACE_HOURS }) ??
        DEFAULT_GRACE_HOURS;
      const token = await sites.rotate(name, hours * HOUR_MS);
      return `${tagOf(name, token)}The tokens before are valid for ${hours} hours more\n`;
    }
    default:
      return `${await sites.revoke(name)} tokens of the site "${name}" are revoked; "tokens rotate" gives it a new one\n`;
  }
}

/** The options of each command. */
const ALLOWED: ReadonlyMap<string, readonly string[]> = new Map([
  ["create", ["origin", "quota"]],
  ["list", []],
  ["change", ["origin", "quota"]],
  ["rotate", ["grace-hours"]],
  ["revoke", []],
]);

function tagOf(name: string, token: string): string {
  return `Pages of the site "${name}" name this token, which is not shown again: data-sync-token="${token}"\n`;
}

/** Of `ORIGIN` or `ORIGIN=N` each; no origin has a "=" in it. */
function originsFrom(texts: readonly string[]): Pick<Site, "origins" | "setApart"> {
  const setApart = new Map<string, number>();
  const origins = texts.map((text) => {
    const [name, ...rest] = text.split("=");
    const origin = originFrom(name);
    const own = rest.length === 0 ? undefined : rest.join("=");
    const quota = numberFrom(`origin ${origin}=`, own, { least: 1, most: Number.MAX_SAFE_INTEGER });
    if (quota !== null) setApart.set(origin, quota);
    return origin;
  });
  const twice = origins.find((origin, at) => origins.indexOf(origin) !== at);
  if (twice !== undefined) throw new Error(`Cannot use --origin ${twice} twice: name each origin once`);
  return { origins, setApart };
}

/** As a browser writes it: no path, no slash, no default port, small letters. */
function originFrom(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === "https:" || url.protocol === "http:") && url.origin === text)
    return text;
  const better = url === null || url.origin === "null" ? "https://shop.example" : url.origin;
  throw new Error(
    `Cannot use --origin "${text}" as it must be an origin as browsers write it, such as ${better}`,
  );
}

function numberFrom(
  name: string,
  text: string | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new Error(`Cannot use --${name} "${text}" as it must be a whole number from ${least} to ${most}`);
}

function listOf(rows: readonly SiteRow[]): string {
  if (rows.length === 0) return 'There is no site: everybody may send reports; "tokens create" makes one\n';
  return rows.map(linesOf).join("");
}

function linesOf({ name, origins, dailyQuota, reports, byOrigin, tokens }: SiteRow): string {
  const minute = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
  const lines = tokens.map(({ createdAtMs, endsAtMs }) => {
    const until = endsAtMs === null ? "" : `, valid until ${minute(endsAtMs)}`;
    return `    token of ${minute(createdAtMs)}${until}\n`;
  });
  const ofOrigins = [...byOrigin].map(
    ([origin, one]) => `    ${one.reports} of ${one.dailyQuota} of ${origin}\n`,
  );
  const none = '    no token: its pages may send nothing; "tokens rotate" makes one\n';
  return `${name}  ${reports} of ${dailyQuota} reports today  ${origins.join(" ")}\n${origins.length > 1 ? ofOrigins.join("") : ""}${lines.join("") || none}`;
}
