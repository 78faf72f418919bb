export { symmetricEigen as eigenvectors } from "../base/symmetric-eigen.ts";
