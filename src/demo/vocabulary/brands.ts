/** An invented brand and what it stands for. */
interface Brand {
  /** First the style it is known for, then the one it also makes. */
  readonly styles: readonly [string, string];
  /** Where its prices lie between a type's lowest (0) and highest (1). */
  readonly priceLevel: number;
  /** Names it gives its products, separated by a comma and a space. */
  readonly models: string;
}

/** The brands of the demo catalogue. All are invented; most sell in several departments. */
export const brands: Readonly<Record<string, Brand>> = {
  Lindhavn: {
    styles: ["minimalist", "handmade"],
    priceLevel: 0.65,
    models: "Alva, Sund, Fjord, Lo, Stille, Holm, Vind, Eira, Nes, Ro, Lys, Odde, Tind, Vaag",
  },
  Brasserow: {
    styles: ["vintage", "industrial"],
    priceLevel: 0.6,
    models:
      "Odeon, Bellamy, Foyer, Astor, Claridge, Promenade, Trocadero, Savile, Ritza, Corso, Lumen, Boulevard",
  },
  "Ferrum Row": {
    styles: ["industrial", "minimalist"],
    priceLevel: 0.5,
    models: "Anvil, Rivet, Dock 9, Girder, Forge, Shift, Crane, Press, Hall 4, Truss, Weld, Gantry, Bolt",
  },
  "Plain Day": {
    styles: ["minimalist", "playful"],
    priceLevel: 0.12,
    models: "Basic, Daily, Simple, Monday, Every, Plainly, Common, Usual, First, Easy, Always, Just",
  },
  Grandhaus: {
    styles: ["vintage", "minimalist"],
    priceLevel: 0.92,
    models: "Palais, Salon, Belvedere, Margrave, Consul, Opera, Leopold, Regent, Maison, Orangerie",
  },
  "Mellow Fig": {
    styles: ["playful", "vintage"],
    priceLevel: 0.38,
    models:
      "Bubble, Gelato, Peachy, Wobble, Lolly, Mango, Jellybean, Papaya, Fizz, Tutti, Pompom, Sorbet, Lemonade",
  },
  "Oak & Otter": {
    styles: ["handmade", "playful"],
    priceLevel: 0.58,
    models:
      "River, Burrow, Acorn, Hollow, Bramble, Meadow, Thicket, Willow, Pebble, Otterly, Nook, Dew, Hazel",
  },
  Ovalo: {
    styles: ["minimalist", "industrial"],
    priceLevel: 0.78,
    models: "One, Arc, Pure, Mono, Orbit, Zero, Halo, Plane, Node, Line, Core, Still, Air",
  },
  "Handrow Pottery": {
    styles: ["handmade", "vintage"],
    priceLevel: 0.55,
    models: "Kiln, Ember, Slip, Ochre, Wheel, Ash Glaze, Speckle, Brook, Field, Hearth, Dune, Moor",
  },
  Wefts: {
    styles: ["handmade", "minimalist"],
    priceLevel: 0.62,
    models: "Loom, Shuttle, Twill, Selvedge, Warp, Heddle, Skein, Bobbin, Spindle, Tweed Lane, Hank, Thrum",
  },
  Voltkamp: {
    styles: ["industrial", "vintage"],
    priceLevel: 0.7,
    models: "Relay, Dynamo, K-12, Ampere, Coil, Turbine, Switch, Signal, Grid, V-40, Ohm, Rotor",
  },
  "Kettle & Quill": {
    styles: ["vintage", "handmade"],
    priceLevel: 0.45,
    models:
      "Parlour, Pantry, Bakehouse, Rosemary, Larder, Sunday, Teatime, Millstone, Gingham, Orchard, Copperpot, Scullery",
  },
  "Zuko Zebra": {
    styles: ["playful", "minimalist"],
    priceLevel: 0.3,
    models: "Zip, Zap, Boing, Ziggy, Bongo, Hoop, Tango, Zoom, Pling, Wham, Zelli, Jojo, Bingo",
  },
  "Sundial Supply": {
    styles: ["outdoor", "industrial"],
    priceLevel: 0.42,
    models:
      "Basecamp, Noon, Mesa, Canyon, Caravan, Dawn, Roadside, Delta, Prairie, Westward, Sierra, Lookout",
  },
  Tarnfell: {
    styles: ["outdoor", "minimalist"],
    priceLevel: 0.82,
    models: "Summit, Scree, Cairn, Ghyll, Crag, Beck, Fell 40, Col, Tarn, Arete, Pike, Scar, Ledge",
  },
  Moosbeck: {
    styles: ["outdoor", "playful"],
    priceLevel: 0.2,
    models: "Wander, Puddle, Forest, Heide, Biber, Marder, Lager, Pilz, Brook, Fox, Tanne, Igel, Bach",
  },
  Rustbolt: {
    styles: ["industrial", "outdoor"],
    priceLevel: 0.48,
    models: "Foreman, Shipyard, Yard, Diesel, Hangar, Welder, Depot, Rail, Piston, Winch, Nightshift, Loader",
  },
  "Marlowe Sons": {
    styles: ["vintage", "handmade"],
    priceLevel: 0.86,
    models: "Edmund, Audley, Barrow, Chester, Winslow, Percival, Hartley, Bexley, Rutland, Stanhope, Thorne",
  },
  Nimbo: {
    styles: ["minimalist", "playful"],
    priceLevel: 0.35,
    models: "Cloud, Drift, Float, Mist, Feather, Puff, Sway, Breeze, Hush, Lull, Glide, Soft",
  },
  "Reverb Lane": {
    styles: ["vintage", "handmade"],
    priceLevel: 0.72,
    models: "Soul, Motor, Mono 66, Chorus, Velvet, Groove, Tremolo, Ballad, Jukebox, Late Set, Encore",
  },
  "Thistle Yard": {
    styles: ["vintage", "handmade"],
    priceLevel: 0.5,
    models:
      "Cottage, Potting Shed, Allotment, Primrose, Foxglove, Hedgerow, Lavender, Sparrow, Walled Garden, Ivy, Trellis",
  },
  "Pip & Pelle": {
    styles: ["playful", "handmade"],
    priceLevel: 0.44,
    models: "Pip, Pelle, Button, Marble, Tiptoe, Snail, Ladybird, Pancake, Bumble, Toots, Wren, Dot",
  },
};
