import { expect, test } from "vitest";
import { networkPrefix } from "./network-prefix.ts";

test.each([
  ["203.0.113.7", "203.0.113"],
  ["::ffff:203.0.113.200", "203.0.113"],
  ["2001:db8:12:3456::1", "2001:db8:12"],
  ["2001:0DB8:0012::", "2001:db8:12"],
  ["2001:db8::7", "2001:db8:0"],
  ["fe80::1%eth0", "fe80:0:0"],
  ["::1", "0:0:0"],
  ["not an address", "unknown"],
  ["", "unknown"],
])("the network of %s is %s", (address, network) => {
  expect(networkPrefix(address)).toBe(network);
});
