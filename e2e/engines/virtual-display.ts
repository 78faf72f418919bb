import { spawn } from "node:child_process";

const START_TIMEOUT_MS = 30_000;

/** An X server without a screen. @returns Its name for `DISPLAY`, on a number that is free. */
export async function virtualDisplay(
  xvfbPath: string,
  { width, height }: { width: number; height: number },
): Promise<{ name: string; stop: () => void }> {
  const child = spawn(
    xvfbPath,
    ["-displayfd", "3", "-screen", "0", `${width}x${height}x24`, "-nolisten", "tcp"],
    { stdio: ["ignore", "ignore", "ignore", "pipe"] },
  );
  const kill = (): void => void child.kill();
  process.once("exit", kill);
  const number = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`Cannot use ${xvfbPath} because it ${why}`));
    const timer = setTimeout(() => fail("named no display in time"), START_TIMEOUT_MS);
    child.once("exit", (code) => fail(`ended with code ${code}`));
    child.stdio[3]?.once("data", (data: Buffer) => {
      clearTimeout(timer);
      resolve(data.toString().trim());
    });
  });
  return {
    name: `:${number}`,
    stop: () => {
      process.off("exit", kill);
      kill();
    },
  };
}
