import assert from "node:assert/strict"
import test from "node:test"

import { secondsLeft } from "./countdown.mjs"

test("a minute begins at sixty, ends at zero and never goes below", () => {
  assert.deepEqual(
    [0, 500, 59_000, 60_000, 90_000].map((now) => secondsLeft(60, 0, now)),
    [60, 60, 1, 0, 0],
  )
})
