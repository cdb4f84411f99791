// The police's map: what lies in the window, single sites with their views or clusters with counts.

import { cluster, gathered, groundFrom, onMap, somewhere, viewCone } from "#look/map"

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
    const { features: sent } = await answer.json()
    shown.remove()
    shown = L.layerGroup().addTo(map)
    for (const features of clusters(map, sent.filter((feature) => !isApproximate(feature)))) drawn(map, shown, features)
    for (const features of clusters(map, sent.filter(isApproximate))) {
      const name = `${element.dataset.somewhere} ${features.length}`
      somewhere(map, position(features[0]), name, `${features.length} ?`).addTo(shown)
    }
  }
  map.on("moveend", fetched)
  fetched()
})

const position = ({ geometry: { coordinates: [lng, lat] } }) => [lat, lng]

const isApproximate = ({ properties }) => properties.approximate === true

// Marks that would cover each other are one mark with their number.
function clusters(map, features) {
  const onScreen = (feature) => {
    const { x, y } = map.latLngToContainerPoint(position(feature))
    return [x, y]
  }
  return gathered(features, onScreen, map.getZoom() < VIEWS_FROM_ZOOM ? 40 : 12)
}

function drawn(map, layer, features) {
  const count = features.reduce((sum, { properties }) => sum + (properties.count ?? 1), 0)
  cluster(map, position(features[0]), count, count > 1 ? String(count) : features[0].properties.kind).addTo(layer)
  if (map.getZoom() < VIEWS_FROM_ZOOM) return
  for (const feature of features) {
    for (const view of feature.properties.views ?? []) viewCone(map, position(feature), { ...view, soft: true }).addTo(layer)
  }
}
