import assert from "node:assert/strict"
import test from "node:test"

import { byName, heldFor, keep } from "#look/held_form"

const held = { back: "/cameras/register/?commune=06712", fields: [["label", "cổng"]] }

test("what was written comes back on the page it stood on, for an hour", () => {
  const text = JSON.stringify({ ...held, at: 1000 })

  assert.deepEqual(heldFor(held.back, text, 2000).fields, held.fields)
  assert.equal(heldFor("/", text, 2000), null)
  assert.equal(heldFor(held.back, text, 1000 + 3_600_000), null)
  assert.equal(heldFor(held.back, null, 2000), null)
})

test("fields of one name keep all their values", () => {
  assert.deepEqual([...byName([["site", "1"], ["once", "x"], ["site", "2"]])], [["site", ["1", "2"]], ["once", ["x"]]])
})

test("a browser that keeps nothing says so", () => {
  const full = { setItem() { throw new Error("QuotaExceededError") } }

  assert.equal(keep(held, full), false)
  assert.equal(keep(held, { setItem() {} }), true)
})
