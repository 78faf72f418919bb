import type { DepartmentVocabulary } from "./vocabulary.ts";

/** For children's rooms and playgrounds. */
export const kids: DepartmentVocabulary = {
  name: "Kids & Play",
  kind: "play",
  brands: [
    "Pip & Pelle",
    "Moosbeck",
    "Zuko Zebra",
    "Oak & Otter",
    "Nimbo",
    "Tarnfell",
    "Kettle & Quill",
    "Voltkamp",
  ],
  types: [
    {
      name: "Kids' chair",
      shape: "kids-chair kids-chair-plain",
      price: [25, 160],
      finish: "colour",
      materials: ["beech", "birch plywood", "pine", "recycled plastic", "oak"],
      says: [
        "A chair at child height, too steady to tip and light enough to carry.",
        "The {colour} chair has rounded corners and a seat made of {material}.",
        "A first chair of one's own, for drawing, lunch and tea parties.",
      ],
      features: [
        ["rounded corners", "All corners are rounded."],
        ["stackable", "A whole birthday party stacks in a corner."],
        ["age 2 to 6", "It fits children from two to six."],
      ],
    },
    {
      name: "Night lamp",
      shape: "night-lamp night-lamp-moon",
      price: [15, 90],
      finish: "colour",
      materials: ["silicone", "beech", "paper", "recycled plastic", "ceramic"],
      says: [
        "A night lamp that glows just bright enough to keep monsters away.",
        "Pat it and it changes from {colour} to warm white.",
        "A soft lamp that can come along under the blanket.",
      ],
      features: [
        ["timer", "It fades out after thirty minutes."],
        ["rechargeable", "A charge lasts for a week of nights."],
        ["stays cool", "It never gets warm to the touch."],
      ],
    },
    {
      name: "Kids' backpack",
      shape: "kids-backpack kids-backpack-pocket",
      price: [22, 110],
      finish: "colour",
      materials: ["recycled polyester", "canvas", "organic cotton", "recycled nylon", "felt"],
      says: [
        "A small backpack for big treasures: stones, sticks and a spare pair of socks.",
        "Straps that do not slip and a zip that small hands can work.",
        "The {colour} backpack has a name tag inside and a chest clip.",
      ],
      features: [
        ["chest clip", "The clip keeps the straps together."],
        ["reflective patch", "A patch shines in headlamps."],
        ["8 litres", "Eight litres take lunch box and cuddly friend."],
      ],
    },
    {
      name: "Kids' rain jacket",
      shape: "kids-jacket",
      price: [29, 140],
      finish: "colour",
      materials: ["recycled polyester", "recycled nylon", "cotton", "waxed canvas"],
      says: [
        "A rain jacket for children who jump first and ask later.",
        "The {colour} jacket is cut long, so that the puddle stays outside.",
        "Wipe off the mud and it is ready for the next shower.",
      ],
      features: [
        ["grows along", "The sleeves let out by four centimetres."],
        ["detachable hood", "The hood comes off on the climbing frame."],
        ["fleece lining", "A thin lining keeps off the chill."],
      ],
    },
    {
      name: "Kids' headphones",
      shape: "kids-headphones",
      price: [19, 95],
      finish: "colour",
      materials: ["recycled plastic", "silicone", "beech", "aluminium"],
      says: [
        "Headphones for small ears and long car journeys.",
        "The volume stops before it can hurt; the fun in {colour} does not.",
        "Headphones that bend, twist and survive being sat on.",
      ],
      features: [
        ["volume limit", "The limit is 85 decibels."],
        ["share socket", "A second socket lets siblings listen in."],
        ["foldable", "They fold to the size of an apple."],
      ],
    },
    {
      name: "Building blocks",
      shape: "blocks",
      price: [19, 130],
      finish: "colour",
      materials: ["beech", "pine", "oak", "recycled plastic", "birch plywood"],
      says: [
        "Building blocks in {material} for towers, bridges and glorious collapses.",
        "Sixty pieces, nine shapes and no instructions.",
        "The blocks come in a cotton bag that doubles as a playmat.",
      ],
      features: [
        ["60 pieces", "Sixty blocks make a respectable castle."],
        ["from 12 months", "They are safe from the first birthday."],
        ["cotton bag", "A bag with a drawstring keeps them together."],
      ],
    },
    {
      name: "Soft toy",
      shape: "soft-toy",
      price: [14, 80],
      finish: "colour",
      materials: ["organic cotton", "felt", "wool", "fleece", "linen", "corduroy"],
      says: [
        "A soft toy in {colour} that listens without interrupting.",
        "Long arms for carrying, a round belly for leaning on.",
        "The soft {material} survives tears, jam and the washing machine.",
      ],
      features: [
        ["machine washable", "Forty degrees and it is as new."],
        ["32 cm tall", "At 32 cm it fits under an arm."],
        ["embroidered eyes", "The eyes are sewn, so nothing can come off."],
      ],
    },
    {
      name: "Toy car",
      shape: "toy-car",
      price: [12, 75],
      finish: "colour",
      materials: ["beech", "oak", "pine", "recycled plastic", "steel"],
      says: [
        "A toy car with wheels that really roll, from the hall to the kitchen and back.",
        "The {colour} car is made of {material} and fits a small fist.",
        "No batteries: it runs on imagination and a push.",
      ],
      features: [
        ["rubber tyres", "Rubber tyres are kind to the floor."],
        ["opening doors", "The doors open for small passengers."],
        ["push along", "A push sends it across the room."],
      ],
    },
  ],
};
