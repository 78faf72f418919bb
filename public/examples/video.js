import { askedFor, listedEntities, make, showItem, showNothing } from "./item-page.js";

const id = askedFor("watch");
if (id !== null) {
  const entity = listedEntities().find((one) => one.identifier === id);
  const hue = { saw: 25, bread: 45, star: 265, wheel: 205, bird: 140, wave: 175 };
  if (entity === undefined) showNothing();
  else showVideo(entity, hue[entity.keywords]);
}

function showVideo(entity, hue) {
  const seconds = Number(/\d+/.exec(entity.duration)[0]);
  const video = make("video", { controls: true, playsInline: true });
  video.poster = URL.createObjectURL(poster(entity.name, hue));
  video.src = URL.createObjectURL(melody(entity.identifier, seconds));
  showItem(
    entity,
    video,
    make("h1", { textContent: entity.name }),
    make("p", { className: "meta", textContent: `${entity.author.name} · ${seconds} seconds` }),
    make("p", { textContent: entity.description }),
  );
}

/** A film without a camera: its title on a night sky. */
function poster(title, hue) {
  const root = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const add = (name, attributes, text = "") => {
    const element = document.createElementNS(root.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
    root.append(element);
  };
  root.setAttribute("viewBox", "0 0 640 360");
  add("rect", { width: 640, height: 360, fill: `hsl(${hue} 45% 22%)` });
  for (let ring = 1; ring < 6; ring++)
    add("circle", { cx: 520, cy: 90, r: ring * 46, fill: `hsl(${hue + 20} 60% 60% / 0.09)` });
  add(
    "text",
    { x: 40, y: 210, fill: "#fff", "font-family": "system-ui, sans-serif", "font-size": 27 },
    title,
  );
  return new Blob([new XMLSerializer().serializeToString(root)], { type: "image/svg+xml" });
}

/**
 * A quiet tune of plucked notes from a pentatonic scale, another for each film: these pages bring no media files.
 *
 * @see http://soundfile.sapp.org/doc/WaveFormat/
 */
function melody(seed, seconds) {
  const rate = 8_000;
  const samples = seconds * rate;
  const view = new DataView(new ArrayBuffer(44 + samples));
  for (const [at, word] of [0x52494646, 0, 0x57415645, 0x666d7420].entries()) view.setUint32(at * 4, word);
  view.setUint32(4, 36 + samples, true);
  view.setUint32(16, 16, true); // length of this part
  view.setUint16(20, 1, true); // plain samples
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, rate, true);
  view.setUint32(28, rate, true); // bytes a second
  view.setUint16(32, 1, true); // bytes a sample
  view.setUint16(34, 8, true); // bits a sample
  view.setUint32(36, 0x64617461);
  view.setUint32(40, samples, true);
  const scale = [220, 247, 277, 330, 370, 440];
  for (let at = 0; at < samples; at++) {
    const beat = Math.floor(at / (rate / 2));
    const pitch = scale[(seed.charCodeAt(beat % seed.length) + beat) % scale.length];
    const age = (at % (rate / 2)) / rate;
    view.setUint8(44 + at, 128 + 40 * Math.exp(-5 * age) * Math.sin(2 * Math.PI * pitch * age));
  }
  return new Blob([view.buffer], { type: "audio/wav" });
}
