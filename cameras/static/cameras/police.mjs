// The police's map: what lies in the window, single sites with their views or heaps with counts.

import { cluster, gathered, groundFrom, onMap, viewCone } from "#look/map"

const VIEWS_FROM_ZOOM = 16

onMap("police-map", (map, element) => {
  let shown = L.layerGroup().addTo(map)
  const [south, west, north, east] = element.dataset.bounds.split(",").map(Number)
  map.fitBounds([[south, west], [north, east]], { padding: [24, 24], maxZoom: 17 })
  groundFrom(map, element.dataset.ground)

  const fetched = async () => {
    const url = new URL(element.dataset.sites, location.href)
    url.search = new URLSearchParams({ bbox: map.getBounds().toBBoxString() })
    const answer = await fetch(url)
    if (!answer.ok) return
    const { features } = await answer.json()
    shown.remove()
    shown = L.layerGroup().addTo(map)
    for (const heap of heaps(map, features)) drawn(map, shown, heap)
  }
  map.on("moveend", fetched)
  fetched()
})

const place = ({ geometry: { coordinates: [lng, lat] } }) => [lat, lng]

// Marks that would cover each other are one mark with their number.
function heaps(map, features) {
  const spot = (feature) => {
    const { x, y } = map.latLngToContainerPoint(place(feature))
    return [x, y]
  }
  return gathered(features, spot, map.getZoom() < VIEWS_FROM_ZOOM ? 40 : 12)
}

function drawn(map, layer, heap) {
  const count = heap.reduce((sum, { properties }) => sum + (properties.count ?? 1), 0)
  cluster(map, place(heap[0]), count, count > 1 ? String(count) : heap[0].properties.kind).addTo(layer)
  if (map.getZoom() < VIEWS_FROM_ZOOM) return
  for (const feature of heap) {
    for (const view of feature.properties.views ?? []) viewCone(map, place(feature), { ...view, soft: true }).addTo(layer)
  }
}
