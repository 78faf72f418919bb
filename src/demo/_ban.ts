import { a } from "../evaluation/x.ts";
import { b } from "fastify";
import { c } from "lit";
import {d} from "idb";
import { e } from "@tensorflow/tfjs-core/dist/base";
export const z = [a,b,c,d,e, document, Math.random(), Date.now()];
