// What the fields of one camera say, without a page around them.

const integer = (text, least, most) => {
  const number = Number(text)
  return text !== "" && Number.isInteger(number) && number >= least && number <= most ? number : null
}

// A number typed counts before the button pressed; without a direction there is no view yet.
export function viewFrom({ wind = "", bearing = "", angle = "", exactAngle = "", range_metres = "", exactRange = "" }) {
  const direction = integer(bearing, 0, 359) ?? integer(wind, 0, 359)
  if (direction === null) return null
  return {
    bearing: direction,
    angle: integer(exactAngle, 1, 360) ?? integer(angle, 1, 360) ?? 90,
    range_metres: integer(exactRange, 1, 500) ?? integer(range_metres, 1, 500) ?? 20,
  }
}

// Of the cameras in their order: the one the handle on the map turns, and the rest. It is the one
// touched last; where that is gone, the last there is.
export function handed(cameras, touched) {
  const held = cameras[Math.min(touched, cameras.length - 1)]
  return { held, rest: cameras.filter((camera) => camera !== held) }
}

// The empty form of a formset as its form number `index`, for people number index + 1.
export const nextPrefix = (html, index) => html.replaceAll("__prefix__", index).replaceAll("__number__", index + 1)
