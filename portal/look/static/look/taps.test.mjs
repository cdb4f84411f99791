import assert from "node:assert/strict"
import { test } from "node:test"

import { isSecondTap } from "#look/taps"

test("the first tap is sent, one soon after it is not, one much later is", () => {
  assert.deepEqual([isSecondTap(undefined, 900), isSecondTap(900, 3100), isSecondTap(900, 60_000)], [false, true, false])
})
