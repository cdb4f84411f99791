// Where things lie on the ground. Places are [lat, lng] in degrees, as Leaflet writes them;
// bearings are compass degrees. Everything here is pure, so that `node --test` can try it.

const SEMI_MAJOR = 6378137
const ECCENTRICITY_SQUARED = 0.00669437999014
const STEP = 4 // degrees between two points of an arc, as cameras/geometry.py draws it

export const WINDS = [0, 45, 90, 135, 180, 225, 270, 315]

const radians = (degrees) => (degrees * Math.PI) / 180
const degrees = (radians) => (radians * 180) / Math.PI

export const turned = (bearing) => ((bearing % 360) + 360) % 360

// Metres in one degree of latitude and of longitude here (WGS 84).
export function metresPerDegree(lat) {
  const squash = 1 - ECCENTRICITY_SQUARED * Math.sin(radians(lat)) ** 2
  const primeVertical = SEMI_MAJOR / Math.sqrt(squash)
  const meridian = (SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED)) / squash ** 1.5
  return [radians(1) * meridian, radians(1) * primeVertical * Math.cos(radians(lat))]
}

export function away([lat, lng], bearing, metres) {
  const [north, east] = metresPerDegree(lat)
  const angle = radians(bearing)
  return [lat + (metres * Math.cos(angle)) / north, lng + (metres * Math.sin(angle)) / east]
}

const offset = (from, to) => {
  const [north, east] = metresPerDegree((from[0] + to[0]) / 2)
  return [(to[0] - from[0]) * north, (to[1] - from[1]) * east]
}

// Right to 0.1 % for places within 20 km of each other.
export const metresBetween = (from, to) => Math.hypot(...offset(from, to))

export function bearingBetween(from, to) {
  const [north, east] = offset(from, to)
  return turned(degrees(Math.atan2(east, north)))
}

// The name of a direction is the nearest of eight.
export const nearestWind = (bearing) => WINDS[Math.round(turned(bearing) / 45) % 8]

// What a camera sees: a slice `angle` wide around `bearing`; 360 is the whole disc.
export function viewPoints(at, { bearing, angle, range_metres }) {
  const steps = Math.max(1, Math.ceil(angle / STEP))
  const first = bearing - angle / 2
  const arc = Array.from({ length: steps + 1 }, (_, step) => away(at, first + (angle * step) / steps, range_metres))
  return angle >= 360 ? arc.slice(0, -1) : [at, ...arc]
}

export function squareMetres(ring) {
  const flat = ring.map((place) => offset(ring[0], place))
  const twice = flat.reduce((sum, [y, x], i) => {
    const [nextY, nextX] = flat[(i + 1) % flat.length]
    return sum + x * nextY - nextX * y
  }, 0)
  return Math.abs(twice) / 2
}

const side = ([ay, ax], [by, bx], [cy, cx]) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))
const cross = (a, b, c, d) => side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0

// A polygon whose edges cross has no inside that two people would agree on.
export function crossesItself(ring) {
  const edges = ring.map((place, i) => [place, ring[(i + 1) % ring.length]])
  return edges.some(([a, b], i) => edges.slice(i + 1).some(([c, d]) => cross(a, b, c, d)))
}

// A place on a line, its middle unless another share is wanted, and the angle at which the
// line's name reads from left to right there.
export function nameplace(line, share = 0.5) {
  const lengths = line.slice(1).map((place, i) => metresBetween(line[i], place))
  let left = lengths.reduce((sum, length) => sum + length, 0) * share
  const i = Math.max(0, lengths.findIndex((length) => (left -= length) <= 0))
  const [from, to] = [line[i], line[i + 1]]
  const along = lengths[i] ? 1 + left / lengths[i] : 0
  const at = [from[0] + (to[0] - from[0]) * along, from[1] + (to[1] - from[1]) * along]
  const angle = turned(bearingBetween(from, to)) - 90
  return { at, turn: Math.round(angle > 90 ? angle - 180 : angle) }
}

// Points that would cover each other on the screen, gathered. `spot` gives a point's pixel.
export function gathered(points, spot, pixels = 40) {
  const heaps = []
  for (const point of points) {
    const [x, y] = spot(point)
    const heap = heaps.find((other) => Math.hypot(other.x - x, other.y - y) < pixels)
    if (heap) heap.points.push(point)
    else heaps.push({ x, y, points: [point] })
  }
  return heaps.map((heap) => heap.points)
}
