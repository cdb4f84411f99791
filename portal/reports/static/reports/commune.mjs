// The public map of a commune: its outline, its clusters, and blurred counts of the rest.

import { blur, cluster, gathered, groundFrom, onMap } from "#look/map"

const HAMLETS_FROM_ZOOM = 13
const POPUP = { minWidth: 220, maxWidth: 220, maxHeight: 130 } // it fits into a map of 18 rem

const placeOf = ({ geometry: { coordinates: [lng, lat] } }) => [lat, lng]

// One mark for marks that would cover each other; it is off when none of them works.
export function marked(heap) {
  const lines = heap.map(({ properties: { name, since } }) => (since ? [name, since].join(" · ") : name))
  const works = heap.map(({ properties }) => properties.working)
  return { at: placeOf(heap[0]), count: heap.length, name: lines.join("; "), lines, off: !works.some(Boolean) }
}

export const ofKind = (features, kind) => features.filter(({ properties }) => properties.kind === kind)

function drawMarks(map, layer, features) {
  layer.clearLayers()
  const spot = (feature) => {
    const { x, y } = map.latLngToContainerPoint(placeOf(feature))
    return [x, y]
  }
  if (map.getZoom() >= HAMLETS_FROM_ZOOM) {
    for (const cell of ofKind(features, "blurred")) {
      const { about, name } = cell.properties
      layer.addLayer(blur(map, placeOf(cell), about, `${name}: ${about}`))
    }
  }
  for (const heap of gathered(ofKind(features, "cluster"), spot, 30)) {
    const { at, count, name, lines, off } = marked(heap)
    layer.addLayer(cluster(map, at, count, name, { off }).bindPopup(told(lines), POPUP))
  }
}

// What a tap on a mark says, in lines; words of the commune never become markup.
function told(lines) {
  const box = document.createElement("div")
  box.append(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })))
  return box
}

async function draw(map) {
  const { ground, cameras, lat, lng } = document.querySelector("#map-data").dataset
  map.setView([Number(lat), Number(lng)], 13)
  const [drawn, answer] = await Promise.all([groundFrom(map, ground), fetch(cameras)])
  if (drawn?.getBounds().isValid()) map.fitBounds(drawn.getBounds(), { padding: [16, 22] })
  if (!answer.ok) return
  const { features } = await answer.json()
  const layer = L.layerGroup().addTo(map)
  const redraw = () => drawMarks(map, layer, features)
  map.on("zoomend", redraw)
  redraw()
}

if (globalThis.window) onMap("commune-map", draw)
