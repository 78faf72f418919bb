import type { DepartmentVocabulary } from "./vocabulary.ts";

/** Chairs, tables and shelves. */
export const furniture: DepartmentVocabulary = {
  name: "Furniture",
  kind: "home",
  brands: ["Lindhavn", "Brasserow", "Ferrum Row", "Plain Day", "Grandhaus", "Mellow Fig", "Oak & Otter"],
  types: [
    {
      name: "Dining chair",
      shape: "dining-chair dining-chair-shell",
      price: [45, 340],
      finish: "material",
      materials: ["oak", "ash", "walnut", "beech", "black steel", "rattan"],
      says: [
        "A dining chair in {material} that stays comfortable through the second helping.",
        "The curved back of this chair supports long dinners and longer conversations.",
        "A light, solid chair for the kitchen table, with felt pads under all four legs.",
      ],
      features: [
        ["stackable", "Up to four stack in a corner."],
        ["padded seat", "The padded seat can be taken off and washed."],
        ["extra wide seat", "Its seat is four centimetres wider than usual."],
      ],
    },
    {
      name: "Lounge chair",
      shape: "lounge-chair lounge-chair-low",
      price: [150, 1150],
      finish: "colour",
      materials: ["wool", "velvet", "leather", "corduroy", "linen"],
      says: [
        "A deep lounge chair covered in {colour} {material}, made for one more chapter.",
        "This lounge chair hugs you: high arms, a soft back and a seat you sink into.",
        "An armchair for the bright corner by the window, with a {material} cover.",
      ],
      features: [
        ["removable cover", "The cover comes off with one zip."],
        ["high back", "The high back gives the head a rest as well."],
        ["swivel base", "A hidden swivel turns it from the book to the view."],
      ],
    },
    {
      name: "Desk chair",
      shape: "desk-chair desk-chair-stool",
      price: [80, 620],
      finish: "colour",
      materials: ["aluminium", "black steel", "recycled plastic", "leather", "birch plywood"],
      says: [
        "A desk chair that follows every movement, on castors that are kind to wooden floors.",
        "Adjustable in height, with a {colour} seat and a frame in {material}.",
        "An office chair that does not look like an office.",
      ],
      features: [
        ["lumbar support", "The lumbar support moves up and down by hand."],
        ["height adjustable", "The gas spring covers desks from 65 to 80 cm."],
        ["tilt lock", "The tilt locks in five positions."],
      ],
    },
    {
      name: "Side table",
      shape: "side-table",
      price: [35, 290],
      finish: "material",
      materials: ["oak", "walnut", "black steel", "brass", "concrete", "birch plywood"],
      says: [
        "A small table in {material} for a cup, a lamp and the book of the week.",
        "This side table slides close to the sofa and needs hardly any floor.",
        "Light enough to follow you from the sofa to the bed.",
      ],
      features: [
        ["removable tray", "The top lifts off and becomes a tray."],
        ["magazine shelf", "A lower shelf takes magazines."],
        ["height 50 cm", "At 50 cm it meets most sofa arms."],
      ],
    },
    {
      name: "Dining table",
      shape: "dining-table",
      price: [210, 1900],
      finish: "material",
      materials: ["oak", "ash", "walnut", "reclaimed wood", "black steel"],
      says: [
        "A dining table in {material} around which homework, dinner and board games take turns.",
        "Solid {material}, rounded edges and room for the neighbours.",
        "The generous top seats six; the legs keep out of everybody's way.",
      ],
      features: [
        ["extendable", "A leaf under the top makes it 50 cm longer."],
        ["seats six", "Six people sit without touching elbows."],
        ["oiled surface", "The oiled surface can be sanded and renewed at home."],
      ],
    },
    {
      name: "Coffee table",
      shape: "coffee-table",
      price: [70, 690],
      finish: "material",
      materials: ["oak", "walnut", "smoked glass", "concrete", "black steel", "brass"],
      says: [
        "A low coffee table in {material} that anchors the seating corner.",
        "Broad enough for a puzzle, low enough to keep the view.",
        "The {material} top is sealed against rings from cups and glasses.",
      ],
      features: [
        ["storage shelf", "Remotes and newspapers vanish on the shelf below."],
        ["round top", "The round top has no corners for small heads."],
        ["nesting set", "A second, smaller table hides underneath."],
      ],
    },
    {
      name: "Wall shelf",
      shape: "wall-shelf",
      price: [18, 210],
      finish: "material",
      materials: ["oak", "ash", "walnut", "black steel", "reclaimed wood", "birch plywood"],
      says: [
        "A wall shelf in {material} for spices, paperbacks or a small collection.",
        "It seems to float: the brackets are hidden inside the {material}.",
        "A slim shelf that turns a bare wall into storage.",
      ],
      features: [
        ["hidden brackets", "Brackets and plugs are in the box."],
        ["with hooks", "Five hooks below take cups or keys."],
        ["carries 20 kg", "Each shelf carries 20 kg."],
      ],
    },
    {
      name: "Standing shelf",
      shape: "standing-shelf",
      price: [90, 980],
      finish: "material",
      materials: ["oak", "ash", "black steel", "walnut", "bamboo", "birch plywood"],
      says: [
        "A standing shelf in {material} with five boards for books, plants and records.",
        "An airy shelf without a back that also divides a room.",
        "It goes together without tools in twenty minutes and does not wobble.",
      ],
      features: [
        ["no tools needed", "All parts plug together."],
        ["adjustable boards", "The boards move in steps of three centimetres."],
        ["deep enough for vinyl", "At 34 cm it is deep enough for records."],
      ],
    },
  ],
};
