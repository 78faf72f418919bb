/** The visitor's database. The page knows its name too: it erases it when consent is withdrawn, worker or no worker. */
export const DATABASE_NAME = "personal-rank";
