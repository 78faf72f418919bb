/** Filled by the build that has everything in one file; empty where the parts are files beside the script. */
export const bundled: { modules: Readonly<Record<string, unknown>>; workerText: string | null } = {
  modules: {},
  workerText: null,
};
