/** How much the busiest hour of a day is above the mean. */
const DAILY_SWING = 0.8;
/** One evening a week, for an hour, so many times the visits: a sale. */
const SALE_FACTOR = 5;
const SALE_HOUR = 20;

/**
 * The load at a time, as a multiple of the mean: least at 8 in the morning, most at 8 in the evening, and a sale every seventh evening.
 * The mean over a week is 1.04.
 */
export function loadAt(atDays: number): number {
  const hour = (atDays % 1) * 24;
  const daily = 1 + DAILY_SWING * Math.cos(((hour - SALE_HOUR) / 24) * 2 * Math.PI);
  const isSale = Math.floor(atDays) % 7 === 6 && Math.floor(hour) === SALE_HOUR;
  return daily * (isSale ? SALE_FACTOR : 1);
}
