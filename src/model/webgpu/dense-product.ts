import type { RowTile } from "./row-norm-code.ts";
import type { WeightForm } from "./weight-blocks.ts";

/** What a product needs to know of the dense kernel that it is a part of. */
export interface ProductSize {
  readonly tile: RowTile;
  readonly inputs: number;
  /** Outputs / 4. */
  readonly columns4: number;
  readonly form: WeightForm;
}

/** WGSL that adds rows of `x` times `weights` to `sum0`, `sum1` … of each thread. */
export interface DenseProduct {
  /** How far a thread's rows lie apart: `sum<r>` is of row `row + r · rowStep`. */
  readonly rowStep: number;
  /** Declarations outside of `main`. */
  readonly memory: string;
  /** May use `member`, `firstRow`, `firstColumn`, `row`, `column` and `last`, in units of rows and of 4 columns. */
  readonly code: string;
}
