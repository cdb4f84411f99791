// The numbers of a search's area: corners as text, a radius within its limits.

const CORNER = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/

// Lines of "latitude, longitude" as places; lines that are neither are left out.
export function readCorners(text) {
  return text
    .split("\n")
    .map((line) => CORNER.exec(line))
    .filter(Boolean)
    .map(([, lat, lng]) => [Number(lat), Number(lng)])
}

export const writeCorners = (corners) => corners.map(writePlace).join("\n")

export const writePlace = ([lat, lng]) => `${lat.toFixed(6)}, ${lng.toFixed(6)}`

export const withinLimits = (metres, least = 10, most = 640) =>
  Math.min(most, Math.max(least, Math.round(metres / 5) * 5))

// Where in the ring a new corner belongs: between the two corners whose edge it lies nearest to.
export function placeOf(corner, corners) {
  if (corners.length < 3) return corners.length
  const away = corners.map((from, index) => detour(from, corner, corners[(index + 1) % corners.length]))
  return away.indexOf(Math.min(...away)) + 1
}

const span = ([a, b], [c, d]) => Math.hypot(a - c, b - d)
const detour = (from, by, to) => span(from, by) + span(by, to) - span(from, to)
