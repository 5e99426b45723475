// freeze.mjs V86 PARTS LIMITS TARGET: boots the machine in Node, from the files in the folder PARTS, and
// writes its state, as it waits at its prompts, to TARGET. What it took is printed as JSON.

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import zlib from "node:zlib";
import { Agent } from "../../../static/js/machine-agent.js";
import { hardware } from "../../../static/js/machine-hardware.js";

const [library, parts, limits, target] = process.argv.slice(2);
const { V86 } = await import(pathToFileURL(path.join(library, "build/libv86.mjs")).href);
/** @param {string} name */
const part = async (name) => {
  const bytes = await readFile(path.join(parts, name));
  return { buffer: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) };
};
const begun = performance.now();
const seconds = () => Math.round((performance.now() - begun) / 10) / 100;
const machine = new V86({
  ...hardware(JSON.parse(limits)),
  wasm_path: path.join(library, "build/v86.wasm"),
  bios: await part("bios"),
  vga_bios: await part("vgabios"),
  bzimage: await part("kernel"),
  initrd: await part("initramfs"),
  cmdline: "console=ttyS0 tsc=reliable mitigations=off random.trust_cpu=on cryptomgr.notests loglevel=4 panic=-1",
});
let words = "";
const agent = new Agent((bytes) => {
  for (const byte of bytes) machine.bus.send("serial0-input", byte);
});
machine.add_listener("serial0-output-byte", (/** @type {number} */ byte) => {
  words = (words + String.fromCharCode(byte)).slice(-4000);
  if (process.env.TALK) process.stderr.write(String.fromCharCode(byte));
  agent.receive(Uint8Array.of(byte));
});
const screens = ["", ""];
screens.forEach((_, at) =>
  machine.add_listener(`serial${at + 1}-output-byte`, (/** @type {number} */ byte) => {
    screens[at] += String.fromCharCode(byte);
  }),
);
/** @param {() => boolean} true_ @param {number} most seconds @param {string} what */
async function until(true_, most, what) {
  const end = performance.now() + most * 1000;
  while (!true_()) {
    if (performance.now() > end) throw new Error(`${what} did not come.\n${words}${screens.join("\n")}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
await new Promise((done) => machine.add_listener("emulator-ready", done));
machine.run();
await until(() => screens.every((text) => /[$#] $/.test(text)), Number(process.env.PATIENCE ?? 900), "the prompts");
const booted = seconds();
if (process.env.TALK) console.error("prompts after", booted);
await until(() => /^0 0 0\r?$/m.test(words), 60, "the agent");
for (;;) {
  const { status } = await agent.run("exec /lab/ready", { user: "host", seconds: 60 });
  if (status === 0) break;
}
// The random numbers' generator is then older than what it takes for new entropy (a minute), so that
// no two copies go on alike.
const settled = await agent.run("sleep 61; rm -f /run/script; echo 3 >/proc/sys/vm/drop_caches", {
  user: "host",
  seconds: 600,
});
if (settled.status !== 0) throw new Error(`it did not come to rest: ${settled.output}`);
await machine.stop();
const state = new Uint8Array(await machine.save_state());
const packed = zlib.zstdCompressSync(state, {
  params: {
    [zlib.constants.ZSTD_c_compressionLevel]: 19,
    [zlib.constants.ZSTD_c_windowLog]: 25,
    [zlib.constants.ZSTD_c_contentSizeFlag]: 1,
    [zlib.constants.ZSTD_c_checksumFlag]: 1,
  },
  pledgedSrcSize: state.length,
});
await writeFile(target, packed);
const told = { booted_s: booted, whole_s: seconds(), state: state.length, packed: packed.length };
console.log(JSON.stringify({ ...told, screens }));
process.exit(0);
