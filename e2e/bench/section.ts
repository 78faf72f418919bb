import type { Browser } from "playwright";
import type { LoadedModel } from "../../src/model/model-folder.ts";
import type { BenchOptions } from "./bench-options.ts";
import type { EngineHost } from "./engine-host.ts";
import type { ModelName } from "./model-folders.ts";
import type { Results } from "./results.ts";

/** What every section of the benchmark gets: where to run, what to run, and where its figures go. */
export interface SectionContext {
  readonly browser: Browser;
  readonly host: EngineHost;
  readonly results: Results;
  readonly options: BenchOptions;
  readonly models: ReadonlyMap<ModelName, LoadedModel>;
  /** The repository. */
  readonly root: string;
  /** As many as the browser says that there are: threads of the peers, and workers of ours. */
  readonly cores: number;
  /** A line of progress. */
  readonly say: (line: string) => void;
}
