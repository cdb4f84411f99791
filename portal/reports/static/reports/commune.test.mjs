import assert from "node:assert/strict"
import { test } from "node:test"

import { marked, ofKind } from "./commune.mjs"

const feature = (lng, lat, properties) => ({ geometry: { coordinates: [lng, lat] }, properties })
const A = feature(107.97, 21.52, { kind: "cluster", name: "Nguyễn Du", since: "In use since 25/4/2023", working: true })
const B = feature(107.97, 21.52, { kind: "cluster", name: "Hữu Nghị", since: "", working: false })
const CELL = feature(107.98, 21.53, { kind: "blurred", name: "khu 1", about: "≈20" })

test("a mark for several clusters names them all, says since when they are in use, and works while one does", () => {
  assert.deepEqual(marked([A, B]), {
    at: [21.52, 107.97],
    count: 2,
    name: "Nguyễn Du · In use since 25/4/2023; Hữu Nghị",
    lines: ["Nguyễn Du · In use since 25/4/2023", "Hữu Nghị"],
    off: false,
  })
  assert.equal(marked([B]).off, true)
})

test("clusters and blurred counts are told apart", () => {
  assert.deepEqual(ofKind([A, CELL, B], "blurred"), [CELL])
})
