/*
 * JavaScript in front of the worker's script. `spoil(device, number)` is called with every device that the worker gets, from 0;
 * `refuse(number)` says whether there is no adapter any more, `number` being how many devices there were.
 */

const around = (body: string): string => `{
  const gpu = navigator.gpu, ask = gpu.requestAdapter.bind(gpu);
  let devices = 0;
  let spoil = () => undefined, refuse = () => false;
  ${body}
  gpu.requestAdapter = async (options) => {
    if (refuse(devices)) return null;
    const adapter = await ask(options);
    const request = adapter.requestDevice.bind(adapter);
    adapter.requestDevice = async (wanted) => {
      const device = await request(wanted);
      spoil(device, devices++);
      return device;
    };
    return adapter;
  };
}`;

/** Destroyed so much after it was given, in ms; the first one, or every one. */
export function destroyed(afterMs: number, isEvery: boolean): string {
  return around(
    `spoil = (device, number) => { if (number === 0 || ${isEvery}) setTimeout(() => device.destroy(), ${afterMs}); };`,
  );
}

/** No memory for a buffer after so many: the browser gives one that cannot be used, and says so later; or refuses at once. */
export function outOfMemory(afterBuffers: number, isEvery: boolean, isThrown: boolean): string {
  return around(`spoil = (device, number) => {
    if (number > 0 && !${isEvery}) return;
    const create = device.createBuffer.bind(device);
    let left = ${afterBuffers};
    device.createBuffer = (descriptor) => {
      if (left-- > 0) return create(descriptor);
      if (${isThrown}) throw new RangeError("createBuffer failed, size is too large for the implementation when mappedAtCreation == true");
      device.dispatchEvent(new GPUUncapturedErrorEvent("uncapturederror", { error: new GPUOutOfMemoryError("Buffer allocation failed") }));
      return create({ ...descriptor, mappedAtCreation: false, size: device.limits.maxBufferSize + 4 });
    };
  };`);
}

/** No adapter from the beginning, or no second one after the first was lost. */
export function vanished(afterMs: number, isFromTheBeginning: boolean): string {
  return around(`refuse = (given) => ${isFromTheBeginning} || given > 0;
    spoil = (device) => { setTimeout(() => device.destroy(), ${afterMs}); };`);
}

/** Shaders whose results are not numbers, from the so many-th time that results are read; of the first device, or of every one. */
export function notANumber(afterReadings: number, isEvery: boolean): string {
  return around(`let left = 0, isSpoiled = false;
    spoil = (device, number) => { isSpoiled = number === 0 || ${isEvery}; left = ${afterReadings}; };
    const range = GPUBuffer.prototype.getMappedRange;
    GPUBuffer.prototype.getMappedRange = function (...asked) {
      const bytes = range.apply(this, asked);
      if ((this.usage & GPUBufferUsage.MAP_READ) !== 0 && isSpoiled && left-- <= 0) new Float32Array(bytes).fill(NaN, 0, bytes.byteLength >> 3);
      return bytes;
    };`);
}

/** Shaders that write what is no number: the compiler's fault, of every device. */
export const WRONG_SHADERS: string = around(`spoil = (device) => {
    const create = device.createShaderModule.bind(device);
    device.createShaderModule = (descriptor) =>
      create({ ...descriptor, code: descriptor.code.replace(/inverseSqrt\\(/g, "sqrt(-1.0 - ") });
  };`);

/** In the page: finds what is no number anywhere in what is stored; gives where. */
export const FIND_STORED_NAN = `(async () => {
  const found = [];
  const look = (value, path) => {
    if (typeof value === "number") { if (Number.isNaN(value)) found.push(path); }
    else if (ArrayBuffer.isView(value) && !(value instanceof DataView)) { if (value.some((one) => Number.isNaN(Number(one)))) found.push(path); }
    else if (typeof value === "object" && value !== null) for (const [key, inner] of Object.entries(value)) look(inner, path + "." + key);
  };
  const open = indexedDB.open("personal-rank");
  const database = await new Promise((resolve, reject) => { open.onsuccess = () => resolve(open.result); open.onerror = () => reject(open.error); });
  let vectors = 0;
  for (const name of database.objectStoreNames) {
    const all = await new Promise((resolve, reject) => {
      const asked = database.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => resolve(asked.result); asked.onerror = () => reject(asked.error);
    });
    if (name === "embeddings") vectors = all.length;
    look(all, name);
  }
  database.close();
  return { found, vectors };
})()`;
