import { describeFloatDense } from "./float-dense.test-helper.ts";

describeFloatDense("plain");
describeFloatDense("relaxed");
