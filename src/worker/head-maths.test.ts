import { createHeadKernels } from "../model/wasm/head-kernels.ts";
import { describeHeadMaths } from "./head-maths.test-helper.ts";

describeHeadMaths("createHeadKernels", createHeadKernels);
