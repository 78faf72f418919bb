import { describeIntegerDense } from "./integer-dense.test-helper.ts";

describeIntegerDense("plain");
describeIntegerDense("relaxed");
