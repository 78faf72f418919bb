/**
 * Minutes of a duration as schema.org writes it, in days, hours, minutes and seconds; undefined for what is none.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3339#appendix-A
 */
export function durationMinutes(duration: unknown): number | undefined {
  const parts =
    typeof duration === "string"
      ? /^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(duration.slice(0, 40))
      : null;
  if (parts === null) return undefined;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  return days * 1440 + hours * 60 + minutes + seconds / 60;
}
