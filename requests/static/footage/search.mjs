// The place and the area of a search, set on the map; the fields beside it say and do the same.

import { placeOf, readCorners, withinLimits, writeCorners } from "#footage/area"
import { area, away, grip, groundFrom, incident, onMap, onTap, radius } from "#look/map"

const STREETS_FROM_ZOOM = 16
const field = (name) => document.querySelector(`#search-form [name="${name}"]`)
const shape = () => document.querySelector('#search-form [name="shape"]:checked')?.value ?? "circle"

function placeSaid() {
  const pasted = ["lat", "lng"].flatMap((name) => readCorners(field(name).value))[0]
  if (pasted) sayPlace({ lat: pasted[0], lng: pasted[1] })
  const [lat, lng] = ["lat", "lng"].map((name) => field(name).value)
  return lat && lng && Number.isFinite(Number(lat)) && Number.isFinite(Number(lng)) ? [Number(lat), Number(lng)] : null
}

function sayPlace({ lat, lng }) {
  field("lat").value = lat.toFixed(6)
  field("lng").value = lng.toFixed(6)
}

const metresSaid = () => withinLimits(Number(field("radius_metres").value) || 200)

function shownFields() {
  for (const part of document.querySelectorAll("[data-shape]")) part.hidden = part.dataset.shape !== shape()
}

function drawn(map, layer, words) {
  const redraw = () => drawn(map, layer, words)
  layer.clearLayers()
  shownFields()
  const at = placeSaid()
  if (shape() === "circle" && at) circle(map, layer, words, at)
  if (shape() === "polygon") polygon(map, layer, words, redraw)
  if (!at) return
  const mark = incident(map, at, words.mark, { draggable: true }).addTo(layer)
  mark.on("dragend", () => {
    sayPlace(mark.getLatLng())
    redraw()
  })
}

function circle(map, layer, words, at) {
  const ring = radius(map, at, metresSaid()).addTo(layer)
  const edge = () => away(at, 90, ring.getRadius())
  const handle = grip(map, edge(), words.edge).addTo(layer)
  handle.on("drag", () => {
    ring.setRadius(withinLimits(map.distance(at, handle.getLatLng())))
    field("radius_metres").value = ring.getRadius()
  })
  handle.on("dragend", () => handle.setLatLng(edge()))
}

function polygon(map, layer, words, redraw) {
  const corners = readCorners(field("corners").value)
  const keep = (changed) => {
    field("corners").value = writeCorners(changed)
    redraw()
  }
  const ring = corners.length > 1 ? area(map, corners).addTo(layer) : null
  corners.forEach((corner, index) => {
    const handle = grip(map, corner, words.corner).addTo(layer)
    const moved = () => corners.with(index, [handle.getLatLng().lat, handle.getLatLng().lng])
    handle.on("drag", () => ring?.setLatLngs(moved()))
    handle.on("dragend", () => keep(moved()))
    handle.on("click", () => keep(corners.toSpliced(index, 1)))
  })
}

function addCorner({ lat, lng }) {
  const corners = readCorners(field("corners").value)
  field("corners").value = writeCorners(corners.toSpliced(placeOf([lat, lng], corners), 0, [lat, lng]))
}

async function shownGround(map, form) {
  const said = placeSaid()
  map.setView(said ?? form.dataset.centre.split(",").map(Number), said ? 17 : 15)
  const ground = await groundFrom(map, form.dataset.ground)
  const streets = ground ? streetsOf(ground) : []
  if (said || !streets.length) return
  map.fitBounds(L.featureGroup(streets).getBounds(), { maxZoom: 17, animate: false })
  if (map.getZoom() < STREETS_FROM_ZOOM) map.setZoom(STREETS_FROM_ZOOM, { animate: false })
}

// Where people live: a commune's middle may be forest or sea.
const streetsOf = (ground) => ground.getLayers().filter(({ options }) => options?.className === "map-road")

onMap("search-map", (map) => {
  const form = document.getElementById("search-form")
  const layer = L.featureGroup().addTo(map)
  const redraw = () => drawn(map, layer, form.dataset)
  for (const hint of document.querySelectorAll("[data-needs-map]")) hint.hidden = false
  shownGround(map, form)
  onTap(map, ({ latlng }) => {
    if (shape() === "polygon" && placeSaid()) addCorner(latlng)
    else sayPlace(latlng)
    redraw()
  })
  form.addEventListener("change", redraw)
  redraw()
})
