import type { DepartmentVocabulary } from "./vocabulary.ts";

/** Things that play, ring and click. */
export const sound: DepartmentVocabulary = {
  name: "Sound & Desk",
  kind: "sound",
  brands: [
    "Lindhavn",
    "Ovalo",
    "Zuko Zebra",
    "Voltkamp",
    "Sundial Supply",
    "Nimbo",
    "Reverb Lane",
    "Brasserow",
  ],
  types: [
    {
      name: "Over-ear headphones",
      shape: "headphones headphones-round",
      price: [49, 420],
      finish: "colour",
      materials: ["aluminium", "leather", "recycled plastic", "walnut", "black steel"],
      says: [
        "Over-ear headphones that keep the open-plan office outside.",
        "Soft {colour} cushions and a headband in {material} for long albums.",
        "Headphones with a full, unhurried sound and a cable that can be replaced.",
      ],
      features: [
        ["noise cancelling", "Noise cancelling takes the train out of the music."],
        ["wireless", "They play for 40 hours without a cable."],
        ["foldable", "They fold flat into a pouch."],
      ],
    },
    {
      name: "In-ear headphones",
      shape: "earbuds",
      price: [19, 260],
      finish: "colour",
      materials: ["aluminium", "recycled plastic", "silicone", "brass", "titanium"],
      says: [
        "In-ear headphones so light that you forget them during a call.",
        "Three sizes of tips, a {colour} case and clear voices.",
        "Small headphones for running, commuting and falling asleep.",
      ],
      features: [
        ["wireless", "The case recharges them four times."],
        ["sweat proof", "Rain and sweat do them no harm."],
        ["noise cancelling", "Tiny microphones cancel the street."],
      ],
    },
    {
      name: "Portable speaker",
      shape: "portable-speaker",
      price: [35, 290],
      finish: "colour",
      materials: ["recycled plastic", "aluminium", "silicone", "felt", "bamboo"],
      says: [
        "A portable speaker that fills a kitchen and fits a handlebar bag.",
        "More bass than its size allows, wrapped in {colour}.",
        "A speaker for the balcony, the bath and the back seat.",
      ],
      features: [
        ["20 h battery", "The battery plays from breakfast to midnight."],
        ["waterproof", "It may fall into the pool."],
        ["stereo pair", "Two of them play in stereo."],
      ],
    },
    {
      name: "Shelf speaker",
      shape: "shelf-speaker",
      price: [89, 890],
      finish: "material",
      materials: ["oak", "walnut", "black steel", "ash", "birch plywood", "concrete"],
      says: [
        "A shelf speaker in {material} that makes records sound like rooms.",
        "Compact, honest and loud enough for dancing.",
        "The {material} case is braced inside, so only the music moves.",
      ],
      features: [
        ["fabric cover", "A magnetic cover hides the drivers."],
        ["built-in amplifier", "With its own amplifier it needs just one cable."],
        ["sold singly", "Sold singly, so one can start small."],
      ],
    },
    {
      name: "Table radio",
      shape: "radio",
      price: [39, 330],
      finish: "colour",
      materials: ["walnut", "oak", "recycled plastic", "beech", "brass", "aluminium"],
      says: [
        "A table radio with one large knob and stations from everywhere.",
        "Breakfast news in the morning, jazz at night, all from a {colour} case.",
        "A radio for the kitchen shelf, with a front in {material}.",
      ],
      features: [
        ["internet radio", "It finds thirty thousand stations."],
        ["alarm function", "Two alarms wake you gently."],
        ["headphone jack", "A jack at the back respects the neighbours."],
      ],
    },
    {
      name: "Turntable",
      shape: "turntable",
      price: [99, 980],
      finish: "material",
      materials: ["walnut", "oak", "black steel", "birch plywood", "aluminium", "concrete"],
      says: [
        "A turntable in {material} that makes you listen to the B-side again.",
        "A heavy platter, a light arm and nothing that hums.",
        "Set the needle down and the evening slows to 33 turns a minute.",
      ],
      features: [
        ["built-in preamp", "A built-in preamp connects it to any speaker."],
        ["belt drive", "The belt keeps motor noise away from the needle."],
        ["auto stop", "The arm lifts at the end of the side."],
      ],
    },
    {
      name: "Keyboard",
      shape: "keyboard",
      price: [45, 280],
      finish: "colour",
      materials: ["aluminium", "walnut", "recycled plastic", "steel", "bamboo"],
      says: [
        "A keyboard with keys that answer and a frame in {material} that does not flex.",
        "Quiet enough for the open office, crisp enough for fast fingers.",
        "The {colour} keys can be pulled off, washed and swapped.",
      ],
      features: [
        ["mechanical switches", "The switches can be swapped without solder."],
        ["wireless", "It pairs with three devices."],
        ["compact layout", "Without number block it leaves room for the mouse."],
      ],
    },
    {
      name: "Alarm clock",
      shape: "alarm-clock",
      price: [18, 130],
      finish: "colour",
      materials: ["steel", "beech", "recycled plastic", "brass", "aluminium", "felt"],
      says: [
        "An alarm clock that starts softly and means it after five minutes.",
        "A {colour} clock with large hands and a light for the small hours.",
        "It lets the phone sleep in another room.",
      ],
      features: [
        ["sunrise light", "A light grows brighter before the ring."],
        ["snooze", "A tap on top gives nine more minutes."],
        ["silent movement", "There is no ticking at all."],
      ],
    },
  ],
};
