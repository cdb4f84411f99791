// The owner's page of one place: the pin and what its cameras see, to look at only.

import { groundFrom, onMap, pin, somewhere, viewCone } from "#look/map"

onMap("site-map", (map) => {
  const { at, views, ground, name, approximate } = JSON.parse(document.getElementById("site-views").textContent)
  if (ground) groundFrom(map, ground)
  map.setView(at, approximate ? 17 : 19)
  if (approximate) return somewhere(map, at, name)
  for (const view of views) viewCone(map, at, view)
  pin(map, at, name, { draggable: false })
})
