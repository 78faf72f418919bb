import { seededRandom } from "../base/random.ts";

/** What shops sell, by department, so that directions differ between departments first. */
const THINGS = [
  "running shoes,rain jacket,wool sweater,cotton t-shirt,leather belt,summer dress,slim fit jeans,winter gloves,ankle boots",
  "wireless mouse,mechanical keyboard,USB-C charger,4K monitor,HDMI cable,portable SSD,bluetooth speaker,web camera,router",
  "smartphone case,smart watch,noise cancelling headphones,power bank,screen protector,tablet stand,camera tripod,SD card",
  "face cream,shampoo,lipstick,nail polish,beard trimmer,hand soap,sun lotion,hair dryer,eau de parfum,mascara",
  "vitamin D3 tablets,magnesium powder,first aid kit,digital thermometer,knee support,protein bars,reading glasses",
  "building blocks,jigsaw puzzle,plush rabbit,board game,toy kitchen,remote control car,doll house,marble run",
  "frying pan,chef's knife,coffee grinder,tea pot,cutting board,water bottle,lunch box,wine glasses,mixing bowl",
  "garden hose,cordless drill,screwdriver set,LED lamp,wall paint,plant pot,lawn mower,tool box,extension cord",
  "bath towel,curtain,picture frame,scented candle,bookshelf,office chair,pillow,rug,bed linen,wall clock",
  "dog leash,cat litter,aquarium filter,bird feeder,tent,sleeping bag,yoga mat,bicycle pump,swimming goggles,tennis balls",
  "espresso beans,olive oil,dark chocolate,green tea,pasta,honey,basmati rice,oat biscuits",
  "notebook A5,gel pens,acoustic guitar strings,ukulele,watercolour set,sticky notes,chess set,telescope",
].map((list) => list.split(","));
const QUALITIES =
  "black,white,navy,red,forest green,grey,stainless steel,wooden,organic,foldable,waterproof,vintage,large,compact,premium,for kids,men's,women's,rechargeable,handmade".split(
    ",",
  );
const ENDINGS =
  ",2 pack,set of 6,500 ml,1 kg,size M,size 42,30 x 40 cm,with case,20 V,64 GB,2 m,new model,gift box,100% cotton,anti-slip".split(
    ",",
  );

/**
 * Product titles for a projection when a shop gives none of its own: every kind of thing, in several qualities.
 *
 * @returns `count` titles, the same on every call.
 */
export function builtInTitles(count: number): string[] {
  const random = seededRandom(7);
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)];
  return Array.from({ length: count }, (_, i) => {
    const ending = pick(ENDINGS);
    return `${pick(QUALITIES)} ${pick(THINGS[i % THINGS.length])}${ending === "" ? "" : `, ${ending}`}`;
  });
}
