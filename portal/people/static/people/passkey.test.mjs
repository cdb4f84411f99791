import assert from "node:assert/strict"
import test from "node:test"

import { answerOf, forMaking, forShowing, toBytes, toText } from "./passkey.mjs"

const bytes = Uint8Array.from([251, 255, 0, 62])

test("bytes travel as base64url without padding and come back whole", () => {
  assert.equal(toText(bytes.buffer), "-_8APg")
  assert.deepEqual(toBytes("-_8APg"), bytes)
})

test("what the server asks becomes bytes where the browser wants bytes", () => {
  const key = { id: "-_8APg", type: "public-key" }

  const made = forMaking({
    publicKey: { challenge: "-_8APg", user: { id: "-_8APg", name: "x" }, excludeCredentials: [key] },
  }).publicKey
  const shown = forShowing({ publicKey: { challenge: "-_8APg" } }).publicKey

  assert.deepEqual([made.challenge, made.user.id, made.excludeCredentials[0].id], [bytes, bytes, bytes])
  assert.equal(made.user.name, "x")
  assert.deepEqual(shown, { challenge: bytes, allowCredentials: [] })
})

test("the browser's answer carries only the parts it has", () => {
  const answer = answerOf({
    id: "-_8APg",
    rawId: bytes.buffer,
    type: "public-key",
    getClientExtensionResults: () => ({}),
    response: { clientDataJSON: bytes.buffer, signature: bytes.buffer },
  })

  assert.deepEqual(answer.response, { clientDataJSON: "-_8APg", signature: "-_8APg" })
  assert.equal(answer.rawId, "-_8APg")
})
