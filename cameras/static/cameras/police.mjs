// The police's map: what lies in the window, single sites with their views or heaps with counts.

import { cluster, groundFrom, onMap, viewCone } from "#look/map"

const VIEWS_FROM_ZOOM = 16

onMap("police-map", (map, element) => {
  let shown = L.layerGroup().addTo(map)
  const [lat, lng] = element.dataset.centre.split(",").map(Number)
  map.setView([lat, lng], 14)
  groundFrom(map, element.dataset.ground)

  const fetched = async () => {
    const url = new URL(element.dataset.sites, location.href)
    url.search = new URLSearchParams({ bbox: map.getBounds().toBBoxString() })
    const answer = await fetch(url)
    if (!answer.ok) return
    const { features } = await answer.json()
    shown.remove()
    shown = L.layerGroup().addTo(map)
    for (const feature of features) drawn(map, shown, feature)
  }
  map.on("moveend", fetched)
  fetched()
})

function drawn(map, layer, { geometry: { coordinates: [lng, lat] }, properties: { kind, count, views = [] } }) {
  const at = [lat, lng]
  cluster(map, at, count ?? 1, count ? String(count) : kind).addTo(layer)
  if (map.getZoom() < VIEWS_FROM_ZOOM) return
  for (const view of views) viewCone(map, at, { ...view, soft: true }).addTo(layer)
}
