"""The 200 texts of golden.json, written for it: ordinary product names and queries, and everything that is not."""

PLAIN = """
Stainless steel water bottle 750 ml
Wooden train set with 42 pieces
Organic lavender hand cream, 75 g
Wireless mouse with silent buttons
Noise cancelling headphones, over-ear, black
Bamboo cutting board, large
Vitamin D3 2000 IU, 120 tablets
Rose hip seed oil for dry skin
LED desk lamp with USB charging port
Children's puzzle: farm animals, 24 pieces
Cotton bath towel 70 x 140 cm, navy
Ceramic coffee mug, hand painted
Electric toothbrush replacement heads (pack of 4)
Hair dryer 2200 W with diffuser
HDMI cable 2 m, braided
Portable SSD 1 TB USB-C
Phone case for a 6.1 inch screen, clear
Running socks, men's, size 42-44, 3 pairs
Yoga mat, non-slip, 6 mm
Protein bar, chocolate and peanut, box of 12
Sunscreen lotion SPF 50+ water resistant
Matte lipstick, shade 14 "Berry"
Shampoo for coloured hair 250ml
Beard trimmer with 20 length settings
Baby wipes, fragrance free, 6 x 56
Remote control car, 1:16, four wheel drive
Building blocks, 500 pieces, mixed colours
Board game for 2-5 players, from 8 years
Plush rabbit, grey, 30 cm
Watercolour paint set, 36 pans with brush
Garden hose 25 m with spray gun
Cordless drill 18V, two batteries
Screwdriver set, 32 in 1, magnetic
Picture frame A4 oak
Scented candle vanilla & cinnamon
Heart shaped paper lantern, set of 3
Vintage tin sign for the kitchen
Red retro lunch box with polka dots
Graphics card 12 GB, triple fan
Mechanical keyboard, brown switches, QWERTY
27" monitor, 144 Hz, curved
Router Wi-Fi 6 AX3000 dual band
Memory card 128GB, 170 MB/s
Power bank 20,000 mAh with display
Bluetooth speaker, waterproof IPX7
Smart watch with heart-rate sensor
Tripod for cameras up to 5 kg
Ink cartridge, cyan, high yield
Label printer, thermal, 58 mm
Cat litter, clumping, 10 l
Dog leash with padded handle 1.5m
Magnesium citrate powder 300 g, unflavoured
Green tea, loose leaf, 100g tin
Multivitamin gummies for kids
Knee support brace, adjustable, medium
Digital thermometer, 10 second reading
First aid kit, 90 items, red bag
Reading glasses +2.00, tortoise
Foundation brush, flat top, vegan
Nail polish remover without acetone
Eau de parfum 50 ml, jasmine and amber
Anti-dandruff conditioner with tea tree
Travel bottle set, leak proof, 4 x 100 ml
Folding umbrella, windproof, dark green
Backpack for laptops up to 15.6", 25 L
Leather wallet with coin pocket
Winter gloves, touchscreen, unisex
Women's rain jacket, hooded, size M
Slippers, felt, 38/39
Sleeping bag, comfort 5 C, right zip
Camping stove with piezo ignition
Bicycle pump, floor, 11 bar
Swimming goggles, anti fog, junior
Tennis balls, tube of four
Chess set, folding, magnetic
Telescope 70/700 for beginners
Ukulele, soprano, mahogany, with bag
Guitar strings, light gauge 10-46
Notebook A5, dotted, 120 gsm
Gel pens, 0.5 mm, assorted, 12 pcs
Sticky notes, 76x76, pastel
Desk organiser, mesh, black
Office chair, lumbar support, breathable
Curtain 140 x 245 cm, blackout, sand
Non-stick frying pan, induction, 28 cm
Chef's knife, forged, 20cm blade
Espresso beans, dark roast, 1 kg
Olive oil, extra virgin, cold pressed
Gluten-free pasta, penne, 500 g
Sourdough starter kit with jar
Doll house furniture, living room
Bubble machine for parties
Night light, owl, rechargeable
Glow in the dark stars, 200 stickers
Toy kitchen with sounds and lights
Marble run, 150 parts
""".strip().split("\n")

QUERIES = """
gift for grandmother
cheap headphones under 50
something for sensitive skin
usb c charger
toys for a 3 year old boy
shampoo without sulfates
black dress shoes
how to remove nail polish
waterproof mascara
laptop stand adjustable
birthday party decoration
dinosaur
moisturizer
ssd
best coffee for french press
replacement filter
red
""".strip().split("\n")

UNUSUAL = [
    "",
    " ",
    "\t\n  \r\n",
    "a",
    "Z",
    "7",
    "?",
    "...",
    "!!! SALE !!! 50% OFF !!!",
    "WHITE CERAMIC TEA LIGHT HOLDER",
    "SET OF 6 RED SPOTTY PAPER PLATES",
    "UPPER lower MiXeD CaSe",
    "Crème brûlée torch, señor chef, 1 piece",
    "Café au lait bowl, naïve style",
    "Ångström-scale ruler for Ærø and Øresund",
    "Straße und Fußmatte, größer",
    "İstanbul lamp, ılık ışık",
    "Žluťoučký kůň plyšový",
    "Łódź knitted scarf",
    "Ελληνικό ελαιόλαδο 1 λίτρο",
    "Чайник электрический 1,7 л",
    "מנורת שולחן",
    "مصباح مكتب صغير",
    "हिन्दी किताब",
    "กระเป๋าหนัง",
    "한국 화장품 세트",
    "緑茶 100g 日本製",
    "无线鼠标 黑色",
    "ガラスのコップ ６個",
    "混ぜた mixed 文字 text 2個",
    "😀",
    "🎁 Gift box 🎁 with ribbon",
    "👩‍🔬 science kit for girls 👍🏽",
    "❤️ heart ♥ necklace ☆☆☆",
    "Flag of 🇫🇷 and 🇯🇵, 90×150",
    "½ inch drill bit, ¾\" adapter",
    "5′ 11″ – 180 cm – x²",
    "100 µm filter, 30 °C, ±0.5 Ω",
    "€19.99 £17.50 ¥2,000 $21",
    "Acme® SuperGlue™ ©",
    "“Curly quotes” and ‘single ones’ — with dashes…",
    "don't can't rock'n'roll l'eau",
    "e-mail: shop@example.com https://example.com/p?id=12&x=y",
    "SKU-000123456789/AB_cd#9",
    "8904123456789",
    "3.14159 2,718 1e-5 0x1F",
    "1234567890123456789012345678901234567890",
    "12V/24V AC/DC 3-in-1 (2x) [new] {blue} <b>bold</b>",
    "a&b &amp; c &#39; d",
    "C++ & C# programmer's mug",
    "_under_scored_ snake_case-name",
    "no\u00a0break\u2003spaces\u3000here",
    "zero\u200bwidth\u200djoiner\ufeffmark",
    "control\u0000char\u0007acter\u001fs",
    "line one\nline two\ttabbed",
    "cafe\u0301 decomposed and caf\u00e9 composed",
    "replacement \ufffd character",
    "ﬁne ligature ﬂower",
    "ＦＵＬＬ ｗｉｄｔｈ １２３",
    "x" * 99,
    "y" * 100,
    "z" * 101,
    "supercalifragilisticexpialidocious pneumonoultramicroscopicsilicovolcanoconiosis",
    "qzxj vwkq zzgh",
    "the the the the the the the the",
    "- - - - -",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "bottle " * 40,
    "one two three four five six seven eight nine ten " * 30,
    "soft warm blanket, " * 100,
    "🙂" * 50,
    "日" * 50,
    "é" * 50,
    "(((((((((())))))))))",
    "tea\u0336pot with combining strike",
    "new-born's 2-in-1 all-year-round sleep-sack",
    "Buy 1, get 1 free; limited: today only?",
    "size: XXL / colour: off-white / material: 95% cotton, 5% elastane",
    "Very long product name for a handmade oak dining table with six upholstered chairs, extendable from one metre "
    "sixty to two metres twenty, delivered to the room of your choice, oiled, scratch resistant, ten years of warranty",
    "fin",
]


def golden_texts():
    """The texts in their order; always 200."""
    texts = PLAIN + QUERIES + UNUSUAL
    filler = [f"{colour} {thing}, {number} cm" for number, (colour, thing) in enumerate(PAIRS, start=10)]
    return (texts + filler)[:200]


PAIRS = [(colour, thing) for thing in ("vase", "cushion", "lampshade", "basket") for colour in ("teal", "ochre", "ivory")]
