// Maps without tiles: our own ground and marks, hung on django-leaflet's `map:init`.
// Colours and sizes live in app.css; words come from the page as data- attributes or text.
// Every map has its list or its form controls beside it, so marks are tab stops only
// where they can be moved.

import { away, bearingBetween, metresPerDegree, nameplace, turned, viewPoints } from "#look/geometry"

export * from "#look/geometry"

const HOUSES_FROM_ZOOM = 16
const NAMES_FROM_ZOOM = 16
const LAND_FROM_ZOOM = 13 // further out a commune is one white shape
const NAMEPLACES = 40 // on each street, of which one is taken
const ROAD_METRES = 8
const SOMEWHERE_METRES = 150
const CLEAR_OF_PIN = 78 // pixels; nearer than that the pin would lie on the grip of a view to the north
const GROUND = { boundary: "map-ground", hamlet: "map-hamlet", block: "map-block", house: "map-house", water: "map-water", park: "map-park", beyond: "map-beyond" }
const DRAWN_FIRST = ["beyond", "boundary", "hamlet", "water", "park", "block", "road", "house", "label"]

// Calls `draw(map, element)` when the map in element #id stands.
export function onMap(id, draw) {
  window.addEventListener("map:init", ({ detail: { map } }) => {
    const element = map.getContainer()
    if (element.id === id) draw(dressed(map, element), element)
  })
}

const DOUBLE_TAP_MS = 300
const SAME_SPOT_PX = 20

// A tap, once it is sure that no second one follows on it: two zoom in, and move nothing.
// One elsewhere is another tap, however soon: corners are drawn fast.
export function onTap(map, tapped) {
  let first, timer
  const forget = () => {
    clearTimeout(timer)
    first = undefined
  }
  const take = () => {
    const event = first
    forget()
    if (event) tapped(event)
  }
  map.on("click", (event) => {
    if (first && first.containerPoint.distanceTo(event.containerPoint) > SAME_SPOT_PX) take()
    forget()
    first = event
    timer = setTimeout(take, DOUBLE_TAP_MS)
  })
  map.on("dblclick", forget)
}

function dressed(map, element) {
  const { zoomIn, zoomOut, wheel } = element.dataset
  map.zoomControl?.setPosition("topright")
  named(element.querySelector(".leaflet-control-zoom-in"), zoomIn)
  named(element.querySelector(".leaflet-control-zoom-out"), zoomOut)
  if (wheel === undefined) map.scrollWheelZoom.disable()
  map.options.zoomSnap = 0.25
  const far = () => {
    element.classList.toggle("map-whole", map.getZoom() < LAND_FROM_ZOOM)
    element.classList.toggle("map-far", map.getZoom() < NAMES_FROM_ZOOM)
    element.classList.toggle("map-no-houses", map.getZoom() < HOUSES_FROM_ZOOM)
  }
  map.on("zoomend", far)
  if (map._loaded) far()
  return map
}

function named(element, name) {
  if (!element || !name) return
  element.title = name
  element.setAttribute("aria-label", name)
}

// GROUND

export async function groundFrom(map, url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } })
  if (!answer.ok) return null
  return ground(map, await answer.json())
}

// Draws features by their `kind`. Returns the layer; its bounds are those of the boundary, if any.
export function ground(map, { features }) {
  // A pane of its own under the others: the ground may arrive after the views drawn on it.
  const pane = map.getPane("ground") ?? map.createPane("ground")
  pane.style.zIndex = 350
  const layer = L.featureGroup().addTo(map)
  const rank = (feature) => DRAWN_FIRST.indexOf(feature.properties.kind)
  if (features.some(({ properties }) => properties.kind === "boundary")) map.getContainer().classList.add("map-outside")
  for (const feature of [...features].sort((a, b) => rank(a) - rank(b))) drawn(map, layer, feature)
  const outline = layer.getLayers().find(({ options }) => options.className === GROUND.boundary)
  if (outline) layer.getBounds = () => outline.getBounds()
  return layer
}

function drawn(map, layer, feature) {
  const { kind, name, width } = feature.properties
  if (kind === "label") return label(map, name, latlng(feature.geometry.coordinates), { big: true }).addTo(layer)
  if (kind === "road") return road(map, layer, feature.geometry, name, width)
  layer.addLayer(L.geoJSON(feature, { pane: "ground", className: GROUND[kind] ?? "map-block", interactive: false, smoothFactor: 0.6 }))
}

const latlng = ([lng, lat]) => [lat, lng]

function road(map, layer, geometry, name, width = ROAD_METRES) {
  const lines = geometry.type === "MultiLineString" ? geometry.coordinates : [geometry.coordinates]
  for (const line of lines.map((coordinates) => coordinates.map(latlng))) {
    const drawn = L.polyline(line, { pane: "ground", className: "map-road", interactive: false, smoothFactor: 0 }).addTo(layer)
    const widen = () => drawn.setStyle({ weight: Math.max(2, width / metresPerPixel(map, line[0][0])) })
    map.on("zoomend", widen)
    widen()
    if (name) streetName(map, layer, line, name)
  }
}

// Wherever the map is moved, the name stands on the part of the street that is in sight: not in
// its middle, where the incident or the next street's name is.
function streetName(map, layer, line, name) {
  const places = Array.from({ length: NAMEPLACES }, (_, i) => nameplace(line, (i + 0.5) / NAMEPLACES))
  const marker = label(map, name, places[0].at).addTo(layer)
  const follow = () => {
    const seen = places.filter(({ at }) => map.getBounds().contains(at))
    marker.getElement().hidden = !seen.length
    if (!seen.length) return
    const { at, turn } = seen[Math.floor(seen.length * 0.3)]
    marker.setLatLng(at).getElement().firstElementChild.style.setProperty("--turn", `${turn}deg`)
  }
  map.on("moveend", follow)
  map.whenReady(follow)
}

const metresPerPixel = (map, lat) => (metresPerDegree(lat)[1] * 360) / (256 * 2 ** map.getZoom())

// WORDS AND MARKS

export function label(map, text, at, { turn = 0, big = false } = {}) {
  const icon = L.divIcon({ className: big ? "map-label map-label-big" : "map-label", html: "<span></span>", iconSize: null })
  const marker = L.marker(at, { icon, interactive: false, keyboard: false })
  marker.on("add", () => {
    const span = marker.getElement().firstElementChild
    span.textContent = text
    span.style.setProperty("--turn", `${turn}deg`)
  })
  return marker.addTo(map)
}

// A mark that is announced: Leaflet leaves a divIcon without a name.
export function mark(map, at, icon, name, options = {}) {
  const movable = options.draggable === true
  const marker = L.marker(at, { icon, keyboard: movable, ...options }).addTo(map)
  const element = marker.getElement()
  element.setAttribute("role", marker.options.keyboard ? "button" : "img")
  element.setAttribute("aria-label", name)
  return marker
}

const square = (className, side, anchor = [side / 2, side / 2]) =>
  L.divIcon({ className, html: "<span></span>", iconSize: [side, side], iconAnchor: anchor })

const numbered = (marker, number) => {
  marker.getElement().firstElementChild.textContent = number
  return marker
}

export const pin = (map, at, name, options = {}) => {
  const icon = L.divIcon({ className: "pin", html: "<span></span>", iconSize: [44, 54], iconAnchor: [22, 51] })
  const marker = mark(map, at, icon, name, { draggable: true, autoPan: true, ...options })
  if (marker.options.draggable) movedByArrows(map, marker)
  return marker
}

export const grip = (map, at, name, options = {}) => mark(map, at, square("grip", 44), name, { draggable: true, ...options })

export const rank = (map, at, number, name, { off = false, ...options } = {}) =>
  numbered(mark(map, at, square(off ? "rank rank-off" : "rank", 30), name, options), number)

export const incident = (map, at, name, options = {}) => {
  const marker = mark(map, at, square("incident", 40), name, { zIndexOffset: 900, ...options })
  if (marker.options.draggable) movedByArrows(map, marker)
  return marker
}

// One place with several cameras shows how many; a single one shows whether it works.
export const cluster = (map, at, count, name, { off = false, ...options } = {}) =>
  count > 1
    ? numbered(mark(map, at, square(off ? "cluster-many cluster-many-off" : "cluster-many", 40), name, options), count)
    : mark(map, at, square(off ? "cluster cluster-off" : "cluster", 32), name, options)

export const blur = (map, at, text, name) =>
  numbered(mark(map, at, square("blur", 56), name), text)

// Where nobody has put a pin: around the middle of its hamlet, without an edge or a direction.
export function somewhere(map, at, name, text = "?") {
  const layer = L.featureGroup([L.circle(at, { radius: SOMEWHERE_METRES, className: "map-somewhere", interactive: false })])
  layer.addTo(map).addLayer(blur(map, at, text, name))
  return layer
}

// Arrow keys move by 8 pixels, with Shift by 1, and end like a drag.
export function movedByArrows(map, marker) {
  const ways = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }
  onKeys(marker, ways, ([x, y], event) => {
    const step = event.shiftKey ? 1 : 8
    const spot = map.latLngToContainerPoint(marker.getLatLng()).add([x * step, y * step])
    marker.setLatLng(map.containerPointToLatLng(spot))
    marker.fire("dragend")
  })
}

function onKeys(marker, ways, act) {
  L.DomEvent.on(marker.getElement(), "keydown", (event) => {
    if (!(event.key in ways)) return
    L.DomEvent.stop(event)
    act(ways[event.key], event)
  })
}

// VIEWS AND AREAS

export const viewCone = (map, at, { soft = false, ...view }) =>
  L.polygon(viewPoints(at, view), { className: soft ? "view view-soft" : "view", interactive: false, smoothFactor: 0 }).addTo(map)

export const radius = (map, at, metres) =>
  L.circle(at, { radius: metres, className: "map-radius", interactive: false }).addTo(map)

export const area = (map, places) =>
  L.polygon(places, { className: "map-radius", interactive: false, smoothFactor: 0 }).addTo(map)

// A camera that is placed and turned by hand. `changed({at, bearing})` follows every move; the
// returned function shows other values, from the form beside the map or from GPS.
export function placedView(map, view, { pinName, gripName }, changed) {
  let now = { ...view }
  const cone = viewCone(map, now.at, now)
  const tip = () => away(now.at, now.bearing, Math.max(now.range_metres, CLEAR_OF_PIN * metresPerPixel(map, now.at[0])))
  const handle = grip(map, tip(), gripName)
  const place = pin(map, now.at, pinName)

  const show = (values) => {
    now = { ...now, ...values }
    cone.setLatLngs(viewPoints(now.at, now))
    place.setLatLng(now.at)
    handle.setLatLng(tip())
  }
  map.on("zoomend", () => handle.setLatLng(tip()))
  const move = (values) => {
    show(values)
    changed({ at: now.at, bearing: now.bearing })
  }
  const towards = (marker) => {
    const { lat, lng } = marker.getLatLng()
    return Math.round(bearingBetween(now.at, [lat, lng])) % 360
  }

  place.on("drag dragend", () => move({ at: [place.getLatLng().lat, place.getLatLng().lng] }))
  handle.on("drag", () => {
    // The grip stays under the finger; only when let go does it return to the end of the view.
    now.bearing = towards(handle)
    cone.setLatLngs(viewPoints(now.at, now))
    changed({ at: now.at, bearing: now.bearing })
  })
  handle.on("dragend", () => move({ bearing: towards(handle) }))
  onKeys(handle, { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }, (way, event) =>
    move({ bearing: turned(now.bearing + way * (event.shiftKey ? 1 : 5)) }))
  return show
}
