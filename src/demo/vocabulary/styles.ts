import type { Kind } from "./vocabulary.ts";

/** A look that recurs across departments, so that a visitor's taste shows in more than one of them. */
interface Style {
  /** Words that may stand before the type in a title. */
  readonly titleWords: readonly string[];
  /** Name and `#rrggbb` of the colours it comes in. */
  readonly colours: readonly (readonly [name: string, hex: string])[];
  readonly sentences: Readonly<Record<Kind, readonly string[]>>;
}

/** The six styles of the demo catalogue. */
export const styles: Readonly<Record<string, Style>> = {
  minimalist: {
    titleWords: ["Slim", "Plain", "Quiet"],
    colours: [
      ["chalk white", "#e6e3dc"],
      ["sand", "#d3c3a8"],
      ["pebble grey", "#a3a8a8"],
      ["soft black", "#3b3d40"],
      ["pale blue", "#a9bccb"],
    ],
    sentences: {
      home: [
        "Nothing on it is for show: clean lines, no visible screws, no logo.",
        "A quiet, minimalist piece that lets the room breathe.",
        "Drawn with as few lines as possible, and it looks right in a small flat.",
        "Pared back on purpose, so that it goes with whatever you already own.",
      ],
      soft: [
        "Plain weave, plain edge, nothing to distract from the touch.",
        "A minimalist design in a single tone that suits every room.",
        "No pattern and no label on the outside, just good cloth.",
      ],
      carry: [
        "Clean lines, hidden pockets and no branding on the outside.",
        "A minimalist design that suits the meeting as well as the train.",
        "Everything has its place, and nothing dangles.",
      ],
      wear: [
        "A minimalist cut without logos that works on weekdays and weekends.",
        "Clean seams, hidden pockets and no branding on the outside.",
        "One calm colour from collar to hem: easy to combine, hard to tire of.",
      ],
      sound: [
        "One button, one light, no clutter: minimalist down to the packaging.",
        "A quiet design that disappears on the desk until you need it.",
        "Smooth surfaces without a single visible seam.",
      ],
      play: [
        "Calm colours and simple forms leave room for a child's own ideas.",
        "A minimalist design that parents do not have to hide in the evening.",
        "Plain shapes, soft tones and nothing that blinks.",
      ],
    },
  },
  vintage: {
    titleWords: ["Retro", "Heritage", "Old-School"],
    colours: [
      ["mustard", "#cf9d3b"],
      ["bottle green", "#35594a"],
      ["burgundy", "#7d3443"],
      ["cream", "#eadfc4"],
      ["petrol", "#2f6069"],
    ],
    sentences: {
      home: [
        "The curves are borrowed from the nineteen-fifties; the workmanship is of today.",
        "A vintage look that seems to have been in the family for years.",
        "It ages well and gets a little more beautiful with every scratch.",
        "Made after an old shop catalogue we found at a flea market.",
      ],
      soft: [
        "The pattern comes from a sample book of the fifties.",
        "Warm, faded tones give it a vintage look from the first day.",
        "It looks like something found in a good attic.",
      ],
      carry: [
        "It has the vintage charm of old station halls and luggage labels.",
        "Solid buckles and faded tones, as on the great journeys of the thirties.",
        "A retro classic that a grandparent might recognise.",
      ],
      wear: [
        "Cut after a vintage pattern from the sixties, with real horn-look buttons.",
        "A retro classic that a grandparent might recognise.",
        "The warm, slightly faded tones look well loved from the first day.",
      ],
      sound: [
        "Round knobs and a warm dial light bring back the living rooms of the sixties.",
        "A vintage case around thoroughly modern parts.",
        "It looks like a flea-market find and works like new.",
      ],
      play: [
        "A nostalgic toy-shop look, as grown-ups remember it.",
        "The retro colours come from an old picture book.",
        "A vintage favourite, reissued with safe modern paint.",
      ],
    },
  },
  outdoor: {
    titleWords: ["Trail", "All-Weather", "Ridge"],
    colours: [
      ["moss green", "#66784a"],
      ["rust orange", "#c2632f"],
      ["slate blue", "#4f6c86"],
      ["fern", "#4c7f5e"],
      ["dune", "#c9ae7f"],
    ],
    sentences: {
      home: [
        "At home on the terrace, in the van and at the campsite.",
        "Rain, mud and a fall from the tailgate do not bother it.",
        "Built for outdoor use and easy to rinse with a hose.",
        "Made for the next trip and happy on the balcony until then.",
      ],
      soft: [
        "Made for outdoor nights: tough outside, soft inside.",
        "It dries fast, shakes clean and packs small.",
        "Tested above the tree line and on the balcony.",
      ],
      carry: [
        "Made for the trail; it does not mind the city either.",
        "Rain, dust and rocks are what it was made for.",
        "An outdoor all-rounder with loops, straps and no fear of mud.",
      ],
      wear: [
        "Tested on long outdoor days, from drizzle to sun.",
        "Light in the pack, tough on the rock, warm enough for the summit break.",
        "Made for the trail; it does not mind the city either.",
      ],
      sound: [
        "Splash-proof, dust-proof and loud enough for a campfire.",
        "An outdoor companion with a carabiner loop and thick rubber corners.",
        "Runs through a whole weekend in the hut on one charge.",
      ],
      play: [
        "Made for puddles, treehouses and long outdoor afternoons.",
        "It takes mud, rain and small explorers in its stride.",
        "Goes along to the forest and comes back in one piece.",
      ],
    },
  },
  playful: {
    titleWords: ["Happy", "Pop", "Bright"],
    colours: [
      ["coral", "#ef7f68"],
      ["sunny yellow", "#f3c23f"],
      ["sky blue", "#6db5dd"],
      ["mint", "#85ccab"],
      ["raspberry", "#d1517c"],
    ],
    sentences: {
      home: [
        "A playful splash of colour for rooms that take themselves too seriously.",
        "Round, cheerful and impossible to overlook.",
        "It makes guests smile before they have sat down.",
        "Mix two colours of it; that is what it was made for.",
      ],
      soft: [
        "Bright, playful and cheerful even on a Monday.",
        "The colours were chosen by people in a very good mood.",
        "A playful pattern hides on the reverse.",
      ],
      carry: [
        "Bright, playful and easy to spot on the luggage belt.",
        "The lining hides a pattern of tiny dancing fruit.",
        "It makes the way to work look like the way to the lake.",
      ],
      wear: [
        "Bright, playful and a cure for grey mornings.",
        "The lining hides a pattern of tiny dancing fruit.",
        "Made for people who do not own enough colour yet.",
      ],
      sound: [
        "It comes in colours that electronics usually do not dare.",
        "Round, playful and friendly, with a little start-up melody.",
        "The cheerful one on a shelf full of black boxes.",
      ],
      play: [
        "Bright, playful colours and a friendly face on the side.",
        "There is a small surprise hidden on the underside.",
        "It invites silly stories, and there is no wrong way to use it.",
      ],
    },
  },
  industrial: {
    titleWords: ["Workshop", "Factory", "Foundry"],
    colours: [
      ["graphite", "#4b5158"],
      ["signal red", "#b23a33"],
      ["machine green", "#5a6f66"],
      ["raw grey", "#848a8d"],
      ["ink", "#2d343d"],
    ],
    sentences: {
      home: [
        "It has the raw, industrial look of a converted loft.",
        "It could stand in a machine hall and would not look lost.",
        "Robust and heavy-duty: made to be used hard and repaired.",
        "The surface keeps the marks of its making.",
      ],
      soft: [
        "Bar-tacked corners and heavy yarn: borrowed from the workshop.",
        "An industrial look in sober tones, sewn like work wear.",
        "Hard-wearing first, good-looking as a result.",
      ],
      carry: [
        "Triple seams and metal rivets in the places where others tear.",
        "An industrial look with hardware from mountain railways.",
        "Built like a tool bag and just as hard to break.",
      ],
      wear: [
        "Triple seams and metal rivets in the places where work wear tears.",
        "An industrial no-nonsense cut with room for tools.",
        "Tough enough for the workshop, tidy enough for the bar afterwards.",
      ],
      sound: [
        "Machined metal, visible screws and a switch with a real click.",
        "It looks like laboratory equipment and is built like it.",
        "An industrial housing that can be opened and repaired.",
      ],
      play: [
        "Cogs, bolts and cranes: an industrial world in miniature.",
        "Sturdy like a real machine, with parts that can be replaced.",
        "For small engineers who want to know how things work.",
      ],
    },
  },
  handmade: {
    titleWords: ["Studio", "Hand-Finished", "Village"],
    colours: [
      ["clay", "#b9775a"],
      ["indigo", "#3f4f7d"],
      ["oatmeal", "#d8c9ad"],
      ["sage", "#97a58a"],
      ["madder red", "#a5483f"],
    ],
    sentences: {
      home: [
        "Made by hand in small batches, so no two are quite alike.",
        "You can see the marks of the maker's fingers if you look closely.",
        "Finished in a workshop of five people who sign every piece.",
        "A handmade piece with small irregularities, and that is the charm of it.",
      ],
      soft: [
        "Woven by hand on old looms, so no two are quite alike.",
        "Dyed with plants in small batches, each with its own tone.",
        "A handmade piece, signed by its maker on the label.",
      ],
      carry: [
        "Cut and sewn by hand by a family of makers.",
        "A handmade piece whose surface tells of its journeys.",
        "Saddle-stitched by hand and numbered inside.",
      ],
      wear: [
        "Woven and sewn by hand in a small village workshop.",
        "Dyed with plants, so each piece has a slightly different tone.",
        "A handmade piece that takes its maker two days.",
      ],
      sound: [
        "The case is sanded and oiled by hand, and numbered on the back.",
        "Assembled by one person from start to finish.",
        "A handmade case whose grain is different on every piece.",
      ],
      play: [
        "Carved and painted by hand, with a face that is never quite the same.",
        "Handmade from leftovers of the workshop, safe for small mouths.",
        "Each one takes an afternoon to make and lasts for siblings.",
      ],
    },
  },
};
