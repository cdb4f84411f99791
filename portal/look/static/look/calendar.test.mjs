import assert from "node:assert/strict"
import { test } from "node:test"

import { isoOf, written } from "#look/calendar"

test("what the calendar chose is written with the day before the month", () => {
  assert.deepEqual([written("2026-12-03"), written("2026-12-03T18:10")], ["03/12/2026", "18:10, 03/12/2026"])
})

test("the calendar opens on the day that stands in the field", () => {
  assert.deepEqual(
    ["3/12/2026", "03-12-2026", "18:10, 03/12/2026", "soon"].map(isoOf),
    ["2026-12-03", "2026-12-03", "2026-12-03T18:10", ""],
  )
})
